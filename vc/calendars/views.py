"""The calendar's page for staff: by month, week, day or list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from vc.access import allow, clock, current_person, office_date, office_zone
from vc.accounts.models import Person
from vc.booking import labels as booking_labels
from vc.booking import queries as booking_queries
from vc.booking.models import Event, EventKind
from vc.booking.states import EventStatus, MeetingStatus
from vc.calendars import queries
from vc.calendars.hooks import BANDS, Band
from vc.calendars.models import Observance
from vc.calendars.queries import CalendarFilter
from vc.dates import sentence
from vc.db import db
from vc.inputs import day_of, number_of
from vc.permissions import Capability, may
from vc.services import services

bp = Blueprint("calendars", __name__)
VIEWS = {"mes": "Mes", "semana": "Semana", "dia": "Día", "lista": "Lista"}
LONGEST_RANGE_DAYS = 62
USUAL_HOURS = (7, 22)
PROBLEMS = (MeetingStatus.FAILED, MeetingStatus.GONE, MeetingStatus.DIVERGED)


@dataclass(frozen=True, slots=True)
class Range:
    """What a calendar page shows: the days [first, last], and where to turn the page to."""

    view: str
    day: date
    first: date
    last: date
    previous: date
    following: date


@bp.get("/calendario")
@allow(Capability.READ)
def staff() -> str:
    """Show the calendar: month, week, day or list."""
    shown, wanted = _wanted_range(), _wanted_filter()
    start, end = _instants(shown.first, shown.last)
    events = queries.events_between(db.session(), start, end, wanted)
    observances = queries.observances_between(db.session(), shown.first, shown.last)
    bands = _bands(shown.first, shown.last)
    return render_template(
        "calendars/staff.html",
        shown=shown,
        wanted=wanted,
        views=VIEWS,
        today=office_date(),
        days=queries.days_between(shown.first, shown.last),
        by_day=_on_days(events),
        hours=_hours_of(events),
        one_moment=timedelta.resolution,
        observances=observances,
        bands=bands,
        entries=_as_json(events, observances, bands),
        state_of=_state_of,
        kinds=[(kind.value, booking_labels.KINDS[kind]) for kind in EventKind],
        hosts=booking_queries.hosts(db.session()),
        licences=booking_queries.licences(db.session()),
        areas=booking_queries.areas(db.session()),
    )


@bp.get("/calendario/datos.json")
@allow(Capability.READ)
def entries() -> Response:
    """Return the entries of another range, for the calendar's script."""
    first = day_of(request.args.get("desde", "")[:10])
    after = day_of(request.args.get("hasta", "")[:10])
    if first is None or after is None:
        return jsonify([])
    last = min(after - timedelta(days=1), first + timedelta(days=LONGEST_RANGE_DAYS))
    start, end = _instants(first, last)
    events = queries.events_between(db.session(), start, end, _wanted_filter())
    observances = queries.observances_between(db.session(), first, last)
    bands = _bands(first, last)
    return jsonify(_as_json(events, observances, bands))


def _wanted_range() -> Range:
    """Return the days that the page's address asks for; this month when it asks for none."""
    view = request.args.get("vista", "mes")
    view = view if view in VIEWS else "mes"
    day = day_of(request.args.get("fecha")) or office_date()
    monday = day - timedelta(days=day.weekday())
    match view:
        case "dia":
            return Range(view, day, day, day, day - timedelta(1), day + timedelta(1))
        case "semana":
            days = (monday, monday + timedelta(6), monday - timedelta(7), monday + timedelta(7))
            return Range(view, day, *days)
    first = day.replace(day=1)
    following = (first + timedelta(32)).replace(day=1)
    previous = (first - timedelta(1)).replace(day=1)
    if view == "lista":
        return Range(view, day, first, following - timedelta(1), previous, following)
    # A month is shown in whole weeks, Monday to Sunday.
    begin = first - timedelta(days=first.weekday())
    end = following + timedelta(days=(7 - following.weekday()) % 7) - timedelta(1)
    return Range(view, day, begin, end, previous, following)


def _instants(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the office's days [first, last] as instants [midnight, midnight after)."""
    start = datetime.combine(first, time(), office_zone())
    return start, datetime.combine(last + timedelta(days=1), time(), office_zone())


def _wanted_filter() -> CalendarFilter:
    """Return what the page's address narrows the calendar to."""
    kind = request.args.get("tipo", "")
    return CalendarFilter(
        kind=EventKind(kind) if kind in [member.value for member in EventKind] else None,
        host_id=number_of(request.args.get("anfitrion")),
        licence_id=number_of(request.args.get("licencia")),
        area=request.args.get("area", "").strip()[:120],
    )


def _state_of(event: Event) -> tuple[str, str]:
    """Return how a session stands in the calendar: the shape's class, and the same in words."""
    if event.status is EventStatus.CANCELLED:
        return "ev-cancelled", "Cancelada"
    if event.meeting.status in PROBLEMS:
        return "ev-problem", "Sin sala"
    if event.meeting.status is MeetingStatus.WAITING_FOR_LICENCE:
        return "ev-waiting", "En lista de espera"
    if event.status is EventStatus.TENTATIVE:
        return "ev-tentative", "Por confirmar"
    return "ev-confirmed", "Confirmada"


def _on_days(events: Sequence[Event]) -> dict[date, list[Event]]:
    """Return the sessions by each of the office's days on which they go on, in their order.

    One that ends at midnight is not of the day that begins then.
    """
    found: dict[date, list[Event]] = {}
    for event in events:
        day = event.starts_at.astimezone(office_zone()).date()
        last = (event.ends_at - timedelta.resolution).astimezone(office_zone()).date()
        while day <= last:
            found.setdefault(day, []).append(event)
            day += timedelta(days=1)
    return found


def _hours_of(events: Sequence[Event]) -> tuple[int, int]:
    """Return from which full hour to which a day is shown: the usual ones, and all that is held."""
    first, last = USUAL_HOURS
    for event in events:
        begins, ends = (one.astimezone(office_zone()) for one in (event.starts_at, event.ends_at))
        if begins.date() < (ends - timedelta.resolution).date():
            return 0, 24
        first = min(first, begins.hour)
        last = max(last, ends.hour + bool(ends.minute) if ends.date() == begins.date() else 24)
    return first, last


def _bands(first: date, last: date) -> list[Band]:
    """Return what the features to the right lay over the days from `first` to `last`."""
    return [one for between in services().registry.added_to(BANDS) for one in between(first, last)]


def _as_json(
    events: list[Event],
    observances: Sequence[Observance],
    bands: Sequence[Band] = (),
) -> list[dict[str, object]]:
    """Return sessions, observances and bands as the calendar's script takes them, in local time."""
    person, now = current_person(), clock()
    return (
        [_session(event, person, now) for event in events]
        + [
            {
                "id": f"o{one.id}",
                "title": one.name,
                "start": one.observed_on.isoformat(),
                "end": (one.ends_on + timedelta(days=1)).isoformat(),
                "allDay": True,
                "editable": False,
                "classNames": ["ev-observance"],
                "extendedProps": {"state": "Efeméride", "action": one.action},
            }
            for one in observances
        ]
        + [
            {
                "id": f"b{number}",
                "title": band["title"],
                "start": band["starts_on"].isoformat(),
                "end": (band["ends_on"] + timedelta(days=1)).isoformat(),
                "allDay": True,
                "editable": False,
                "classNames": ["ev-band" if band["is_ban"] else "ev-day-off"],
                "extendedProps": {"state": sentence(band["says"]), "url": band["url"]},
            }
            for number, band in enumerate(bands)
        ]
    )


def _session(event: Event, person: Person | None, now: datetime) -> dict[str, object]:
    """Return one session as the calendar's script takes it."""
    shape, words = _state_of(event)
    is_open = event.status is not EventStatus.CANCELLED and not event.is_past(now)
    classes = [shape] if not event.is_past(now) else [shape, "ev-past"]
    return {
        "id": event.id,
        "title": event.summary,
        "start": event.starts_at.astimezone(office_zone()).strftime("%Y-%m-%dT%H:%M:%S"),
        "end": event.ends_at.astimezone(office_zone()).strftime("%Y-%m-%dT%H:%M:%S"),
        "editable": is_open and may(person, Capability.CHANGE_SESSION, event),
        "classNames": classes,
        "extendedProps": {
            "state": words,
            "kind": booking_labels.KINDS[event.kind],
            "host": event.host.name,
            "url": url_for("booking.show", event_id=event.id),
            "move": url_for("booking.move", event_id=event.id),
        },
    }
