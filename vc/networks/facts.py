"""What is known of a network, as data: how it counts, what it takes, how it is connected. Pure.

How the addresses of its posts look is the vendor's side: `integrations.permalinks`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vc.shapes import Shape


class Network(StrEnum):
    """Where a clip is published."""

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    X = "x"
    WEBSITE = "website"
    """The office's own page, feed and embedded player."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLimits:
    """What a network takes of a text; None where there is no limit that we know of."""

    most: int
    """In the network's own unit, which `length` counts and `unit` names where it is no letter."""
    length: Callable[[str], int] = len
    unit: str = ""
    most_title: int | None = None
    most_hashtags: int | None = None
    most_mentions: int | None = None
    refuses: str = ""
    """Characters that it does not take."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way in which a network shows a film; None where there is no limit that we know of.

    The figures are third hand in part: the editor warns by them and never refuses.
    """

    name: str
    shapes: tuple[Shape, ...]
    """The shapes that it is meant for."""
    takes: tuple[Shape, ...] = ()
    """The shapes that the system publishes so; the others go another way, or by hand."""
    least_ms: int = 0
    most_ms: int | None = None
    most_bytes: int | None = None
    note: str = ""
    source: str
    seen_on: date


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `settings` are the variables that it gives, in which order they are entered.

    A page tells only what is left: of a step that is done it says so, and no more.
    """

    title: str
    text: str
    settings: tuple[str, ...] = ()
    url: str = ""
    connects: bool = False
    """Whether it is done once the account is connected."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of a post. `key` is how the network's adapter calls it, and the row keeps it."""

    key: str
    label: str
    heading: str
    """The same in a table."""
    total: Callable[[Iterable[int]], int] = sum
    """How those of several posts are added up."""


VIEWS = Metric("views", "Vistas", "Vistas")
REACH = Metric("reach", "Personas alcanzadas", "Alcance")


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFacts:
    """One network. What has a default is what most of them have in common."""

    label: str
    mark: str
    """One letter or two, in a shape of its own (`net--NAME` in app.css); never a logo."""
    text: TextLimits
    shapes: tuple[Shape, ...]
    """All shapes, the one that is proposed first before the others."""
    formats: tuple[Format, ...] = ()
    takes_only_its_formats: bool = False
    """Whether a shape that no format takes is refused."""
    guide: tuple[Step, ...] = ()
    """How the system is connected with it; empty where only a person publishes."""
    permissions: tuple[str, ...] = ()
    """What the connection needs, as the vendor calls it."""
    consent_key: str
    """How consents name it."""
    in_consents: str = ""
    """What it is called among the channels of a consent, where that is not its label."""
    is_offered_on: bool = True
    """Whether an office that has no channels yet gets it switched on."""
    is_ours: bool = False
    """Whether it is our own page: nobody has to publish there, and there is one only."""
    price: Callable[[str], str] | None = None
    """What a post with a text costs, as a sentence, when the system publishes it."""
    charges_links: bool = False
    """Whether an address in the text costs more, so that somebody has to want it."""
    takes_thumbnail: bool = True
    thumbnail_note: str = "Sin elegir, sale la del clip."
    metrics: tuple[Metric, ...] = (VIEWS, REACH)
    """What comes of a post, told by the network or read off its page by a person."""
    has_two_ways: bool = False
    """Whether a film gets there in two ways, so that a page says which."""
