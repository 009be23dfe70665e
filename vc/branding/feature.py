"""What graphic plates bring."""

from vc.branding import labels
from vc.branding.office_rows import ROWS
from vc.branding.views import bp
from vc.feature import Feature
from vc.office.hooks import OFFICE_ROWS

FEATURE = Feature(
    name="branding",
    adds=(OFFICE_ROWS.adds(*ROWS),),
    labels=labels,
    blueprints=(bp,),
)
