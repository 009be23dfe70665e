"""What the office brings: its page, on which every other feature has its rows."""

from vc.feature import Feature
from vc.office import labels
from vc.office.views import bp

FEATURE = Feature(name="office", labels=labels, blueprints=(bp,))
