"""Files of cuts that nobody has any more go after a month, unless somebody approved them."""

from datetime import timedelta

from tests.clips.working import change, render, step
from tests.media.working import names_in
from vc import audit
from vc.clips.edit import Piece
from vc.clips.models import ClipStatus, RenderStatus
from vc.clips.render_outcome import APPROVED, let_go_of_older
from vc.db import db
from vc.services import services_of

LONG = timedelta(days=31)


def films_in(app) -> list[str]:
    """Return the names of the clips' films that are in the store."""
    return [name for name in names_in(app) if name.startswith("C-") and name.endswith(".mp4")]


def name_of(clip) -> str:
    """Return the name of the present cut's film."""
    return clip.current_renders[0].key.rpartition("/")[2]


def cut_again(app, clip, clock) -> None:
    """Make the files, cut it shorter, and make the files of that too."""
    render(app, clip)
    change(clip, clock, clip.author, pieces=(Piece(2000, 3000),))
    render(app, clip)


def later(app, clock, by: timedelta = LONG) -> None:
    """Let time go by, and the worker look what is old."""
    db.session.rollback()
    clock.now += by
    let_go_of_older(db.session(), services_of(app))
    db.session.expire_all()


def test_after_a_month_only_the_files_of_the_present_cut_are_left(app, clip, clock):
    cut_again(app, clip, clock)
    assert len(films_in(app)) == 2

    later(app, clock, timedelta(days=29))
    assert len(films_in(app)) == 2
    later(app, clock, timedelta(days=2))

    assert films_in(app) == [name_of(clip)]
    assert clip.status is ClipStatus.READY
    (old,) = [one for one in clip.renders if one not in clip.current_renders]
    assert (old.status, old.key, old.thumbnail_key) == (RenderStatus.CANCELLED, "", "")


def test_whoever_goes_back_to_an_older_cut_gets_its_file_made_again(app, clip, clock):
    cut_again(app, clip, clock)
    later(app, clock)

    step(clip, -1, clock, clip.author)
    db.session.commit()
    render(app, clip)

    assert clip.status is ClipStatus.READY
    assert name_of(clip) in films_in(app)
    assert clip.current_renders[0].duration_ms > 1900


def test_of_what_was_approved_once_every_file_stays(app, clip, clock):
    render(app, clip)
    what = {"now": clock(), "by": clip.author, "before": {}, "after": {}}
    audit.record(db.session(), clip, APPROVED, **what)
    db.session.commit()
    change(clip, clock, clip.author, pieces=(Piece(2000, 3000),))

    later(app, clock)

    assert len(films_in(app)) == 1
