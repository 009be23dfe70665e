"""The calendar's page for staff: by month, week, day or list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, jsonify, render_template, request

from vc.access import allow, clock, office_date, office_zone
from vc.booking import labels as booking_labels
from vc.booking import queries as booking_queries
from vc.booking.day_line import DayLine, Stretch, day_line
from vc.booking.models import Event, EventKind
from vc.booking.states import EventStatus
from vc.booking.today_page import lane_of, minutes_of
from vc.calendars import queries
from vc.calendars.hooks import BANDS, Band
from vc.calendars.page_entries import as_json, state_of
from vc.calendars.queries import CalendarFilter
from vc.db import db
from vc.inputs import day_of, number_of
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("calendars", __name__)
VIEWS = {"mes": "Mes", "semana": "Semana", "dia": "Día", "lista": "Lista"}
DRAWN = ("mes", "semana")
"""The views that the script draws."""
LONGEST_RANGE_DAYS = 62
USUAL_HOURS = (7, 22)
CANCELLED = "Canceladas"
"""The lane of what was cancelled."""


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
    bands = bands_over(shown.first, shown.last)
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
        one_day=timedelta(days=1),
        observances=observances,
        bands=bands,
        entries=as_json(events, observances, bands) if shown.view in DRAWN else (),
        state_of=state_of,
        line=_lanes(events, shown.day) if shown.view == "dia" else None,
        rooms={lane_of(one): one.meeting.licence for one in events},
        now_place=minutes_of(clock(), shown.day, office_zone()),
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
    bands = bands_over(first, last)
    return jsonify(as_json(events, observances, bands))


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


def _lanes(events: Sequence[Event], day: date) -> DayLine:
    """Return the line of a day, the accounts as its lanes; what is cancelled holds none."""
    zone = office_zone()
    return day_line(
        Stretch(
            one.id,
            CANCELLED if one.status is EventStatus.CANCELLED else lane_of(one),
            minutes_of(one.starts_at, day, zone),
            minutes_of(one.ends_at, day, zone),
        )
        for one in events
    )


def bands_over(first: date, last: date) -> list[Band]:
    """Return what the features to the right lay over the days from `first` to `last`."""
    return [one for between in services().registry.added_to(BANDS) for one in between(first, last)]
