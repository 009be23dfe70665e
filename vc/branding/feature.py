"""What graphic plates bring."""

from vc.branding import labels
from vc.branding.views import bp
from vc.feature import Feature

FEATURE = Feature(
    name="branding",
    labels=labels,
    blueprints=(bp,),
)
