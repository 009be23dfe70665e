"""A video is handed in by pieces, goes on where it broke off, and is verified in the end."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, make_licence
from tests.checklists.working import signed_in
from tests.media.working import names_in
from tests.people import make_person
from tests.recordings.depot import video
from vc.accounts.models import Role
from vc.db import db
from vc.media.needs import SAMPLES
from vc.permissions import Capability, refusal
from vc.recordings import expected
from vc.recordings.models import FileKind, FileStatus, Recording, RecordingFile, RecordingStatus
from vc.recordings.signatures import HEAD_BYTES, extension_of
from vc.services import services_of
from vc.store import media_type
from vc.uploads import feature, queries, service

CONTENT = video(100_000)
SIZE = len(CONTENT)
NAMED = {"matroska": "mkv", "mpegts": "ts"}
"""What files of a format are called where that is not ffmpeg's name of it."""
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def host(app, context):
    """Whose session it is."""
    return make_person(db.session, Role.HOST)


@pytest.fixture
def event(app, host, clock):
    """A session that has just ended."""
    make_licence()
    event = book(app, host, clock() + timedelta(hours=1))
    number = event.id
    db.session.commit()
    clock.now = clock() + timedelta(hours=2)
    return number


@pytest.fixture
def door(browser_of, host, event):
    """The browser of the session's host at the door for pieces."""
    return Door(signed_in(browser_of, host), event)


class Door:
    """What a tus client does, step by step."""

    def __init__(self, browser, event):
        self.browser, self.event = browser, event
        page = browser.get(f"/grabaciones/subir?sesion={event}")
        self.headers = TUS | {"X-CSRFToken": page.html.find(id="upload")["data-token"]}

    def begin(self, name="entrevista.mp4", size=SIZE, **more):
        """Announce a file."""
        told = {"filename": name, "sesion": str(more.pop("event", self.event))}
        coded = [f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in told.items()]
        headers = self.headers | {"Upload-Length": str(size), "Upload-Metadata": ",".join(coded)}
        return self.browser.post("/grabaciones/subidas", headers=headers, expect_errors=True)

    def piece(self, address, offset, piece, **more):
        """Send one piece."""
        headers = self.headers | {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        return self.browser.patch(address, params=piece, headers=headers | more, expect_errors=True)

    def stand(self, address):
        """Ask how much is there."""
        answer = self.browser.head(address, headers=self.headers, expect_errors=True)
        return int(answer.headers.get("Upload-Offset", -1))

    def cancel(self, address):
        """Give up."""
        return self.browser.delete(address, headers=self.headers, expect_errors=True)


def the_file():
    """Return the one file there is, as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(RecordingFile)).one()


def work(app):
    """Let the worker verify what is whole."""
    number = the_file().id
    db.session.rollback()
    services_of(app).registry.tasks["fetch_file"].call_local(number)


def test_a_file_that_comes_in_pieces_is_verified_and_kept(app, door):
    address = door.begin().headers["Location"]

    for offset in range(0, len(CONTENT), 40_000):
        answer = door.piece(address, offset, CONTENT[offset : offset + 40_000])
        assert answer.status_int == 204
    work(app)

    file = the_file()
    assert (file.status, file.recording.status) == (FileStatus.STORED, RecordingStatus.STORED)
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    with services_of(app).store.open(file.name) as stored:
        assert stored.read() == CONTENT


def test_it_goes_on_where_it_broke_off(app, door):
    address = door.begin().headers["Location"]
    door.piece(address, 0, CONTENT[:30_000])

    assert door.stand(address) == 30_000
    door.piece(address, 30_000, CONTENT[30_000:])
    work(app)

    assert the_file().sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_whatever_a_file_is_called_it_is_taken_under_that_name(door):
    names = (
        '13:01:39 ¿qué? "x" <3 *|.mp4',
        "🎉 Łódź; 50%.MP4",
        "a.mp4",
        "..mp4",
        "x" * 250 + ".mp4",
    )

    begun = [door.begin(name) for name in names]

    assert [answer.status_int for answer in begun] == [201] * len(names)
    topics = db.session.scalars(select(Recording.topic).order_by(Recording.id)).all()
    db.session.rollback()
    assert tuple(topics) == names
    assert door.browser.get("/grabaciones").status_int == 200


def test_a_piece_that_does_not_begin_where_the_file_ends_is_refused(door):
    address = door.begin().headers["Location"]
    door.piece(address, 0, CONTENT[:30_000])

    assert door.piece(address, 10_000, CONTENT[10_000:]).status_int == 409
    assert door.piece(address, 50_000, CONTENT[50_000:]).status_int == 409
    assert door.stand(address) == 30_000


def test_what_goes_beyond_the_announced_length_is_not_taken(app, door):
    address = door.begin().headers["Location"]

    answer = door.piece(address, 0, CONTENT + b"more")

    assert int(answer.headers["Upload-Offset"]) == len(CONTENT)
    work(app)
    assert the_file().status is FileStatus.STORED


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        ("carta.pdf", 10, service.NOT_TAKEN),
        ("sin-extension", 10, service.NOT_TAKEN),
        ("video.mp4", 0, service.EMPTY),
        ("video.mp4", service.MOST_BYTES + 1, service.TOO_LARGE),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(door, name, size, message):
    answer = door.begin(name, size)

    assert (answer.status_int, answer.text) == (422, message)
    assert db.session.scalar(select(Recording.id)) is None


def test_four_gigabytes_are_taken(app, door, monkeypatch):
    monkeypatch.setattr(services_of(app).store, "free_bytes", lambda: 10**12)

    assert door.begin(size=4 * 1024**3).status_int == 201


def test_what_begins_like_no_video_is_refused_and_nothing_of_it_kept(app, door):
    address = door.begin().headers["Location"]

    answer = door.piece(address, 0, b"%PDF-1.7" + bytes(5_000))

    assert (answer.status_int, answer.text) == (415, service.NO_VIDEO)
    # Nothing is left that would be «Subiendo 0 %» for a week.
    db.session.rollback()
    assert db.session.scalar(select(Recording.id)) is None
    assert names_in(app) == []


@pytest.mark.parametrize("name", ["sample.mov", "sample.opus", "PTT-20310304-WA0007.opus"])
def test_what_telephones_and_old_cameras_leave_is_taken(app, door, name):
    # QuickTime before 2001 has no `ftyp`: it begins with its films' bytes, or room for them.
    content = (b"\0\0\0\x08wide" if name.endswith("mov") else b"OggS\0\2") + bytes(500)
    address = door.begin(name, len(content)).headers["Location"]

    assert door.piece(address, 0, content).status_int == 204


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("sample.*")), ids=lambda path: path.suffix)
def test_every_format_that_is_read_is_known_by_how_it_begins(sample):
    # Sounds are not looked into before they are whole.
    kind = service.EXTENSIONS.get(NAMED.get(sample.suffix[1:], sample.suffix[1:]))
    head = sample.read_bytes()[:HEAD_BYTES]

    assert kind is not None
    assert kind is FileKind.AUDIO or extension_of(head) is not None


@pytest.mark.parametrize("extension", service.EXTENSIONS)
def test_what_is_taken_is_given_to_browsers_as_what_it_is(extension):
    # Mastodon, issue 18037; Dictate Keyboard, issue 322: `.opus` went out as what nobody plays.
    assert media_type(f"a.{extension}").startswith(("video/", "audio/"))
    assert media_type("a.opus") == "audio/ogg"


def test_the_page_and_the_refusal_list_what_is_taken(door):
    page = door.browser.get(f"/grabaciones/subir?sesion={door.event}")

    for name in service.EXTENSIONS:
        assert name.upper() in page.html.find(id="taken").text
        assert name.upper() in service.NOT_TAKEN


def test_nobody_else_writes_into_it(browser_of, door, event):
    address = door.begin().headers["Location"]
    other = Door(browser_of(Role.PRODUCTION), event)

    answer = other.piece(address, 0, CONTENT)

    refused = refusal(Capability.CHANGE_HANDED_IN, the_file())
    assert (answer.status_int, answer.text) == (403, refused)


def test_who_only_looks_cannot_hand_in(browser_of, event):
    answer = browser_of(Role.VIEWER).get("/grabaciones/subir", expect_errors=True)

    assert answer.status_int == 403


def test_a_file_of_no_session_is_refused(door):
    assert door.begin(event=99_999).status_int == 404


def test_giving_up_forgets_the_file(app, door):
    address = door.begin().headers["Location"]
    door.piece(address, 0, CONTENT[:30_000])
    name = the_file().name
    db.session.rollback()

    assert door.cancel(address).status_int == 204

    assert db.session.scalar(select(Recording.id)) is None
    assert services_of(app).store.part_size(name) == 0
    assert door.stand(address) == -1


def test_a_full_disk_is_told_and_what_came_stays(app, door, monkeypatch):
    address = door.begin().headers["Location"]
    door.piece(address, 0, CONTENT[:30_000])
    monkeypatch.setattr(services_of(app).store, "_reserve_mb", 10**9)

    answer = door.piece(address, 30_000, CONTENT[30_000:])

    assert (answer.status_int, answer.text) == (422, service.NO_SPACE)
    assert 'href="/grabaciones/conservacion"' in unquote(answer.headers["X-Cured"])
    assert door.stand(address) == 30_000


def test_what_was_awaited_is_no_longer_missed(app, door, event, clock):
    from vc.booking.models import Event
    from vc.booking.states import EventStatus, MeetingStatus

    talk = db.session.get_one(Event, event)
    talk.records, talk.status, talk.meeting.status = True, EventStatus.CONFIRMED, MeetingStatus.OPEN
    db.session.commit()
    expected.plan(db.session(), clock())
    db.session.commit()
    address = door.begin().headers["Location"]
    door.piece(address, 0, CONTENT)

    work(app)
    expected.plan(db.session(), clock())
    db.session.commit()

    assert [one.source for one in db.session.scalars(select(Recording))] == ["upload"]


def test_a_file_of_which_nothing_came_for_a_week_is_forgotten(app, door, clock):
    door.begin()
    clock.advance(days=8)

    feature.plan(db.session(), clock())

    assert db.session.scalar(select(Recording.id)) is None


def test_the_door_says_what_it_can_do(door):
    answer = door.browser.options("/grabaciones/subidas")

    assert answer.headers["Tus-Extension"] == "creation,termination"
    assert answer.headers["Tus-Version"] == "1.0.0"


def test_the_page_offers_the_sessions_that_have_begun_to_their_people(app, event, host, clock):
    def offered(by):
        return [one.id for one in queries.recent(db.session(), clock(), by=by)]

    assert offered(host) == [event]
    assert offered(make_person(db.session, Role.PRODUCTION)) == [event]
    assert offered(make_person(db.session, Role.HOST)) == []


def test_without_sessions_the_page_says_what_to_do(browser_of):
    page = browser_of(Role.HOST).get("/grabaciones/subir")

    assert "Todavía no hay sesiones que hayan empezado" in page
