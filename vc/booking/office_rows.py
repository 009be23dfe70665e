"""The rows of campaigns on the page «Oficina»."""

from sqlalchemy import func, select

from vc.booking.models import Campaign, EventKind, SessionTemplate
from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value

NONE = "Ninguna todavía"


def campaigns(look: Look) -> Value:
    """Return how many campaigns are offered."""
    query = select(func.count(Campaign.id)).where(Campaign.is_active.is_(True))
    count = look.session.scalar(query) or 0
    return Value(counted(count, "activa", "activas") if count else NONE)


def types(look: Look) -> Value:
    """Return how many types there are to begin with: the usual ones, and the office's own."""
    query = select(func.count(SessionTemplate.id)).where(SessionTemplate.is_active.is_(True))
    return Value(f"{len(EventKind) + (look.session.scalar(query) or 0)} tipos")


ROWS = (
    OfficeRow(
        *(Group.PUBLISHED, "campaigns.index", "Campañas", campaigns), words="líneas del programa"
    ),
    OfficeRow(
        *(Group.MAIL, "session_templates.list_types", "Tipos de sesión", types),
        words="plantillas empezar con",
    ),
)
