"""What clips bring."""

from datetime import time

from vc.accounts.endings import Holding
from vc.accounts.hooks import HOLDINGS
from vc.booking.hooks import CHAIN_STOPS, NEXT_OFFERS, PANELS_BESIDE_ROOM, PANELS_ON_TOP
from vc.clips import (
    cures,
    cutlist_import,
    handover,
    labels,
    panels,
    queries,
    render_outcome,
    rendering,
    renders,
    session_life,
)
from vc.clips.editor_views import bp
from vc.clips.finders import CLIPS
from vc.clips.models import ClipRender, CutListImport
from vc.clips.office_rows import ROWS
from vc.feature import Daily, Feature
from vc.jobs import BackgroundJob
from vc.lists.hooks import LISTS, Listing, Part
from vc.media.hooks import FFMPEG_CHOSEN
from vc.office.hooks import CURES, OFFICE_ROWS
from vc.player.hooks import PANELS_BESIDE_PLAYER
from vc.publishing_bans.hooks import CLIP_NAMED
from vc.recordings.hooks import RECORDING_NEEDED
from vc.search.hooks import FINDERS

FEATURE = Feature(
    name="clips",
    labels=labels,
    blueprints=(bp,),
    adds=(
        LISTS.adds(Listing("clips.index", tuple(map(Part, ("ver", "q", "tipo"))))),
        CURES.adds(*cures.OWN),
        CHAIN_STOPS.adds(session_life.stop),
        NEXT_OFFERS.adds(session_life.offers),
        PANELS_ON_TOP.adds(panels.proposals_panel),
        PANELS_BESIDE_ROOM.adds(panels.panel, rank=-2),
        PANELS_BESIDE_PLAYER.adds(panels.recording_panel),
        OFFICE_ROWS.adds(*ROWS),
        HOLDINGS.adds(Holding(handover.hand_over, queries.unfinished_of, "Clips sin terminar")),
        RECORDING_NEEDED.adds(queries.why_needed),
        CLIP_NAMED.adds(queries.clip_of_folio),
        FFMPEG_CHOSEN.adds(renders.retry_refused),
        FINDERS.adds(CLIPS, rank=2),
    ),
    jobs=(
        BackgroundJob("render_clip", ClipRender, rendering.render),
        BackgroundJob(cutlist_import.TASK, CutListImport, cutlist_import.read),
    ),
    daily=(Daily("forget_older_cuts", time(9, 47), render_outcome.let_go_of_older),),
)
