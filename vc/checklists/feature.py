"""What checklists bring."""

from vc.checklists import labels
from vc.checklists.panels import panel
from vc.checklists.template_views import bp
from vc.clips.hooks import PANELS_LEFT
from vc.feature import Feature

FEATURE = Feature(
    name="checklists",
    labels=labels,
    blueprints=(bp,),
    adds=(PANELS_LEFT.adds(panel),),
)
