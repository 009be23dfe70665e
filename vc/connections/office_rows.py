"""The rows of connections on the page «Oficina»."""

from collections.abc import Callable

from sqlalchemy import func, select

from vc.connections.models import VendorConnection
from vc.connections.vendors import PAGES
from vc.office.hooks import Group, Look, OfficeRow, Value

BY_HAND, CONNECTED, CLIENT = "A mano", "Conectado", "Aplicación guardada"
WORDS = {"google": "Meet YouTube", "meta": "Meta página", "x": "Twitter", "tiktok": "Client key"}
FINE, STOPPED = "Sin fallas", "{count} en pausa"


def connections(look: Look) -> Value:
    """Return how many vendors refuse us, if any."""
    query = select(func.count()).where(VendorConnection.stopped_at.is_not(None))
    count = look.session.scalar(query) or 0
    return Value(STOPPED.format(count=count), "problem") if count else Value(FINE)


def _of(vendor: str) -> Callable[[Look], Value]:
    """Return what tells whether a vendor's credentials are there."""
    known = PAGES[vendor]
    words = CLIENT if known.accounts else CONNECTED
    return lambda look: Value(words if known.is_known(look.services.settings) else BY_HAND)


def _row(vendor: str) -> OfficeRow:
    """Return the row of a vendor's page."""
    title = f"Conectar {PAGES[vendor].name}"
    words = f"credenciales claves {WORDS[vendor]}"
    group = Group.ROOMS if vendor == "google" else Group.PUBLISHED
    return OfficeRow(group, f"connections.{vendor}", title, _of(vendor), words=words)


ROWS = (
    _row("google"),
    OfficeRow(
        *(Group.ROOMS, "licences.integrations", "Conexiones", connections),
        words="integraciones Zoom Google Meet Facebook YouTube TikTok Instagram permisos claves",
    ),
)
AFTER_ALL = tuple(_row(one) for one in PAGES if one != "google")
"""What is published is arranged every month, and these once."""
