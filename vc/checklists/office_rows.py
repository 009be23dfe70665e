"""The rows of checklists on the page «Oficina»."""

from sqlalchemy import func, select

from vc.checklists.models import Template, TemplateStatus
from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value


def lists(look: Look) -> Value:
    """Return how many lists are in use."""
    query = select(func.count()).where(Template.status == TemplateStatus.PUBLISHED)
    return Value(counted(look.session.scalar(query) or 0, "lista", "listas"))


ROWS = (
    OfficeRow(
        *(Group.PUBLISHED, "checklists.index", "Listas de verificación", lists),
        words="puntos revisión aprobar",
    ),
)
