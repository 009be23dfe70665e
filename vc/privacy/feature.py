"""What notices of privacy bring."""

from vc.feature import Feature
from vc.privacy import labels
from vc.privacy.views import bp

FEATURE = Feature(
    name="privacy",
    labels=labels,
    blueprints=(bp,),
)
