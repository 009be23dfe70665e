"""What the views of calendars share: ranges, entries as JSON, addresses to subscribe to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import request, url_for

from vc.access import clock, current_person
from vc.accounts.models import Person
from vc.addresses import absolute_url
from vc.booking import labels as booking_labels
from vc.booking.models import Event, EventKind, EventStatus, MeetingStatus
from vc.calendars.hooks import BANDS, Band
from vc.calendars.ical import Head
from vc.calendars.models import Feed, Observance
from vc.calendars.queries import CalendarFilter
from vc.calendars.service import PUBLIC, STAFF
from vc.config import Settings
from vc.inputs import day_of, number_of
from vc.permissions import Capability, may
from vc.services import services

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


@dataclass(frozen=True, slots=True)
class Address:
    """A feed's address in the forms that programs take."""

    url: str
    webcal: str
    google: str
    outlook: str


def settings() -> Settings:
    """Return the installation's settings."""
    return services().settings


def zone() -> ZoneInfo:
    """Return the office's time zone."""
    return ZoneInfo(settings().tzid)


def today() -> date:
    """Return the office's date."""
    return clock().astimezone(zone()).date()


def wanted_range() -> Range:
    """Return the days that the page's address asks for; this month when it asks for none."""
    view = request.args.get("vista", "mes")
    view = view if view in VIEWS else "mes"
    day = day_of(request.args.get("fecha")) or today()
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


def instants(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the office's days [first, last] as instants [midnight, midnight after)."""
    start = datetime.combine(first, time(), zone())
    return start, datetime.combine(last + timedelta(days=1), time(), zone())


def wanted_filter() -> CalendarFilter:
    """Return what the page's address narrows the calendar to."""
    kind = request.args.get("tipo", "")
    return CalendarFilter(
        kind=EventKind(kind) if kind in [member.value for member in EventKind] else None,
        host_id=number_of(request.args.get("anfitrion")),
        licence_id=number_of(request.args.get("licencia")),
        area=request.args.get("area", "").strip()[:120],
    )


def state_of(event: Event) -> tuple[str, str]:
    """Return how a session stands in the calendar: the shape's class, and the same in words."""
    if event.status is EventStatus.CANCELLED:
        return "ev-cancelled", "Cancelada"
    if event.meeting.status in PROBLEMS:
        return "ev-problem", "Sin sala"
    if event.meeting.status is MeetingStatus.WAITING_FOR_LICENCE:
        return "ev-waiting", "En espera"
    if event.status is EventStatus.TENTATIVE:
        return "ev-tentative", "Por confirmar"
    return "ev-confirmed", "Confirmada"


def by_day(events: Sequence[Event]) -> list[tuple[date, list[Event]]]:
    """Return the sessions grouped by the office's day on which they begin, in their order."""
    return [
        (day, list(group))
        for day, group in groupby(
            events, key=lambda event: event.starts_at.astimezone(zone()).date()
        )
    ]


def on_days(events: Sequence[Event]) -> dict[date, list[Event]]:
    """Return the sessions by each of the office's days on which they go on, in their order.

    One that ends at midnight is not of the day that begins then.
    """
    found: dict[date, list[Event]] = {}
    for event in events:
        day = event.starts_at.astimezone(zone()).date()
        last = (event.ends_at - timedelta.resolution).astimezone(zone()).date()
        while day <= last:
            found.setdefault(day, []).append(event)
            day += timedelta(days=1)
    return found


def hours_of(events: Sequence[Event]) -> tuple[int, int]:
    """Return from which full hour to which a day is shown: the usual ones, and all that is held."""
    first, last = USUAL_HOURS
    for event in events:
        begins, ends = (one.astimezone(zone()) for one in (event.starts_at, event.ends_at))
        if begins.date() < (ends - timedelta.resolution).date():
            return 0, 24
        first = min(first, begins.hour)
        last = max(last, ends.hour + bool(ends.minute) if ends.date() == begins.date() else 24)
    return first, last


def bands(first: date, last: date) -> list[Band]:
    """Return what the features to the right lay over the days from `first` to `last`."""
    return [one for between in services().registry.added_to(BANDS) for one in between(first, last)]


def as_json(
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
                "classNames": ["ev-band"],
                "extendedProps": {"state": "No se publica", "url": band["url"]},
            }
            for number, band in enumerate(bands)
        ]
    )


def address_of(url: str, name: str) -> Address:
    """Return the ways to subscribe to a feed; Google wants the webcal form of the address."""
    webcal = "webcal" + url.removeprefix("https").removeprefix("http")
    return Address(
        url=url,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        outlook="https://outlook.live.com/calendar/0/addfromweb?"
        f"url={quote(url, safe='')}&name={quote(name, safe='')}",
    )


def public_address() -> Address:
    """Return the ways to subscribe to the public calendar."""
    return address_of(absolute_url("calendars.public_feed"), scope_name(PUBLIC))


def scope_name(scope: str, people: dict[int, str] | None = None) -> str:
    """Return how a scope is called."""
    office = settings().office_name
    kind, _, rest = scope.partition(":")
    if scope == PUBLIC:
        return f"{office}: agenda pública"
    if scope == STAFF:
        return f"{office}: todas las sesiones"
    if kind == "kind":
        return f"{office}: {booking_labels.KINDS[EventKind(rest)]}"
    return f"{office}: sesiones de {(people or {}).get(int(rest), 'una persona')}"


def head_of(scope: str, changed_at: datetime) -> Head:
    """Return what a feed says of itself. It names no token and no host of the request."""
    public_url = settings().public_url.rstrip("/")
    is_public = scope == PUBLIC
    return Head(
        name=scope_name(scope),
        description="Pláticas, foros y sesiones por videoconferencia.",
        source_url=f"{public_url}/feeds/publico.ics" if public_url and is_public else "",
        page_url=f"{public_url}/agenda" if public_url and is_public else "",
        modified_at=changed_at,
        tzid=settings().tzid,
    )


def feed_label(feed: Feed, people: dict[int, str]) -> str:
    """Return how one of a person's feeds is called."""
    return scope_name(feed.scope, people)


def _session(event: Event, person: Person | None, now: datetime) -> dict[str, object]:
    """Return one session as the calendar's script takes it."""
    shape, words = state_of(event)
    is_open = event.status is not EventStatus.CANCELLED and not event.is_past(now)
    classes = [shape] if not event.is_past(now) else [shape, "ev-past"]
    return {
        "id": event.id,
        "title": event.summary,
        "start": event.starts_at.astimezone(zone()).strftime("%Y-%m-%dT%H:%M:%S"),
        "end": event.ends_at.astimezone(zone()).strftime("%Y-%m-%dT%H:%M:%S"),
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
