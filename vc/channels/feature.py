"""What channels bring."""

from vc.channels import checking, labels
from vc.channels.models import Channel
from vc.channels.views import bp
from vc.feature import Feature
from vc.jobs import BackgroundJob

FEATURE = Feature(
    name="channels",
    labels=labels,
    blueprints=(bp,),
    jobs=(BackgroundJob("check_publisher", Channel, checking.check),),
)
