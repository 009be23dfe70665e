"""The rules of series: booked together or not at all, changed from one session on, suspended.

Each session of a series is booked, changed and cancelled by `vc.booking.service`, one by one, in
one transaction; what it says of one session it says here of many. A preview is the change itself in
a transaction that is rolled back: it can promise nothing that the change would not do.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vc import audit
from vc.booking import availability, licence_assignment, service
from vc.booking.availability import Offer
from vc.booking.hindrance import refusal
from vc.booking.licence_assignment import BookingContext
from vc.booking.models import Event, EventStatus, Frequency
from vc.booking.requests import NewEvent, differing, same_as
from vc.db import lock_allocation
from vc.errors import ConcurrentChangeError, RuleError
from vc.inputs import at_wall_clock
from vc.licences.allocation import Choice
from vc.licences.models import Platform
from vc.permissions import Capability, check
from vc.series.models import Series, Suspension
from vc.series.recurrence import MOST_SESSIONS

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
class Slot:
    """When one session of a series begins, and whether it may wait for a licence.

    `starts_at` may be what was typed, on the wall clock of its zone.
    """

    starts_at: datetime
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Prospect:
    """What can be said of a slot before it is booked; `problem` is empty when it can be."""

    slot: Slot
    choice: Choice | None
    offer: Offer | None
    problem: str


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


class SeriesBusyError(RuleError):
    """Some sessions of a series cannot be booked; `problems` says why, by their number from 0."""

    def __init__(self, problems: dict[int, str]) -> None:
        count = len(problems)
        words = "una fecha" if count == 1 else f"{count} fechas"
        super().__init__(f"No se agendó nada: hay {words} por resolver.")
        self.problems = problems


def prospects(context: BookingContext, new: NewEvent, slots: Sequence[Slot]) -> list[Prospect]:
    """Return, slot by slot, which licence it would get, or what is free instead."""
    return [_prospect(context, new, slot) for slot in slots]


def book_series(
    context: BookingContext,
    new: NewEvent,
    frequency: Frequency,
    slots: Sequence[Slot],
    *,
    series: Series | None = None,
) -> Series:
    """Book every slot, or none: raises SeriesBusyError with what stands in the way.

    With `series` the sessions are added to it. Sent twice, it books once. The caller commits.
    """
    _check_slots(slots)
    lock_allocation(context.session)
    booked = _booked_before(context.session, new)
    if booked is not None:
        _check_same(booked, new, slots)
        return booked
    if series is None:
        series = Series(frequency=frequency, created_by_id=context.by.id, created_at=context.now)
        context.session.add(series)
        context.session.flush()
    first_uid = _first_uid(series)
    problems: dict[int, str] = {}
    for number, slot in enumerate(slots):
        try:
            event = service.book(context, _at(new, slot, number))
        except RuleError as error:
            problems[number] = error.message
            continue
        event.series_id = series.id
        event.series_first_uid = first_uid
        first_uid = first_uid or event.uid
    if problems:
        raise SeriesBusyError(problems)
    context.session.flush()
    context.session.expire(series, ["events"])
    audit.record(
        context.session,
        series,
        "series.book",
        now=context.now,
        by=context.by,
        before={},
        after={"count": len(slots), "frequency": frequency.value},
    )
    return series


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


def _check_slots(slots: Sequence[Slot]) -> None:
    """Refuse a series of nothing, of too many, or with two sessions at the same instant."""
    if not slots:
        raise RuleError("Deje al menos una fecha.")
    if len(slots) > MOST_SESSIONS:
        raise RuleError(f"Una serie tiene como máximo {MOST_SESSIONS} sesiones.", field="until")
    if len({slot.starts_at.astimezone(UTC) for slot in slots}) < len(slots):
        raise RuleError("Hay dos sesiones de la serie a la misma hora.")


def _at(new: NewEvent, slot: Slot, number: int) -> NewEvent:
    """Return the session of a slot. Raises RuleError for an hour that does not exist."""
    starts_at = at_wall_clock(slot.starts_at)
    return replace(
        new,
        starts_at=starts_at,
        ends_at=starts_at + (new.ends_at - new.starts_at),
        submission_key=f"{new.submission_key[:60]}.{number}",
        waits_for_licence=slot.waits,
    )


def _prospect(context: BookingContext, new: NewEvent, slot: Slot) -> Prospect:
    """Return what can be said of one slot."""
    try:
        new = _at(new, slot, 0)
    except RuleError as error:
        return Prospect(slot, None, None, error.message)
    if new.starts_at <= context.now:
        return Prospect(slot, None, None, "Esa fecha y hora ya pasaron.")
    if new.platform is Platform.OTHER:
        return Prospect(slot, None, None, "")
    wanted = licence_assignment.request_of(context, new)
    choice, _ = availability.place(
        context.session, wanted, providers=context.providers, now=context.now
    )
    if choice is not None:
        return Prospect(slot, choice, None, "")
    near = availability.offer(context.session, wanted, providers=context.providers, now=context.now)
    refused = refusal(near.hindrance, wanted).message if near.hindrance else ""
    return Prospect(slot, None, near, refused or "No hay una licencia libre a esa hora.")


def _booked_before(session: Session, new: NewEvent) -> Series | None:
    """Return the series that this very form booked already, or None."""
    key = f"{new.submission_key[:60]}.0"
    event = session.scalar(select(Event).where(Event.submission_key == key))
    return None if event is None else session.get(Series, event.series_id)


def _check_same(series: Series, new: NewEvent, slots: Sequence[Slot]) -> None:
    """Refuse a form that booked a series and was corrected since: nothing of it is dropped."""
    first = min(series.events, key=lambda event: event.starts_at)
    words = {*differing(first, new)} - {"starts_at", "ends_at"}
    known = {event.starts_at for event in series.events}
    if words or known != {slot.starts_at.astimezone(UTC) for slot in slots}:
        raise RuleError(
            f"Esta serie ya se agendó: {len(known)} sesiones, la primera es {first}. Lo que "
            "corrigió no se guardó: cámbielo en la página de esa sesión."
        )


def _first_uid(series: Series) -> str:
    """Return the UID that the sessions of a series refer to; empty while it has none."""
    first = min(series.events, key=lambda event: event.id, default=None)
    return "" if first is None else first.uid


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
