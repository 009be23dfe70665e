"""What transcripts bring."""

from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.office.hooks import CURES
from vc.recordings.hooks import FILE_STORED, RECORDING_PURGED
from vc.transcripts import cures, labels, service
from vc.transcripts.models import Transcript
from vc.transcripts.views import bp

FEATURE = Feature(
    name="transcripts",
    labels=labels,
    blueprints=(bp,),
    planners=(service.plan,),
    adds=(
        CURES.adds(*cures.OWN),
        FILE_STORED.adds(service.want),
        RECORDING_PURGED.adds(service.forget),
    ),
    jobs=(BackgroundJob(service.TASK, Transcript, service.read),),
)
