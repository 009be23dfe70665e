"""The Spanish words of reports: states, numbers, and how one compares with another."""

from vc.reports.models import ReportStatus
from vc.reports.parts import Figure, Number, Unit
from vc.reports.periods import Period, PeriodKind
from vc.search.hooks import Named

STATUSES = {ReportStatus.DRAFT: "Borrador", ReportStatus.FROZEN: "Congelado"}
NOT_BEGUN = "En curso"
KINDS = {PeriodKind.MONTH: "Mes", PeriodKind.QUARTER: "Trimestre", PeriodKind.YEAR: "Año"}
UNKNOWN = "—"
ACTIONS = {
    "report.begin": "empezó el borrador de un informe",
    "report.comment": "comentó un informe",
    "report.frozen": "congeló un informe",
    "report.correct": "empezó otra versión de un informe",
}
PAGES = {
    "reports.index": Named(
        "Informes del mes, del trimestre y del año",
        words="informe mensual trimestral anual reporte resumen titular excel pdf",
    ),
}


def number(value: Number, unit: Unit) -> str:
    """Return a number as people read it: «1,204», «12.5 h», «80 %»; «—» where nobody knows."""
    if value is None:
        return UNKNOWN
    if unit is Unit.HOURS:
        return f"{value:,.1f} h"
    if unit is Unit.SHARE:
        return f"{value * 100:.0f} %"
    return f"{value:,.0f}"


def changes(figure: Figure, period: Period) -> list[tuple[str, str]]:
    """Return how a figure compares with the period before and with a year ago, where that is known.

    Each is a shape and its words: («▲», «3 más que en octubre»).
    """
    others = [(figure.before, period.moved(-1))]
    if period.kind is not PeriodKind.YEAR:
        others.append((figure.year_ago, period.year_ago))
    return [
        _change(figure.value, value, figure.unit, short(other, period))
        for value, other in others
        if figure.value is not None and value is not None
    ]


def _change(value: float, other: float, unit: Unit, than: str) -> tuple[str, str]:
    """Return how a number compares with another one."""
    difference = round(value - other, 1)
    if not difference:
        return "=", f"igual que en {than}"
    more = "más" if difference > 0 else "menos"
    return "▲" if difference > 0 else "▼", f"{number(abs(difference), unit)} {more} que en {than}"


def short(period: Period, beside: Period) -> str:
    """Return a period's name without the year, where it is of the same one."""
    is_same = period.first.year == beside.first.year and period.kind is not PeriodKind.YEAR
    if period.kind is PeriodKind.QUARTER:
        name = period.name if not is_same else period.name.partition(" de ")[0]
        return f"el {name}"
    return period.name.partition(" de ")[0] if is_same else period.name
