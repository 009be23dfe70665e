"""The demonstration's reports: last month's, frozen, and the draft of this one."""

from vc.demonstration.stage import Stage
from vc.reports import service
from vc.reports.models import Report
from vc.reports.periods import PeriodKind, around

FROZEN = (
    "Las pláticas se concentraron en las escuelas; las transmisiones salieron completas y sus "
    "grabaciones quedaron guardadas."
)
DRAFT = "Falta la cobertura del CMSP de fin de mes."
BY = "comunicacion"


def add(stage: Stage) -> None:
    """Freeze the report of last month, and begin that of this one. The caller commits."""
    today = stage.now.astimezone(stage.zone).date()
    month = around(PeriodKind.MONTH, today)
    context = stage.request(BY, stage.now)
    for period, text in ((month.moved(-1), FROZEN), (month, DRAFT)):
        report: Report = service.begin(stage.session, period, stage.services, stage.now)
        service.comment(context, report, "", text)
        if period != month:
            service.freeze(context, report, stage.services)
