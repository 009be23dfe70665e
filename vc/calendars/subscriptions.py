"""How feeds are called, and the addresses by which programs subscribe to them."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from vc.addresses import absolute_url
from vc.booking import labels as booking_labels
from vc.booking.models import EventKind
from vc.calendars.ical import Head
from vc.calendars.models import Feed
from vc.calendars.service import PLAN, PUBLIC, STAFF
from vc.services import services


@dataclass(frozen=True, slots=True)
class Address:
    """A feed's address in the forms that programs take."""

    url: str
    webcal: str
    google: str
    outlook: str


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
    """Return the name of a scope."""
    office = services().settings.office_name
    kind, _, rest = scope.partition(":")
    if scope == PUBLIC:
        return f"{office}: agenda pública"
    if scope == STAFF:
        return f"{office}: todas las sesiones"
    if scope == PLAN:
        return f"{office}: plan del mes"
    if kind == "kind":
        return f"{office}: {booking_labels.KINDS[EventKind(rest)]}"
    return f"{office}: sesiones de {(people or {}).get(int(rest), 'una persona')}"


def head_of(scope: str, changed_at: datetime) -> Head:
    """Return a feed's own properties. They name no token and no host of the request."""
    public_url = services().settings.public_url.rstrip("/")
    is_public = scope == PUBLIC
    return Head(
        name=scope_name(scope),
        description="Pláticas, foros y sesiones por videoconferencia.",
        source_url=f"{public_url}/feeds/publico.ics" if public_url and is_public else "",
        page_url=f"{public_url}/agenda" if public_url and is_public else "",
        modified_at=changed_at,
        tzid=services().settings.tzid,
    )


def feed_label(feed: Feed, people: dict[int, str]) -> str:
    """Return the name of one of a person's feeds."""
    return scope_name(feed.scope, people)
