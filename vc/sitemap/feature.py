"""What the map for search engines brings."""

from vc.feature import Feature
from vc.sitemap.views import bp

FEATURE = Feature(name="sitemap", blueprints=(bp,))
