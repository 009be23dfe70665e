"""The review of a new series: every date with its licence, before anything is booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import render_template, request
from wtforms import Field

from vc.booking.context import context
from vc.booking.forms import EventForm
from vc.booking.models import Frequency
from vc.errors import InputError, RuleError
from vc.forms import given
from vc.inputs import a_date, a_time, instant_of, number_of
from vc.series import service
from vc.series.recurrence import MOST_SESSIONS, Repeat, dates
from vc.series.service import Prospect, Slot

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
    """Return a form's content as the names and values of hidden fields."""
    return [(field.name, value) for field in form for value in _values(field)]


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
