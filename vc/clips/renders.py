"""The files of a clip's cut: asked for, made due, tried again, stopped."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.clips import queries, render_outcome
from vc.clips.models import Clip, ClipRender, ClipStatus, RenderStatus
from vc.db import insert_once
from vc.errors import RuleError
from vc.jobs import wake
from vc.media.faults import OURS
from vc.states import advance

S, R = ClipStatus, RenderStatus
TASK = "render_clip"
IS_WITHDRAWN = "El clip está descartado. Recupérelo para seguir."
OTHER_FFMPEG = "Ahora hay en el servidor otro ffmpeg que sí puede."


def ask_for_files(session: Session, clip: Clip, *, now: datetime, by: Person) -> None:
    """Let a worker make every file of the cut that is not made yet. The caller commits."""
    check_is_open(clip)
    edit = queries.edit_of(session, clip)
    if clip.status in (S.DRAFT, S.FAILED):
        advance(clip, S.RENDERING, now=now, by=by)
    for length in edit.lengths:
        for framing in edit.framings:
            _want(session, clip, length=length, shape=framing.shape, now=now)
    # The rows were written past the unit of work, and the clip does not know of them yet.
    session.refresh(clip, ["renders"])
    render_outcome.note_rendered(session, clip, now)


def retry_refused(session: Session, version: str, now: datetime) -> int:
    """Let files be made that another ffmpeg refused, now that there is this one; return how many.

    The caller commits.
    """
    query = (
        select(ClipRender)
        .join(Clip)
        .where(
            *(ClipRender.status == R.FAILED, ClipRender.picture_sha256 == Clip.picture_sha256),
            *(ClipRender.ffmpeg_fault.in_(OURS), ClipRender.ffmpeg_version != version),
            Clip.status.in_((S.FAILED, S.RENDERING)),
        )
    )
    refused = list(session.scalars(query))
    for render in refused:
        if render.clip.status is S.FAILED:
            advance(render.clip, S.RENDERING, now=now, reason=OTHER_FFMPEG)
        _wait(session, render, now)
    return len(refused)


def stop_files(session: Session, clip: Clip, *, now: datetime, by: Person) -> None:
    """Stop making files; what is ready stays. The caller commits."""
    cancel(clip, now, is_older_only=False)
    if clip.status is S.RENDERING:
        advance(clip, S.DRAFT, now=now, by=by, reason="Se canceló la preparación.")


def _want(session: Session, clip: Clip, *, length: str, shape: str, now: datetime) -> None:
    """Let one file be made, unless it is made or under way."""
    key = ("clip_id", "length", "shape", "picture_sha256")
    values = {
        "clip_id": clip.id,
        "length": length,
        "shape": shape,
        "picture_sha256": clip.picture_sha256,
    }
    # Pressed twice, or by two people, it makes one row: the key is what the file would be.
    insert_once(session, ClipRender, key, **values, revision=clip.revision, due_at=now)
    render = session.scalars(select(ClipRender).filter_by(**values)).one()
    if render.status in (R.FAILED, R.CANCELLED):
        _wait(session, render, now)
    elif render.status is R.WAITING:
        wake(session, TASK, render.id)


def _wait(session: Session, render: ClipRender, now: datetime) -> None:
    """Let a worker take a file again at the next occasion."""
    advance(render, R.WAITING, now=now, percent=0)
    render.revision, render.due_at = render.clip.revision, now
    render.attempts, render.last_error = 0, ""
    wake(session, TASK, render.id)


def cancel(clip: Clip, now: datetime, *, is_older_only: bool) -> None:
    """Stop what is under way; a worker that is at it sees that at its next beat."""
    for render in clip.renders:
        is_older = render.picture_sha256 != clip.picture_sha256
        if render.is_under_way and (is_older or not is_older_only):
            advance(render, R.CANCELLED, now=now, due_at=None)


def check_is_open(clip: Clip) -> None:
    """Raise RuleError for a clip that was withdrawn."""
    if clip.status is S.WITHDRAWN:
        raise RuleError(IS_WITHDRAWN)
