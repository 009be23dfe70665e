"""The licences there are, and when each is in use: what the rules of giving them out look at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from vc.booking.models import LONGEST_EVENT, LONGEST_OVERRUN, Event, Meeting
from vc.booking.states import HOLDING, EventStatus
from vc.db import UTCDateTime
from vc.licences.allocation import (
    WEIGHTS,
    Account,
    Need,
    Span,
)
from vc.licences.models import Licence, LicenceBlock, LicenceUse, Platform

LONGEST_BUFFER = timedelta(hours=4)
STEP = timedelta(minutes=30)


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


def market(
    session: Session,
    wanted: AvailabilityRequest,
    providers: Mapping[str, MeetingProvider],
    now: datetime,
    days: int = 0,
) -> tuple[list[Account], list[Span]]:
    """Return the licences of the request's platforms and when each is in use."""
    monday, sunday = _week(wanted)
    licences = _licences(session, wanted.platforms, now)
    # A buffer of another session may reach into this one's time.
    since = min(monday, wanted.starts_at - LONGEST_BUFFER)
    until = max(sunday, wanted.ends_at + LONGEST_BUFFER + timedelta(days=days))
    ids = [row.id for row in licences]
    spans = spans_of(session, ids, since, until, wanted.ignored_event_id, now)
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


def spans_of(
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
