"""What people pass on: the invitation's text, its WhatsApp link and its QR. Pure."""

from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import segno

from vc import dates, phrases
from vc.booking.models import Event

WHATSAPP = "https://wa.me/?text="


def text(event: Event) -> str:
    """Return the invitation: what, when in words, where, and the passcode."""
    zone = ZoneInfo(event.tzid)
    start, end = (dates.clock_time(moment, zone) for moment in (event.starts_at, event.ends_at))
    lines = [
        event.summary,
        "",
        f"Fecha: {dates.day(event.starts_at, zone)}",
        f"Horario: {start} a {end} h ({dates.zone_name(event.tzid)})",
        f"Plataforma: {phrases.PLATFORMS[event.meeting.platform]}",
        f"Enlace: {event.meeting.join_url}",
    ]
    if event.meeting.passcode and event.meeting.external_id:
        lines.append(f"Código de acceso: {event.meeting.passcode}")
    return "\n".join(lines)


def whatsapp_url(event: Event) -> str:
    """Return the link that opens WhatsApp with the invitation written."""
    return WHATSAPP + quote(text(event), safe="")


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
