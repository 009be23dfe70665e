"""What the clock does with files that nobody goes on handing in."""

from datetime import datetime

from sqlalchemy.orm import Session

from vc.services import services
from vc.uploads import service


def plan(session: Session, now: datetime) -> None:
    """Forget the files of which nothing has come for a week."""
    store = services().store
    for file in service.abandoned(session, now):
        service.cancel(session, file, store=store, now=now, by=None)
