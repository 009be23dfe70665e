"""What the views of series share: rows of dates as they were typed, previews, who is told."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from markupsafe import Markup
from wtforms import Field

from vc.access import clock, current_person
from vc.booking import pages as booking_pages
from vc.booking.forms import EventForm
from vc.booking.hooks import OTHERS_TOLD
from vc.booking.models import Event, Frequency
from vc.booking.pages import context, typed_again
from vc.db import db
from vc.errors import InputError, RuleError
from vc.forms import given
from vc.inputs import a_date, a_time, instant_of, number_of
from vc.permissions import Capability, may
from vc.series import service
from vc.series.models import Series
from vc.series.recurrence import MOST_SESSIONS, Repeat, dates
from vc.series.service import Outcome, Prospect, Scope, Slot
from vc.services import services

BOOK, WAIT, SKIP = "book", "wait", "skip"


@dataclass(frozen=True, slots=True)
class Row:
    """One date of a series as its review shows it; `local` is on the wall clock of its zone."""

    number: int
    local: datetime
    act: str
    prospect: Prospect | None

    @property
    def is_open(self) -> bool:
        """Tell whether it still needs somebody to decide."""
        return bool(self.act == BOOK and self.prospect and self.prospect.problem)


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is told of a change, and of how many sessions."""

    name: str
    count: int


def zone_of(form: EventForm) -> ZoneInfo:
    """Return the zone in which the form's times are."""
    return ZoneInfo(form.tzid.data)


def first_slots(form: EventForm) -> list[tuple[datetime, str]]:
    """Return the dates that the form's rule makes. Raises RuleError when they are too many.

    Ten o'clock stays ten o'clock where the clocks change.
    """
    repeat = Repeat(Frequency(form.frequency.data), form.count.data, form.until.data)
    zone = zone_of(form)
    found = dates(given(form.date.data), repeat)
    if len(found) > MOST_SESSIONS:
        raise RuleError(
            f"Hasta ese día serían más de {MOST_SESSIONS} sesiones; elija uno anterior.",
            field="until",
        )
    return [(datetime.combine(day, given(form.time.data), zone), BOOK) for day in found]


def typed_slots(zone: ZoneInfo) -> list[tuple[datetime, str]]:
    """Return the dates as they stand on the review that was sent, a picked time taken over."""
    columns = [request.form.getlist(name) for name in ("row_date", "row_time", "row_act")]
    if len(columns[0]) > MOST_SESSIONS:
        raise RuleError(f"Una serie tiene {MOST_SESSIONS} sesiones cuando mucho.")
    found = []
    for day, hour, act in zip(*columns, strict=False):
        try:
            local = datetime.combine(a_date(day), a_time(hour), zone)
        except InputError as error:
            raise RuleError(
                f"Complete la fecha y la hora de cada sesión. {error.message}"
            ) from error
        found.append((local, act if act in (WAIT, SKIP) else BOOK))
    return _with_picked(found, zone)


def rows_of(form: EventForm, slots: Sequence[tuple[datetime, str]]) -> list[Row]:
    """Return the review's rows, each with what can be said of its date."""
    new = form.new_event()
    wanted = [Slot(local) for local, act in slots if act != SKIP]
    said = iter(service.prospects(context(), new, wanted))
    return [
        Row(number, local, act, None if act == SKIP else next(said))
        for number, (local, act) in enumerate(slots)
    ]


def wanted_slots(slots: Sequence[tuple[datetime, str]]) -> list[Slot]:
    """Return the slots that are to be booked."""
    return [Slot(local, waits=act == WAIT) for local, act in slots if act != SKIP]


def review(form: EventForm, slots: Sequence[tuple[datetime, str]], **names: object) -> str:
    """Return the page that shows every date of a series before it is booked."""
    rows = rows_of(form, slots)
    return render_template(
        "series/review.html",
        form=form,
        rows=rows,
        wanted=sum(row.act != SKIP for row in rows),
        unsolved=sum(row.is_open for row in rows),
        hidden=carried(form),
        **names,
    )


def carried(form: EventForm) -> list[tuple[str, str]]:
    """Return what a form holds as the names and values of hidden fields."""
    return [(field.name, value) for field in form for value in _values(field)]


def scope_wanted() -> Scope:
    """Return which sessions the request is for; only this one when it does not say."""
    text = request.form.get("scope", "")
    return Scope(text) if text in list(Scope) else Scope.THIS


def left_out() -> set[int]:
    """Return the sessions that the preview was told to leave as they are."""
    return {number for text in request.form.getlist("leave") if (number := number_of(text))}


def apply_or_preview(act: Callable[[], list[Outcome]], **names: object) -> str | None:
    """Carry out what was previewed and return None, or return the preview's page.

    The preview is the change itself, rolled back. It is carried out when the person saw exactly
    this, and nothing of it is refused; the caller commits then.
    """
    outcomes = act()
    seen = hashlib.sha256(repr(outcomes).encode()).hexdigest()
    problems = [outcome for outcome in outcomes if outcome.problem]
    if request.form.get("seen") == seen and not problems:
        return None
    db.session.rollback()
    return render_template(
        "series/preview.html",
        outcomes=outcomes,
        problems=problems,
        told=told_of(outcomes),
        seen=seen,
        was_seen="seen" in request.form,
        left_out=sorted(left_out()),
        hidden=typed_again(),
        **names,
    )


def told_of(outcomes: Sequence[Outcome]) -> list[Told]:
    """Return who is told of the changes, by name, and of how many sessions each."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        if outcome.problem or not (outcome.changed or outcome.is_cancelled):
            continue
        for name in _audience(db.session.get_one(Event, outcome.event_id)):
            counts[name] = counts.get(name, 0) + 1
    return [Told(name, count) for name, count in sorted(counts.items())]


def panel(event: Event) -> Markup:
    """Return what a session's page shows of its series."""
    if event.series_id is None:
        return Markup()
    series = db.session.get(Series, event.series_id)
    shown = render_template("series/_panel.html", event=event, series=series, **place_of(event))
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def place_of(event: Event) -> dict[str, object]:
    """Return a session's number in its series, how many there are, and its neighbours."""
    events = db.session.get_one(Series, event.series_id).events
    at = events.index(event)
    return {
        "number": at + 1,
        "total": len(events),
        "previous": events[at - 1] if at else None,
        "following": events[at + 1] if at + 1 < len(events) else None,
    }


def show_names(series: Series) -> dict[str, object]:
    """Return what the page of a series names."""
    now = clock()
    live = [event for event in series.events if event.status.value != "CANCELLED"]
    coming = [event for event in live if event.starts_at > now]
    waiting = [event for event in coming if event.meeting.is_being_made]
    return {
        "series": series,
        "live": live,
        "coming": coming,
        "ready": len([event for event in coming if event.meeting.is_ready]),
        "is_working": bool(waiting),
        "may_change": may(current_person(), Capability.CHANGE_SESSION, series),
        "open_suspensions": [one for one in series.suspensions if one.resumed_at is None],
    }


def back_to(event: Event) -> str:
    """Return the address of a session's page."""
    return url_for("booking.show", event_id=event.id)


def _audience(event: Event) -> set[str]:
    """Return who is told of a session, by name or address."""
    people = {event.host.name, *(person.name for person in event.cohosts), *event.guest_emails}
    for names in services().registry.added_to(OTHERS_TOLD):
        people |= set(names(db.session(), event))
    # And whoever is no longer among them: guests who were removed, who registered before.
    return people | set(booking_pages.told_of(event).cancelled)


def _values(field: Field) -> list[str]:
    """Return a field's data as a browser would send it."""
    if field.name == "csrf_token":
        return []
    data = field.data
    if isinstance(data, list | tuple):
        return [str(one) for one in data]
    if isinstance(data, bool):
        return ["y"] if data else []
    if data is None:
        return []
    return [data.strftime("%H:%M") if hasattr(data, "hour") else str(data)]


def _with_picked(slots: list[tuple[datetime, str]], zone: ZoneInfo) -> list[tuple[datetime, str]]:
    """Take over the free time whose button was pressed: the row's number and the instant."""
    row, _, moment = request.form.get("pick", "").partition("|")
    number, picked = number_of(row), instant_of(moment)
    if number is not None and picked is not None and number < len(slots):
        slots[number] = (picked.astimezone(zone), BOOK)
    return slots
