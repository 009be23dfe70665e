"""A clip whose files are made, as far as its rows tell, and people who answer its list."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.booking.sessions import book, make_licence
from tests.checklists.working import made_file
from tests.clips.working import prepared
from tests.conftest import Clock
from tests.footage.working import store_file
from tests.people import make_person
from vc.accounts.models import Person, Role
from vc.clips import service
from vc.clips.edit import Piece
from vc.clips.models import Clip, ClipKind
from vc.clips.service import NewClip
from vc.db import db


@pytest.fixture
def author(app: Flask, context: None) -> Person:
    """Who cut the clip."""
    return make_person(db.session, Role.HOST, name="Ana Autora")


@pytest.fixture
def reviewer(app: Flask, context: None) -> Person:
    """Somebody else, who reviews it."""
    return make_person(db.session, Role.COORDINATOR, name="Rita Revisora")


@pytest.fixture
def clip(app: Flask, author: Person, reviewer: Person, clock: Clock, tmp_path: Path) -> Clip:
    """A clip of a minute, with one file."""
    path = tmp_path / "talk.mp4"
    path.write_bytes(b"a film that nobody looks at")
    make_licence()
    app.extensions["file_stored"] = ()
    event = book(app, author, clock() + timedelta(days=2))
    file = prepared(app, store_file(app, event, path), duration_ms=600_000).file
    new = NewClip(ClipKind.FRAGMENT, (Piece(60_000, 120_000),), "Contraseñas seguras")
    clip = service.create(db.session(), file, new, now=clock(), by=author)
    made_file(clip, clock())
    db.session.commit()
    return clip
