"""A story is told once, and each test has a copy of its own."""

import sqlite3
from pathlib import Path

import pytest

from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.stories import Story, the_longest
from vc.db import db
from vc.services import services_of

FIRST = Story(Path("first"), {})
SECOND = Story(Path("second"), {}, FIRST)
OTHER = Story(Path("other"), {})


def texts_in(database: Path) -> list[str]:
    """Return the texts of the clips in a database file, past the application."""
    with sqlite3.connect(f"file:{database}?immutable=1", uri=True) as connection:
        return [text for (text,) in connection.execute("SELECT title FROM clip")]


def test_what_a_test_does_to_its_copy_is_not_in_the_story(app, clip, clip_story):  # noqa: F811
    told = texts_in(clip_story.folder / "vc.sqlite3")

    clip.title = "Otro título"
    db.session.commit()
    media = services_of(app).settings.instance / "media"
    kept = [path for path in media.rglob("*") if path.is_file()]
    for path in kept:
        path.write_bytes(b"another film")

    assert told == ["Contraseñas seguras"]
    assert texts_in(clip_story.folder / "vc.sqlite3") == told
    assert [path.name for path in clip_story.folder.glob("vc.sqlite3*")] == ["vc.sqlite3"]
    originals = [clip_story.folder / "media" / path.relative_to(media) for path in kept]
    assert [path.read_bytes() for path in originals] == [b"a film that nobody looks at"]


@pytest.mark.parametrize(
    ("asked", "begins"),
    [([], None), ([FIRST], FIRST), ([FIRST, SECOND], SECOND), ([SECOND, FIRST], SECOND)],
)
def test_a_test_begins_with_the_story_that_includes_the_others(asked, begins):
    assert the_longest(asked) is begins


def test_two_stories_that_do_not_go_on_from_each_other_are_refused():
    with pytest.raises(AssertionError, match="begins with one story"):
        the_longest([FIRST, OTHER])
