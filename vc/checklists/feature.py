"""What checklists bring."""

from vc.booking.hooks import NEXT_OFFERS
from vc.checklists import cures, labels, session_life
from vc.checklists.office_rows import ROWS
from vc.checklists.panels import panel
from vc.checklists.template_views import bp
from vc.clips.hooks import PANELS_LEFT
from vc.feature import Feature
from vc.office.hooks import CURES, OFFICE_ROWS

FEATURE = Feature(
    name="checklists",
    labels=labels,
    blueprints=(bp,),
    adds=(
        CURES.adds(*cures.OWN),
        # What is nearer to being published comes first.
        NEXT_OFFERS.adds(session_life.offers, rank=-1),
        OFFICE_ROWS.adds(*ROWS),
        PANELS_LEFT.adds(panel),
    ),
)
