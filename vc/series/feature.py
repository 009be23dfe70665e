"""What series bring."""

from vc.booking.hooks import PANELS_BESIDE_FACTS
from vc.feature import Feature
from vc.office.hooks import CURES
from vc.series import cures, labels
from vc.series.panels import panel
from vc.series.views import bp

FEATURE = Feature(
    name="series",
    labels=labels,
    blueprints=(bp,),
    adds=(
        CURES.adds(*cures.OWN),
        PANELS_BESIDE_FACTS.adds(panel),
    ),
)
