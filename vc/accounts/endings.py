"""What an account holds, and how all of it ends with the account: one rule for every feature.

Accounts know of their own sign-ins only. Each feature to the right says by a `Holding` what a
person holds there; `app.py` lists them. What is history (who wrote, decided or signed) keeps its
name: nothing of that ends.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vc.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of one account: whose, who takes what goes on, who decided it, and when."""

    session: Session
    person: Person
    heir: Person | None
    """Who takes what goes on; None only where the person holds nothing of the kind."""
    by: Person
    now: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that goes on when the account has ended."""

    name: str
    at: datetime | None = None
    """When it takes place; None for what has no time."""
    needs_heir: bool = True
    """Whether somebody has to take it; otherwise it goes on without the person."""


def nothing_held(session: Session, person: Person, now: datetime) -> Sequence[Held]:
    """Return nothing: the holding ends with the account."""
    return ()


@dataclass(frozen=True, slots=True)
class Holding:
    """What people hold in one feature: what somebody has to take, and how all of it ends."""

    end: Callable[[Ending], None]
    held: Callable[[Session, Person, datetime], Sequence[Held]] = nothing_held
    label: str = ""
    """What it is, in Spanish, above the list of what is held."""
