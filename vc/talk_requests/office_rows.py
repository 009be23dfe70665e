"""The rows of requests on the page «Oficina»."""

from sqlalchemy import func, select

from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value
from vc.talk_requests.models import OPEN, TalkRequest


def inbox(look: Look) -> Value:
    """Return how many wait for an answer."""
    query = select(func.count(TalkRequest.id)).where(TalkRequest.status.in_(OPEN))
    count = look.session.scalar(query) or 0
    return Value(f"{count} por atender", "wait") if count else Value("Al día")


def public_form(look: Look) -> Value:
    """Return whether talks can be asked for, and how long before."""
    settings = look.services.settings
    if not settings.takes_requests:
        return Value("Cerrado")
    return Value(f"Abierto, {counted(settings.request_notice_days, 'día', 'días')} antes")


ROWS = (
    OfficeRow(
        *(Group.PEOPLE, "talk_requests.index", "Solicitudes", inbox),
        words="pláticas pedidas escuelas instituciones buzón",
    ),
    OfficeRow(
        *(Group.PUBLISHED, "talk_requests.settings", "Formulario de solicitudes", public_form),
        words="pedir plática abrir cerrar anticipación escuelas",
    ),
)
