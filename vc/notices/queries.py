"""What the bell reads: a person's notices, as far as that person may know of them now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.models import Event
from vc.notices.kinds import KINDS
from vc.notices.models import DailyLetter, Notice, NoticeKind
from vc.permissions import Reach, reach_of

MOST_COUNTED = 99
MOST_SHOWN = 100
MANY = 4
"""From so many of a kind on one day they are told in one line."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the bell: a notice, or several of a kind on one day, the last one first."""

    notices: tuple[Notice, ...]

    @property
    def first(self) -> Notice:
        """Return the last one."""
        return self.notices[0]

    @property
    def is_unseen(self) -> bool:
        """Tell whether one of them was not seen."""
        return any(one.seen_at is None for one in self.notices)

    @property
    def said(self) -> str:
        """Return it in a sentence."""
        facts = KINDS[self.first.kind]
        if len(self.notices) > 1:
            return f"{len(self.notices)} {facts.many}"
        return facts.said.format(title=self.first.title, count=self.first.count)


def visible_to(person: Person) -> ColumnElement[bool]:
    """Return the condition of a person's notices about what that person may still know of.

    Asked when they are read: since they were written a role or a session's people may be others.
    """
    by_reach: dict[Reach | None, list[NoticeKind]] = {}
    for kind, facts in KINDS.items():
        by_reach.setdefault(reach_of(person, facts.capability), []).append(kind)
    is_own = or_(
        Notice.event_id.is_(None),
        Notice.event_id.in_(select(Event.id).where(Event.is_of(person.id))),
    )
    return and_(
        Notice.person_id == person.id,
        or_(
            Notice.kind.in_(by_reach.get(Reach.ALL, [])),
            and_(Notice.kind.in_(by_reach.get(Reach.OWN, [])), is_own),
        ),
    )


def unseen_count(session: Session, person: Person) -> int:
    """Return how many notices a person has not seen, up to a bound."""
    some = select(Notice.id).where(visible_to(person), Notice.seen_at.is_(None))
    query = select(func.count()).select_from(some.limit(MOST_COUNTED + 1).subquery())
    return session.scalar(query) or 0


def notices_of(session: Session, person: Person, *, only_unseen: bool = False) -> list[Notice]:
    """Return a person's last notices, those that were not seen first, each part newest first."""
    query = select(Notice).where(visible_to(person))
    if only_unseen:
        query = query.where(Notice.seen_at.is_(None))
    order = (Notice.seen_at.is_not(None), Notice.at.desc(), Notice.id.desc())
    return list(session.scalars(query.order_by(*order).limit(MOST_SHOWN)))


def told(notices: Sequence[Notice], zone: ZoneInfo) -> list[Told]:
    """Return the lines of notices, in their order; many of a kind on one day are one line."""
    piles: dict[tuple[object, ...], list[Notice]] = {}
    for one in notices:
        day = one.at.astimezone(zone).date()
        piles.setdefault((one.kind, day, one.seen_at is None), []).append(one)
    lines: list[tuple[Notice, ...]] = []
    for pile in piles.values():
        lines += [tuple(pile)] if len(pile) >= MANY else [(one,) for one in pile]
    order = {one.id: number for number, one in enumerate(notices)}
    return [Told(one) for one in sorted(lines, key=lambda one: order[one[0].id])]


def letter_of(session: Session, person: Person) -> DailyLetter | None:
    """Return a person's wish for the daily letter; None without it."""
    return session.scalar(select(DailyLetter).where(DailyLetter.person_id == person.id))


def newest(notices: Sequence[Notice]) -> datetime | None:
    """Return when the last of some notices happened; None without any."""
    return max((one.at for one in notices), default=None)
