"""The rows of bans on the page «Oficina»."""

from datetime import date

from sqlalchemy import select

from vc import dates
from vc.office.hooks import Group, Look, OfficeRow, Value
from vc.publishing_bans.models import Ban

NONE = "Ninguna próxima"


def next_ban(look: Look) -> Value:
    """Return when the ban that holds, or the next one, lasts."""
    today = look.now.astimezone(look.zone).date()
    query = select(Ban).where(Ban.withdrawn_at.is_(None), Ban.ends_on >= today)
    ban = look.session.scalars(query.order_by(Ban.starts_on).limit(1)).one_or_none()
    if ban is None:
        return Value(NONE)
    return Value(_days(ban.starts_on, ban.ends_on), "wait" if ban.starts_on <= today else "")


def _days(first: date, last: date) -> str:
    """Return both days in words."""
    return f"Del {dates.short_day(first)} al {dates.short_day(last)}"


ROWS = (
    OfficeRow(
        *(Group.PUBLISHED, "publishing_bans.index", "Vedas", next_ban),
        words="electoral elecciones no publicar",
    ),
)
