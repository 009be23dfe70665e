"""What people pass on: our own address, and its QR. Pure; the texts around it are `whatsapp`'s.

The vendor's link and passcode are never passed on: our address outlives a change of the room, and
its gate decides who comes in, and when.
"""

from datetime import timedelta
from urllib.parse import urlsplit

import segno

from vc.booking.models import Event, Visibility

OPENS_BEFORE = timedelta(minutes=15)
"""How long before a session its door opens."""
A_CLASS = "Conecte un solo equipo por grupo y pruébelo 15 minutos antes."
HELP = "Si hay peligro, 911 (emergencias). Denuncia anónima, 089."
"""What every text says last that goes to groups of girls, boys and adolescents."""


def needs_key(event: Event) -> bool:
    """Tell whether the plain address lets nobody in: it shows a page on which none registers."""
    return event.visibility is Visibility.PUBLIC and not event.takes_registrations


def path(event: Event) -> str:
    """Return the path of our own address for those who are invited; its gate decides the rest."""
    plain = f"/s/{event.slug}"
    return f"{plain}/{event.invitation_key}" if needs_key(event) else plain


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
