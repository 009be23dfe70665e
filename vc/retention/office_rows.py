"""The rows of retention on the page «Oficina»."""

from sqlalchemy import func, select

from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value
from vc.retention.models import RetentionRule

ALL = "Se conserva todo"


def rules(look: Look) -> Value:
    """Return how many rules let recordings go."""
    query = select(func.count()).where(RetentionRule.keep_days.is_not(None))
    count = look.session.scalar(query) or 0
    return Value(counted(count, "regla", "reglas") if count else ALL)


ROWS = (
    OfficeRow(
        *(Group.RECORD, "retention.index", "Papelera y conservación", rules),
        words="borrar grabaciones recuperar cuánto se guardan",
    ),
)
