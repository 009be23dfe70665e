"""What topics and stories bring."""

from vc.clips.hooks import PANELS_RIGHT
from vc.feature import Feature
from vc.office.hooks import OFFICE_ROWS
from vc.search.hooks import FINDERS
from vc.topics import labels
from vc.topics.finders import TOPICS
from vc.topics.office_rows import ROWS
from vc.topics.panels import panel
from vc.topics.views import bp

FEATURE = Feature(
    name="topics",
    labels=labels,
    blueprints=(bp,),
    adds=(
        OFFICE_ROWS.adds(*ROWS),
        PANELS_RIGHT.adds(panel, rank=1),
        FINDERS.adds(TOPICS, rank=9),
    ),
)
