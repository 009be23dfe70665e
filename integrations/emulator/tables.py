"""Every part of the emulator that keeps something, and what it begins with."""

from integrations.emulator.google import state as google
from integrations.emulator.meta import comments, reel_state, video_state
from integrations.emulator.meta import state as meta
from integrations.emulator.state import Fill, Part
from integrations.emulator.x import state as x
from integrations.emulator.youtube import state as youtube
from integrations.emulator.zoom import recordings_state
from integrations.emulator.zoom import state as zoom

PARTS: tuple[Part, ...] = (
    zoom,
    recordings_state,
    google,
    youtube,
    meta,
    video_state,
    reel_state,
    comments,
    x,
)
FILLS: dict[str, Fill] = {"user": zoom.fill, "google_account": google.fill, "meta_token": meta.fill}
"""By a table that is empty only until then."""
