"""Where features further right show what they know of a publication, or beside its figures."""

from collections.abc import Callable
from datetime import datetime

from markupsafe import Markup

from vc.hooks import Hook
from vc.publishing.models import Publication

PANELS_OF_PUBLICATION: Hook[Callable[[Publication], Markup]] = Hook("a publication's page")
FIGURE_PANELS: Hook[Callable[[datetime, datetime], Markup]] = Hook("the page of a month's figures")
"""The month as instants [start, end)."""
