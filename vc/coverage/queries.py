"""What pages and reports read of coverages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vc.booking.models import Event, EventKind
from vc.booking.states import EventStatus
from vc.coverage import months, rotation
from vc.coverage.models import Coverage, CoverageState, Municipality, Zone
from vc.coverage.names import key_of
from vc.folding import holds
from vc.programme.deliverables import DeliverableKind, Piece

MOST_SHOWN = 100
FAR = timedelta(days=400)
IN_CELL = (CoverageState.PROVEN, CoverageState.UNPROVEN, CoverageState.PLANNED)
"""Which of several coverages of a month a cell shows: the first of these."""


@dataclass(frozen=True, slots=True)
class Line:
    """A municipality in a year: how each month stands, and when it was last covered."""

    municipality: Municipality
    cells: tuple[CoverageState | None, ...]
    last: date | None
    """Of all years; None for never."""

    @property
    def is_listed(self) -> bool:
        """Tell whether it has a row: one that is offered no more has it while it has something."""
        return self.municipality.is_active or any(self.cells)

    @property
    def state(self) -> str:
        """Return how it stands in the year, as the map shows it."""
        found = next((one for one in IN_CELL if one in self.cells), None)
        return found or ("before" if self.last else "never")


@dataclass(frozen=True, slots=True)
class ZoneLines:
    """A zone's municipalities in a year, and which of the year's months are its own."""

    zone: Zone
    turns: tuple[bool, ...]
    lines: list[Line] = field(default_factory=list)

    @property
    def covered(self) -> int:
        """Return how many of them were covered in the year."""
        return sum(CoverageState.PROVEN in one.cells for one in self.lines)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was covered in a time: the month's report and its year read this."""

    coverages: list[Coverage]
    """Those that are proven, the first first."""
    unproven: int
    """How many were planned for it and are over without a proof."""

    @property
    def municipalities(self) -> list[str]:
        """Return the covered municipalities by name, each once."""
        return sorted({one.municipality.name for one in self.coverages}, key=key_of)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which municipality is covered next: of the month's zone the longest without a coverage."""

    turn: rotation.Turn
    municipality: Municipality | None
    last: date | None = None
    planned: Coverage | None = None
    """What the zone has already in that month."""


def year_of(session: Session, year: int, today: date) -> list[ZoneLines]:
    """Return the municipalities by zone, in their order, with their year."""
    turns = rotation.turns(session, months.of_year(year))
    cells = _cells(session, year, today)
    last = last_covered(session)
    rows = session.scalars(select(Municipality).order_by(Municipality.key))
    lines = [
        Line(
            one,
            tuple(_shown(cells.get((one.id, month))) for month in range(1, 13)),
            last.get(one.id),
        )
        for one in rows
    ]
    found = []
    for zone in session.scalars(select(Zone).order_by(Zone.position, Zone.id)):
        own = [one for one in lines if one.municipality.zone_id == zone.id and one.is_listed]
        mine = tuple(turn.zone is not None and turn.zone.id == zone.id for turn in turns)
        found.append(ZoneLines(zone, mine, own))
    return [one for one in found if one.lines]


def last_covered(session: Session) -> dict[int, date]:
    """Return the last day on which each municipality was covered, by its id."""
    query = select(Coverage.municipality_id, func.max(Coverage.on_day)).where(
        Coverage.proven_at.is_not(None)
    )
    rows = session.execute(query.group_by(Coverage.municipality_id))
    return {row[0]: row[1] for row in rows}


def proposal(session: Session, month: int) -> Proposal:
    """Return what is covered next in a month's zone."""
    turn = rotation.turn_of(session, month)
    if turn.zone is None:
        return Proposal(turn, None)
    last = last_covered(session)
    query = select(Municipality).where(
        Municipality.zone_id == turn.zone.id, Municipality.is_active.is_(True)
    )
    waiting = sorted(session.scalars(query), key=lambda one: (last.get(one.id, date.min), one.key))
    chosen = waiting[0] if waiting else None
    planned = session.scalar(_planned(month, turn.zone.id).limit(1))
    return Proposal(turn, chosen, last.get(chosen.id) if chosen else None, planned)


def _planned(month: int, zone_id: int) -> Select[Coverage]:
    """Return the query of a zone's coverages in a month that are not cancelled."""
    return (
        select(Coverage)
        .join(Municipality, Municipality.id == Coverage.municipality_id)
        .where(
            Municipality.zone_id == zone_id,
            Coverage.on_day >= months.first_day(month),
            Coverage.on_day < months.first_day(month + 1),
            Coverage.cancelled_at.is_(None),
        )
        .order_by(Coverage.on_day, Coverage.id)
    )


def of_municipality(session: Session, municipality_id: int) -> list[Coverage]:
    """Return the coverages of a municipality, the newest first."""
    query = select(Coverage).where(Coverage.municipality_id == municipality_id)
    return list(
        session.scalars(query.order_by(Coverage.starts_at.desc(), Coverage.id).limit(MOST_SHOWN))
    )


def sessions_in(session: Session, town: Municipality) -> list[Event]:
    """Return the sessions that name a municipality, however it is spelt, the newest first."""
    # What people type has other words beside it, and is looked for by one of its own.
    longest = max(town.key.split(), key=len)
    query = select(Event).where(holds(longest, Event.folded), Event.municipality != "")
    found = session.scalars(query.order_by(Event.starts_at.desc()).limit(MOST_SHOWN * 5)).unique()
    return [one for one in found if key_of(one.municipality) == town.key][:MOST_SHOWN]


def of_session(session: Session, event: Event) -> Coverage | None:
    """Return the coverage of a session."""
    return session.scalar(select(Coverage).where(Coverage.event_id == event.id))


def free_sessions(session: Session, now: datetime) -> list[tuple[int, str, datetime]]:
    """Return the sessions of the CMSP that no coverage has yet, as (id, title, start)."""
    taken = select(Coverage.id).where(Coverage.event_id == Event.id).exists()
    query = select(Event.id, Event.summary, Event.starts_at).where(
        Event.kind == EventKind.CMSP,
        Event.status != EventStatus.CANCELLED,
        Event.starts_at > now - FAR,
        ~taken,
    )
    rows = session.execute(query.order_by(Event.starts_at.desc()).limit(MOST_SHOWN))
    return [(number, title, at) for number, title, at in rows]


def covered(session: Session, begin: date, end: date, today: date) -> Figures:
    """Return what was covered from a day on until before another: what a report counts."""
    query = select(Coverage).where(Coverage.on_day >= begin, Coverage.on_day < end)
    rows = list(session.scalars(query.order_by(Coverage.on_day, Coverage.id)))
    states = [(one, one.state(today)) for one in rows]
    return Figures(
        [one for one, state in states if state is CoverageState.PROVEN],
        sum(state is CoverageState.UNPROVEN for _, state in states),
    )


def pieces(session: Session, begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield the coverages of a time as what a goal asks for; cancelled ones are none."""
    query = select(Coverage).where(Coverage.starts_at >= begin, Coverage.starts_at < end)
    kept = query.where(Coverage.cancelled_at.is_(None) | Coverage.proven_at.is_not(None))
    for one in session.scalars(kept.order_by(Coverage.starts_at, Coverage.id)):
        yield Piece(
            key=f"coverage:{one.id}",
            title=f"Sesión del CMSP en {one.municipality.name}",
            at=one.starts_at,
            is_proven=one.proven_at is not None,
            endpoint="coverage.show",
            args={"coverage_id": one.id},
            campaign_id=one.event.campaign_id if one.event is not None else None,
            municipality=one.municipality.name,
        )


DELIVERED = DeliverableKind(
    key="cmsp_coverage",
    one="cobertura de sesión del CMSP",
    many="coberturas de sesión del CMSP",
    pieces=pieces,
)


def _cells(session: Session, year: int, today: date) -> dict[tuple[int, int], set[CoverageState]]:
    """Return how a year's coverages stand, by municipality and month."""
    query = select(Coverage).where(
        Coverage.on_day >= date(year, 1, 1), Coverage.on_day < date(year + 1, 1, 1)
    )
    found: dict[tuple[int, int], set[CoverageState]] = {}
    for one in session.scalars(query):
        place = (one.municipality_id, one.on_day.month)
        found.setdefault(place, set()).add(one.state(today))
    return found


def _shown(states: set[CoverageState] | None) -> CoverageState | None:
    """Return which state a cell shows; None for an empty one."""
    return next((one for one in IN_CELL if one in (states or ())), None)
