"""What series bring."""

from vc.booking.hooks import PANELS_BESIDE_FACTS
from vc.feature import Feature
from vc.series import labels
from vc.series.panels import panel
from vc.series.views import bp

FEATURE = Feature(
    name="series",
    labels=labels,
    blueprints=(bp,),
    adds=(PANELS_BESIDE_FACTS.adds(panel),),
)
