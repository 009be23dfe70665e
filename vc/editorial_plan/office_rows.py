"""The rows of the plan on the page «Oficina»."""

from sqlalchemy import func, select

from vc.editorial_plan.models import Repost, RepostStatus
from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value


def waiting(look: Look) -> Value:
    """Return how many guidelines are still to be repeated."""
    query = select(func.count(Repost.id)).where(Repost.status == RepostStatus.WAITING)
    count = look.session.scalar(query) or 0
    return Value(counted(count, "por repetir", "por repetir") if count else "Ninguno por repetir")


ROWS = (
    OfficeRow(
        *(Group.PUBLISHED, "editorial_plan.month", "Efemérides y huecos del mes"),
        words="efemérides huecos veda proponer calendario editorial",
    ),
    OfficeRow(
        *(Group.PUBLISHED, "reposts.index", "Lineamientos por repetir", waiting),
        words="RT retuit Coordinación General Comunicación Social",
    ),
)
