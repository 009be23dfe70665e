"""What watching recordings brings."""

from vc.attendance.hooks import PUBLIC_PANELS
from vc.booking.hooks import (
    CHAIN_STOPS,
    NEXT_OFFERS,
    PANELS_ASIDE,
    PANELS_BESIDE_ROOM,
    SESSION_BARS,
    TIMELINE,
)
from vc.feature import Feature
from vc.office.hooks import CURES
from vc.player import cures, session_life
from vc.player.finders import RECORDINGS, SAID
from vc.player.moment_views import bp
from vc.player.panels import mark_bar, marked_panel, panel, public_panel
from vc.player.recording_page import show_page
from vc.recordings.hooks import RECORDING_PAGE
from vc.search.hooks import FINDERS

FEATURE = Feature(
    name="player",
    blueprints=(bp,),
    adds=(
        CURES.adds(*cures.OWN),
        CHAIN_STOPS.adds(session_life.stop),
        TIMELINE.adds(session_life.entries),
        NEXT_OFFERS.adds(session_life.offers),
        SESSION_BARS.adds(mark_bar),
        PANELS_ASIDE.adds(marked_panel, rank=2),
        PANELS_BESIDE_ROOM.adds(panel, rank=-2),
        PUBLIC_PANELS.adds(public_panel),
        RECORDING_PAGE.adds(show_page),
        FINDERS.adds(RECORDINGS, SAID, rank=1),
    ),
)
