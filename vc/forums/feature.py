"""What forums bring."""

from datetime import time

from vc.attendance.hooks import PUBLIC_PANELS
from vc.booking.hooks import PANELS_ASIDE, PANELS_BESIDE_FACTS, PENDING, SHEET_PANELS
from vc.feature import Daily, Feature
from vc.forums import cures, labels, panels, pending, service
from vc.forums.views import bp
from vc.office.hooks import CURES

FEATURE = Feature(
    name="forums",
    labels=labels,
    blueprints=(bp,),
    daily=(Daily("forget_unshown_questions", time(9, 27), service.forget_unshown),),
    adds=(
        CURES.adds(*cures.OWN),
        PANELS_ASIDE.adds(panels.live_panel, rank=1),
        PANELS_BESIDE_FACTS.adds(panels.panel),
        PENDING.adds(pending.KIND),
        PUBLIC_PANELS.adds(panels.public_panel),
        SHEET_PANELS.adds(panels.sheet),
    ),
)
