"""What pages, the day and reports read of a programme.

look = looking()
for one in standing(session, programme, date(2026, 5, 1), date(2026, 6, 1), look):
    one.goal.number, one.terms.name, one.count, one.least, one.outlook, one.pieces
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.endings import Held
from vc.accounts.models import Person
from vc.errors import NotFoundError
from vc.permissions import Capability, roles_with
from vc.programme.counting import Measured, Outlook, measured, outlook_of
from vc.programme.deliverables import DeliverableKind, Piece
from vc.programme.hooks import DELIVERABLES
from vc.programme.models import Adjustment, Deliverable, Goal, Programme
from vc.programme.promise import Span, Terms, spans_of
from vc.services import Services

Spans = Mapping[int, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Looking:
    """When and where it is looked at, and which kinds of deliverables there are, by their keys."""

    today: date
    zone: ZoneInfo
    kinds: Mapping[str, DeliverableKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one goal stands in the periods that some days belong to: at least one of them."""

    goal: Goal
    kind: DeliverableKind | None
    """None where no feature brings such any more."""
    parts: tuple[Measured, ...]
    """Its periods: one month, four weeks, the quarter that a month is in…"""
    begin: date
    end: date
    also: Mapping[str, tuple[Goal, ...]] = field(default_factory=dict)
    """By the keys of pieces: under which other goals they count too."""

    @property
    def terms(self) -> Terms:
        """Return what holds in the last of the periods."""
        return self.parts[-1].terms

    @property
    def pieces(self) -> list[Piece]:
        """Return all of its pieces, proven or planned, in the order of time."""
        found = [piece for one in self.parts for piece in one.proven + one.planned]
        return sorted(found, key=lambda one: (one.at, one.key))

    @property
    def proven(self) -> list[Piece]:
        """Return what counts."""
        return [one for one in self.pieces if one.is_proven]

    @property
    def count(self) -> int:
        """Return how many pieces count, in the whole of its periods."""
        return sum(one.count for one in self.parts)

    @property
    def planned(self) -> int:
        """Return how many are planned and count nothing."""
        return sum(len(one.planned) for one in self.parts)

    @property
    def least(self) -> int | None:
        """Return what the periods ask together, adjusted; None without a number («sin meta»)."""
        asked = [one.least for one in self.parts if one.least is not None]
        return sum(asked) if asked else None

    @property
    def promised(self) -> int | None:
        """Return what they asked before any adjustment."""
        asked = [one.terms.least for one in self.parts if one.terms.least is not None]
        return sum(asked) if asked else None

    @property
    def most(self) -> int | None:
        """Return the most that is wanted in all of them; None where any has none."""
        wanted = [one.terms.most for one in self.parts]
        return None if None in wanted else sum(one for one in wanted if one is not None)

    @property
    def lacking(self) -> int:
        """Return how many lack, period by period: one too many here fills no gap there."""
        return sum(one.lacking for one in self.parts)

    @property
    def outlook(self) -> Outlook:
        """Return what may still become of it."""
        return outlook_of(self.parts)

    @property
    def due_on(self) -> date:
        """Return the day on which the first period is due that lacks something, or the last."""
        lacking = (one for one in self.parts if one.lacking and not one.is_over)
        return next(lacking, self.parts[-1]).span.last_day

    @property
    def adjustments(self) -> list[Adjustment]:
        """Return the adjustments that hold in its periods."""
        firsts = {one.span.begin for one in self.parts}
        return [
            one
            for one in self.goal.adjustments
            if one.withdrawn_at is None and one.begins_on in firsts
        ]


def looking_of(services: Services) -> Looking:
    """Return how to look now, by an application's clock, zone and features."""
    kinds = {one.key: one for one in services.registry.added_to(DELIVERABLES)}
    zone = services.zone
    return Looking(services.clock().astimezone(zone).date(), zone, kinds)


def programme_of(session: Session, year: int) -> Programme | None:
    """Return the programme of a year, or None."""
    return session.scalars(select(Programme).where(Programme.year == year)).one_or_none()


def years(session: Session) -> list[tuple[int, int]]:
    """Return the programmes as (id, year), the last first."""
    query = select(Programme.id, Programme.year).order_by(Programme.year.desc())
    return [(number, year) for number, year in session.execute(query)]


def deliverers(session: Session) -> list[tuple[int, str]]:
    """Return the people who can look after a goal, as (id, name) for a select."""
    query = select(Person.id, Person.name).where(
        Person.is_active.is_(True), Person.role.in_(roles_with(Capability.DELIVER))
    )
    return [(number, name) for number, name in session.execute(query.order_by(Person.name))]


def held_by(session: Session, person: Person, now: datetime) -> list[Held]:
    """Return the goals that a person looks after: somebody else may take them, nobody has to."""
    query = select(Goal).where(Goal.responsible_id == person.id).order_by(Goal.id)
    return [Held(str(one), needs_heir=False) for one in session.scalars(query).unique()]


def standing(
    session: Session, programme: Programme, begin: date, end: date, look: Looking
) -> list[Standing]:
    """Return how each goal stands in the days [begin, end), by number.

    A goal that asks nothing in them, not yet or no longer, is left out. Of a period that is longer
    than these days (a quarter, looked at in one of its months) all pieces are told.
    """
    spans = {one.id: spans_within(one, begin, end) for one in programme.goals}
    return standing_in(session, programme.goals, spans, begin, end, look)


def spans_within(goal: Goal, begin: date, end: date) -> list[Span]:
    """Return the periods of a goal that belong to the days [begin, end)."""
    spans = spans_of(goal.programme.year, goal.period)
    return [one for one in spans if one.touches(begin, end)]


def standing_in(
    session: Session, goals: Sequence[Goal], spans: Spans, begin: date, end: date, look: Looking
) -> list[Standing]:
    """Return how goals stand in some periods of each. Every kind's pieces are read once."""
    asked = [one for one in goals if spans[one.id]]
    pieces = _pieces(session, asked, spans, look)
    measures = {
        one.id: tuple(
            measured(one.promise, spans[one.id], pieces[one.kind], today=look.today, zone=look.zone)
        )
        for one in asked
    }
    under = _goals_by_piece(asked, measures)
    return [
        Standing(
            goal=one,
            kind=look.kinds.get(one.kind),
            parts=measures[one.id],
            begin=begin,
            end=end,
            also=_also(one, measures[one.id], under),
        )
        for one in asked
        if measures[one.id]
    ]


def goal_by_id(session: Session, goal_id: int) -> Goal:
    """Return a goal. Raises NotFoundError."""
    goal = session.get(Goal, goal_id)
    if goal is None:
        raise NotFoundError("Esa meta no existe.")
    return goal


def goals_of_kind(session: Session, kind: str, year: int) -> list[Goal]:
    """Return the goals of a year that ask for a kind, by number."""
    query = select(Goal).join(Programme).where(Goal.kind == kind, Programme.year == year)
    return list(session.scalars(query.order_by(Goal.number)).unique())


def withdrawn_of(session: Session, goal: Goal) -> list[Deliverable]:
    """Return what was entered by hand of a goal's kind in its year and withdrawn, by day."""
    year = goal.programme.year
    query = select(Deliverable).where(
        Deliverable.kind == goal.kind,
        Deliverable.day >= date(year, 1, 1),
        Deliverable.day < date(year + 1, 1, 1),
        Deliverable.withdrawn_at.is_not(None),
    )
    return list(session.scalars(query.order_by(Deliverable.day, Deliverable.id)).unique())


def adjustment_by_id(session: Session, adjustment_id: int) -> Adjustment:
    """Return an adjustment. Raises NotFoundError."""
    found = session.get(Adjustment, adjustment_id)
    if found is None:
        raise NotFoundError("Ese ajuste no existe.")
    return found


def deliverable_by_id(session: Session, deliverable_id: int) -> Deliverable:
    """Return a deliverable that was entered by hand. Raises NotFoundError."""
    found = session.get(Deliverable, deliverable_id)
    if found is None:
        raise NotFoundError("Ese entregable no existe.")
    return found


def _pieces(
    session: Session, goals: Sequence[Goal], spans: Spans, look: Looking
) -> dict[str, list[Piece]]:
    """Return the pieces of each kind that a goal asks for, of the time that its goals need."""
    found: dict[str, list[Piece]] = {}
    for key in {one.kind for one in goals}:
        asked = [span for one in goals if one.kind == key for span in spans[one.id]]
        kind = look.kinds.get(key)
        begin, end = min(one.begin for one in asked), max(one.end for one in asked)
        instants = (_midnight(begin, look.zone), _midnight(end, look.zone))
        found[key] = list(kind.pieces(session, *instants)) if kind else []
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day begins."""
    return datetime.combine(day, time(), zone)


def _goals_by_piece(
    goals: Sequence[Goal], measures: Mapping[int, Sequence[Measured]]
) -> dict[str, list[Goal]]:
    """Return under which goals each piece stands, in whatever form, by the key of the whole."""
    found: dict[str, list[Goal]] = {}
    for goal in goals:
        parts = measures[goal.id]
        for whole in {one.whole for part in parts for one in part.proven + part.planned}:
            found.setdefault(whole, []).append(goal)
    return found


def _also(
    goal: Goal, parts: Sequence[Measured], under: Mapping[str, Sequence[Goal]]
) -> dict[str, tuple[Goal, ...]]:
    """Return which pieces of a goal stand under others too."""
    pieces = [piece for part in parts for piece in part.proven + part.planned]
    others = {
        piece.key: tuple(one for one in under[piece.whole] if one is not goal) for piece in pieces
    }
    return {key: found for key, found in others.items() if found}
