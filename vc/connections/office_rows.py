"""The rows of connections on the page «Oficina»."""

from sqlalchemy import func, select

from vc.connections.models import VendorConnection
from vc.office.hooks import Group, Look, OfficeRow, Value

FINE, STOPPED = "Sin fallas", "{count} en pausa"


def connections(look: Look) -> Value:
    """Return how many vendors refuse us, if any."""
    query = select(func.count()).where(VendorConnection.stopped_at.is_not(None))
    count = look.session.scalar(query) or 0
    return Value(STOPPED.format(count=count), "problem") if count else Value(FINE)


ROWS = (
    OfficeRow(
        *(Group.ROOMS, "licences.integrations", "Conexiones", connections),
        words="integraciones Zoom Google Meet Facebook YouTube TikTok Instagram permisos claves",
    ),
)
