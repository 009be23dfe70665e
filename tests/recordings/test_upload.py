"""A person hands in a video: it is kept as it is, or refused without a trace."""

import io
import tracemalloc

import pytest
from flask import Flask
from sqlalchemy import select

from tests.recordings.depot import video
from tests.recordings.working import content_of, digest, fetch, files_in, small_store
from vc.accounts.models import Person
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.db import db
from vc.errors import RuleError
from vc.recordings import service
from vc.recordings.models import FileStatus, Recording, RecordingFile, RecordingStatus
from vc.services import services_of

OWN = video(2_500_000, seed=5)
MATROSKA = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x88"


def hand_in(
    app: Flask, event: Event, by: Person, content: bytes | io.RawIOBase, external_id: str = "mine"
) -> RecordingFile:
    """Hand in a file of the session, and commit."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    file = service.receive_upload(
        db.session(),
        event,
        source="depot",
        external_id=external_id,
        stream=stream,
        store=services_of(app).store,
        now=services_of(app).clock(),
        by=by,
    )
    db.session.commit()
    return file


def test_a_video_is_kept_as_it_is_and_the_history_tells_who_brought_it(app, event, host, clock):
    file = hand_in(app, event, host, OWN)

    assert (file.status, file.recording.status) == (FileStatus.STORED, RecordingStatus.STORED)
    assert (file.sha256, file.stored_bytes, file.stored_at) == (digest(OWN), len(OWN), clock())
    assert content_of(app, file) == OWN
    assert file.name.startswith(f"2031/03/{event.folio}/depot-mine-")
    query = select(AuditLine).where(AuditLine.action == "recording.upload")
    assert [(one.person_id, one.event_id) for one in db.session.scalars(query)] == [
        (host.id, event.id)
    ]


@pytest.mark.parametrize(
    ("head", "extension"),
    [
        (b"\x00\x00\x00\x14ftypqt  ", "mov"),
        (b"\x00\x00\x00\x20ftypisom", "mp4"),
        (MATROSKA + b"matroska", "mkv"),
        (MATROSKA + b"webm", "webm"),
    ],
)
def test_a_video_is_known_by_its_first_bytes(app, event, host, head, extension):
    file = hand_in(app, event, host, head + bytes(500))

    assert file.extension == extension
    assert file.name.endswith(f".{extension}")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vacío"),
        (b"%PDF-1.7 ftyp" + bytes(500), "no es un video"),
        (b"<html>ftyp", "no es un video"),
        (b"PK\x03\x04" + bytes(500), "no es un video"),
    ],
)
def test_what_is_no_video_is_refused_and_leaves_nothing(app, event, host, content, reason):
    with pytest.raises(RuleError, match=reason) as caught:
        hand_in(app, event, host, content)

    assert caught.value.field == "video"
    assert files_in(app) == []
    assert db.session.scalars(select(Recording)).all() == []


def test_a_file_without_room_is_refused_and_leaves_nothing(app, event, host):
    services_of(app).store = small_store(app, reserve_mb=10**9)

    with pytest.raises(RuleError, match="No queda espacio"):
        hand_in(app, event, host, OWN)

    assert files_in(app) == []


class Breaking(io.RawIOBase):
    """A stream that breaks off, as a browser does that is closed."""

    def __init__(self) -> None:
        self._whole = io.BytesIO(OWN)

    def read(self, size: int = -1) -> bytes:
        """Give the first two million bytes."""
        if self._whole.tell() > 2_000_000:
            raise ConnectionResetError
        return self._whole.read(size)


def test_a_file_that_breaks_off_leaves_nothing(app, event, host):
    with pytest.raises(ConnectionResetError):
        hand_in(app, event, host, Breaking())

    assert files_in(app) == []


class Endless(io.RawIOBase):
    """A video of a given size that is nowhere kept."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._piece = video(1_000_000)

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes."""
        piece = self._piece[: min(size, self._left)]
        self._left -= len(piece)
        return piece


def test_a_large_file_takes_little_memory(app, event, host):
    stream = Endless(40_000_000)
    tracemalloc.start()

    file = hand_in(app, event, host, stream)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert file.stored_bytes == 40_000_000
    assert peak < 8_000_000


def test_a_file_that_was_awaited_is_no_longer_fetched(app, depot, file, event, host):
    depot.cuts.append(200_000)
    fetch(app, file)

    kept = hand_in(app, event, host, OWN, external_id="881")

    assert (kept.id, kept.status, kept.due_at) == (file.id, FileStatus.STORED, None)
    assert kept.recording.status is RecordingStatus.STORED
    fetch(app, file)
    assert len(depot.asked) == 1
    assert files_in(app) == [kept.name.rsplit("/", 1)[-1]]


def test_a_file_can_still_be_handed_in_when_its_source_lost_it(app, depot, file, event, host):
    services_of(app).file_sources = {}
    fetch(app, file)
    assert file.recording.status is RecordingStatus.FAILED

    hand_in(app, event, host, OWN, external_id="881")

    assert (file.status, file.recording.status) == (FileStatus.STORED, RecordingStatus.STORED)


def test_a_second_file_is_kept_beside_the_first(app, event, host):
    first = hand_in(app, event, host, OWN)

    second = hand_in(app, event, host, video(1000))

    assert second.id != first.id
    assert (content_of(app, first), content_of(app, second)) == (OWN, video(1000))
