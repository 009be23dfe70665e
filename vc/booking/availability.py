"""Finds a licence for a session in the database's present state, and the nearest free times.

`place` must run in the transaction that books, behind `vc.db.lock_allocation`: only then does
nobody else give out the same licence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Row,
    Select,
    String,
    and_,
    bindparam,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from integrations.contracts.meetings import MeetingProvider
from vc.booking.models import (
    HOLDING,
    LONGEST_EVENT,
    LONGEST_OVERRUN,
    Event,
    EventStatus,
    Meeting,
)
from vc.booking.requests import NewEvent
from vc.db import UTCDateTime
from vc.licences.allocation import (
    WEIGHTS,
    Account,
    Choice,
    Hindrance,
    Need,
    PassedOver,
    Span,
    choose,
    free_starts,
    hindrance,
    peak_use,
)
from vc.licences.models import Licence, LicenceBlock, LicenceUse, Platform
from vc.licences.service import Remains

WITH_LICENCE = (Platform.ZOOM, Platform.GOOGLE_MEET)
OFFICE_HOURS = (time(8), time(20))
STEP = timedelta(minutes=30)
DAYS_AHEAD = 7
LONGEST_BUFFER = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class AvailabilityRequest:
    """What is looked for: a time [starts_at, ends_at) on one of `platforms`."""

    need: Need
    starts_at: datetime
    ends_at: datetime
    platforms: tuple[Platform, ...]
    zone: ZoneInfo
    ignored_event_id: int | None = None
    """The session that is being moved does not stand in its own way."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done instead when nothing is free at the time that was asked for."""

    same_day: tuple[datetime, ...]
    next_days: tuple[datetime, ...]
    platforms: tuple[Platform, ...]
    hindrance: Hindrance | None = None
    """Why no licence of the platforms can host it at any time; None where one can."""


def platforms_for(
    asked: Platform | None, providers: Mapping[str, MeetingProvider]
) -> tuple[Platform, ...]:
    """Return the platforms to search for a licence: those asked, or every one that makes rooms."""
    if asked is Platform.OTHER:
        return ()
    if asked is not None:
        return (asked,)
    making = tuple(p for p in WITH_LICENCE if providers[p.value].makes_rooms_itself)
    return making or WITH_LICENCE


def need_of(asked: Event | NewEvent) -> Need:
    """Return a session's needs of its licence."""
    kinds = {
        "meeting": not asked.is_webinar,
        "webinar": asked.is_webinar,
        "recording": asked.records,
        "streaming": asked.streams,
    }
    wanted = frozenset(kind for kind, is_asked in kinds.items() if is_asked)
    return Need(wanted, asked.audience_size)


def request_for(
    asked: Event | NewEvent,
    platforms: tuple[Platform, ...],
    zone: ZoneInfo,
    ignored_event_id: int | None = None,
) -> AvailabilityRequest:
    """Return the request for a licence on `platforms` for a session."""
    return AvailabilityRequest(
        need=need_of(asked),
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        platforms=platforms,
        zone=zone,
        ignored_event_id=ignored_event_id,
    )


def place_event(
    session: Session,
    event: Event,
    *,
    providers: Mapping[str, MeetingProvider],
    now: datetime,
    zone: ZoneInfo,
) -> Choice | None:
    """Return a licence that is free for a session as it stands, or None."""
    meeting = event.meeting
    asked = None if meeting.is_automatic else meeting.platform
    wanted = request_for(event, platforms_for(asked, providers), zone, event.id)
    choice, _ = place(session, wanted, providers=providers, now=now)
    return choice


def place(
    session: Session,
    wanted: AvailabilityRequest,
    *,
    providers: Mapping[str, MeetingProvider],
    now: datetime,
    only_licence_id: int | None = None,
) -> tuple[Choice | None, tuple[PassedOver, ...]]:
    """Return the licence to take for the request, or why each of them was passed over."""
    accounts, spans = _market(session, wanted, providers, now)
    if only_licence_id is not None:
        accounts = [account for account in accounts if account.id == only_licence_id]
    return choose(wanted.need, accounts, spans, wanted.starts_at, wanted.ends_at)


def offer(
    session: Session,
    wanted: AvailabilityRequest,
    *,
    providers: Mapping[str, MeetingProvider],
    now: datetime,
) -> Offer:
    """Return the nearest free times that day and the next days, and other platforms."""
    accounts, spans = _market(session, wanted, providers, now, days=DAYS_AHEAD + 1)
    length = wanted.ends_at - wanted.starts_at
    starts = [start for start in _half_hours(wanted) if start > now]
    free = list(free_starts(wanted.need, accounts, spans, starts, length))
    asked_on = wanted.starts_at.astimezone(wanted.zone).date()
    on_day = [s for s in free if s.astimezone(wanted.zone).date() == asked_on]
    nearest = sorted(on_day, key=lambda start: abs(start - wanted.starts_at))[:4]
    return Offer(
        same_day=tuple(sorted(nearest)),
        next_days=tuple(_one_a_day(wanted, [s for s in free if s not in on_day]))[:4],
        platforms=_other_platforms(session, wanted, providers, now),
        hindrance=hindrance(wanted.need, accounts),
    )


def hindered(
    session: Session,
    wanted: AvailabilityRequest,
    *,
    providers: Mapping[str, MeetingProvider],
    now: datetime,
) -> Hindrance | None:
    """Return the reason why no licence can host it at any time; None where one can."""
    accounts, _ = _market(session, wanted, providers, now)
    return hindrance(wanted.need, accounts)


def left_without(session: Session, remains: Remains, now: datetime) -> list[Event]:
    """Return the coming sessions of a licence that it could not host if it were as told."""
    query = (
        select(Event)
        .join(Meeting)
        .where(
            Meeting.licence_id == remains.licence_id,
            Meeting.status.in_(HOLDING),
            Event.status != EventStatus.CANCELLED,
            Event.ends_after(max(now, remains.starts_at or now)),
        )
        .order_by(Event.starts_at, Event.id)
    )
    if remains.ends_at is not None:
        query = query.where(Event.starts_at < remains.ends_at)
    events = list(session.scalars(query).unique())
    spans = [Span(remains.licence_id, one.starts_at, one.ends_at) for one in events]
    return [one for one in events if not _is_still_hosted(one, remains, spans)]


def _is_still_hosted(event: Event, remains: Remains, spans: Sequence[Span]) -> bool:
    """Tell whether a licence could host a session that it has."""
    need = need_of(event)
    is_able = need.kinds <= remains.kinds and need.audience_size <= remains.largest_audience
    return is_able and peak_use(spans, event.starts_at, event.ends_at) <= remains.capacity


def overlap_count(session: Session, event: Event) -> int:
    """Return the most meetings that run at once on this session's licence during it."""
    if event.meeting.licence_id is None:
        return 0
    spans = _spans(session, [event.meeting.licence_id], event.starts_at, event.ends_at, None, None)
    return peak_use((s for s in spans if not s.is_block), event.starts_at, event.ends_at)


def _market(
    session: Session,
    wanted: AvailabilityRequest,
    providers: Mapping[str, MeetingProvider],
    now: datetime,
    days: int = 0,
) -> tuple[list[Account], list[Span]]:
    """Return the licences of the request's platforms and when each is in use."""
    monday, sunday = _week(wanted)
    licences = _licences(session, wanted.platforms, now)
    since = min(monday, wanted.starts_at - LONGEST_BUFFER)
    until = max(sunday, wanted.ends_at + LONGEST_BUFFER + timedelta(days=days))
    ids = [row.id for row in licences]
    spans = _spans(session, ids, since, until, wanted.ignored_event_id, now)
    minutes = _minutes_in_week(spans, monday, sunday)
    accounts = [_account(row, minutes.get(row.id, 0), providers) for row in licences]
    return accounts, spans


def _account(row: Row, week_min: int, providers: Mapping[str, MeetingProvider]) -> Account:
    """Return a licence as the allocation sees it."""
    return Account(
        id=row.id,
        label=row.label,
        platform=row.platform.value,
        kinds=frozenset(kind for kind in WEIGHTS if getattr(row, f"has_{kind}")),
        largest_audience=row.largest_audience,
        capacity=row.capacity,
        buffer=timedelta(minutes=row.buffer_min),
        week_min=week_min,
        is_capped=_is_capped(providers[row.platform.value], row.writes or 0),
    )


def _licences(session: Session, platforms: Sequence[Platform], now: datetime) -> Sequence[Row]:
    """Return the licences that may be given out, with the changes sent for each today (UTC)."""
    today = now.astimezone(UTC).date()
    values = {"today": today, "platforms": [platform.value for platform in platforms]}
    return session.execute(_usable_licences(), values).all()


@cache
def _usable_licences() -> Select:
    """Return the query for the licences that may be given out; built once, like the next one."""
    is_todays = and_(LicenceUse.licence_id == Licence.id, LicenceUse.used_on == bindparam("today"))
    return (
        select(*Licence.__table__.columns, LicenceUse.writes)
        .outerjoin(LicenceUse, is_todays)
        .where(
            Licence.platform.in_(bindparam("platforms", expanding=True, type_=String)),
            Licence.is_active.is_(True),
            Licence.unusable_reason == "",
        )
        .order_by(Licence.id)
    )


def _spans(
    session: Session,
    licence_ids: Sequence[int],
    since: datetime,
    until: datetime,
    ignored_event_id: int | None,
    now: datetime | None = None,
) -> list[Span]:
    """Return when the licences are in use or blocked within [since, until).

    No session is longer than LONGEST_EVENT, which lets the index on the start find them. With `now`
    a session whose room is still open holds its licence for a while longer.
    """
    when = {"since": since, "reach": since - LONGEST_EVENT, "until": until, "ids": licence_ids}
    found = session.execute(_use_and_blocks(), when).all()
    over = _held_over(session, licence_ids, now) if now is not None else {}
    return [
        Span(licence_id, starts_at, over.get(event_id, ends_at), is_block=event_id == 0)
        for licence_id, starts_at, ends_at, event_id in found
        if event_id != ignored_event_id
    ]


def _held_over(session: Session, licence_ids: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Return until when the licences of sessions that overrun are taken, by session.

    Nobody knows when they end: for half an hour from now at least.
    """
    longest = now - LONGEST_OVERRUN
    when = {"now": now, "ended": longest, "reach": longest - LONGEST_EVENT, "ids": licence_ids}
    # Most of the time there is none: rows are loaded only for those that there are.
    found = session.scalars(_open_after_the_end(), when).all()
    meetings = session.scalars(select(Meeting).where(Meeting.id.in_(found))) if found else ()
    return {one.event_id: now + STEP for one in meetings if one.is_held_over(now)}


@cache
def _open_after_the_end() -> Select:
    """Return the query for the meetings whose session is over while the room may be open."""
    now, ended, reach = (bindparam(one, type_=UTCDateTime) for one in ("now", "ended", "reach"))
    return (
        select(Meeting.id)
        .join(Event, Event.id == Meeting.event_id)
        .where(
            Event.starts_at > reach,
            # It ended, so it began: the index on the start knows where to stop.
            Event.starts_at < now,
            Event.ends_at <= now,
            Event.ends_at > ended,
            Meeting.licence_id.in_(bindparam("ids", expanding=True)),
            Meeting.last_opened_at.is_not(None),
            or_(Meeting.ended_at.is_(None), Meeting.ended_at < Meeting.last_opened_at),
        )
    )


@cache
def _use_and_blocks() -> CompoundSelect:
    """Return the query for when licences are in use or blocked; built once, it is on every path.

    Blocks come with 0 where a use has its session's id, so that one query brings both.
    """
    since, until = bindparam("since", type_=UTCDateTime), bindparam("until", type_=UTCDateTime)
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    used = (
        select(Meeting.licence_id, Event.starts_at, Event.ends_at, Event.id)
        .join(Event, Event.id == Meeting.event_id)
        .where(
            Event.starts_at >= bindparam("reach", type_=UTCDateTime),
            Event.starts_at < until,
            Event.ends_at > since,
            Event.status != EventStatus.CANCELLED,
            Meeting.licence_id.in_(ids),
            Meeting.status.in_(HOLDING),
        )
    )
    blocked = select(
        LicenceBlock.licence_id, LicenceBlock.starts_at, LicenceBlock.ends_at, literal(0)
    ).where(
        LicenceBlock.licence_id.in_(ids),
        LicenceBlock.starts_at < until,
        LicenceBlock.ends_at > since,
    )
    return used.union_all(blocked)


def _is_capped(provider: MeetingProvider, writes: int) -> bool:
    """Tell whether the vendor takes no more changes for a host today."""
    cap = provider.daily_writes_per_host
    return cap is not None and writes >= cap


def _minutes_in_week(spans: Iterable[Span], monday: datetime, sunday: datetime) -> dict[int, int]:
    """Return the minutes booked on each licence within the week."""
    minutes: dict[int, int] = {}
    for span in spans:
        overlap = min(span.ends_at, sunday) - max(span.starts_at, monday)
        if not span.is_block and overlap > timedelta(0):
            booked = int(overlap.total_seconds() // 60)
            minutes[span.licence_id] = minutes.get(span.licence_id, 0) + booked
    return minutes


def _week(wanted: AvailabilityRequest) -> tuple[datetime, datetime]:
    """Return the office's week [Monday, next Monday) that the wish begins in."""
    local = wanted.starts_at.astimezone(wanted.zone)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time(), wanted.zone)
    next_monday = datetime.combine(monday.date() + timedelta(days=7), time(), wanted.zone)
    return monday.astimezone(UTC), next_monday.astimezone(UTC)


def _half_hours(wanted: AvailabilityRequest) -> Iterable[datetime]:
    """Yield the half hours of the office's day, on the request's day and the days after it."""
    first = wanted.starts_at.astimezone(wanted.zone).date()
    for ahead in range(DAYS_AHEAD + 1):
        moment = datetime.combine(first + timedelta(days=ahead), OFFICE_HOURS[0], wanted.zone)
        closing = datetime.combine(moment.date(), OFFICE_HOURS[1], wanted.zone)
        while moment < closing:
            yield moment.astimezone(UTC)
            moment += STEP


def _one_a_day(wanted: AvailabilityRequest, free: Sequence[datetime]) -> Iterable[datetime]:
    """Yield, of each later day, the free start nearest to the hour that was asked for."""
    by_day: dict[object, datetime] = {}
    for start in free:
        day = start.astimezone(wanted.zone).date()
        asked = wanted.starts_at + timedelta(
            days=(day - wanted.starts_at.astimezone(wanted.zone).date()).days
        )
        best = by_day.get(day)
        if best is None or abs(start - asked) < abs(best - asked):
            by_day[day] = start
    return by_day.values()


def _other_platforms(
    session: Session,
    wanted: AvailabilityRequest,
    providers: Mapping[str, MeetingProvider],
    now: datetime,
) -> tuple[Platform, ...]:
    """Return the other platforms where the same time is free; pasting a link always is."""
    others = [platform for platform in WITH_LICENCE if platform not in wanted.platforms]
    free = []
    for platform in others:
        there = replace(wanted, platforms=(platform,))
        choice, _ = place(session, there, providers=providers, now=now)
        free += [platform] if choice else []
    return (*free, Platform.OTHER)
