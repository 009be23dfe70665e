"""What a public page tells search engines, and those into whose messages its address is pasted.

A page with a card is meant to be found; every other one says `noindex` (`base.html`). What is
told in the card is told on the page too, and nothing of a session's room is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

WIDTH, HEIGHT = 1200, 630
"""The size of the pictures that we draw: what Facebook, WhatsApp and X show whole."""
LONGEST = 200
"""Signs of a description: Google cuts at some 160, WhatsApp earlier."""
SCHEMA = "https://schema.org"
Data = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture at an absolute address, which changes with what it shows: it is kept by others."""

    url: str
    alt: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCard:
    """A page as others show it. Addresses are absolute, and carry nothing that was asked."""

    title: str
    description: str
    url: str
    picture: Picture | None = None
    kind: Literal["website", "video.other"] = "website"
    film_url: str = ""
    data: Mapping[str, object] | None = None
    """As schema.org has it, without `@context`; None for a page that is no one thing."""

    @property
    def structured(self) -> Data | None:
        """Return the data as a document of JSON-LD."""
        return {"@context": SCHEMA, **self.data} if self.data else None


def shortened(text: str, most: int = LONGEST) -> str:
    """Return a text in one line, cut after a whole word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1].rpartition(" ")[0].rstrip(",;:. ") + "…"


def instant(moment: datetime) -> str:
    """Return an aware instant as schema.org and sitemaps have it, with its zone's offset."""
    if moment.tzinfo is None:
        raise ValueError("an instant without an offset is read in the reader's own zone")
    return moment.isoformat(timespec="seconds")
