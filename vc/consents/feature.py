"""What consents bring."""

from vc.booking.hooks import PANELS_BESIDE_FACTS
from vc.consents import labels
from vc.consents.panels import panel
from vc.consents.views import bp
from vc.feature import Feature

FEATURE = Feature(
    name="consents",
    labels=labels,
    blueprints=(bp,),
    adds=(PANELS_BESIDE_FACTS.adds(panel),),
)
