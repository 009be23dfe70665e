"""How sessions of a series are changed, cancelled and suspended: each as if alone, all or none."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vc import audit
from vc.booking import service
from vc.booking.licence_assignment import BookingContext
from vc.booking.models import Event
from vc.booking.requests import NewEvent, same_as
from vc.booking.states import EventStatus
from vc.errors import ConcurrentChangeError, RuleError
from vc.inputs import at_wall_clock
from vc.permissions import Capability, check
from vc.series.models import Series, Suspension
from vc.series.service import Slot, book_series

# What belongs to one session and is never carried over to the others.
OWN = {"submission_key", "starts_at", "ends_at", "waits_for_licence"}
CARRIED = [field.name for field in fields(NewEvent) if field.name not in OWN]


class Scope(StrEnum):
    """Which sessions of a series a change is for. None of them touches what has begun."""

    THIS = "this"
    FOLLOWING = "following"
    """This one and those after it."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change does to one session of a series; with a `problem` it cannot be done."""

    event_id: int
    folio: str
    summary: str
    before: tuple[datetime, datetime]
    after: tuple[datetime, datetime]
    changed: tuple[str, ...]
    is_cancelled: bool = False
    problem: str = ""


def sessions_of(session: Session, anchor: Event, scope: Scope, now: datetime) -> list[Event]:
    """Return the sessions a change is for: `anchor`, and others that have neither begun nor ended.

    They come in the order of time.
    """
    if scope is Scope.THIS or anchor.series_id is None:
        return [anchor]
    query = select(Event).where(
        Event.series_id == anchor.series_id,
        Event.status != EventStatus.CANCELLED,
        Event.starts_at > now,
    )
    if scope is Scope.FOLLOWING:
        query = query.where(Event.starts_at >= anchor.starts_at)
    query = query.options(selectinload(Event.cohosts))
    return list(session.scalars(query.order_by(Event.starts_at)).unique())


def change_sessions(
    context: BookingContext,
    anchor: Event,
    new: NewEvent,
    scope: Scope,
    *,
    version: int,
    left_out: Collection[int] = (),
) -> list[Outcome]:
    """Change `anchor` to `new` and carry what differs over to the other sessions of the scope.

    What is not carried over stays as it is in each; times move by as much as the anchor's. The
    sessions in `left_out` are not touched. Raises ConcurrentChangeError when `anchor` is not what
    the person saw any more.
    """
    check(context.by, Capability.CHANGE_SESSION, anchor)
    if version != anchor.version:
        raise ConcurrentChangeError("Alguien más cambió esta sesión mientras usted la editaba.")
    old = same_as(anchor)
    # What a platform can do is looked up once, not for every session.
    context = replace(context, providers=dict(context.providers))
    events = [
        event
        for event in sessions_of(context.session, anchor, scope, context.now)
        if event.id not in left_out
    ]
    # Rooms that move later make way from the last to the first, or they would meet each other.
    later_first = new.starts_at > old.starts_at
    outcomes = _outcomes(
        context,
        events[::-1] if later_first else events,
        lambda event: _change(context, event, _carried(event, old, new)),
    )
    return sorted(outcomes, key=lambda outcome: outcome.before)


def cancel_sessions(
    context: BookingContext,
    anchor: Event,
    reason: str,
    scope: Scope,
    *,
    left_out: Collection[int] = (),
) -> list[Outcome]:
    """Cancel the sessions of a scope."""
    events = [
        event
        for event in sessions_of(context.session, anchor, scope, context.now)
        if event.id not in left_out
    ]
    return _outcomes(context, events, lambda event: _cancel(context, event, reason))


def suspend(
    context: BookingContext, series: Series, from_on: date, until_on: date | None, reason: str
) -> list[Outcome]:
    """Cancel what of a series lies between two days; it can be resumed from any day later.

    `until_on` is the last day, included; None suspends it until further notice.
    """
    if until_on is not None and until_on < from_on:
        raise RuleError("El último día no puede ser anterior al primero.", field="until_on")
    events = [
        event
        for event in series.events
        if event.status is not EventStatus.CANCELLED
        and event.starts_at > context.now
        and from_on <= event.starts_at.astimezone(context.zone).date() <= (until_on or date.max)
    ]
    if not events:
        raise RuleError("En esos días no hay sesiones por venir de esta serie.", field="from_on")
    suspension = Suspension(series_id=series.id, from_on=from_on, until_on=until_on, reason=reason)
    context.session.add(suspension)
    context.session.flush()

    def cancel(event: Event) -> None:
        _cancel(context, event, reason)
        event.suspension_id = suspension.id

    outcomes = _outcomes(context, events, cancel)
    audit.record(
        context.session,
        series,
        "series.suspend",
        now=context.now,
        by=context.by,
        before={},
        after={},
        reason=reason,
    )
    return outcomes


def suspended_from(suspension: Suspension, day: date, context: BookingContext) -> list[Event]:
    """Return the sessions that a suspension cancelled and that can be held anew from a day on."""
    return [
        event
        for event in suspension.events
        if event.starts_at > context.now and event.starts_at.astimezone(context.zone).date() >= day
    ]


def resume(
    context: BookingContext, suspension: Suspension, new: NewEvent, slots: Sequence[Slot]
) -> Series:
    """Book anew what a suspension had cancelled, at the times that were agreed on.

    They are new sessions with folios and links of their own: who deleted the old ones from a
    calendar gets them back. The old ones leave the feeds, or each date would be there twice.
    Raises SeriesBusyError like `book_series`.
    """
    if suspension.resumed_at is not None:
        raise RuleError("Esta serie ya se había reanudado.")
    series = suspension.series
    check(context.by, Capability.CHANGE_SESSION, series)
    # Before the old ones are marked: where it is refused, nothing has changed.
    book_series(context, new, series.frequency, slots, series=series)
    days = {slot.starts_at.astimezone(context.zone).date() for slot in slots}
    for event in suspension.events:
        event.is_held_anew = event.starts_at.astimezone(context.zone).date() in days
    suspension.resumed_at = context.now
    audit.record(
        context.session,
        series,
        "series.resume",
        now=context.now,
        by=context.by,
        before={},
        after={},
    )
    return series


def _carried(event: Event, old: NewEvent, new: NewEvent) -> NewEvent:
    """Return what one session becomes when another one goes from `old` to `new`.

    Raises RuleError where it would begin at an hour that the clocks skip that day.
    """
    own = same_as(event)
    changes = {
        name: getattr(new, name) for name in CARRIED if getattr(new, name) != getattr(old, name)
    }
    changed = replace(own, **changes)
    starts_at, ends_at = _times(own, old, new, ZoneInfo(changed.tzid))
    return replace(changed, starts_at=starts_at, ends_at=ends_at)


def _times(
    own: NewEvent, old: NewEvent, new: NewEvent, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """Return the times of a session after another one's moved: by days and on the wall clock.

    Each on the clocks of its own zone: where the zone is what changes, ten o'clock stays so too.
    """
    moved, starts_at = _wall(new) - _wall(old), own.starts_at
    if moved or zone.key != own.tzid:
        starts_at = at_wall_clock((_wall(own) + moved).replace(tzinfo=zone))
    longer: timedelta = (new.ends_at - new.starts_at) - (old.ends_at - old.starts_at)
    return starts_at, starts_at + (own.ends_at - own.starts_at) + longer


def _wall(one: NewEvent) -> datetime:
    """Return what the clocks of its own zone show when a session begins."""
    return one.starts_at.astimezone(ZoneInfo(one.tzid)).replace(tzinfo=None)


def _change(context: BookingContext, event: Event, new: NewEvent) -> None:
    """Change one session, with the version it has now: the anchor's was checked."""
    service.change(context, event, new, event.version, wakes=False)


def _cancel(context: BookingContext, event: Event, reason: str) -> None:
    """Cancel one session."""
    service.cancel(context, event, reason, wakes=False)


def _outcomes(
    context: BookingContext, events: Sequence[Event], act: Callable[[Event], None]
) -> list[Outcome]:
    """Do something to sessions: to all of them at once, or to each where one of them refuses it.

    Written one by one, sixty sessions hold the lock of all who write for half a second.
    """
    before = [same_as(event) for event in events]
    savepoint = context.session.begin_nested()
    try:
        for event in events:
            act(event)
        context.session.flush()
        savepoint.commit()
        outcomes = [_told(event, was) for event, was in zip(events, before, strict=True)]
    except RuleError:
        savepoint.rollback()
        outcomes = [_outcome(context, event, act) for event in events]
    service.wake_waiting(context.session, context.now)
    return outcomes


def _outcome(context: BookingContext, event: Event, act: Callable[[Event], None]) -> Outcome:
    """Do something to one session; what refuses it is written down and undone for it alone."""
    before, problem = same_as(event), ""
    savepoint = context.session.begin_nested()
    try:
        act(event)
        context.session.flush()
        savepoint.commit()
    except RuleError as error:
        problem = error.message
        savepoint.rollback()
    return _told(event, before, problem)


def _told(event: Event, before: NewEvent, problem: str = "") -> Outcome:
    """Return what became of one session."""
    after = same_as(event)
    names = tuple(
        name for name in (*CARRIED, "starts_at") if getattr(before, name) != getattr(after, name)
    )
    return Outcome(
        event_id=event.id,
        folio=event.folio,
        summary=event.summary,
        before=(before.starts_at, before.ends_at),
        after=(after.starts_at, after.ends_at),
        changed=names,
        is_cancelled=event.status is EventStatus.CANCELLED,
        problem=problem,
    )
