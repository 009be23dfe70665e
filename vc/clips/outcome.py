"""What becomes of a clip once its files are made, or cannot be."""

from datetime import datetime

from sqlalchemy.orm import Session

from vc.clips.models import Clip, ClipStatus, RenderStatus
from vc.states import advance


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
