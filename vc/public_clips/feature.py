"""What the public pages of clips bring."""

from vc.feature import Feature
from vc.public_clips.views import bp

FEATURE = Feature(name="public_clips", blueprints=(bp,))
