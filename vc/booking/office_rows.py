"""The rows of campaigns on the page «Oficina»."""

from sqlalchemy import func, select

from vc.booking.models import Campaign
from vc.office.hooks import Group, Look, OfficeRow, Value, counted

NONE = "Ninguna todavía"


def campaigns(look: Look) -> Value:
    """Return how many campaigns are offered."""
    query = select(func.count(Campaign.id)).where(Campaign.is_active.is_(True))
    count = look.session.scalar(query) or 0
    return Value(counted(count, "activa", "activas") if count else NONE)


ROWS = (
    OfficeRow(
        *(Group.PUBLISHED, "campaigns.index", "Campañas", campaigns), words="líneas del programa"
    ),
)
