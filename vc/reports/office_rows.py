"""The row of reports on the page «Oficina»."""

from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value
from vc.reports.pending import waiting_to_be_frozen


def to_freeze(look: Look) -> Value:
    """Return how many drafts wait to be frozen."""
    count = len(look.session.execute(waiting_to_be_frozen(look.now).limit(100)).all())
    return Value(counted(count, "por congelar", "por congelar"), "wait") if count else Value("")


ROWS = (
    OfficeRow(
        *(Group.RECORD, "reports.index", "Informes", to_freeze),
        words="mensual trimestral anual reporte titular excel",
    ),
)
