"""The rows of calendars on the page «Oficina»."""

from sqlalchemy import func, select

from vc.calendars.models import Feed
from vc.office.hooks import Group, Look, OfficeRow, Value, counted

NONE = "Ninguno suyo"


def own_feeds(look: Look) -> Value:
    """Return how many private addresses who is signed in has."""
    query = select(func.count()).where(Feed.owner_id == look.person.id, Feed.revoked_at.is_(None))
    count = look.session.scalar(query) or 0
    return Value(counted(count, "calendario suyo", "calendarios suyos") if count else NONE)


ROWS = (
    OfficeRow(Group.DAILY, "calendars.staff", "Calendario", icon="calendar"),
    OfficeRow(
        *(Group.PEOPLE, "calendars.subscribe", "Suscribirse al calendario", own_feeds),
        words="Outlook Google teléfono",
    ),
    OfficeRow(
        *(Group.PUBLISHED, "calendars.public", "Agenda pública"), words="ciudadanía registro"
    ),
)
