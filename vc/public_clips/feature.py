"""What the public pages of clips bring."""

from vc.feature import Feature
from vc.office.hooks import OFFICE_ROWS
from vc.public_clips.office_rows import ROWS
from vc.public_clips.views import bp

FEATURE = Feature(name="public_clips", adds=(OFFICE_ROWS.adds(*ROWS),), blueprints=(bp,))
