"""What connections bring: the one job that looks at vendors."""

from vc.connections import labels, service
from vc.connections.models import VendorConnection
from vc.feature import Feature
from vc.jobs import BackgroundJob

FEATURE = Feature(
    name="connections",
    labels=labels,
    jobs=(BackgroundJob("check_connection", VendorConnection, service.check),),
)
