"""What recordings bring."""

from datetime import time

from vc.booking.hooks import EXPIRING, PENDING
from vc.feature import Daily, Feature
from vc.jobs import BackgroundJob
from vc.lists.hooks import LISTS, Listing, Part
from vc.office.hooks import CURES, OFFICE_ROWS
from vc.programme.hooks import HELD
from vc.recordings import (
    cures,
    day,
    download,
    expected,
    integrity,
    labels,
    pending,
    polling,
    queries,
)
from vc.recordings.cli import media
from vc.recordings.models import RecordingFile, Survey
from vc.recordings.office_rows import ROWS
from vc.recordings.views import bp

FEATURE = Feature(
    name="recordings",
    labels=labels,
    blueprints=(bp,),
    planners=(expected.plan,),
    commands=(media,),
    adds=(
        LISTS.adds(
            Listing(
                "recordings.index",
                tuple(map(Part, ("ver", "q", "estado", "tipo", "origen"))),
            )
        ),
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        PENDING.adds(*pending.KINDS),
        EXPIRING.adds(day.expiring),
        HELD.adds(queries.WAS_RECORDED),
    ),
    jobs=(
        BackgroundJob("fetch_file", RecordingFile, download.fetch),
        BackgroundJob("survey_account", Survey, polling.survey),
    ),
    daily=(Daily("read_again", time(9, 17), integrity.read_some_again),),
)
