"""Where features further right show what they know of a clip, on its page."""

from collections.abc import Callable

from markupsafe import Markup

from vc.clips.models import Clip
from vc.hooks import Hook

Panel = Callable[[Clip], Markup]

PANELS_LEFT: Hook[Panel] = Hook("a clip's page, on the left")
PANELS_RIGHT: Hook[Panel] = Hook("a clip's page, on the right")
