"""What the public pages of clips bring."""

from vc.feature import Feature
from vc.showcase.views import bp

FEATURE = Feature(name="showcase", blueprints=(bp,))
