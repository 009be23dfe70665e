"""What a source says it recorded is taken in once, whatever way and however often it is said."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from integrations.contracts.recordings import FoundFile, RecordingNews, StorageUse
from integrations.contracts.recordings import VendorCopy as Seen
from tests.recordings.finding import HOST, end, lines, recordings, take_in, work
from tests.recordings.listed_source import found, video_file
from tests.recordings.working import content_of
from vc.db import db
from vc.errors import RuleError
from vc.mail.models import Kind, Message
from vc.recordings import expected, ingest, webhooks
from vc.recordings.models import FileKind, FileStatus, RecordingStatus, VendorCopy, VendorStorage

R = RecordingStatus


def test_twelve_times_the_same_news_make_one_file_that_is_fetched_once(app, talk, clock, source):
    source.held = [found("881", HOST, talk.starts_at)]

    for _ in range(12):
        recording = take_in(clock, *source.held)
        work(app)

    (file,) = recording.files
    assert (file.status, recording.status) == (FileStatus.STORED, R.STORED)
    assert source.depot.links == 1
    assert content_of(app, file) == source.depot.content


def test_what_was_found_takes_the_place_of_what_was_awaited(app, talk, clock, source):
    end(clock, talk)
    (awaited,) = recordings()
    assert (awaited.status, awaited.is_awaited) == (R.EXPECTED, True)

    recording = take_in(clock, found("881", HOST, talk.starts_at))

    assert recordings() == [recording]
    assert (recording.id, recording.status) == (awaited.id, R.FOUND)
    assert (recording.event_id, recording.duration_s) == (talk.id, 3600)


def test_what_came_before_the_session_ended_is_not_awaited_again(app, talk, clock, source):
    take_in(clock, found("881", HOST, talk.starts_at))

    end(clock, talk)

    assert [one.status for one in recordings()] == [R.FOUND]


def test_a_room_that_was_opened_twice_has_two_recordings(app, talk, clock, source):
    first = found("881", HOST, talk.starts_at, video_file("f-1"))
    second = found(
        "881", HOST, talk.starts_at + timedelta(minutes=40), video_file("f-2"), uuid="u-2"
    )

    take_in(clock, first, second)

    assert [one.event_id for one in recordings()] == [talk.id, talk.id]


def test_pauses_audio_chat_and_unknown_files_are_all_kept(app, talk, clock, source):
    kinds = ("video", "video", "audio", "chat", "transcript", "whiteboard")
    files = [FoundFile(f"f-{n}", kind, "bin", view="x") for n, kind in enumerate(kinds)]

    recording = take_in(clock, found("881", HOST, talk.starts_at, *files))

    assert [file.kind for file in recording.files] == [
        *(FileKind.VIDEO, FileKind.VIDEO, FileKind.AUDIO),
        *(FileKind.CHAT, FileKind.TRANSCRIPT, FileKind.OTHER),
    ]


def test_a_transcript_that_comes_later_is_fetched_too(app, talk, clock, source):
    source.held = [found("881", HOST, talk.starts_at)]
    recording = take_in(clock, *source.held)
    work(app)
    transcript = FoundFile("t-1", "transcript", "vtt")
    source.contents["t-1"] = b"WEBVTT\n"
    source.held = [found("881", HOST, talk.starts_at, transcript)]

    take_in(clock, *source.held)
    assert recording.status is R.FOUND
    work(app)

    assert [file.status for file in recording.files] == [FileStatus.STORED] * 2
    assert recording.status is R.STORED
    assert content_of(app, recording.files[1]) == b"WEBVTT\n"


def test_what_belongs_to_no_session_is_kept_and_not_fetched(app, talk, clock, source):
    source.held = [found("999", HOST, talk.starts_at)]

    orphan = take_in(clock, *source.held)
    work(app)

    assert (orphan.event_id, orphan.status) == (None, R.FOUND)
    assert source.depot.links == 0


def test_an_orphan_that_is_given_to_a_session_is_fetched(app, talk, clock, source):
    source.held = [found("999", HOST, talk.starts_at)]
    orphan = take_in(clock, *source.held)
    end(clock, talk)

    ingest.assign(db.session(), orphan, talk, now=clock(), by=talk.host)
    work(app)

    assert recordings() == [orphan]
    assert (orphan.event_id, orphan.status) == (talk.id, R.STORED)
    assert lines(orphan, "recording.assign") == 1


def test_an_orphan_whose_room_is_known_later_finds_its_session_by_itself(app, talk, clock, source):
    talk.meeting.external_id, talk.meeting.external_uuid = "", ""
    db.session.commit()
    source.held = [found("881", HOST, talk.starts_at)]
    orphan = take_in(clock, *source.held)
    assert orphan.event_id is None
    end(clock, talk)
    talk.meeting.external_id = "881"
    db.session.commit()

    take_in(clock, *source.held)
    work(app)

    assert recordings() == [orphan]
    assert (orphan.event_id, orphan.status) == (talk.id, R.STORED)


def test_what_was_handed_in_is_not_given_to_another_session(app, talk, clock, source):
    end(clock, talk)
    (awaited,) = recordings()

    with pytest.raises(RuleError):
        ingest.assign(db.session(), awaited, talk, now=clock(), by=talk.host)


def test_an_orphan_can_be_put_aside_and_back(app, talk, clock, source):
    orphan = take_in(clock, found("999", HOST, talk.starts_at))

    ingest.dismiss(db.session(), orphan, is_dismissed=True, now=clock(), by=talk.host)
    assert orphan.is_dismissed
    ingest.dismiss(db.session(), orphan, is_dismissed=False, now=clock(), by=talk.host)

    assert not orphan.is_dismissed
    assert lines(orphan, "recording.dismiss") == 2


def test_a_copy_in_the_vendors_bin_is_shown_and_what_is_brought_back_is_fetched(
    app, talk, clock, source
):
    held = found("881", HOST, talk.starts_at)
    recording = take_in(clock, held)
    work(app)
    assert recording.files[0].status is FileStatus.MISSING

    webhooks.hear(db.session(), "zoom", RecordingNews(copies={"u-1": Seen.TRASHED}), now=clock())
    assert recording.vendor_copy is VendorCopy.TRASHED
    source.held = [held]
    webhooks.hear(db.session(), "zoom", RecordingNews(copies={"u-1": Seen.PRESENT}), now=clock())
    work(app)

    assert (recording.vendor_copy, recording.status) == (VendorCopy.PRESENT, R.STORED)
    assert lines(recording, "recording.vendor_trashed") == 1


def test_older_news_of_a_copy_come_too_late(app, talk, clock, source):
    recording = take_in(clock, found("881", HOST, talk.starts_at))
    earlier, later = clock() - timedelta(minutes=2), clock() - timedelta(minutes=1)

    for copy, at in ((Seen.TRASHED, earlier), (Seen.PRESENT, later), (Seen.TRASHED, earlier)):
        news = RecordingNews(copies={"u-1": copy})
        webhooks.hear(db.session(), "zoom", news, now=clock(), happened_at=at)

    assert recording.vendor_copy is VendorCopy.PRESENT


def test_news_of_a_deletion_touch_nothing_here(app, talk, clock, source):
    source.held = [found("881", HOST, talk.starts_at)]
    recording = take_in(clock, *source.held)
    work(app)

    for copy in (Seen.TRASHED, Seen.DELETED):
        news = RecordingNews(copies={"u-1": copy}, file_copies={"f-1": copy})
        webhooks.hear(db.session(), "zoom", news, now=clock())

    assert recording.status is R.STORED
    assert content_of(app, recording.files[0]) == source.depot.content


def test_a_storage_that_is_nearly_full_is_told_once(app, talk, clock, source):
    for used in (80, 86, 90):
        use = StorageUse(used * 10**9, 100 * 10**9)
        webhooks.hear(db.session(), "zoom", RecordingNews(storage=use), now=clock())
    db.session.commit()

    alarms = list(db.session.scalars(select(Message).where(Message.kind == Kind.ALARM)))
    assert [one.about["subject"] for one in alarms] == [
        "Atención: el almacenamiento de Zoom está casi lleno"
    ]
    assert db.session.get_one(VendorStorage, "zoom").used_bytes == 90 * 10**9


def test_nobody_is_warned_of_what_is_safe_here(app, talk, clock, source):
    source.held = [found("881", HOST, talk.starts_at)]
    safe = take_in(clock, *source.held)
    work(app)
    lost = take_in(clock, found("999", HOST, talk.starts_at, video_file("g"), uuid="u-2"))

    clock.advance(days=25)
    for _ in range(2):
        expected.plan(db.session(), clock())
        db.session.commit()

    alarms = list(db.session.scalars(select(Message).where(Message.kind == Kind.ALARM)))
    assert ["se borrará pronto" in one.about["subject"] for one in alarms] == [True]
    assert (safe.warned_at, lost.warned_at) == (None, clock())


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(3)), st.lists(st.integers(0, 2), max_size=4))
def test_the_order_and_number_of_news_do_not_matter(app, talk, clock, source, order, again):
    files = [video_file(f"f-{number}") for number in range(3)]
    parts = [found("881", HOST, talk.starts_at, file) for file in files]

    for number in itertools.chain(order, again):
        recording = take_in(clock, parts[number])

    kept = sorted(file.external_id for file in recording.files)
    assert (kept, recording.status) == (["f-0", "f-1", "f-2"], R.FOUND)
