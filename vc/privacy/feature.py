"""What notices of privacy bring."""

from vc.feature import Feature
from vc.office.hooks import OFFICE_ROWS
from vc.privacy import labels
from vc.privacy.office_rows import ROWS
from vc.privacy.views import bp

FEATURE = Feature(
    name="privacy",
    adds=(OFFICE_ROWS.adds(*ROWS),),
    labels=labels,
    blueprints=(bp,),
)
