"""What is kept is read again: one flipped bit is found, shown, and mended where it can be."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.people import may_write
from tests.recordings.finding import HOST, end, lines, take_in, work
from tests.recordings.listed_source import found, video_file
from tests.recordings.working import content_of
from vc.db import db
from vc.recordings import integrity
from vc.recordings.integrity import Finding
from vc.recordings.models import FileStatus, RecordingStatus, VendorCopy
from vc.services import services_of


@pytest.fixture
def recording(app, clock, talk, source):
    """A recording of two files, safe here and still at its vendor."""
    files = (video_file("f-1"), video_file("f-2"))
    source.held = [found("881", HOST, talk.starts_at, *files)]
    recording = take_in(clock, *source.held)
    work(app)
    return recording


@pytest.fixture
def verify(app):
    """Run the command; return its code and what it says."""

    def run(*arguments):
        db.session.rollback()
        done = app.test_cli_runner().invoke(args=["media", "verify", *arguments])
        db.session.rollback()
        db.session.expire_all()
        return done.exit_code, done.output

    return run


def spoil(app, file):
    """Flip one bit of a file."""
    place = services_of(app).store.path(file.name)
    content = bytearray(place.read_bytes())
    content[1234] ^= 1
    place.write_bytes(content)


def test_a_store_in_order_is_said_to_be_so(app, recording, clock, verify):
    code, output = verify()

    assert code == 0
    assert "2 bien, 0 alterados, 0 faltantes" in output
    assert {file.verified_at for file in recording.files} == {clock()}


def test_one_flipped_bit_is_found_shown_and_mended(app, recording, clock, source, verify):
    spoilt = recording.files[0]
    spoil(app, spoilt)

    code, output = verify()

    assert (code, recording.status) == (1, RecordingStatus.FOUND)
    assert f"ALTERADO  {spoilt.name}" in output
    assert (spoilt.status, spoilt.sha256) == (FileStatus.FOUND, "")
    assert "se dañó" in spoilt.last_error
    assert lines(recording, "recording.altered") == 1
    aside = services_of(app).store.path(spoilt.name).parent.glob("*.altered-*")
    assert len(list(aside)) == 1
    work(app)
    assert recording.status is RecordingStatus.STORED
    assert content_of(app, spoilt) == source.depot.content
    assert verify()[0] == 0


def test_a_file_that_is_gone_is_fetched_again(app, recording, source, verify):
    lost = recording.files[1]
    services_of(app).store.remove(lost.name)

    assert verify()[0] == 1
    work(app)

    assert lost.status is FileStatus.STORED
    assert lines(recording, "recording.missing_here") == 1


@pytest.mark.parametrize(
    ("ruin", "status"), [("spoil", FileStatus.FAILED), ("remove", FileStatus.MISSING)]
)
def test_what_the_vendor_no_longer_has_stays_visible(app, recording, verify, ruin, status):
    recording.vendor_copy = VendorCopy.DELETED
    db.session.commit()
    file = recording.files[0]
    if ruin == "spoil":
        spoil(app, file)
    else:
        services_of(app).store.remove(file.name)

    verify()

    assert file.status is status
    assert file.last_error != ""
    assert len(file.sha256) == 64


def test_a_file_that_was_replaced_while_it_was_read_is_left_alone(app, recording, clock):
    file = recording.files[0]
    store = services_of(app).store
    before = store.open

    def replace_meanwhile(name):
        changed = text("UPDATE recording_file SET sha256 = 'x' WHERE id = :id")
        db.session.execute(changed, {"id": file.id})
        db.session.commit()
        return before(name)

    store.open = replace_meanwhile
    own = replace(services_of(app), store=store, clock=clock, file_sources={})

    report = integrity.verify(db.session(), [file.id], own)

    assert report.counts[Finding.SKIPPED] == 1
    assert file.status is FileStatus.STORED


def test_those_that_nobody_read_for_longest_come_first_within_the_budget(recording, clock):
    first, second = recording.files
    first.verified_at = clock() - timedelta(days=40)
    second.verified_at = clock() - timedelta(days=50)
    db.session.commit()
    month_ago = clock() - timedelta(days=30)

    everything = integrity.longest_unread(db.session(), before=month_ago)
    within = integrity.longest_unread(db.session(), before=month_ago, budget_bytes=1)
    first.verified_at = clock()
    db.session.commit()

    assert (everything, within) == ([second.id, first.id], [second.id])
    assert integrity.longest_unread(db.session(), before=month_ago) == [second.id]


def test_a_night_reads_what_nobody_read_for_a_month(app, recording, clock, talk):
    end(clock, talk)
    clock.advance(days=31)
    db.session.rollback()

    with may_write():
        integrity.read_some_again(db.session(), services_of(app))

    db.session.expire_all()
    assert {file.verified_at for file in recording.files} == {clock()}


def test_only_what_was_asked_for_is_read(recording, verify):
    assert "1 archivos" in verify("--sample", "1")[1]
    assert "0 archivos" in verify("--since", "2099-01-01")[1]
