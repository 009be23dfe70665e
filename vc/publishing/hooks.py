"""Where features further right show what they know of a publication."""

from collections.abc import Callable

from markupsafe import Markup

from vc.hooks import Hook
from vc.publishing.models import Publication

PANELS_OF_PUBLICATION: Hook[Callable[[Publication], Markup]] = Hook("a publication's page")
