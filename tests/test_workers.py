"""Several workers: what the clock asks for is done once, and each process is seen while it runs."""

import hashlib
import logging
import os
import threading
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.conftest import make_settings
from tests.processes import forked, wait_until
from vc import workers
from vc.cli import note_presence
from vc.db import db, read_only
from vc.feature import Feature
from vc.recordings.models import FileStatus, Recording, RecordingFile, RecordingStatus, Survey
from vc.scheduler import EACH_DAY, sweep_in_turn
from vc.services import services_of
from vc.workers import PeriodicTask, Worker, take_turn

WORKER = ("-m", "flask", "worker")
NIGHT = time(9, 17)
CONTENT = b"film" * 1000


@pytest.fixture
def settings(tmp_path):
    """A look every second."""
    return make_settings(tmp_path, sweep_s=1)


def rows(model: type) -> list:
    """Return the rows as they are in the database at this moment."""
    db.session.rollback()
    return list(db.session.scalars(select(model).execution_options(populate_existing=True)))


def keep_pipe(folder, now: datetime) -> RecordingFile:
    """Keep a file that can be seen being read: a pipe, at which a reader waits for a writer."""
    (folder / "media").mkdir()
    os.mkfifo(folder / "media" / "pipe.mp4")
    status = RecordingStatus.STORED
    recording = Recording(
        source="upload", external_id="1", recorded_at=now, created_at=now, status=status
    )
    file = RecordingFile(
        recording=recording,
        external_id="1",
        name="pipe.mp4",
        status=FileStatus.STORED,
        stored_bytes=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
    )
    db.session.add(file)
    db.session.commit()
    return file


def fed(path) -> bool:
    """Write the content into a pipe, if somebody reads there."""
    try:
        pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return False
    with os.fdopen(pipe, "wb") as file:
        file.write(CONTENT)
    return True


def looked_again(since: datetime) -> bool:
    """Tell whether the workers looked at the clock after `since`."""
    return any(one.begun_at > since for one in rows(PeriodicTask) if one.name == "sweep")


def test_three_workers_do_the_night_s_work_once_and_are_seen_until_they_end(
    app, settings, context, tmp_path
):
    now = datetime.now(UTC)
    keep_pipe(tmp_path, now)
    db.session.add(PeriodicTask(name="read_again", due_at=now - timedelta(hours=1)))
    db.session.commit()
    read_only(True)

    with ExitStack() as stack:
        started = [stack.enter_context(forked(*WORKER, settings=settings)) for _ in range(3)]
        wait_until(lambda: len(rows(Worker)) == 3, "three workers are seen", 90)
        wait_until(lambda: fed(tmp_path / "media" / "pipe.mp4"), "one reads the file")
        wait_until(lambda: rows(RecordingFile)[0].verified_at, "it was read")
        later = datetime.now(UTC) + timedelta(seconds=2)
        wait_until(lambda: looked_again(later), "they go on looking at the clock")
        is_read_again = fed(tmp_path / "media" / "pipe.mp4")
        pids = {worker.pid for worker in rows(Worker)}
        started[0].kill()
        started[1].terminate()
        wait_until(lambda: len(rows(Worker)) == 2, "one said that it ends")
        left = {worker.pid for worker in rows(Worker)}

    assert pids == {process.pid for process in started}
    assert left == {started[0].pid, started[2].pid}
    assert not is_read_again


def test_of_many_that_ask_at_once_one_gets_the_turn(app, clock, context):
    barrier, taken = threading.Barrier(6), []
    engine = db.engine

    def ask() -> None:
        read_only(False)
        barrier.wait()
        with Session(engine) as session:
            taken.append(take_turn(session, "x", now=clock(), every=timedelta(minutes=1)))
            session.commit()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [False] * 5 + [True]


def test_a_work_of_every_day_waits_for_its_hour_and_is_made_up_for_when_nobody_was_there(
    context, clock
):
    def is_due() -> bool:
        return take_turn(db.session, "x", now=clock(), every=EACH_DAY, at=time(9, 17))

    first = is_due()
    clock.advance(days=3)

    assert (first, is_due(), is_due()) == (False, True, False)
    (row,) = rows_of_session()
    assert row.due_at == datetime(2031, 3, 8, 9, 17, tzinfo=UTC)


def rows_of_session() -> list[PeriodicTask]:
    """Return the periodic work as this transaction sees it."""
    query = select(PeriodicTask).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def test_a_clock_that_was_a_year_ahead_stops_no_work(context, clock):
    minute = timedelta(minutes=1)
    take_turn(db.session, "x", now=clock() + timedelta(days=365), every=minute)

    assert take_turn(db.session, "x", now=clock(), every=minute)


def test_clocks_that_differ_by_a_little_do_nothing_twice(context, clock):
    minute = timedelta(minutes=1)
    take_turn(db.session, "x", now=clock() + timedelta(seconds=20), every=minute)

    assert not take_turn(db.session, "x", now=clock(), every=minute)


def test_the_look_of_the_night_begins_what_is_due_once(app, clock, context):
    began = []
    for one in services_of(app).registry.daily:
        services_of(app).registry.tasks[one.name] = lambda name=one.name: began.append(name)
    sweep_in_turn(app)
    clock.now = datetime.combine(clock().date() + timedelta(days=1), NIGHT, UTC)

    sweep_in_turn(app)
    clock.advance(seconds=1)
    sweep_in_turn(app)

    assert began == ["lay_observances", "read_again"]


def test_a_look_that_fails_loses_nothing_of_what_is_due_once_a_day(app, clock, context):
    began = []
    for one in services_of(app).registry.daily:
        services_of(app).registry.tasks[one.name] = lambda name=one.name: began.append(name)
    sweep_in_turn(app)
    clock.now = datetime.combine(clock().date() + timedelta(days=1), NIGHT, UTC)
    fails = Feature(name="x", planners=(lambda session, now: session.scalar(text("x")),))
    services_of(app).registry.features += (fails,)

    with pytest.raises(OperationalError):
        sweep_in_turn(app)

    assert began == ["lay_observances", "read_again"]


def test_looks_at_the_same_moment_wake_what_is_due_once(app, clock, context):
    db.session.add(Survey(source="zoom", host_email="sala1@secesp.example", due_at=clock()))
    db.session.commit()
    queue = services_of(app).queue

    sweep_in_turn(app)
    once = queue.pending_count()
    sweep_in_turn(app)
    again = queue.pending_count()
    clock.advance(seconds=1)
    sweep_in_turn(app)

    assert once > 0
    assert (again, queue.pending_count()) == (once, 2 * once)


def test_a_database_that_fails_ends_no_worker_and_it_is_seen_again_afterwards(
    app, context, clock, caplog
):
    process = workers.this_process(clock())
    db.session.execute(text("ALTER TABLE worker RENAME TO away"))
    db.session.commit()
    with caplog.at_level(logging.WARNING):
        note_presence(app, process)
    db.session.execute(text("ALTER TABLE away RENAME TO worker"))
    db.session.commit()

    note_presence(app, process)

    assert "could not write down that this worker runs: OperationalError" in caplog.text
    assert [worker.pid for worker in rows(Worker)] == [os.getpid()]


def test_a_process_that_went_without_a_word_is_forgotten_after_a_day(app, context, clock):
    note_presence(app, workers.this_process(clock()))
    clock.advance(days=1, seconds=1)

    note_presence(app, workers.this_process(clock()))

    assert [worker.seen_at for worker in rows(Worker)] == [clock()]
