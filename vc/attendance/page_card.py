"""What a session's public page tells search engines, and those to whom its address is sent.

The facts are schema.org's `Event`, as Google reads them for its list of events:
developers.google.com/search/docs/appearance/structured-data/event.
"""

from datetime import datetime

from vc import dates
from vc.access import office_zone
from vc.addresses import absolute_url
from vc.attendance.labels import CANCELLED, FREE
from vc.booking import labels as booking_labels
from vc.booking import queries, whatsapp
from vc.booking.models import Event, Visibility
from vc.booking.states import EventStatus
from vc.card_picture import Drawing, drawing
from vc.db import db
from vc.page_card import SCHEMA, Data, PageCard, Picture, instant, shortened
from vc.services import services

TOLD = (EventStatus.CONFIRMED, EventStatus.CANCELLED)


def is_told(event: Event) -> bool:
    """Tell whether a session is for everybody: public, and certain or known to be off."""
    return event.visibility is Visibility.PUBLIC and event.status in TOLD


def card_of(event: Event, *, is_full: bool, now: datetime) -> PageCard | None:
    """Return the card of a session's page; None for one that nobody else may be told of."""
    if not is_told(event):
        return None
    drawn = drawn_of(event)
    url = absolute_url("attendance.join", slug=event.slug)
    picture = absolute_url("attendance.card_picture", slug=event.slug, v=drawn.version)
    is_off = event.status is EventStatus.CANCELLED
    title = f"{CANCELLED}: {event.summary}" if is_off else event.summary
    said = shortened(f"{drawn.when}. {event.description or FREE}")
    return PageCard(
        title=title,
        description=said,
        url=url,
        picture=Picture(url=picture, alt=f"{title}. {drawn.when}"),
        data=_event(event, url, picture, said) | _seats(event, url, is_full=is_full, now=now),
    )


def drawn_of(event: Event) -> Drawing:
    """Return what is drawn for a session: its title, its day and hours, and whether it is on."""
    zone = office_zone()
    begins, ends = (dates.clock_time(one, zone) for one in (event.starts_at, event.ends_at))
    # The year is always said: the picture is shown for as long as somebody keeps the message.
    day = dates.sentence(dates.day(event.starts_at, zone))
    note = CANCELLED if event.status is EventStatus.CANCELLED else booking_labels.KINDS[event.kind]
    return drawing(event.summary, f"{day}, {begins} a {ends} h", note)


def _event(event: Event, url: str, picture: str, said: str) -> Data:
    """Return the facts of a session; its room is not among them, its page leads there."""
    zone, settings = office_zone(), services().settings
    office = {
        "@type": "GovernmentOrganization",
        "name": settings.office_name,
        "url": absolute_url("calendars.public"),
    }
    return {
        "@type": "Event",
        "@id": f"{url}#sesion",
        "name": event.summary,
        "description": shortened(event.description, 500) or said,
        "url": url,
        "image": [picture],
        "inLanguage": "es-MX",
        "startDate": instant(event.starts_at.astimezone(zone)),
        "endDate": instant(event.ends_at.astimezone(zone)),
        "eventAttendanceMode": f"{SCHEMA}/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": url},
        "isAccessibleForFree": True,
        "organizer": office,
    } | _status(event)


def _status(event: Event) -> Data:
    """Return whether a session is on, off, or on at another time than was told before."""
    if event.status is EventStatus.CANCELLED:
        return {"eventStatus": f"{SCHEMA}/EventCancelled"}
    before = whatsapp.moved_from(queries.history(db.session(), event))
    if before is None or before == event.starts_at:
        return {"eventStatus": f"{SCHEMA}/EventScheduled"}
    return {
        "eventStatus": f"{SCHEMA}/EventRescheduled",
        "previousStartDate": instant(before.astimezone(office_zone())),
    }


def _seats(event: Event, url: str, *, is_full: bool, now: datetime) -> Data:
    """Return that it costs nothing, and whether there is room, where people register."""
    takes = event.takes_registrations and event.status is EventStatus.CONFIRMED
    if not takes or event.starts_at <= now:
        return {}
    offer: Data = {
        "@type": "Offer",
        "price": "0",
        "priceCurrency": "MXN",
        "url": url,
        "availability": f"{SCHEMA}/{'SoldOut' if is_full else 'InStock'}",
        "validFrom": instant(event.created_at.astimezone(office_zone())),
    }
    room: Data = {"maximumVirtualAttendeeCapacity": event.seats} if event.seats else {}
    return {"offers": offer, **room}
