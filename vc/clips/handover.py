"""Who works on a clip, and who does once an account has ended."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.endings import Ending
from vc.clips import edit_lock, queries
from vc.clips.models import Clip, ClipRevision


def hand_over(ending: Ending) -> None:
    """Give the clips in work of a closed account to its heir, and let go of what it has open.

    Whoever cut them stays written in their revisions, so that who may approve them stays the same.
    """
    edit_lock.free_all(ending)
    for clip in ending.session.scalars(queries.in_work_of(ending.person)).all():
        assert ending.heir is not None
        names = {"author": ending.person.name}, {"author": ending.heir.name}
        clip.author = ending.heir
        audit.record(
            ending.session,
            clip,
            "clip.hand_over",
            now=ending.now,
            by=ending.by,
            before=names[0],
            after=names[1],
        )


def people_who_cut(session: Session, clip: Clip) -> set[int]:
    """Return the ids of everybody who made the clip what it is: none of them may approve it."""
    query = select(ClipRevision.by_id).where(ClipRevision.clip_id == clip.id).distinct()
    return {clip.author_id, *session.scalars(query)}
