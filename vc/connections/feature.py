"""What connections bring: the pages of credentials, and the one job that looks at vendors."""

from vc.connections import cures, labels, service
from vc.connections.models import VendorConnection
from vc.connections.office_rows import AFTER_ALL, ROWS
from vc.connections.vendor_views import bp
from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.office.hooks import CURES, OFFICE_ROWS

FEATURE = Feature(
    name="connections",
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        OFFICE_ROWS.adds(*AFTER_ALL, rank=1),
    ),
    labels=labels,
    blueprints=(bp,),
    jobs=(BackgroundJob("check_connection", VendorConnection, service.check),),
)
