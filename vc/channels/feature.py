"""What channels bring."""

from vc.channels import labels
from vc.channels.service import tell_of_network
from vc.channels.views import bp
from vc.connections.hooks import ALARMS, VENDORS
from vc.connections.models import Use
from vc.feature import Feature

FEATURE = Feature(
    name="channels",
    labels=labels,
    blueprints=(bp,),
    adds=(
        VENDORS.adds((Use.POSTS, lambda services, name: services.publishers.get(name))),
        ALARMS.adds((Use.POSTS, tell_of_network)),
    ),
)
