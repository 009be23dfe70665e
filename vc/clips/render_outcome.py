"""What becomes of a clip once its files are made, or cannot be, or are of an older cut."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from vc.audit import AuditLine
from vc.clips.models import Clip, ClipRender, ClipStatus, RenderStatus
from vc.services import Services
from vc.states import advance

OLD_AFTER = timedelta(days=30)
MOST_AT_ONCE = 100
APPROVED = "clip.approved"
"""The line that an approval leaves, whatever became of the clip since."""


def note_rendered(session: Session, clip: Clip, now: datetime) -> None:
    """Let the clip follow its files: ready, in review if that was asked for, or failed."""
    if clip.status is not ClipStatus.RENDERING or not clip.current_renders:
        return
    statuses = {one.status for one in clip.current_renders}
    if RenderStatus.FAILED in statuses and not statuses & {
        RenderStatus.WAITING,
        RenderStatus.RUNNING,
    }:
        advance(clip, ClipStatus.FAILED, now=now)
    elif statuses == {RenderStatus.DONE}:
        is_asked = clip.is_submitted
        advance(clip, ClipStatus.IN_REVIEW if is_asked else ClipStatus.READY, now=now)


def let_go_of_older(session: Session, services: Services) -> int:
    """Delete files of cuts that nobody has had for a month; return how many renders had any.

    A clip that was approved once keeps all of its files: they show what was approved. The others
    can be made again, and are, when somebody goes back to their cut. It commits by itself.
    """
    now = services.clock()
    query = (
        select(ClipRender)
        .join(Clip)
        .where(
            ClipRender.status == RenderStatus.DONE,
            ClipRender.picture_sha256 != Clip.picture_sha256,
            Clip.changed_at <= now - OLD_AFTER,
            ~_was_approved(),
        )
        .limit(MOST_AT_ONCE)
    )
    older = list(session.scalars(query))
    for render in older:
        keys = [key for key in (render.key, render.thumbnail_key) if key]
        # The row first: whoever undoes at this moment asks for new files, and finds none lost.
        advance(render, RenderStatus.CANCELLED, now=now, key="", thumbnail_key="", sha256="")
        session.commit()
        for key in keys:
            services.store.remove(key)
    session.commit()
    return len(older)


def _was_approved() -> ColumnElement[bool]:
    """Return the condition that somebody approved a state of the clip."""
    return (
        select(AuditLine.id)
        .where(
            AuditLine.subject_kind == "Clip",
            AuditLine.subject_id == Clip.id,
            AuditLine.action == APPROVED,
        )
        .exists()
    )
