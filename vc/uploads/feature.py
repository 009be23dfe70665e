"""What handing in files brings."""

from vc.feature import Feature
from vc.recordings.hooks import FILE_STORED
from vc.uploads import pages, service
from vc.uploads.views import bp

FEATURE = Feature(
    name="uploads",
    blueprints=(bp,),
    planners=(pages.plan,),
    adds=(FILE_STORED.adds(service.note_stored),),
)
