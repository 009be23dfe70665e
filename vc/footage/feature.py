"""What preparing recordings to be watched brings."""

from vc.feature import Feature
from vc.footage import labels, making, service
from vc.footage.hooks import FFMPEG_CHOSEN
from vc.footage.models import Preparation
from vc.jobs import BackgroundJob
from vc.recordings.hooks import FILE_STORED, RECORDING_PURGED

FEATURE = Feature(
    name="footage",
    labels=labels,
    jobs=(BackgroundJob("prepare_file", Preparation, making.make),),
    at_start=(making.try_ffmpeg,),
    adds=(
        FILE_STORED.adds(service.want),
        RECORDING_PURGED.adds(service.forget),
        FFMPEG_CHOSEN.adds(service.retry_refused),
    ),
)
