"""A person publishes: asked at its time, reminded, the address looked at, never late by itself."""

from dataclasses import replace

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.publishing.working import HOUR, REEL, mails, only, plan, work
from vc.clips import queries
from vc.clips import service as clips
from vc.db import db
from vc.errors import RuleError
from vc.networks.facts import Network
from vc.publishing import proof, service
from vc.publishing.models import PublicationStatus

S = PublicationStatus
PATH = "/reel/1234567890"


@pytest.fixture
def row(context, approved, facebook, clock):
    """A publication that is due in an hour."""
    return plan(context(), approved, facebook, clock() + HOUR)


def test_at_its_time_a_person_is_asked_and_brings_the_address(
    app, row, context, clock, network_pages, author
):
    assert work(app, row).status is S.QUEUED
    clock.advance(hours=1)

    row = work(app, row)
    assert (row.status, row.asked_at) == (S.PUBLISHING, clock())
    assert any(subject.startswith("Hay que publicar") for subject in mails())

    network_pages.answers[PATH] = 200
    proof.report(context(), row, REEL)
    db.session.commit()
    row = work(app, row)

    assert (row.status, row.published_at, row.permalink_url) == (S.PUBLISHED, clock(), REEL)
    assert row.published_by == author
    assert row.due_at is None


def test_it_is_published_only_once_its_address_answers(app, row, context, clock, network_pages):
    clock.advance(hours=1)
    row = work(app, row)
    proof.report(context(), row, REEL)
    db.session.commit()

    row = work(app, row)
    assert row.status is S.PROCESSING
    assert "no hay nada" in row.last_error
    for minutes in (1, 2, 5, 15):
        clock.advance(minutes=minutes)
        row = work(app, row)
    assert any(subject.startswith("El enlace no abre") for subject in mails())
    assert network_pages.asked == [PATH] * 5

    network_pages.answers[PATH] = 200
    clock.advance(minutes=30)
    assert work(app, row).status is S.PUBLISHED


def test_on_tiktok_a_person_publishes_and_its_video_is_asked_for(
    app, context, approved, all_channels, clock, network_pages
):
    channel = only(all_channels, Network.TIKTOK)
    channel.is_on = True
    row = plan(context(), approved, channel, clock() + HOUR)
    clock.advance(hours=1)
    row = work(app, row)
    proof.report(context(), row, "tiktok.com/@secesp.slp/video/7303572800042847520?_r=1")
    db.session.commit()

    # Its page answers for a video that is gone, too: only what embeds one is told.
    network_pages.answers["/@secesp.slp/video/7303572800042847520"] = 200
    assert work(app, row).status is S.PROCESSING
    network_pages.answers[network_pages.asked[-1]] = 200
    assert network_pages.asked[-1].startswith("/oembed?url=https%3A%2F%2Fwww.tiktok.com%2F")
    clock.advance(minutes=1)
    row = work(app, row)

    assert row.status is S.PUBLISHED
    assert row.permalink_url == "https://www.tiktok.com/@secesp.slp/video/7303572800042847520"


def test_where_the_network_hides_it_a_person_tells(app, row, context, clock, network_pages, author):
    network_pages.answers[PATH] = "/login/?next=x"
    clock.advance(hours=1)
    row = work(app, row)
    proof.report(context(), row, REEL)
    db.session.commit()

    row = work(app, row)
    assert row.status is S.PROCESSING
    assert "ventana privada" in row.last_error
    proof.confirm_seen(context(), row)

    assert (row.status, row.seen_by_id) == (S.PUBLISHED, author.id)


def test_a_wrong_address_is_taken_back(app, row, context, clock, network_pages):
    clock.advance(hours=1)
    row = work(app, row)
    proof.report(context(), row, REEL)
    proof.take_back_link(context(), row)
    db.session.commit()

    row = work(app, row)

    assert (row.status, row.permalink_url) == (S.PUBLISHING, "")


def test_an_address_is_kept_in_its_plain_form_whichever_was_pasted(
    app, row, context, approved, facebook, clock
):
    other = plan(context(), approved, facebook, clock() + 9 * HOUR)
    proof.report(context(), row, f"m.facebook.com{REEL.partition('.com')[2]}/?s=single_unit")
    db.session.commit()

    assert row.permalink_url == REEL.rstrip("/")
    with pytest.raises(RuleError, match="ya es de otra publicación"):
        proof.report(context(), other, f"{REEL}?locale=es_LA")


def test_two_posts_never_have_one_address(app, row, context, approved, facebook, clock):
    other = plan(context(), approved, facebook, clock() + 9 * HOUR)
    proof.report(context(), row, REEL)
    db.session.commit()

    with pytest.raises(RuleError, match="ya es de otra publicación"):
        proof.report(context(), other, REEL)


def test_after_two_hours_people_are_reminded_once_and_after_the_window_they_decide(
    app, row, context, clock
):
    clock.advance(hours=1)
    row = work(app, row)
    clock.advance(hours=2)
    row = work(app, row)
    assert row.reminded_at == clock()
    assert sum(subject.startswith("Sigue sin publicarse") for subject in mails()) == 1
    assert row.status is S.PUBLISHING

    clock.advance(hours=1, seconds=1)
    row = work(app, row)
    assert row.status is S.MISSED
    assert "tolerancia" in row.last_error

    # It was published all the same: then that is what counts.
    proof.report(context(), row, REEL)
    assert row.status is S.PROCESSING


def test_what_is_found_too_late_goes_out_no_more(app, row, context, clock):
    clock.advance(hours=4, seconds=1)

    row = work(app, row)

    assert row.status is S.MISSED
    assert any(subject.startswith("No se publicó") for subject in mails())
    service.put_back(context(), row)
    assert row.status is S.QUEUED
    assert row.publish_after >= clock()


def test_at_the_end_of_its_window_it_still_goes_out(app, row, clock):
    clock.advance(hours=4)

    assert work(app, row).status is S.PUBLISHING


def test_every_gate_is_asked_again_as_it_goes_out(app, row, context, approved, facebook, clock):
    edit = replace(queries.edit_of(db.session(), approved), text="Otra letra")
    clips.save(
        db.session(),
        approved,
        edit,
        token="the-page",
        base=approved.revision,
        now=clock(),
        by=context().by,
    )
    db.session.commit()
    clock.advance(hours=1)

    row = work(app, row)

    assert row.status is S.FAILED
    assert "Nadie ha aprobado" in row.last_error


def test_a_channel_that_was_switched_off_meanwhile_stops_it(app, row, facebook, clock):
    facebook.is_on = False
    db.session.commit()
    clock.advance(hours=1)

    row = work(app, row)

    assert (row.status, row.last_error) == (S.FAILED, "El canal Facebook está apagado.")


def test_no_more_go_out_on_a_day_than_the_channel_takes(
    app, row, context, approved, facebook, clock, network_pages
):
    network_pages.answers[PATH] = 200
    facebook.most_per_day = 2
    other = plan(context(), approved, facebook, clock() + 5 * HOUR)
    facebook.most_per_day = 1
    db.session.commit()
    clock.advance(hours=1)
    proof.report(context(), work(app, row), REEL)
    db.session.commit()
    assert work(app, row).status is S.PUBLISHED
    clock.advance(hours=4)

    other = work(app, other)

    assert other.status is S.FAILED
    assert "todas las publicaciones que admite" in other.last_error


def test_our_own_page_needs_nobody(app, context, approved, site, clock):
    row = plan(context(), approved, site, clock() + HOUR)
    clock.advance(hours=1)

    row = work(app, row)

    assert (row.status, row.permalink_url) == (S.PUBLISHED, f"/difusion/{row.slug}")


def test_a_second_worker_does_nothing_twice(app, row, clock):
    clock.advance(hours=1)
    row = work(app, row)
    before = len(mails())
    row.due_at = clock()
    db.session.commit()

    row = work(app, row)

    assert row.status is S.PUBLISHING
    assert len(mails()) == before
