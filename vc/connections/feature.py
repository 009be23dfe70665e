"""What connections bring: the pages of credentials, and the one job that looks at vendors."""

from vc.connections import cures, labels, service
from vc.connections.models import VendorConnection
from vc.connections.office_rows import ROWS
from vc.connections.vendor_views import bp
from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.office.hooks import CURES, OFFICE_ROWS

FEATURE = Feature(
    name="connections",
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
    ),
    labels=labels,
    blueprints=(bp,),
    jobs=(BackgroundJob("check_connection", VendorConnection, service.check),),
)
