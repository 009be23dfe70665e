"""What the pages of sessions read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from vc.accounts.endings import Held
from vc.accounts.models import Person
from vc.audit import AuditLine
from vc.booking.models import Campaign, Event, EventKind, Meeting
from vc.booking.states import EventStatus, MeetingStatus
from vc.errors import NotFoundError
from vc.folding import holds
from vc.inputs import number_of
from vc.licences.models import Licence
from vc.office.models import Area
from vc.paging import Page, page_of
from vc.permissions import Capability, Reach, reach_of, roles_with

PAGE_SIZE = 25
QueryT = TypeVar("QueryT", bound=Select)
NEEDS_A_PERSON = (
    MeetingStatus.FAILED,
    MeetingStatus.DIVERGED,
    MeetingStatus.GONE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What the list of sessions is narrowed to; everything is optional."""

    text: str = ""
    kind: EventKind | None = None
    host_id: int | None = None
    licence_id: int | None = None
    campaign_id: int | None = None
    area: str = ""
    period: str = "upcoming"
    """`upcoming`, `past`, `cancelled` or `all`."""
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Search":
        """Return the search that an address asks for; what makes no sense is left out."""
        kind, period = asked.get("tipo"), asked.get("periodo", "")
        return cls(
            text=asked.get("q", "").strip()[:100],
            kind=EventKind(kind) if kind in list(EventKind) else None,
            host_id=number_of(asked.get("anfitrion")),
            licence_id=number_of(asked.get("licencia")),
            campaign_id=number_of(asked.get("campana")),
            area=asked.get("area", "").strip()[:120],
            period=period if period in ("past", "cancelled", "all") else "upcoming",
            page=number_of(asked.get("pagina")) or 1,
        )


def event_by_id(session: Session, event_id: int) -> Event:
    """Return a session. Raises NotFoundError."""
    event = session.get(Event, event_id)
    if event is None:
        raise NotFoundError("Esa sesión no existe.")
    return event


def search(session: Session, wanted: Search, now: datetime) -> Page[Event]:
    """Return one page of the sessions that match, the nearest first."""
    query = _narrow(select(Event), wanted, now)
    is_backwards = wanted.period in ("past", "cancelled", "all")
    order = Event.starts_at.desc() if is_backwards else Event.starts_at.asc()
    return page_of(session, query.order_by(order, Event.id), wanted.page, PAGE_SIZE)


def found(wanted: Search, now: datetime) -> Select[Event]:
    """Return the query of every session that matches, the earliest first."""
    return _narrow(select(Event), wanted, now).order_by(Event.starts_at, Event.id)


def between(session: Session, start: datetime, end: datetime) -> list[Event]:
    """Return the sessions that overlap [start, end) and are not cancelled, oldest first."""
    return list(session.scalars(_between(start, end)).unique())


def _between(start: datetime, end: datetime) -> Select[Event]:
    """Return the query of the sessions that overlap [start, end) and are not cancelled."""
    overlaps = Event.starts_at < end, Event.ends_after(start)
    query = select(Event).where(*overlaps, Event.status != EventStatus.CANCELLED)
    return query.order_by(Event.starts_at, Event.id)


def local_day(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the day of the office as instants [midnight, next midnight)."""
    return (
        datetime.combine(day, time(), zone),
        datetime.combine(day + timedelta(days=1), time(), zone),
    )


def own_between(session: Session, person: Person, start: datetime, end: datetime) -> list[Event]:
    """Return the sessions of a person that overlap [start, end), as `between`."""
    query = _between(start, end).where(Event.is_of(person.id))
    return list(session.scalars(query).unique())


def next_of(session: Session, person: Person, now: datetime) -> Event | None:
    """Return the next session of a person that is not over; None without any."""
    query = select(Event).where(*to_come(now), Event.is_of(person.id))
    return session.scalars(query.order_by(Event.starts_at, Event.id).limit(1)).unique().first()


def count_of(session: Session, person: Person, start: datetime, end: datetime) -> int:
    """Return how many sessions of a person begin in [start, end)."""
    query = select(func.count(Event.id)).where(
        Event.starts_at >= start,
        Event.starts_at < end,
        Event.status != EventStatus.CANCELLED,
        Event.is_of(person.id),
    )
    return session.scalar(query) or 0


def to_come(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of sessions that are on air or to come, and take place."""
    return Event.ends_after(now), Event.status != EventStatus.CANCELLED


def lacking_room(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of coming sessions whose room lacks something that a person can cure.

    What is on the waiting list for a licence is not among them: it lacks nothing but a free hour.
    """
    is_stuck = and_(Meeting.due_at.is_(None), Meeting.last_error != "")
    # A room that is made by hand waits for its link without anything having failed.
    lacks_link = and_(
        Meeting.status == MeetingStatus.PENDING, Meeting.due_at.is_(None), Meeting.join_url == ""
    )
    needs = or_(Meeting.status.in_(NEEDS_A_PERSON), is_stuck, lacks_link, Meeting.alarm != "")
    return *to_come(now), needs, Meeting.status != MeetingStatus.WAITING_FOR_LICENCE


def history(session: Session, event: Event) -> list[AuditLine]:
    """Return the session's audit lines, the newest first; its mail has a place of its own."""
    query = select(AuditLine).where(
        AuditLine.event_id == event.id, AuditLine.subject_kind != "Message"
    )
    return list(session.scalars(query.order_by(AuditLine.id.desc()).limit(200)))


def overlapping(session: Session, event: Event) -> list[Event]:
    """Return the other sessions on the same licence that run at some instant of this one."""
    if event.meeting.licence_id is None:
        return []
    query = (
        select(Event)
        .join(Meeting)
        .where(
            Meeting.licence_id == event.meeting.licence_id,
            Event.id != event.id,
            Event.status != EventStatus.CANCELLED,
            Event.starts_at < event.ends_at,
            Event.ends_after(event.starts_at),
        )
        .order_by(Event.starts_at)
    )
    return list(session.scalars(query).unique())


def only_of(query: QueryT, person: Person | None, capability: Capability) -> QueryT:
    """Narrow a query of sessions to those on which a person has a capability."""
    reach = reach_of(person, capability)
    if reach is Reach.ALL:
        return query
    return query.where(Event.is_of(person.id) if person and reach is Reach.OWN else false())


def hosts(session: Session) -> list[tuple[int, str]]:
    """Return the people who can host, as (id, name) for a select."""
    query = (
        select(Person.id, Person.name)
        .where(Person.is_active.is_(True), Person.role.in_(roles_with(Capability.BOOK)))
        .order_by(Person.name)
    )
    return [(number, name) for number, name in session.execute(query)]


def preparers(session: Session) -> list[tuple[int, str]]:
    """Return the people who can be asked to prepare something, as (id, name) for a select."""
    roles = roles_with(Capability.ANSWER_PLAN)
    query = select(Person.id, Person.name).where(Person.is_active.is_(True), Person.role.in_(roles))
    return [(number, name) for number, name in session.execute(query.order_by(Person.name))]


def held_by(session: Session, person: Person, now: datetime) -> list[Held]:
    """Return the sessions, on air or coming, that a person hosts or co-hosts, the nearest first."""
    query = select(Event).where(
        Event.ends_after(now),
        Event.status != EventStatus.CANCELLED,
        or_(Event.host_id == person.id, Event.cohosts.any(Person.id == person.id)),
    )
    events = session.scalars(query.order_by(Event.starts_at, Event.id)).unique()
    return [
        Held(
            f"{one} ({'anfitrión' if one.host_id == person.id else 'coanfitrión'})",
            one.starts_at,
            needs_heir=one.host_id == person.id,
        )
        for one in events
    ]


def campaigns(session: Session) -> list[tuple[int, str]]:
    """Return the campaigns that sessions can be given, as (id, name) for a select."""
    query = select(Campaign.id, Campaign.name).where(Campaign.is_active.is_(True))
    return [(number, name) for number, name in session.execute(query.order_by(Campaign.name))]


def licences(session: Session) -> list[tuple[int, str]]:
    """Return the licences, as (id, label) for a select."""
    query = select(Licence.id, Licence.label).where(Licence.is_active.is_(True))
    return [(number, name) for number, name in session.execute(query.order_by(Licence.label))]


def named(
    session: Session, name: InstrumentedAttribute[str], ids: Collection[object]
) -> list[tuple[int, str]]:
    """Return rows by their ids as (id, name), whether they are still offered or not."""
    number = name.class_.id
    query = select(number, name).where(number.in_(ids))
    return [(row_id, called) for row_id, called in session.execute(query)]


def areas(session: Session) -> list[str]:
    """Return the areas that people and sessions named so far.

    Those of ten years' sessions are few: each is looked up as the next one in the index.
    """
    first = select(func.min(Event.area).label("area")).where(Event.area != "")
    named = first.cte(recursive=True)
    following = select(func.min(Event.area)).where(Event.area != "", Event.area > named.c.area)
    named = named.union_all(select(following.scalar_subquery()).where(named.c.area.is_not(None)))
    of_events = select(named.c.area).where(named.c.area.is_not(None))
    of_people = select(Person.area).where(Person.area != "")
    return sorted(session.scalars(of_people.union(of_events)))


def offered_areas(session: Session) -> list[str]:
    """Return the areas that are proposed: those of the list, and those that were named so far."""
    listed = dict(session.execute(select(Area.name, Area.is_active)).all())
    named = {*areas(session), *listed}
    return sorted(name for name in named if listed.get(name, True))


def rename_area(session: Session, before: str, after: str) -> None:
    """Give the sessions of an area its new name; no calendar shows it. The caller commits."""
    session.execute(update(Event).where(Event.area == before).values(area=after))


def _narrow(query: Select, wanted: Search, now: datetime) -> Select:
    """Add the search's conditions to a query of sessions."""
    is_cancelled = Event.status == EventStatus.CANCELLED
    match wanted.period:
        case "upcoming":
            query = query.where(Event.ends_after(now), ~is_cancelled)
        case "past":
            query = query.where(Event.ended_by(now), ~is_cancelled)
        case "cancelled":
            query = query.where(is_cancelled)
    if wanted.text:
        query = query.where(holds(wanted.text, Event.folded))
    if wanted.campaign_id is not None:
        query = query.where(Event.campaign_id == wanted.campaign_id)
    if wanted.kind is not None:
        query = query.where(Event.kind == wanted.kind)
    if wanted.host_id is not None:
        query = query.where(Event.host_id == wanted.host_id)
    if wanted.licence_id is not None:
        # Asked of each session in its order: given both, SQLite begins with all rooms.
        query = query.where(Event.meeting.has(Meeting.licence_id == wanted.licence_id))
    if wanted.area:
        query = query.where(Event.area == wanted.area)
    return query
