"""One worker at a time has a file, and whoever takes over goes on where it breaks off."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from integrations.contracts.common import FileLink
from tests.people import somebody_else
from tests.processes import forked, wait_until
from tests.recordings.depot import serving, video
from tests.recordings.test_upload import hand_in
from tests.recordings.working import content_of, digest, expect, fetch, files_in, waits
from tests.turns import take_turn_at
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.db import db, plain_query
from vc.recordings.download import SOON
from vc.recordings.models import FileStatus, RecordingFile
from vc.services import services_of

F = FileStatus


def row_of(number: int) -> RecordingFile:
    """Return the file's row as it stands now, without holding the database."""
    db.session.rollback()
    row = db.session.get_one(RecordingFile, number, populate_existing=True)
    db.session.refresh(row)
    db.session.expunge_all()
    db.session.rollback()
    return row


def somebody_hands_in(app: Flask, event_id: int, person_id: int, content: bytes) -> None:
    """Hand in the file that a worker is at."""
    with somebody_else(app) as session:
        event, by = session.get_one(Event, event_id), session.get_one(Person, person_id)
        hand_in(app, event, by, content, external_id="881")


def test_a_worker_that_is_killed_is_followed_by_one_that_goes_on(app, depot, file, clock):
    depot.waits_after = 300_000
    number = file.id
    db.session.rollback()
    turn = ("-m", "tests.recordings.one_turn", str(number), depot.address(), clock().isoformat())
    with forked(*turn, settings=services_of(app).settings) as process:
        came = lambda: row_of(number).stored_bytes >= 300_000  # noqa: E731 - asked again and again
        wait_until(came, "the first part of the file")
        process.kill()
        process.wait(timeout=60)
    depot.waits_after = 0
    depot.goes_on.set()

    fetch(app, row_of(number))
    held = row_of(number)
    assert (held.status, held.stored_bytes, len(depot.asked)) == (F.DOWNLOADING, 300_000, 1)
    clock.advance(seconds=services_of(app).settings.lease_s)
    fetch(app, held)

    stored = row_of(number)
    assert depot.ranges == ["", "bytes=300000-"]
    assert (stored.status, stored.sha256) == (F.STORED, digest(depot.content))
    assert content_of(app, stored) == depot.content


def test_what_came_whole_is_verified_without_asking_for_it_again(app, depot, file, clock):
    store = services_of(app).store
    with store.part(file.name, 0) as part:
        part.write(depot.content)
    file.status, file.stored_bytes, file.size_bytes = F.DOWNLOADING, 500_000, 500_000
    db.session.commit()

    take_turn_at(app, "fetch_file", file.id, tell_every_s=0)

    assert (file.status, depot.asked) == (F.STORED, [])
    assert file.sha256 == digest(depot.content)


def test_what_came_after_the_last_word_of_it_is_fetched_again(app, depot, file):
    depot.cuts.append(200_000)
    fetch(app, file)
    with services_of(app).store.part(file.name, 200_000) as part:
        part.write(b"\0" * 50_000)
    db.session.commit()

    fetch(app, file)

    assert depot.ranges[-1] == "bytes=200000-"
    assert content_of(app, file) == depot.content


def test_a_worker_that_lost_its_file_writes_nothing_of_it(app, depot, file, event, host, clock):
    own, number, by = video(90_000, seed=5), file.id, (event.id, host.id)

    def source(external_id: str) -> FileLink:
        somebody_hands_in(app, *by, own)
        return depot.link()

    db.session.commit()

    take_turn_at(app, "fetch_file", number, file_sources={"depot": source})

    assert (file.status, file.sha256) == (F.STORED, digest(own))
    assert content_of(app, file) == own
    assert (depot.asked, len(files_in(app))) == ([], 1)


def test_a_worker_that_lost_its_file_says_nothing_of_it(app, depot, file, event, host, clock):
    number, by = file.id, (event.id, host.id)

    def source(external_id: str) -> None:
        somebody_hands_in(app, *by, video(90_000))

    db.session.commit()

    take_turn_at(app, "fetch_file", number, file_sources={"depot": source})

    assert (file.status, file.due_at, file.last_error) == (F.STORED, None, "")


def test_a_worker_that_lost_its_file_while_it_came_stops(app, depot, file, event, host, clock):
    own, looked, by = video(90_000, seed=5), [], (event.id, host.id)
    depot.content = video(8_000_000)

    def watched():
        looked.append(1)
        # The first looks are those of the claim and of the beginning.
        if len(looked) == 7:
            somebody_hands_in(app, *by, own)
        return clock()

    number = file.id
    db.session.commit()

    take_turn_at(app, "fetch_file", number, clock=watched, tell_every_s=0)

    stored = row_of(number)
    assert len(looked) == 8
    assert (stored.status, stored.sha256) == (F.STORED, digest(own))
    assert content_of(app, stored) == own
    assert len(files_in(app)) == 1


def test_no_more_than_two_files_are_fetched_at_once(app, depot, file, event, clock):
    others = [expect(event, clock(), external_id) for external_id in ("882", "883")]
    for other in others:
        other.status = F.DOWNLOADING
        other.lease_until = clock() + timedelta(seconds=60)
    db.session.commit()

    fetch(app, file)
    assert (depot.asked, file.status, waits(app, file)) == ([], F.FOUND, SOON)
    clock.advance(seconds=61)
    fetch(app, file)

    assert file.status is F.STORED


def test_the_lease_is_renewed_for_as_long_as_a_file_comes(app, depot, file, clock):
    left = []

    def passing():
        # A third of a lease passes whenever the worker looks at the clock.
        clock.advance(seconds=services_of(app).settings.lease_s / 3)
        # Within its transactions nobody else can claim the row, whatever the lease says.
        if not db.session().in_transaction():
            [until] = plain_query(db.engine, "SELECT lease_until FROM recording_file")
            ends_at = datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None
            left.append(ends_at - clock() if ends_at else None)
        return clock()

    number = file.id
    db.session.commit()

    take_turn_at(app, "fetch_file", number, clock=passing, tell_every_s=0)

    assert row_of(number).status is F.STORED
    assert left[0] is None
    assert len(left) > 5
    assert min(left[1:]) > timedelta(0)


def test_two_sources_keep_their_files_apart(app, depot, file, event, clock):
    with serving(video(70_000, seed=3)) as second:
        services_of(app).file_sources["second"] = second.link
        other = expect(event, clock(), source="second")
        fetch(app, other)
        fetch(app, file)

        assert content_of(app, other) == second.content
    assert content_of(app, file) == depot.content
    assert len(files_in(app)) == 2
