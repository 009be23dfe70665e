"""The time of the booking form: whether it is free, and the days and times that are proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vc.access import office_zone
from vc.booking import availability as availability_module
from vc.booking import day_times, licence_assignment
from vc.booking.availability import Offer
from vc.booking.context import context
from vc.booking.day_times import DayTimes, Wish
from vc.booking.forms import EventForm
from vc.booking.hindrance import Refusal, refusal
from vc.booking.hooks import DAY_MARKS
from vc.booking.licence_use import AvailabilityRequest
from vc.booking.models import Event
from vc.booking.requests import NewEvent
from vc.db import db
from vc.forms import given
from vc.licences.allocation import Choice, PassedOver
from vc.licences.models import Platform
from vc.office.holidays import LONGEST_BREAK, days_off
from vc.services import services

ANSWERS = ("date", "time", "duration", "tzid", "platform", "audience_size", "kind", "visibility")
"""What a time needs before it can be weighed."""
LENGTHS = (30, 60, 90, 120)
"""Usual lengths in minutes, proposed beside the field."""


@dataclass(frozen=True, slots=True)
class Availability:
    """What can be said of a time before it is booked. `needs_licence` is False for pasted links."""

    choice: Choice | None
    passed_over: tuple[PassedOver, ...]
    offer: Offer | None
    needs_licence: bool = True
    refusal: Refusal | None = None
    """Why no licence can host it at any time."""

    @property
    def is_free(self) -> bool:
        """Tell whether the session could be booked as it is."""
        return self.choice is not None or not self.needs_licence


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The time that the form says, and what can be chosen instead."""

    availability: Availability | None = None
    """None while the answers make no time."""
    days: Sequence[tuple[date, str]] = ()
    """The next working days, each with what is said of it."""
    times: DayTimes | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    note: str = ""
    """What holds on the chosen day, a ban or a day off; empty for most."""


def when_of(form: EventForm, event: Event | None = None) -> When:
    """Return what can be said of a form's time, and the days and times to choose from.

    `event` is the session that it changes.
    """
    at = context()
    today = at.now.astimezone(at.zone).date()
    chosen = None if form.date.errors else form.date.data
    marks = _marks(today, today + timedelta(days=LONGEST_BREAK))
    days = day_times.days_to_propose(at.session, today, at.hours, marks)
    note = _note(chosen) if chosen is not None else ""
    asked = _asked(form)
    if asked is None or chosen is None:
        return When(days=days, note=note)
    wanted, only = _request(asked, event)
    wish = Wish(
        request=wanted,
        only_licence_id=only,
        chosen=asked.starts_at,
        length=asked.ends_at - asked.starts_at,
        zone=given(form.zone()),
        host_id=asked.host_id,
        event_id=event.id if event is not None else None,
        stands_at=event.starts_at if event is not None else None,
    )
    return When(
        availability=_availability(wanted, only),
        days=days,
        times=day_times.day_times(at, wish, chosen),
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        note=note,
    )


def availability_of(form: EventForm, event: Event | None = None) -> Availability | None:
    """Return whether the form's time is free; None while it does not name a whole time yet."""
    asked = _asked(form)
    return None if asked is None else _availability(*_request(asked, event))


def propose_free(form: EventForm) -> When:
    """Return what `when_of` does, once a new form proposes the first free time of its day."""
    when = when_of(form)
    free = when.times.first_free if when.times else None
    if free is None or when.availability is None or when.availability.is_free:
        return when
    form.time.process_data(free.at.astimezone(given(form.zone())).time())
    return when_of(form)


def first_start() -> datetime:
    """Return the time that a new form proposes: the next hour at which the office works."""
    at = context()
    today = at.now.astimezone(office_zone()).date()
    off = days_off(at.session, today, today + timedelta(days=LONGEST_BREAK))
    return day_times.next_working_hour(at.now, office_zone(), at.hours, off)


def _asked(form: EventForm) -> NewEvent | None:
    """Return the session that the form asks for; None while it makes no time.

    What is wrong elsewhere in it does not matter.
    """
    if any(form[name].errors for name in ANSWERS) or form.local_start() is None:
        return None
    return form.new_event() if form.duration.data else None


def _request(asked: NewEvent, event: Event | None) -> tuple[AvailabilityRequest | None, int | None]:
    """Return the request for a licence and the one it must be; None where none is needed."""
    at = context()
    if asked.platform is Platform.OTHER:
        return None, None
    if event is None:
        return licence_assignment.request_of(at, asked), None
    return licence_assignment.request_for_change(at, event, asked)


def _availability(wanted: AvailabilityRequest | None, only: int | None) -> Availability:
    """Return whether there is a licence for a request, and what else can be done."""
    if wanted is None:
        return Availability(None, (), None, needs_licence=False)
    at = context()
    choice, passed = availability_module.place(
        at.session, wanted, providers=at.providers, now=at.now, only_licence_id=only
    )
    if choice is not None:
        return Availability(choice, passed, None)
    near = availability_module.offer(
        at.session, wanted, providers=at.providers, now=at.now, hours=at.hours
    )
    refused = refusal(near.hindrance, wanted) if near.hindrance else None
    return Availability(None, passed, near, refusal=refused)


def _marks(first: date, last: date) -> dict[date, str]:
    """Return what is said of days by whoever knows something of them."""
    found: dict[date, str] = {}
    for says in services().registry.added_to(DAY_MARKS):
        for day, text in says(first, last).items():
            found[day] = f"{found[day]}. {text}" if day in found else text
    return found


def _note(day: date) -> str:
    """Return what holds on the chosen day, which may lie beyond those that are proposed."""
    off = days_off(db.session(), day, day)
    return f"Inhábil: {off[day]}" if day in off else _marks(day, day).get(day, "")
