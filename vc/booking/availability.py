"""Finds a licence for a session in the database's present state, and the nearest free times.

`place` must run in the transaction that books, behind `vc.db.lock_allocation`: only then does
nobody else give out the same licence.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import (
    select,
)
from sqlalchemy.orm import Session

from integrations.contracts.meetings import MeetingProvider
from vc.booking.licence_use import STEP, AvailabilityRequest, market, spans_of
from vc.booking.models import Event, Meeting
from vc.booking.requests import NewEvent
from vc.booking.states import HOLDING, EventStatus
from vc.licences.allocation import (
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
from vc.licences.models import Platform
from vc.licences.service import Remains
from vc.office.holidays import OfficeHours, days_off

WITH_LICENCE = (Platform.ZOOM, Platform.GOOGLE_MEET)
DAYS_AHEAD = 7


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
    accounts, spans = market(session, wanted, providers, now)
    if only_licence_id is not None:
        accounts = [account for account in accounts if account.id == only_licence_id]
    return choose(wanted.need, accounts, spans, wanted.starts_at, wanted.ends_at)


def offer(
    session: Session,
    wanted: AvailabilityRequest,
    *,
    providers: Mapping[str, MeetingProvider],
    now: datetime,
    hours: OfficeHours,
) -> Offer:
    """Return the nearest free times that day and the next working days, and other platforms."""
    accounts, spans = market(session, wanted, providers, now, days=DAYS_AHEAD + 1)
    length = wanted.ends_at - wanted.starts_at
    first = wanted.starts_at.astimezone(wanted.zone).date()
    off = days_off(session, first, first + timedelta(days=DAYS_AHEAD))
    starts = [start for start in _half_hours(wanted, hours, off) if start > now]
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
    accounts, _ = market(session, wanted, providers, now)
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
    spans = spans_of(
        session, [event.meeting.licence_id], event.starts_at, event.ends_at, None, None
    )
    return peak_use((s for s in spans if not s.is_block), event.starts_at, event.ends_at)


def _half_hours(
    wanted: AvailabilityRequest, hours: OfficeHours, off: Collection[date]
) -> Iterable[datetime]:
    """Yield the half hours of the office's day, on the request's day and working days after it."""
    first = wanted.starts_at.astimezone(wanted.zone).date()
    for ahead in range(DAYS_AHEAD + 1):
        day = first + timedelta(days=ahead)
        # Whoever asks for a Sunday is answered about that Sunday.
        if ahead and not hours.is_worked(day, off):
            continue
        moment = datetime.combine(day, hours.opens, wanted.zone)
        closing = datetime.combine(day, hours.closes, wanted.zone)
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
