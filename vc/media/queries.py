"""What pages read of preparations."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.media.models import Preparation


def preparation_of(session: Session, file_ids: Iterable[int]) -> dict[int, Preparation]:
    """Return the preparations of these files, in one query, by the id of the file."""
    query = select(Preparation).where(Preparation.file_id.in_(list(file_ids)))
    return {preparation.file_id: preparation for preparation in session.scalars(query)}
