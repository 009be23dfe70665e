"""What people pass on: our own address, the invitation's text, its WhatsApp link and its QR. Pure.

The vendor's link and passcode are never passed on: our address outlives a change of the room, and
its gate decides who comes in, and when.
"""

from datetime import timedelta
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import segno

from vc import dates
from vc.booking import exposure
from vc.booking.models import Event, Visibility

WHATSAPP = "https://wa.me/?text="
OPENS_BEFORE = timedelta(minutes=15)
"""How long before a session its door opens."""
HELP = "Si hay peligro, 911 (emergencias). Denuncia anónima, 089."
"""What every text says last that goes to groups of girls, boys and adolescents."""


def needs_key(event: Event) -> bool:
    """Tell whether the plain address lets nobody in: it shows a page on which none registers."""
    return event.visibility is Visibility.PUBLIC and not event.takes_registrations


def path(event: Event) -> str:
    """Return the path of our own address for those who are invited; its gate decides the rest."""
    plain = f"/s/{event.slug}"
    return f"{plain}/{event.invitation_key}" if needs_key(event) else plain


def text(event: Event, address: str) -> str:
    """Return the invitation as it is passed on: when, what, where, and whether it is recorded."""
    zone = ZoneInfo(event.tzid)
    start = dates.clock_time(event.starts_at, zone)
    opens = dates.clock_time(event.starts_at - OPENS_BEFORE, zone)
    lines = [
        f"*{dates.sentence(dates.day(event.starts_at, zone))}, {start} h*",
        event.summary,
        f"Entre aquí: {address}",
        f"Abrimos a las {opens} h. {exposure.line(event)}".strip(),
    ]
    return "\n".join([*lines, HELP] if event.has_minors else lines)


def whatsapp_url(event: Event, address: str) -> str:
    """Return the link that opens WhatsApp with the invitation written."""
    return WHATSAPP + quote(text(event, address), safe="")


def qr_image(url: str) -> str:
    """Return the QR of a link as a data: URI of an SVG."""
    return segno.make(url, error="m").svg_data_uri(scale=4, border=2, dark="#2b1016")


def origin(url: str) -> str:
    """Return scheme, host and port of a link: where a form may lead to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
