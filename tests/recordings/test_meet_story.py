"""From the emulated Meet and its Drive to a safe file, by polling alone: Meet sends no messages."""

import base64
import hashlib
from datetime import timedelta

import pytest
import requests

from tests.booking.sessions import book, make_licence
from tests.conftest import make_settings
from tests.people import make_person
from tests.recordings.finding import recordings
from tests.recordings.test_zoom_story import VIDEO, end, work
from tests.vendor import google_at
from vc.accounts.models import Role
from vc.db import db
from vc.licences.models import Platform
from vc.recordings.models import FileKind, FileStatus, RecordingStatus
from vc.transcripts import fulltext, queries

HOST = "meet1@secesp.example"


@pytest.fixture
def settings(tmp_path, vendor):
    """The app at the emulated Google."""
    return make_settings(tmp_path, media_reserve_mb=1, **google_at(vendor))


@pytest.fixture
def event(app, context, clock, vendor):
    """A session on Meet that is to be recorded, in an hour, with its room."""
    vendor.set_clock(clock())
    make_licence(HOST, platform=Platform.GOOGLE_MEET)
    host = make_person(db.session, Role.COORDINATOR)
    starts_at = clock() + timedelta(hours=1)
    event = book(app, host, starts_at, records=True, platform=Platform.GOOGLE_MEET)
    work(app)
    db.session.refresh(event)
    return event


def hold(vendor, event, **more):
    """Let the meeting take place, recorded from its third minute on; return what the door says."""
    code = event.meeting.join_url.rpartition("/")[2]
    begins = event.starts_at + timedelta(minutes=3)
    video = {
        "content": base64.b64encode(VIDEO).decode(),
        "started_at": begins.isoformat(),
        "ended_at": event.ends_at.isoformat(),
    }
    held = {
        "started_at": event.starts_at.isoformat(),
        "ended_at": event.ends_at.isoformat(),
        "recordings": [video],
    }
    address = f"{vendor.url}/_emulator/google/spaces/{code}/records"
    answer = requests.post(address, json=held | more, timeout=60)
    answer.raise_for_status()
    return answer.json()


@pytest.mark.usefixtures("good_day")
def test_a_meeting_is_found_by_polling_fetched_from_drive_and_read(app, vendor, event):
    said = [{"speaker": "Ana", "text": "Denuncien las extorsiones", "at_s": 200, "for_s": 3}]
    hold(vendor, event, transcripts=[{"entries": said}])
    end(app, vendor, event, minutes=5)
    work(app)
    end(app, vendor, event, hours=2)
    work(app)

    (recording,) = recordings()
    kinds = {file.kind: file for file in recording.files}
    video = kinds[FileKind.VIDEO]
    assert recording.status is RecordingStatus.STORED
    assert (video.status, video.sha256) == (FileStatus.STORED, hashlib.sha256(VIDEO).hexdigest())
    assert recording.event_id == event.id
    (found,) = fulltext.search(db.session(), "extorsion").rows
    assert found.line.speaker in ("Ana", "")
    (transcript,) = queries.transcripts_of(db.session, recording)
    shift_ms = int((video.started_at - transcript.began_at).total_seconds() * 1000)
    (cue,) = queries.cues(queries.lines_of(db.session, transcript), shift_ms)
    assert cue.start_ms == found.line.start_ms - shift_ms


def test_a_copy_in_drive_cannot_be_deleted_from_here_and_the_page_says_so(
    app, vendor, event, browser_of
):
    hold(vendor, event)
    end(app, vendor, event, hours=2)
    work(app)
    number = recordings()[0].id
    db.session.rollback()

    page = browser_of(Role.COORDINATOR).get(f"/grabaciones/{number}")

    assert "Desde aquí no se puede borrar la copia de Google Meet" in page
