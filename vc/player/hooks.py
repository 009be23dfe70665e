"""Where features further right show what they know of a recording, beside its player."""

from collections.abc import Callable

from markupsafe import Markup

from vc.hooks import Hook
from vc.recordings.models import RecordingFile

PANELS_BESIDE_PLAYER: Hook[Callable[[RecordingFile], Markup]] = Hook("beside a recording's player")
