"""What the day's page is made of: what features tell of sessions, of the day and of its month."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.models import Event


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a session needs before it begins, and whether it is done."""

    short: str
    """What is named where it lacks: «Portada»."""
    said: str
    """How it stands, in a sentence."""
    url: str
    """Where it is done."""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class OnAir:
    """How the public sees a session that takes place."""

    words: str
    url: str
    """The sheet of whoever runs it."""
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class Expiry:
    """Something that ends by itself soon."""

    title: str
    url: str
    at: datetime
    icon: str


@dataclass(frozen=True, slots=True)
class DayNote:
    """Something that changes what may be done today, in a sentence."""

    said: str
    url: str
    tone: str = "wait"


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure of the month, against what the office wants of it where it says so."""

    name: str
    count: int
    url: str
    least: int = 0
    most: int = 0
    """0 where the office names none."""
    note: str = ""
    """What is planned, what lacks and by when."""
    is_lost: bool = False
    """It can no longer be reached."""

    @property
    def aim(self) -> str:
        """Return the goal in words; empty for none."""
        if not self.most:
            return ""
        return f"{self.most}" if self.least in (0, self.most) else f"{self.least} a {self.most}"

    @property
    def is_met(self) -> bool:
        """Tell whether it is reached."""
        return bool(self.most) and self.count >= self.least

    @property
    def percent(self) -> int:
        """Return how much of the most is reached."""
        return min(100, self.count * 100 // self.most) if self.most else 0


Steps = Mapping[int, Sequence[Step]]
Readiness = Callable[[Session, Sequence[Event], datetime], Steps]
"""What sessions need before they begin, by their keys."""
Airing = Callable[[Session, Sequence[Event]], Mapping[int, OnAir]]
Present = Callable[[Session, Sequence[Event]], Mapping[int, int]]
"""How many are in the rooms of sessions that take place, by their keys, as far as is known."""
Expiring = Callable[[Session, Person, datetime], Iterable[Expiry]]
Goals = Callable[[Session, datetime, datetime], Iterable[Goal]]
"""The figures of a month, given as instants [begin, end)."""
Notes = Callable[[Session, datetime], Iterable[DayNote]]
