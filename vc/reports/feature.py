"""What reports bring."""

from datetime import time

from vc.booking.hooks import PENDING
from vc.feature import Daily, Feature
from vc.office.hooks import CURES, OFFICE_ROWS
from vc.publishing.hooks import FIGURE_PANELS
from vc.reports import cures, labels, panels, pending, service
from vc.reports.office_rows import ROWS
from vc.reports.views import bp

FEATURE = Feature(
    name="reports",
    labels=labels,
    blueprints=(bp,),
    # Before the office opens on the first of a month, by any clock of the country.
    daily=(Daily("begin_reports", time(11, 17), service.begin_due),),
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        PENDING.adds(*pending.KINDS),
        FIGURE_PANELS.adds(panels.panel),
    ),
)
