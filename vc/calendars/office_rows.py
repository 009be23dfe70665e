"""The rows of calendars on the page «Oficina»."""

from datetime import date

from sqlalchemy import func, select

from vc.calendars.models import Feed, Observance
from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value

NONE, NO_DAYS = "Ninguno suyo", "Ninguna todavía"


def own_feeds(look: Look) -> Value:
    """Return how many private addresses who is signed in has."""
    query = select(func.count()).where(Feed.owner_id == look.person.id, Feed.revoked_at.is_(None))
    count = look.session.scalar(query) or 0
    return Value(counted(count, "calendario suyo", "calendarios suyos") if count else NONE)


def observances(look: Look) -> Value:
    """Return how many observances there are this year."""
    year = look.now.astimezone(look.zone).year
    days = (date(year, 1, 1), date(year, 12, 31))
    query = select(func.count(Observance.id)).where(Observance.observed_on.between(*days))
    count = look.session.scalar(query) or 0
    return Value(counted(count, "día este año", "días este año") if count else NO_DAYS)


ROWS = (
    OfficeRow(Group.DAILY, "calendars.staff", "Calendario", icon="calendar"),
    OfficeRow(
        *(Group.PEOPLE, "calendars.subscribe", "Suscribirse al calendario", own_feeds),
        words="Outlook Google teléfono",
    ),
    OfficeRow(
        *(Group.PUBLISHED, "observances.index", "Efemérides", observances),
        words="días conmemorativos programa anual reglas",
    ),
    OfficeRow(
        *(Group.PUBLISHED, "calendars.public", "Agenda pública"), words="ciudadanía registro"
    ),
)
