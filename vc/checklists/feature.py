"""What checklists bring."""

from vc.checklists import labels
from vc.checklists.office_rows import ROWS
from vc.checklists.panels import panel
from vc.checklists.template_views import bp
from vc.clips.hooks import PANELS_LEFT
from vc.feature import Feature
from vc.office.hooks import OFFICE_ROWS

FEATURE = Feature(
    name="checklists",
    labels=labels,
    blueprints=(bp,),
    adds=(
        OFFICE_ROWS.adds(*ROWS),
        PANELS_LEFT.adds(panel),
    ),
)
