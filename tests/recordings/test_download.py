"""A file is fetched whole and unaltered, whatever the line and its source do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from integrations.contracts.common import FileLink
from integrations.errors import CredentialsError, NotFoundError, RejectedError
from tests.recordings.depot import video
from tests.recordings.working import (
    KEPT_DAYS,
    content_of,
    digest,
    expect,
    fetch,
    fetch_until,
    files_in,
    small_store,
    waits,
)
from vc.audit import AuditLine
from vc.db import db
from vc.recordings import service
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import FileStatus, RecordingFile, RecordingStatus
from vc.services import services_of
from vc.store import LocalStore

F, R = FileStatus, RecordingStatus
SIZE = 500_000


def lines() -> list[str]:
    """Return what the history tells of recordings."""
    query = select(AuditLine.action).where(AuditLine.subject_kind == "Recording")
    return list(db.session.scalars(query.order_by(AuditLine.id)))


def test_a_file_is_fetched_verified_and_told_of(app, depot, file, event, clock):
    fetch(app, file)

    assert (file.status, file.recording.status) == (F.STORED, R.STORED)
    assert file.name == f"2031/03/{event.folio}/depot-881.mp4"
    assert content_of(app, file) == depot.content
    assert file.sha256 == digest(depot.content)
    assert (file.stored_bytes, file.size_bytes, file.stored_at) == (SIZE, SIZE, clock())
    assert (file.due_at, file.last_error) == (None, "")
    assert files_in(app) == ["depot-881.mp4"]
    assert lines() == [
        *("recording.expect", "recording.found", "recording.downloading", "recording.stored")
    ]


def test_a_file_that_is_cut_five_times_arrives_unaltered(app, depot, file):
    fifth = SIZE // 6
    depot.cuts.extend([fifth] * 5)

    turns = fetch_until(app, file, F.STORED)

    assert turns == 6
    assert depot.ranges == ["", *[f"bytes={fifth * cut}-" for cut in range(1, 6)]]
    assert file.sha256 == digest(depot.content)
    assert content_of(app, file) == depot.content


def test_a_line_that_brings_something_each_time_is_tried_again_soon(app, depot, file):
    depot.cuts.extend([10_000] * 8)
    for _ in range(8):
        fetch(app, file)

    assert file.stored_bytes == 80_000
    assert waits(app, file) < timedelta(seconds=4)
    assert "la conexión falló" in file.last_error


def test_a_line_that_brings_nothing_is_tried_less_and_less_often(app, depot, file):
    depot.refusals.extend([500] * 6)

    for _ in range(6):
        fetch(app, file)

    # 64 seconds, a quarter more or less.
    assert timedelta(seconds=48) <= waits(app, file) <= timedelta(seconds=80)


def test_another_version_is_fetched_from_its_beginning(app, depot, file):
    depot.cuts.append(200_000)
    fetch(app, file)
    depot.content, depot.etag = video(400_000, seed=11), '"two"'

    fetch(app, file)

    assert file.status is F.STORED
    assert content_of(app, file) == depot.content


def test_parts_of_two_versions_are_never_put_together(app, depot, file):
    depot.cuts.append(200_000)
    fetch(app, file)
    depot.content, depot.etag = video(SIZE, seed=11), '"two"'
    depot.knows_conditions = False

    turns = fetch_until(app, file, F.STORED)

    assert turns == 2
    assert content_of(app, file) == depot.content


def test_without_a_version_or_size_a_part_is_not_trusted(app, depot, file):
    depot.etag = ""
    depot.cuts.append(200_000)
    fetch(app, file)

    fetch(app, file)

    assert depot.ranges == ["", ""]
    assert file.sha256 == digest(depot.content)


def test_an_address_that_aged_is_asked_for_anew_and_the_rest_fetched(app, depot, file):
    depot.cuts.append(200_000)
    fetch(app, file)
    aged = depot.address()
    services_of(app).file_sources = {"depot": lambda external_id: FileLink(aged)}
    depot.age = 1
    fetch(app, file)
    assert (file.status, file.stored_bytes) == (F.DOWNLOADING, 200_000)
    assert "venció" in file.last_error
    services_of(app).file_sources = {"depot": depot.link}

    fetch(app, file)

    assert depot.ranges[-1] == "bytes=200000-"
    assert file.sha256 == digest(depot.content)


def test_a_source_that_has_nothing_yet_is_asked_less_and_less_often(app, depot, file):
    services_of(app).file_sources = {"depot": lambda external_id: None}

    pauses = [waits(app, fetch(app, file)) for _ in range(6)]

    assert [pause.total_seconds() / 60 for pause in pauses] == [5, 10, 20, 40, 60, 60]
    assert (file.status, file.recording.status) == (F.FOUND, R.EXPECTED)
    assert "Todavía no está lista" in file.last_error


def test_what_never_comes_is_missing_once_its_source_deletes_it(app, depot, file, clock):
    services_of(app).file_sources = {"depot": lambda external_id: None}
    clock.advance(days=KEPT_DAYS)

    fetch(app, file)

    assert (file.status, file.recording.status) == (F.MISSING, R.MISSING)
    assert file.due_at is None


def raising(error: type[Exception], message: str = "no"):
    """Return a source that refuses."""

    def source(external_id: str) -> FileLink:
        raise error(message, vendor="depot", operation="read")

    return {"depot": source}


def test_what_its_source_does_not_know_is_missing_until_somebody_tries_again(app, depot, file):
    services_of(app).file_sources = raising(NotFoundError)
    fetch(app, file)
    assert (file.status, file.recording.status, file.due_at) == (F.MISSING, R.MISSING, None)
    services_of(app).file_sources = {"depot": depot.link}

    service.retry(db.session(), file, now=services_of(app).clock())
    db.session.commit()
    assert file.recording.status is R.EXPECTED
    fetch(app, file)

    assert (file.status, file.recording.status) == (F.STORED, R.STORED)


def test_what_its_source_refuses_asks_a_person(app, depot, file):
    services_of(app).file_sources = raising(RejectedError, "La cuenta no graba.")

    fetch(app, file)

    assert (file.status, file.recording.status, file.due_at) == (F.FAILED, R.FAILED, None)
    assert file.last_error == "La cuenta no graba."


def test_refused_credentials_are_waited_for(app, depot, file):
    services_of(app).file_sources = raising(CredentialsError)

    fetch(app, file)

    assert (file.status, waits(app, file)) == (F.FOUND, timedelta(minutes=15))


def test_a_source_that_is_not_connected_asks_for_the_file_by_hand(app, depot, file):
    services_of(app).file_sources = {}

    fetch(app, file)

    assert file.status is F.FAILED
    assert "súbala a mano" in file.last_error


def announcing(depot, size: int):
    """Return a source that says how large the file is."""
    return {"depot": lambda external_id: FileLink(depot.address(), size_bytes=size)}


def test_a_file_of_another_length_than_announced_is_not_kept(app, depot, file):
    services_of(app).file_sources = announcing(depot, SIZE + 10)

    turns = fetch_until(app, file, F.FAILED)

    assert turns == 5
    assert file.recording.status is R.FAILED
    assert file.last_error.startswith("Llegaron 500,000 bytes de 500,010")
    assert files_in(app) == []


def test_a_file_that_ends_early_without_a_word_is_completed(app, depot, file):
    services_of(app).file_sources = announcing(depot, SIZE)
    depot.says_length = False
    depot.cuts.append(100_000)
    fetch(app, file)
    assert (file.status, file.stored_bytes) == (F.DOWNLOADING, 100_000)

    fetch(app, file)

    assert file.sha256 == digest(depot.content)


def test_what_is_no_video_is_not_kept_as_one(app, depot, file):
    depot.content = b'{"error": "sign in first"}' * 100

    fetch_until(app, file, F.FAILED)

    assert "no es un video" in file.last_error
    assert files_in(app) == []


def test_a_disk_without_room_asks_a_person_and_goes_on_afterwards(app, depot, file):
    depot.cuts.append(200_000)
    fetch(app, file)
    store = services_of(app).store
    services_of(app).store = small_store(app, reserve_mb=10**9)
    fetch(app, file)
    assert (file.status, file.recording.status, file.due_at) == (F.FAILED, R.FAILED, None)
    assert "No queda espacio" in file.last_error
    services_of(app).store = store

    service.retry(db.session(), file, now=services_of(app).clock())
    db.session.commit()
    fetch(app, file)

    assert file.status is F.STORED
    assert depot.ranges[-1] == "bytes=200000-"
    assert content_of(app, file) == depot.content


def test_a_folder_that_cannot_be_written_asks_a_person(app, depot, file, tmp_path):
    (tmp_path / "taken").write_text("a file stands where the folder should be")
    store = LocalStore(tmp_path / "taken" / "media", reserve_mb=0)
    store.free_bytes = lambda: 10**9
    services_of(app).store = store

    fetch(app, file)

    assert file.status is F.FAILED
    assert "no pudo guardar" in file.last_error


def test_no_transaction_is_open_while_the_source_is_asked(app, depot, file):
    seen = []

    def source(external_id: str) -> FileLink:
        seen.append(db.session().in_transaction())
        return depot.link()

    services_of(app).file_sources = {"depot": source}

    fetch(app, file)

    assert (seen, file.status) == ([False], F.STORED)


def test_expecting_the_same_again_changes_nothing(app, depot, file, event, clock):
    fetch(app, file)

    again = expect(event, clock())

    assert again.id == file.id
    assert fetch(app, again).status is F.STORED
    assert len(db.session.scalars(select(RecordingFile)).all()) == 1
    assert lines().count("recording.expect") == 1
    assert depot.links == 1


def test_a_recording_is_stored_once_its_last_file_is(app, depot, file):
    second = RecordingFile(
        recording=file.recording, external_id="882", name="2031/03/x/882.mp4", due_at=file.due_at
    )
    db.session.add(second)
    db.session.commit()
    fetch(app, file)
    assert file.recording.status is R.DOWNLOADING

    fetch(app, second)

    assert file.recording.status is R.STORED


def test_whoever_waits_for_a_file_hears_of_it_or_it_is_not_stored(app, depot, file):
    heard = []

    def refuse(session, stored, now) -> None:
        heard.append((stored.id, stored.status))
        if len(heard) == 1:
            raise RuntimeError("not today")

    services_of(app).registry.added[FILE_STORED] = (refuse,)
    with pytest.raises(RuntimeError):
        fetch(app, file)
    db.session.rollback()
    assert file.status is F.DOWNLOADING
    services_of(app).clock.advance(seconds=services_of(app).settings.lease_s)

    fetch(app, file)

    assert heard == [(file.id, F.STORED)] * 2
    assert file.status is F.STORED
    assert content_of(app, file) == depot.content
