"""What handing in files brings."""

from datetime import datetime

from sqlalchemy.orm import Session

from vc.feature import Feature
from vc.office.hooks import CURES
from vc.recordings.hooks import FILE_STORED
from vc.services import services
from vc.uploads import cures, labels, service
from vc.uploads.views import bp


def plan(session: Session, now: datetime) -> None:
    """Forget the files of which nothing has come for a week."""
    store = services().store
    for file in service.abandoned(session, now):
        service.cancel(session, file, store=store, now=now, by=None)


FEATURE = Feature(
    name="uploads",
    labels=labels,
    blueprints=(bp,),
    planners=(plan,),
    adds=(
        CURES.adds(*cures.OWN),
        FILE_STORED.adds(service.note_stored),
    ),
)
