"""What graphic plates bring."""

from vc.feature import Feature
from vc.plates import labels
from vc.plates.views import bp

FEATURE = Feature(
    name="plates",
    labels=labels,
    blueprints=(bp,),
)
