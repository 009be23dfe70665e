"""The system publishes on Facebook: sent once, whatever is lost, and published once it is seen."""

import hashlib

import pytest

from integrations.permalink_check import PostCheck
from tests.approvals.conftest import waiting  # noqa: F401
from tests.conftest import make_settings
from tests.publishing.working import HOUR, approve_as_is, connection_of, mails, plan, work
from tests.vendor import networks_at
from vc.channels.models import Mode
from vc.db import db
from vc.errors import RuleError
from vc.publishing import proof, publication_job, service, takedowns
from vc.publishing.models import Moment, Phase, PublicationStatus
from vc.services import services_of
from vc.shapes import Shape

S = PublicationStatus
FILM = bytes(range(256)) * 600
MINUTE = HOUR / 60


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with the emulated networks, their pages included."""
    return make_settings(tmp_path, media_reserve_mb=1, **networks_at(vendor))


@pytest.fixture
def row(app, vendor, context, approved, facebook, clock):
    """A publication of an upright film that the system makes, due in an hour."""
    vendor.meta(processing_s=0)
    film = approved.current_renders[0]
    with services_of(app).store.part(film.key, 0) as part:
        part.write(FILM)
    services_of(app).store.finish(film.key)
    film.sha256, film.size_bytes = hashlib.sha256(FILM).hexdigest(), len(FILM)
    film.width, film.height = 1080, 1920
    approve_as_is(approved)
    facebook.mode = Mode.API
    return plan(context(), approved, facebook, clock() + HOUR)


def films(vendor) -> list[dict]:
    """Return the videos at Meta that somebody finished."""
    return [one for one in vendor.state()["films"] if one["finished_at"] is not None]


def go(app, row, clock, **later):
    """Let time pass, and the worker work."""
    clock.advance(**later)
    return work(app, row)


def test_at_its_time_it_is_public_with_its_captions(app, row, vendor, clock):
    assert work(app, row).status is S.QUEUED
    assert films(vendor) == []

    row = go(app, row, clock, hours=1)

    (film,) = films(vendor)
    assert (row.status, row.remote_id, row.send_count) == (S.PUBLISHED, film["id"], 1)
    assert row.permalink_url == f"https://www.facebook.com/reel/{film['id']}/"
    assert film["sha256"] == hashlib.sha256(FILM).hexdigest()
    assert (row.last_error, row.due_at) == ("", row.published_at + HOUR)


def test_it_is_published_only_once_it_is_seen(app, row, vendor, clock):
    vendor.meta(processing_s=3600)
    row = go(app, row, clock, hours=1)
    assert row.status is S.PROCESSING
    assert "todavía la prepara" in row.last_error

    vendor.set_clock(clock() + 3 * HOUR)
    row = go(app, row, clock, seconds=10)

    assert row.status is S.PUBLISHED


@pytest.mark.parametrize("fault", ["lost_answer", "500_after", "html_after"])
def test_a_lost_answer_is_looked_for_and_never_sent_again(app, row, vendor, clock, fault):
    clock.advance(minutes=59)
    row = work(app, row)
    vendor.fail("create_reel", fault)

    row = go(app, row, clock, minutes=1)
    assert (row.status, row.phase, row.send_count) == (S.UNKNOWN, Phase.SENT, 1)
    assert go(app, row, clock, minutes=2).status is S.UNKNOWN

    row = go(app, row, clock, minutes=1)
    assert (row.status, row.send_count) == (S.PUBLISHED, 1)
    assert len(films(vendor)) == 1


def test_where_nothing_happened_it_is_sent_once_more_and_then_a_person_decides(
    app, row, vendor, clock
):
    vendor.fail("create_reel", "slow", seconds=0)
    vendor.fail("create_reel", "lost_request", times=2)
    row = go(app, row, clock, hours=1)
    assert row.status is S.UNKNOWN

    row = go(app, row, clock, minutes=3)
    assert (row.status, row.send_count) == (S.UNKNOWN, 2)
    row = go(app, row, clock, minutes=3)

    assert row.status is S.FAILED
    assert "dos veces" in row.last_error
    assert films(vendor) == []


def test_a_look_that_fails_does_not_mean_that_nothing_is_there(app, row, context, vendor, clock):
    vendor.fail("create_reel", "slow", seconds=0)
    vendor.fail("create_reel", "lost_answer")
    row = go(app, row, clock, hours=1)
    vendor.fail("read_film", "500", times=99)
    for _ in range(5):
        row = go(app, row, clock, minutes=4)

    assert (row.status, row.due_at) == (S.UNKNOWN, None)
    assert any(subject.startswith("No se sabe si salió") for subject in mails())
    # A person looks: it is not there, they say; so it failed, and can be queued again.
    proof.deny(context(), row)
    assert row.status is S.FAILED
    service.put_back(context(), row)
    assert (row.status, row.phase) == (S.QUEUED, Phase.NEW)


@pytest.mark.parametrize("operation", ["create_reel", "receive_video"])
def test_what_fails_before_it_is_sent_is_tried_again(app, row, vendor, clock, operation):
    vendor.fail(operation, "500", times=2)
    row = go(app, row, clock, hours=1)
    for _ in range(4):
        row = go(app, row, clock, seconds=30)

    assert row.status is S.PUBLISHED
    assert len(films(vendor)) == 1


def test_an_upload_that_breaks_goes_on(app, row, vendor, clock):
    vendor.meta(cut_uploads_at=[1000, 50_000])
    row = go(app, row, clock, hours=1)
    for _ in range(3):
        row = go(app, row, clock, seconds=30)

    assert row.status is S.PUBLISHED
    assert films(vendor)[0]["sha256"] == hashlib.sha256(FILM).hexdigest()


def test_a_refusal_is_told_and_not_repeated(app, row, vendor, clock):
    vendor.fail("create_reel", "slow", seconds=0)
    vendor.fail("create_reel", "refuse", code=100, message="Bad title")
    row = go(app, row, clock, hours=1)

    assert row.status is S.FAILED
    assert "Bad title" in row.last_error
    assert vendor.calls("create_reel") == 2


@pytest.mark.parametrize(
    ("code", "words"),
    [(368, "bloqueó"), (190, "no aceptó el permiso de la página"), (200, "le falta un permiso")],
)
def test_a_block_or_a_dead_token_stops_the_channel_with_one_alarm(
    app, row, context, approved, facebook, vendor, clock, code, words
):
    facebook.most_per_day = 9
    facebook.gap_min = 0
    other = plan(context(), approved, facebook, clock() + HOUR)
    vendor.fail("create_reel", "refuse", times=99, code=code)
    vendor.fail("debug_token", "refuse", times=99, code=190)
    row = go(app, row, clock, hours=1)
    other = work(app, other)

    assert (row.status, other.status) == (S.QUEUED, S.QUEUED)
    assert words in connection_of(row).reason
    assert sum("dejó de aceptar" in subject for subject in mails()) == 1
    assert films(vendor) == []


def test_when_the_network_takes_us_again_what_waited_goes_on(app, row, vendor, clock):
    vendor.refuse_meta_tokens(463)
    row = go(app, row, clock, hours=1)
    assert connection_of(row).stopped_at is not None
    vendor.refuse_meta_tokens(0)

    clock.advance(minutes=6)
    row = work(app, row)

    assert connection_of(row).stopped_at is None
    assert row.status is S.PUBLISHED
    assert len(films(vendor)) == 1


def test_a_dead_token_for_longer_than_the_window_is_missed(app, row, vendor, clock):
    vendor.refuse_meta_tokens(463)
    row = go(app, row, clock, hours=1)
    row = go(app, row, clock, hours=3, seconds=1)

    assert row.status is S.MISSED
    assert "token" in row.last_error


def test_a_worker_that_died_after_sending_is_followed_by_a_look(app, row, vendor, clock):
    clock.advance(hours=1)
    row = work(app, row)
    assert row.status is S.PUBLISHED
    # As the row was when the worker that had sent it was killed.
    row.status, row.phase, row.due_at = S.PUBLISHING, Phase.SENT, clock()
    row.lease_until, row.lease_token = clock() + MINUTE, "of the dead"
    db.session.commit()

    assert work(app, row).status is S.PUBLISHING
    row = go(app, row, clock, minutes=2)
    assert row.status is S.UNKNOWN
    row = go(app, row, clock, minutes=3)

    assert row.status is S.PUBLISHED
    assert len(films(vendor)) == 1


def test_gates_are_asked_between_the_upload_and_the_sending(app, row, vendor, clock, facebook):
    vendor.fail("receive_video", "500", times=1)
    row = go(app, row, clock, hours=1)
    assert (row.status, row.phase) == (S.PUBLISHING, Phase.BEGUN)
    row.channel.is_on = False
    db.session.commit()

    row = go(app, row, clock, minutes=1)

    assert row.status is S.FAILED
    assert films(vendor) == []


def test_other_bytes_than_the_approved_ones_are_never_sent(app, row, vendor, clock):
    key = row.film.key
    with services_of(app).store.part(key, 0) as part:
        part.write(b"something else")
    services_of(app).store.finish(key)

    row = go(app, row, clock, hours=1)

    assert row.status is S.FAILED
    assert "no es el que se aprobó" in row.last_error
    assert vendor.state()["films"] == []


def test_a_video_that_the_network_cannot_prepare_is_told(app, row, vendor, clock):
    vendor.meta(processing_trouble="Too blurry")
    row = go(app, row, clock, hours=1)

    assert row.status is S.FAILED
    assert "Too blurry" in row.last_error


def test_where_its_page_cannot_be_opened_the_networks_own_word_counts_in_the_end(
    app, row, vendor, clock, settings
):
    looks = []
    original, publication_job.look = (
        publication_job.look,
        lambda *_, **__: looks.append(1) or PostCheck.NO_ANSWER,
    )
    try:
        row = go(app, row, clock, hours=1)
        assert row.status is S.PROCESSING
        for _ in range(3):
            row = go(app, row, clock, minutes=6)
    finally:
        publication_job.look = original

    assert row.status is S.PUBLISHED
    assert len(looks) == 3


def test_its_figures_are_read_at_their_moments(app, row, vendor, clock):
    row = go(app, row, clock, hours=1)
    vendor.change_film(row.remote_id, views=120)
    row = go(app, row, clock, hours=1)
    assert [(one.moment, one.counts, one.by_id) for one in row.figures] == [
        (Moment.HOUR, {"views": 120}, None)
    ]
    assert row.due_at == row.published_at + 24 * HOUR

    # The worker was away for a week: what was at 24 hours nobody knows any more.
    vendor.change_film(row.remote_id, views=900)
    row = go(app, row, clock, days=8)
    assert [one.moment for one in row.figures] == [Moment.HOUR, Moment.WEEK]
    row = go(app, row, clock, days=21)
    assert row.figures[-1].moment is Moment.MONTH
    assert row.due_at is None


def test_it_is_taken_down_by_the_system_and_its_address_proves_it(app, row, context, vendor, clock):
    row = go(app, row, clock, hours=1)
    takedowns.ask(context(), row, "Una queja")
    db.session.commit()
    vendor.fail("delete_film", "500")

    row = work(app, row)
    assert row.is_to_retract
    row = go(app, row, clock, minutes=1)

    assert row.status is S.RETRACTED
    assert row.retract_proof == "El sistema la borró en la red y su enlace ya no abre."
    assert vendor.state()["films"] == []


def test_what_a_person_published_stays_with_a_person(app, row, context, facebook, vendor, clock):
    row.status, row.remote_id, row.published_at = S.PUBLISHED, "1", clock()
    row.published_by_id = context().by.id
    takedowns.ask(context(), row, "Una queja")
    db.session.commit()

    row = work(app, row)

    assert row.is_to_retract
    assert row.due_at is None
    assert vendor.calls("delete_film") == 0


def test_what_a_person_was_asked_for_stays_theirs_whatever_is_set_since(
    app, row, facebook, vendor, clock
):
    facebook.mode = Mode.BY_HAND
    db.session.commit()
    row = go(app, row, clock, hours=1)
    assert row.asked_at == clock()
    row.channel.mode = Mode.API
    db.session.commit()

    row = go(app, row, clock, hours=2)

    assert (row.status, row.reminded_at) == (S.PUBLISHING, clock())
    assert vendor.state()["films"] == []


def test_what_was_sent_before_the_channel_became_a_persons_is_asked_of_them(
    app, row, vendor, clock
):
    row.status, row.phase, row.due_at = S.PUBLISHING, Phase.SENT, clock()
    row.channel.mode = Mode.BY_HAND
    db.session.commit()

    row = work(app, row)

    assert (row.status, row.due_at) == (S.UNKNOWN, None)
    assert any(subject.startswith("No se sabe si salió") for subject in mails())


def test_while_the_system_sends_it_nobody_pastes_an_address(row, context):
    row.status = S.PUBLISHING
    with pytest.raises(RuleError, match="por publicar ahora"):
        proof.report(context(), row, "https://www.facebook.com/reel/1234567890")


def test_a_film_that_the_network_does_not_take_is_told_when_it_is_planned(
    row, context, approved, facebook, all_channels, clock
):
    instagram = all_channels[1]
    instagram.mode = Mode.API
    with pytest.raises(RuleError, match="no admite un archivo 16:9"):
        plan(context(), approved, instagram, clock() + 8 * HOUR)
    db.session.rollback()

    film = approved.current_renders[0]
    film.shape, film.duration_ms = Shape.TALL, 91_000
    with pytest.raises(RuleError, match="admite 90 s"):
        plan(context(), approved, facebook, clock() + 8 * HOUR, shape=Shape.TALL)
