"""Where refusals about reports are mended."""

from vc.office.hooks import Cure
from vc.reports import queries, service

OWN = (
    Cure((service.IS_FROZEN,), "reports.correct", "Hacer otra versión"),
    Cure((service.IS_DRAFT, service.NOT_OVER), "reports.show", "Ver el informe"),
    Cure((queries.NO_PERIOD, queries.NO_VERSION), "reports.index", "Ver los informes"),
)
