"""The permissions that Meta's operations need, and what they are for.

Facts: Meta publishes no list by operation that a program could read; these are from its pages on
live video, publishing, insights and webhooks (contract of Meta, 6.1, 7 and 10).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from integrations.contracts.common import Lack

_POSTS = ("pages_manage_posts", "pages_read_engagement")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the work, and all that it needs. `words` go on after «no se podrá»."""

    scopes: tuple[str, ...]
    words: str
    is_needed: bool = False

    def lack(self, granted: list[str] | None) -> Lack | None:
        """Return its ungranted scopes; None where all of it is granted, or nobody knows."""
        if granted is None:
            return None
        lacking = tuple(name for name in self.scopes if name not in granted)
        return Lack(lacking, self.words, self.is_needed) if lacking else None


BROADCASTS = Part(_POSTS, "anunciar ni transmitir en vivo", is_needed=True)
NEWS = Part(
    ("pages_manage_metadata",), "enterarse al momento de que una transmisión empezó o terminó"
)
POSTS = Part(_POSTS, "publicar en la página", is_needed=True)
FIGURES = Part(("read_insights",), "leer las cifras de lo publicado en Facebook")
REELS = Part(
    ("instagram_basic", "instagram_content_publish", "pages_read_engagement"),
    "publicar en Instagram",
    is_needed=True,
)
REEL_FIGURES = Part(("instagram_manage_insights",), "leer las cifras de lo publicado en Instagram")

FOR_BROADCASTS = (BROADCASTS, NEWS)
FOR_POSTS = (POSTS, FIGURES)
FOR_REELS = (REELS, REEL_FIGURES)


def scopes_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """Return every scope of some parts, each once, and the one by which the Page is chosen."""
    named = [name for part in parts for name in part.scopes]
    return tuple(dict.fromkeys((*named, "pages_show_list")))


def lacks_of(granted: list[str] | None, parts: Iterable[Part]) -> tuple[Lack, ...]:
    """Return the ungranted ones of some parts; nothing where Meta does not tell what is granted."""
    if granted is None:
        return ()
    return tuple(lack for part in parts if (lack := part.lack(granted)) is not None)
