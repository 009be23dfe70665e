"""Which seconds of a clip somebody has really watched: spans that are joined, and kept."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.checklists.models import Viewing
from vc.clips.models import Clip, ClipRender, RenderStatus
from vc.db import insert_once

MOST_SPANS = 500
"""Nobody who watches jumps about more; what is over is left out, so that a row stays small."""
JOINED_MS = 300
"""A player tells four times a second where it is: gaps below that are of telling, not watching."""

Span = tuple[int, int]


def merged(spans: Iterable[Span], length_ms: int) -> tuple[Span, ...]:
    """Return the same instants as spans in order that do not touch, inside [0, length_ms]."""
    inside = sorted((max(0, first), min(length_ms, last)) for first, last in spans)
    kept: list[Span] = []
    for first, last in inside:
        if first >= last:
            continue
        if kept and first - kept[-1][1] <= JOINED_MS:
            kept[-1] = (kept[-1][0], max(kept[-1][1], last))
        else:
            kept.append((first, last))
    return tuple(kept[:MOST_SPANS])


def watched_ms(spans: Iterable[Span]) -> int:
    """Return the length of merged spans together."""
    return sum(last - first for first, last in spans)


def note(
    session: Session, render: ClipRender, spans: Iterable[Span], *, now: datetime, by: Person
) -> None:
    """Add what a person watched of a file. The caller commits.

    Files of another cut are left alone: somebody had the page open while the clip was cut again.
    """
    clip = render.clip
    if render.picture_sha256 != clip.picture_sha256 or not render.duration_ms:
        return
    where = {
        "clip_id": clip.id,
        "person_id": by.id,
        "picture_sha256": render.picture_sha256,
        "length": render.length,
    }
    insert_once(session, Viewing, tuple(where), **where, spans=[], updated_at=now)
    viewing = session.scalars(select(Viewing).filter_by(**where).with_for_update()).one()
    known = [(first, last) for first, last in viewing.spans]
    viewing.spans = [list(one) for one in merged([*known, *spans], render.duration_ms)]
    viewing.updated_at = now


def known_spans(session: Session, render: ClipRender, person: Person) -> list[list[int]]:
    """Return the spans of a file that a person watched so far."""
    query = select(Viewing.spans).filter_by(
        clip_id=render.clip_id,
        person_id=person.id,
        picture_sha256=render.picture_sha256,
        length=render.length,
    )
    return session.scalars(query).one_or_none() or []


def longest(clip: Clip) -> ClipRender | None:
    """Return the file of the present cut that takes longest to watch; None before there is one."""
    done = [one for one in clip.current_renders if one.status is RenderStatus.DONE]
    return max(done, key=lambda one: one.duration_ms or 0, default=None)


def percent(session: Session, clip: Clip, *, reviewer: Person | None, cutters: set[int]) -> int:
    """Return the share of its longest file that was watched, in whole percents, rounded down.

    By `reviewer`; without one, by that person who has watched most and did not cut it.
    """
    file = longest(clip)
    if file is None or not file.duration_ms:
        return 0
    query = select(Viewing.spans).filter_by(
        clip_id=clip.id, picture_sha256=clip.picture_sha256, length=file.length
    )
    if reviewer is not None:
        query = query.where(Viewing.person_id == reviewer.id)
    else:
        query = query.where(Viewing.person_id.not_in(cutters))
    seen = [watched_ms((first, last) for first, last in spans) for spans in session.scalars(query)]
    return min(100, max(seen, default=0) * 100 // file.duration_ms)
