"""What watching recordings brings."""

from vc.attendance.hooks import PUBLIC_PANELS
from vc.booking.hooks import PANELS_BESIDE_ROOM
from vc.feature import Feature
from vc.player.finders import RECORDINGS, SAID
from vc.player.moment_views import bp
from vc.player.panels import panel, public_panel
from vc.player.recording_page import show_page
from vc.recordings.hooks import RECORDING_PAGE
from vc.search.hooks import FINDERS

FEATURE = Feature(
    name="player",
    blueprints=(bp,),
    adds=(
        PANELS_BESIDE_ROOM.adds(panel, rank=-2),
        PUBLIC_PANELS.adds(public_panel),
        RECORDING_PAGE.adds(show_page),
        FINDERS.adds(RECORDINGS, SAID, rank=1),
    ),
)
