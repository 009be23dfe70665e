"""What tests of lists do: files that are made, answers that people give."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from webtest import TestApp

from tests.booking.sessions import ZONE
from vc.accounts.models import Person
from vc.checklists import service
from vc.checklists.evaluation import ItemState, Outcome
from vc.checklists.models import Answer, Reply, TemplateItem
from vc.checklists.service import NewAnswer
from vc.clips import queries as clips
from vc.clips import service as clip_service
from vc.clips.edit import Length
from vc.clips.models import Clip, ClipRender, RenderStatus
from vc.db import db
from vc.shapes import Shape

PDF = b"%PDF-1.7\n% a letter"
MINUTE_MS = 60_000


def made_file(clip: Clip, now: datetime, **changes: object) -> ClipRender:
    """Add a file of the cut as it stands, as if a worker had made it."""
    values = {
        "length": Length.FULL,
        "shape": Shape.WIDE,
        "status": RenderStatus.DONE,
        "key": f"clips/{clip.id}-{clip.picture_sha256[:12]}.mp4",
        "size_bytes": 6_500_000,
        "sha256": "5" * 64,
        "duration_ms": MINUTE_MS,
        "width": 1280,
        "height": 720,
        "loudness_lufs": -16.2,
        "longest_silence_ms": 800,
        "made_at": now,
    }
    render = ClipRender(
        picture_sha256=clip.picture_sha256, revision=clip.revision, **(values | changes)
    )
    clip.renders.append(render)
    db.session.flush()
    return render


def change(clip: Clip, now: datetime, by: Person, **changes: object) -> None:
    """Change something of the edit, as its page would."""
    session = db.session()
    edit = replace(clips.edit_of(session, clip), **changes)
    clip_service.save(session, clip, edit, token="t", base=clip.edit_version, now=now, by=by)
    db.session.commit()


def item_of(clip: Clip, key: str) -> TemplateItem:
    """Return a point of the clip's list."""
    template = service.ensure(db.session(), clip, clip.created_at).template
    return next(one for one in template.items if one.key == key)


def answer(
    clip: Clip, key: str, reply: Reply, *, now: datetime, by: Person, **evidence: object
) -> Answer:
    """Answer a point, and commit."""
    new = NewAnswer(reply=reply, **evidence)
    row = service.answer(db.session(), clip, item_of(clip, key).id, new, now=now, zone=ZONE, by=by)
    db.session.commit()
    return row


def point(clip: Clip, key: str, now: datetime, reviewer: Person | None = None) -> ItemState:
    """Return how a point stands."""
    state = service.state(db.session(), clip, now=now, zone=ZONE, reviewer=reviewer)
    return next(one for one in state.items if one.item.key == key)


def outcome(clip: Clip, key: str, now: datetime, reviewer: Person | None = None) -> Outcome:
    """Return how a point stands, in a word."""
    return point(clip, key, now, reviewer).outcome


def signed_in(browser_of: Callable[..., TestApp], person: Person) -> TestApp:
    """Return a browser of somebody whose row this test holds, with no transaction left open."""
    session = db.session()
    session.refresh(person)
    session.expunge(person)
    session.rollback()
    browser = browser_of(person)
    session.add(person)
    return browser


def answers() -> list[Answer]:
    """Return every answer, the oldest first."""
    return list(db.session.scalars(select(Answer).order_by(Answer.id)))
