"""What preparing recordings to be watched brings."""

from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.media import cures, labels, prepare, queries, service
from vc.media.hooks import FFMPEG_CHOSEN
from vc.media.models import Preparation
from vc.office.hooks import CURES
from vc.recordings.hooks import FILE_STORED, POSTERS, RECORDING_PURGED

FEATURE = Feature(
    name="media",
    labels=labels,
    jobs=(BackgroundJob("prepare_file", Preparation, prepare.make),),
    at_start=(prepare.try_ffmpeg,),
    adds=(
        CURES.adds(*cures.OWN),
        FILE_STORED.adds(service.want),
        RECORDING_PURGED.adds(service.forget),
        POSTERS.adds(queries.posters_of),
        FFMPEG_CHOSEN.adds(service.retry_refused),
    ),
)
