"""Stories that many tests begin with: told once in a process, kept as files, copied for each test.

A fixture whose name ends in `_story` gives one. When a test asks for it, in whatever way, its
application begins on a copy of the story's files; `Story.row` then gives what the story names.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.approvals.working import approve, settle
from tests.booking.sessions import book, make_licence
from tests.checklists.working import made_file
from tests.clips.working import prepared
from tests.media.working import store_file
from tests.people import make_person
from vc.accounts.models import Role
from vc.approvals import service as approvals
from vc.branding import service as branding
from vc.branding.service import NewPlate
from vc.clips import queries
from vc.clips import service as clips
from vc.clips.edit import Piece
from vc.clips.models import ClipKind, ClipStatus
from vc.clips.service import NewClip
from vc.db import Base, db
from vc.recordings.hooks import FILE_STORED
from vc.services import services_of

QUEUE = "queue.sqlite3"
BEGINNING = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)
"""A working day of the office, a Tuesday at 10:00 in San Luis Potosí."""

Rows = dict[str, Base]


@dataclass(frozen=True, slots=True)
class Story:
    """What an application begins with: a folder of files, and the rows that have a name."""

    folder: Path
    rows: dict[str, tuple[type[Base], int]]
    before: "Story | None" = None
    """The story that it goes on from, and includes."""

    def row(self, name: str) -> Base:
        """Return a row of the test's own copy; no transaction is left open that was not before."""
        session = db.session()
        was_open = session.in_transaction()
        found = session.get_one(*self.rows[name])
        if not was_open:
            session.rollback()
        return found

    def copy_to(self, folder: Path) -> None:
        """Put its database and its media into a folder."""
        shutil.copytree(
            self.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(QUEUE + "*")
        )

    def includes(self, other: "Story") -> bool:
        """Tell whether the other one is this, or was told on the way to it."""
        return other is self or (self.before is not None and self.before.includes(other))


Plot = Callable[[Flask, datetime, Story | None], Rows]
"""Makes what happens, at an instant, in the story before; returns the rows that have a name."""
Tell = Callable[..., Story]


def the_longest(stories: list[Story]) -> Story | None:
    """Return the story that includes all the others; none without any."""
    for story in stories:
        if all(story.includes(other) for other in stories):
            return story
    assert not stories, "a test begins with one story, or with one that goes on from the others"
    return None


def happened(folder: Path, rows: Rows, before: Story | None) -> Story:
    """Commit what happened in a folder; return it as a story that names these rows."""
    db.session.commit()
    named = {name: (type(row), row.id) for name, row in rows.items()}
    db.session.remove()
    return Story(folder, (before.rows if before else {}) | named, before)


@pytest.fixture(scope="session")
def clip_story(tell: Tell) -> Story:
    """A clip of a minute with one file, its author, and somebody else, who reviews it."""
    return tell(a_clip_is_cut)


@pytest.fixture(scope="session")
def waiting_story(tell: Tell, clip_story: Story) -> Story:
    """The clip with a plate and its text, in review, its list settled."""
    return tell(it_waits_for_its_review, clip_story)


@pytest.fixture(scope="session")
def approved_story(tell: Tell, waiting_story: Story) -> Story:
    """The clip as somebody else approved it."""
    return tell(it_is_approved, waiting_story)


def a_clip_is_cut(app: Flask, now: datetime, before: Story | None) -> Rows:
    """Cut a clip out of a session's recording, as far as its rows tell."""
    author = make_person(db.session, Role.HOST, name="Ana Autora")
    reviewer = make_person(db.session, Role.COORDINATOR, name="Rita Revisora")
    path = services_of(app).settings.instance / "talk.mp4"
    path.write_bytes(b"a film that nobody looks at")
    make_licence()
    services_of(app).registry.added[FILE_STORED] = ()
    event = book(app, author, now + timedelta(days=2))
    file = prepared(app, store_file(app, event, path), duration_ms=600_000).file
    path.unlink()
    new = NewClip(ClipKind.FRAGMENT, (Piece(60_000, 120_000),), "Contraseñas seguras")
    clip = clips.create(db.session(), file, new, now=now, by=author)
    made_file(clip, now)
    return {"author": author, "reviewer": reviewer, "clip": clip}


def it_waits_for_its_review(app: Flask, now: datetime, before: Story) -> Rows:
    """Give the clip its plate and words, send it to its review, and settle its list."""
    session, clip = db.session(), before.row("clip")
    author, reviewer = before.row("author"), before.row("reviewer")
    new = NewPlate(name="Prevenimos Juntos", logo=b"a logo")
    plate = branding.keep(session, new, now=now, by=reviewer)
    edit = replace(
        queries.edit_of(session, clip),
        plate_id=plate.id,
        text="Cuide su contraseña. #PrevenimosJuntos",
        alt_text="Una pantalla con un candado",
    )
    clips.save(session, clip, edit, token="the-page", base=clip.revision, now=now, by=author)
    for render in clip.renders:
        render.picture_sha256 = clip.picture_sha256
    clip.status = ClipStatus.READY
    session.flush()
    approvals.submit(session, clip, now=now, by=author)
    session.commit()
    settle(clip, now, by=author, reviewer=reviewer)
    return {}


def it_is_approved(app: Flask, now: datetime, before: Story) -> Rows:
    """Let somebody else approve the clip."""
    approve(before.row("clip"), now, before.row("reviewer"))
    return {}
