"""The rows of differences and messages on the page «Oficina»."""

from sqlalchemy import func, select

from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value
from vc.reconciliation import queries
from vc.reconciliation.models import Delivery, DeliveryStatus

NONE, FINE = "Ninguna", "Sin fallas"


def differences(look: Look) -> Value:
    """Return how many rooms are not as our sessions say."""
    session, now = look.session, look.now
    count = len(queries.diverged(session, now)) + len(queries.gone(session, now))
    return Value(counted(count, "sala", "salas"), "problem") if count else Value(NONE)


def messages(look: Look) -> Value:
    """Return how many messages could not be taken in."""
    query = select(func.count()).where(Delivery.status == DeliveryStatus.FAILED)
    count = look.session.scalar(query) or 0
    return Value(counted(count, "falló", "fallaron"), "problem") if count else Value(FINE)


ROWS = (
    OfficeRow(
        *(Group.ROOMS, "reconciliation.divergences", "Diferencias con Zoom y Meet", differences),
        words="divergencias comparar",
    ),
    OfficeRow(
        *(Group.RECORD, "reconciliation.notices", "Mensajes recibidos", messages),
        words="avisos Zoom Facebook plataformas",
    ),
)
