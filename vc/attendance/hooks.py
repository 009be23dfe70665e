"""Where features further right show something of a session to the public."""

from collections.abc import Callable

from markupsafe import Markup

from vc.booking.models import Event
from vc.hooks import Hook

PUBLIC_PANELS: Hook[Callable[[Event], Markup]] = Hook("a session's public page")
