"""What recordings bring."""

from datetime import time

from vc.booking.hooks import DAY_PANELS
from vc.feature import Daily, Feature
from vc.jobs import BackgroundJob
from vc.recordings import awaiting, fetching, labels, surveying, verifying
from vc.recordings.cli import media
from vc.recordings.models import RecordingFile, Survey
from vc.recordings.pages import today_panel
from vc.recordings.views import bp

FEATURE = Feature(
    name="recordings",
    labels=labels,
    blueprints=(bp,),
    planners=(awaiting.plan,),
    commands=(media,),
    adds=(DAY_PANELS.adds(today_panel, rank=2),),
    jobs=(
        BackgroundJob("fetch_file", RecordingFile, fetching.fetch),
        BackgroundJob("survey_account", Survey, surveying.survey),
    ),
    daily=(Daily("read_again", time(9, 17), verifying.read_some_again),),
)
