"""The rules of series: booked together or not at all, changed from one session on, suspended.

Each session of a series is booked, changed and cancelled by `vc.booking.service`, one by one, in
one transaction; what it says of one session it says here of many. A preview is the change itself in
a transaction that is rolled back: it can promise nothing that the change would not do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.booking import availability, licence_assignment, service
from vc.booking.availability import Offer
from vc.booking.hindrance import refusal
from vc.booking.licence_assignment import BookingContext
from vc.booking.models import Event, Frequency
from vc.booking.requests import NewEvent, differing
from vc.db import lock_allocation
from vc.errors import RuleError
from vc.inputs import at_wall_clock
from vc.licences.allocation import Choice
from vc.licences.models import Platform
from vc.series.models import Series
from vc.series.recurrence import MOST_SESSIONS

BOOKED_BEFORE = (
    "Esta serie ya se agendó: {count} sesiones, la primera es {first}. Lo que corrigió no se "
    "guardó: cámbielo en la página de esa sesión."
)


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
    near = availability.offer(
        *(context.session, wanted),
        providers=context.providers,
        now=context.now,
        hours=context.hours,
    )
    refused = refusal(near.hindrance, wanted).message if near.hindrance else ""
    return Prospect(slot, None, near, refused or "No hay una cuenta libre a esa hora.")


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
        raise RuleError(BOOKED_BEFORE.format(count=len(known), first=first))


def _first_uid(series: Series) -> str:
    """Return the UID that the sessions of a series refer to; empty while it has none."""
    first = min(series.events, key=lambda event: event.id, default=None)
    return "" if first is None else first.uid
