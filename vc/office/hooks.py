"""Where every feature puts what it has to arrange on the page «Oficina»."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vc.hooks import Hook
from vc.permissions import Somebody
from vc.services import Services


class Group(StrEnum):
    """A part of the page. Its value is the part's id."""

    DAILY = "diario"
    """What a telephone has no room for below: shown there alone, above the rest."""
    OFFICE = "oficina"
    PEOPLE = "personas"
    ROOMS = "salas"
    PUBLISHED = "publicado"
    MAIL = "correo"
    RECORD = "registro"


@dataclass(frozen=True, slots=True)
class Look:
    """What the value of a row is made of: who looks, and when."""

    session: Session
    services: Services
    person: Somebody
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """Return the office's time zone."""
        return self.services.zone


@dataclass(frozen=True, slots=True)
class Value:
    """How something stands today, in a few words. `tone` is empty where all is normal."""

    text: str
    tone: str = ""


def nothing(look: Look) -> Value:
    """Return the value of a row that has nothing to say."""
    return Value("")


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One row: the page it leads to, for whom that page opens."""

    group: Group
    endpoint: str
    title: str
    value: Callable[[Look], Value] = nothing
    words: str = ""
    """What else it is looked for by."""
    icon: str = ""
    """In the daily part only."""


OFFICE_ROWS: Hook[OfficeRow] = Hook("the page «Oficina»")


OFFICE_CHANGED: Hook[Callable[[Session, datetime], None]] = Hook("the office is called otherwise")
"""In the transaction of the change."""
AREAS_USED: Hook[Callable[[Session], Iterable[str]]] = Hook("areas that something has")
AREA_RENAMED: Hook[Callable[[Session, str, str], None]] = Hook("an area has another name")
"""(session, name before, name now)."""


Named = Mapping[str, Any]
"""What an address names, such as `clip_id`."""


def as_here(session: Session, here: Named) -> Named | None:
    """Return what the present page's address names."""
    return here


def naming(**names: str) -> "Callable[[Session, Named], Named | None]":
    """Return what names the same on every page."""
    return lambda session, here: names


@dataclass(frozen=True, slots=True)
class Cure:
    """Where refusals are mended: a page, for whom it opens, and the words of the link."""

    refusals: tuple[str, ...]
    """Their sentences, as whoever says them has them: constants, and no copies."""
    endpoint: str
    words: str
    finds: Callable[[Session, Named], Named | None] = as_here
    """What the page's address names, by what the present one's does; None where that is nothing."""


CURES: Hook[Cure] = Hook("where refusals are mended")


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text for people that the office can say otherwise; names in braces are filled in."""

    key: str
    title: str
    when: str
    """When it leaves and to whom, in Spanish."""
    body: str
    names: Mapping[str, str]
    """What can stand in braces, and what it is filled with, in Spanish."""
    subject: str = ""
    """Empty where the text has none."""
    needs: tuple[str, ...] = ()
    """Names that its body must hold."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a preview is filled in from."""

    names: Mapping[str, str]
    of: str
    """What it shows, in Spanish: «Con la sesión VC-2026-0001.»."""


@dataclass(frozen=True, slots=True)
class TextGroup:
    """Texts that go the same way, and what they are shown with before they are kept."""

    title: str
    texts: tuple[OwnText, ...]
    sample: Callable[[Look, OwnText], Sample]


OWN_TEXTS: Hook[TextGroup] = Hook("texts that the office can say otherwise")
"""Of several for one sentence, the first is shown that opens."""
