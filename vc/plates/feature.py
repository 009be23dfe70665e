"""What graphic plates bring."""

from vc.feature import Feature
from vc.plates.views import bp

FEATURE = Feature(name="plates", blueprints=(bp,))
