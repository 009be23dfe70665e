"""Polling alone finds everything, in good time, and an error of the vendor loses nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.contracts.recordings import StorageUse
from integrations.errors import CredentialsError, UnavailableError
from tests.recordings.finding import HOST, end, recordings, work
from tests.recordings.listed_source import found, video_file
from vc.db import db
from vc.recordings import expected, schedule
from vc.recordings.models import RecordingStatus, Survey, VendorCopy, VendorStorage
from vc.services import services_of

R = RecordingStatus
END = datetime(2031, 3, 4, 18, tzinfo=UTC)


def the_survey():
    """Return the one account that is looked through."""
    return db.session.query(Survey).one()


def looks_during(app, clock, talk, length):
    """Let the worker look whenever that is due; return how long after the end each look was."""
    looks = []
    while True:
        db.session.rollback()
        db.session.expire_all()
        row = the_survey()
        if row.due_at > talk.ends_at + length:
            return looks
        clock.now = max(clock.now, row.due_at)
        looks.append(clock() - talk.ends_at)
        work(app)


def test_looks_come_after_5_10_20_and_40_minutes_then_hourly_then_daily():
    looks = [at - END for at in schedule.looks_after(END)]

    assert looks[:6] == [timedelta(minutes=m) for m in (5, 10, 20, 40, 60, 120)]
    assert looks[27] == timedelta(hours=24)
    assert looks[28:] == [timedelta(days=day) for day in range(2, 31)]


def test_without_sessions_an_account_is_looked_through_once_a_day():
    assert schedule.next_look([], END, now=END + timedelta(hours=1)) == END + timedelta(days=1)


@pytest.mark.parametrize(
    ("after", "wait"), [(0, 5), (5, 5), (7, 3), (40, 20), (61, 59), (23 * 60 + 59, 1)]
)
def test_the_next_look_is_the_first_one_ahead(after, wait):
    now = END + timedelta(minutes=after)

    assert schedule.next_look([END], now, now=now) - now == timedelta(minutes=wait)


def test_a_recording_that_appears_late_is_found_without_any_message(app, talk, clock, source):
    end(clock, talk)
    work(app)
    clock.now = talk.ends_at + timedelta(minutes=39)
    work(app)
    source.held = [found("881", HOST, talk.starts_at)]

    clock.now = talk.ends_at + timedelta(minutes=40)
    work(app)

    (recording,) = recordings()
    assert recording.status is R.STORED


def test_the_account_is_asked_at_every_time_that_the_schedule_names(app, talk, clock, source):
    end(clock, talk)

    looks = looks_during(app, clock, talk, timedelta(hours=3))

    minutes = [look.total_seconds() / 60 for look in looks]
    assert minutes == [5, 10, 20, 40, 60, 120, 180]


def test_what_was_found_whole_is_asked_for_for_one_more_day_only(app, talk, clock, source):
    source.held = [found("881", HOST, talk.starts_at)]
    end(clock, talk)

    looks = looks_during(app, clock, talk, timedelta(days=4))

    late = [look for look in looks if look > timedelta(hours=24)]
    assert len(late) == 3
    assert len(looks) - len(late) == 28


def test_after_a_day_without_one_the_recording_is_missing_and_still_looked_for(
    app, talk, clock, source
):
    end(clock, talk)
    looks_during(app, clock, talk, timedelta(hours=24))
    (awaited,) = recordings()
    assert awaited.status is R.MISSING

    source.held = [found("881", HOST, talk.starts_at)]
    looks_during(app, clock, talk, timedelta(days=3))

    (recording,) = recordings()
    assert (recording.id, recording.status) == (awaited.id, R.STORED)


def test_an_error_of_the_vendor_changes_nothing_and_is_shown(app, talk, clock, source):
    source.held = [found("881", HOST, talk.starts_at)]
    end(clock, talk, minutes=5)
    work(app)
    source.error = UnavailableError("Zoom no responde.", vendor="zoom", operation="list")

    clock.advance(days=3)
    work(app)

    (recording,) = recordings()
    assert (recording.status, recording.vendor_copy) == (R.STORED, VendorCopy.PRESENT)
    assert the_survey().last_error == "Zoom no responde."
    assert clock() < the_survey().due_at <= clock() + timedelta(minutes=19)


def test_a_vendor_that_never_answers_makes_no_recording_missing(app, talk, clock, source):
    source.error = CredentialsError("La llave venció.", vendor="zoom", operation="list")
    end(clock, talk)

    for _ in range(3):
        work(app)
        clock.advance(days=1)

    (awaited,) = recordings()
    assert awaited.status is R.EXPECTED


def test_a_copy_that_is_no_longer_listed_is_told_and_ours_stays(app, talk, clock, source):
    source.held = [found("881", HOST, talk.starts_at)]
    end(clock, talk, minutes=5)
    work(app)
    source.held = []

    clock.now = the_survey().due_at
    work(app)

    (recording,) = recordings()
    assert (recording.status, recording.vendor_copy) == (R.STORED, VendorCopy.DELETED)


def test_once_a_day_a_whole_month_is_looked_through_for_orphans(app, talk, clock, source):
    source.held = [found("999", HOST, clock() - timedelta(days=20), video_file("g"), uuid="u-9")]
    source.use = StorageUse(5, 10)

    expected.plan(db.session(), clock())
    work(app)

    (orphan,) = recordings()
    assert (orphan.event_id, orphan.topic) == (None, "Plática")
    assert source.asked[0][0] == clock() - timedelta(days=30)
    assert db.session.get_one(VendorStorage, "zoom").total_bytes == 10
    assert the_survey().due_at == clock() + timedelta(days=1)


def test_a_session_by_hand_awaits_a_file_that_somebody_hands_in(app, talk, clock, source):
    talk.meeting.platform = "other"
    db.session.commit()

    end(clock, talk)

    (awaited,) = recordings()
    assert (awaited.source, awaited.status) == ("upload", R.EXPECTED)


def test_people_can_ask_for_a_look_at_once(app, talk, clock, source):
    expected.plan(db.session(), clock())
    work(app)
    source.held = [found("881", HOST, clock() - timedelta(hours=1))]

    assert expected.survey_now(db.session(), now=clock()) == 1
    work(app)

    assert [one.status for one in recordings()] == [R.STORED]


def test_a_worker_that_dies_while_the_vendor_answers_is_followed_by_another(
    app, talk, clock, source, monkeypatch
):
    class Died(BaseException):
        """The worker's process ends here."""

    source.held = [found("881", HOST, talk.starts_at)]
    end(clock, talk, minutes=5)
    listed = source.recordings

    def die(*arguments):
        raise Died

    monkeypatch.setattr(source, "recordings", die)
    with pytest.raises(Died):
        work(app)
    db.session.rollback()
    monkeypatch.setattr(source, "recordings", listed)
    work(app)
    assert [one.status for one in recordings()] == [R.EXPECTED]

    clock.advance(seconds=services_of(app).settings.lease_s)
    work(app)

    assert [one.status for one in recordings()] == [R.STORED]
