"""A worker is killed while ffmpeg is at a file: the next one makes all of it."""

from dataclasses import replace

import pytest

from tests.ffmpegs import falling_asleep
from tests.media.working import content_of, names_in, prepare
from tests.processes import forked, wait_until
from vc.db import db
from vc.media.models import Preparation, PreparationStatus, Step
from vc.services import services_of

S = PreparationStatus


@pytest.fixture
def sleepy(program, tmp_path):
    """An ffmpeg that falls asleep at the sound, and a note of its process."""
    note, path = tmp_path / "pid", tmp_path / "sleepy-ffmpeg"
    asleep = f"*trial.mp4*) ;; *s16le*) echo $$ > {note}; exec sleep 60;;"
    yield from falling_asleep(program, path, asleep, note)


def test_a_worker_that_is_killed_is_followed_by_one_that_makes_all_of_it(
    app, stored, talk, clock, sleepy
):
    preparation = stored(talk)
    path, note = sleepy
    turn = ("-m", "tests.media.one_turn", str(preparation.id), clock().isoformat())
    db.session.rollback()
    settings = replace(services_of(app).settings, ffmpeg=str(path))
    with forked(*turn, settings=settings) as worker:
        wait_until(lambda: note.exists() and note.read_text(), "the sound is begun")
        worker.kill()
        worker.wait(timeout=60)
    db.session.expire_all()
    left = (preparation.status, preparation.step, preparation.duration_ms, preparation.peaks_key)

    prepare(app, preparation)
    too_early = preparation.status
    clock.advance(seconds=services_of(app).settings.lease_s)
    prepare(app, preparation)

    assert left == (S.RUNNING, Step.SOUND, 20_000, "")
    assert (too_early, preparation.status) == (S.RUNNING, S.READY)
    assert len(content_of(app, preparation.peaks_key)) == 200
    assert [name for name in names_in(app) if name.endswith(".part")] == []
    assert db.session.query(Preparation).count() == 1
