"""What channels bring."""

from vc.channels import cures, labels
from vc.channels.office_rows import ROWS
from vc.channels.service import tell_of_network
from vc.channels.views import bp
from vc.connections.hooks import ALARMS, VENDORS
from vc.connections.models import Use
from vc.feature import Feature
from vc.office.hooks import CURES, OFFICE_ROWS

FEATURE = Feature(
    name="channels",
    labels=labels,
    blueprints=(bp,),
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        VENDORS.adds((Use.POSTS, lambda services, name: services.publishers.get(name))),
        ALARMS.adds((Use.POSTS, tell_of_network)),
    ),
)
