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


def change(figure: Figure, other: Number, than: str) -> tuple[str, str]:
    """Return a shape and the words of how a figure compares: («▲», «3 más que en octubre»)."""
    if figure.value is None or other is None:
        return "", f"sin dato de {than}"
    difference = round(figure.value - other, 1)
    if not difference:
        return "=", f"igual que en {than}"
    more = "más" if difference > 0 else "menos"
    told = number(abs(difference), figure.unit)
    return "▲" if difference > 0 else "▼", f"{told} {more} que en {than}"


def changes(figure: Figure, period: Period) -> list[tuple[str, str]]:
    """Return how a figure compares with the period before, and with a year ago."""
    found = [change(figure, figure.before, short(period.moved(-1), period))]
    if period.kind is not PeriodKind.YEAR:
        found.append(change(figure, figure.year_ago, short(period.year_ago, period)))
    return found


def short(period: Period, beside: Period) -> str:
    """Return a period's name without the year, where it is of the same one."""
    is_same = period.first.year == beside.first.year and period.kind is not PeriodKind.YEAR
    if period.kind is PeriodKind.QUARTER:
        name = period.name if not is_same else period.name.partition(" de ")[0]
        return f"el {name}"
    return period.name.partition(" de ")[0] if is_same else period.name
