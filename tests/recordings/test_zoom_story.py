"""From the emulated Zoom's cloud to a safe file, by its messages and without them."""

import base64
import hashlib
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.booking.sessions import book, make_licence
from tests.conftest import make_settings
from tests.people import make_person
from tests.processes import wait_until
from tests.recordings.finding import HOST, recordings
from tests.recordings.working import content_of
from tests.vendor import Vendor, zoom_at
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.db import db
from vc.jobs import due_rows
from vc.reconciliation.models import Delivery, DeliveryStatus
from vc.recordings.models import FileStatus, RecordingStatus, VendorCopy, VendorStorage
from vc.retention import service as retention
from vc.services import services_of
from vc.serving import Serving
from vc.transcripts import fulltext

SECRET = "the-secret-of-the-door"
VIDEO = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 250
DIGEST = hashlib.sha256(VIDEO).hexdigest()
NOT_HERE = {"prepare_file", "send_message"}
"""What these tests leave undone: ffmpeg and mail have tests of their own."""


@pytest.fixture
def settings(tmp_path, vendor):
    """The app at the emulated Zoom, with its door open."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    known = {"port": port, "media_reserve_mb": 1, "zoom_webhook_secret": SECRET}
    return make_settings(tmp_path, **known, **zoom_at(vendor))


@pytest.fixture
def door(app: Flask, settings, vendor: Vendor) -> Iterator[None]:
    """The app's pages, served, to which Zoom sends its messages."""
    server = Serving(app, "127.0.0.1", settings.port, threads=4)
    server.answer()
    vendor.subscribe(f"http://127.0.0.1:{settings.port}/webhooks/zoom", SECRET)
    yield
    server.close()


@pytest.fixture
def event(app, context, clock, vendor: Vendor) -> Event:
    """A session that is to be recorded, in an hour, with its room."""
    vendor.set_clock(clock())
    make_licence(HOST)
    host = make_person(db.session, Role.COORDINATOR)
    event = book(app, host, clock() + timedelta(hours=1), records=True)
    work(app)
    db.session.refresh(event)
    return event


def work(app: Flask) -> None:
    """Let the clock's planners look and the worker do what is due, until nothing is."""
    clock = services_of(app).clock
    for _ in range(20):
        for plan in services_of(app).registry.planners:
            plan(db.session, clock())
            db.session.commit()
        jobs = services_of(app).registry.jobs
        wanted = {one.name: one.model for one in jobs if one.name not in NOT_HERE}
        due = [
            (name, row)
            for name, model in wanted.items()
            for row in due_rows(db.session, model, clock())
        ]
        db.session.rollback()
        for name, row in due:
            services_of(app).registry.tasks[name].call_local(row)
        if not due:
            break
    db.session.rollback()
    db.session.expire_all()


def end(app: Flask, vendor: Vendor, event: Event, **delta: float) -> None:
    """Let time pass until so long after the session's end."""
    clock = services_of(app).clock
    clock.now = max(clock.now, event.ends_at + timedelta(**delta))
    db.session.rollback()
    vendor.set_clock(clock())


def record(vendor: Vendor, number: str, *, times: int = 0, **more: object) -> dict:
    """Let Zoom have recorded the room, and tell of it so many times."""
    content = base64.b64encode(VIDEO).decode()
    files = more.pop("files", [{"type": "MP4", "content": content}])
    return vendor.stage(number, "recordings", files=files, times=times, **more)


def told() -> list[tuple[str, DeliveryStatus]]:
    """Return the messages that came, and what became of each; the database is free afterwards."""
    db.session.rollback()
    query = select(Delivery.event, Delivery.status).where(Delivery.kind == "recording")
    found = [tuple(row) for row in db.session.execute(query)]
    db.session.rollback()
    return found


def heard(event: str) -> None:
    """Wait until a message of this kind came."""
    wait_until(lambda: event in {name for name, _ in told()}, event)


def the_only_file():
    """Return the one file of the one recording."""
    (recording,) = recordings()
    (file,) = recording.files
    return file


@pytest.mark.usefixtures("good_day")
def test_twelve_messages_bring_one_file_that_is_fetched_once(app, door, vendor, event):
    number = event.meeting.external_id
    end(app, vendor, event)

    record(vendor, number, times=12)
    wait_until(lambda: told() and not vendor.waiting(), "Zoom's messages")
    work(app)

    file = the_only_file()
    assert (file.status, file.sha256) == (FileStatus.STORED, DIGEST)
    assert content_of(app, file) == VIDEO
    # The door that wants the token, then the store that it leads to.
    assert len(vendor.recordings()["visits"]) == 2
    assert {status for _, status in told()} == {DeliveryStatus.DONE}


def test_polling_alone_finds_it_and_no_token_goes_to_another_host(app, vendor, event):
    number = event.meeting.external_id
    record(vendor, number)
    end(app, vendor, event, minutes=5)

    work(app)

    file = the_only_file()
    assert (file.status, file.sha256) == (FileStatus.STORED, DIGEST)
    visits = {visit["host"]: visit["had_bearer"] for visit in vendor.recordings()["visits"]}
    assert visits == {"127.0.0.1": True, "localhost": False}
    (recording,) = recordings()
    assert recording.expires_at_vendor_at is not None
    assert recording.vendor_copy is VendorCopy.PRESENT


def test_a_message_that_comes_before_the_session_ended_is_taken_in(app, door, vendor, event):
    number = event.meeting.external_id
    end(app, vendor, event, minutes=-20)

    record(vendor, number, times=1)
    heard("recording.completed")
    work(app)
    end(app, vendor, event, minutes=5)
    work(app)

    assert the_only_file().status is FileStatus.STORED
    assert recordings()[0].event_id == event.id


def test_pauses_give_several_videos_and_every_other_file_is_kept(app, vendor, event):
    content = base64.b64encode(VIDEO).decode()
    files = [
        *({"type": "MP4", "content": content} for _ in range(3)),
        *({"type": kind, "size": 500} for kind in ("M4A", "CHAT", "TIMELINE", "SUMMARY")),
    ]
    record(vendor, event.meeting.external_id, files=files)
    end(app, vendor, event, minutes=5)

    work(app)

    (recording,) = recordings()
    assert recording.status is RecordingStatus.STORED
    assert [file.kind.value for file in recording.files] == [
        *("video", "video", "video"),
        *("audio", "chat", "other", "other"),
    ]


def test_a_transcript_that_comes_later_is_read_and_found(app, door, vendor, event):
    number = event.meeting.external_id
    record(vendor, number)
    end(app, vendor, event, minutes=5)
    work(app)
    said = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nDenuncien las extorsiones al 089\n"

    vendor.stage(number, "transcript", content=base64.b64encode(said.encode()).decode(), times=2)
    heard("recording.transcript_completed")
    work(app)

    (found,) = fulltext.search(db.session(), "extorsion").rows
    assert found.line.recording_id == recordings()[0].id


def test_a_download_that_is_cut_after_every_fifth_arrives_unaltered(app, vendor, event, clock):
    for _ in range(5):
        vendor.fail("fetch_recording", "cut", after=len(VIDEO) // 5)
    record(vendor, event.meeting.external_id)
    end(app, vendor, event, minutes=5)

    for _ in range(7):
        work(app)
        file = the_only_file()
        if file.status is FileStatus.STORED:
            break
        clock.now = max(clock.now, file.due_at)
        db.session.rollback()

    ranges = [visit["range"] for visit in vendor.recordings()["visits"]]
    assert (file.status, file.sha256) == (FileStatus.STORED, DIGEST)
    assert len([one for one in ranges if one]) >= 4


def test_a_revoked_token_is_asked_for_anew(app, vendor, event, clock):
    vendor.fail("download", "revoked_token")
    record(vendor, event.meeting.external_id)
    end(app, vendor, event, minutes=5)

    for _ in range(4):
        work(app)
        file = the_only_file()
        if file.status is FileStatus.STORED:
            break
        clock.now = max(clock.now, file.due_at)
        db.session.rollback()

    assert (file.status, file.sha256) == (FileStatus.STORED, DIGEST)


def test_a_file_of_another_length_is_never_kept(app, vendor, event, clock):
    vendor.fail("fetch_recording", "wrong_length", times=9, size=len(VIDEO) - 700)
    record(vendor, event.meeting.external_id)
    end(app, vendor, event, minutes=5)

    for _ in range(7):
        work(app)
        file = the_only_file()
        if file.due_at is None:
            break
        clock.now = max(clock.now, file.due_at)
        db.session.rollback()

    assert file.status is not FileStatus.STORED
    assert file.sha256 == ""


def test_a_person_deletes_the_vendors_copy_and_what_is_recovered_there_is_told(
    app, door, vendor, event
):
    number = event.meeting.external_id
    record(vendor, number)
    end(app, vendor, event, minutes=5)
    work(app)
    (recording,) = recordings()
    now = services_of(app).clock()

    retention.ask_for_deletion(db.session(), recording, now=now, by=event.host)
    db.session.commit()
    work(app)
    assert recording.vendor_copy is VendorCopy.TRASHED
    heard("recording.trashed")
    assert vendor.calls("delete_recording") == 1
    vendor.stage(number, "recordings/recover")
    heard("recording.recovered")
    work(app)

    assert recordings()[0].vendor_copy is VendorCopy.PRESENT
    assert recordings()[0].status is RecordingStatus.STORED


def test_what_somebody_deletes_at_zoom_stays_here(app, door, vendor, event):
    number = event.meeting.external_id
    record(vendor, number)
    end(app, vendor, event, minutes=5)
    work(app)

    vendor.stage(number, "recordings/delete")
    heard("recording.deleted")
    work(app)

    (recording,) = recordings()
    assert (recording.status, recording.vendor_copy) == (
        RecordingStatus.STORED,
        VendorCopy.DELETED,
    )
    assert content_of(app, recording.files[0]) == VIDEO


def test_a_storage_that_fills_up_is_told_by_zoom(app, door, vendor, event):
    vendor.keep_recordings(limit_bytes=len(VIDEO) + 5_000)

    record(vendor, event.meeting.external_id, times=1)
    heard("recording.cloud_storage_usage_updated")
    work(app)

    row = db.session.get_one(VendorStorage, "zoom")
    assert row.warned_at is not None
    assert row.used_bytes >= 0.85 * row.total_bytes
