# ruff: noqa: F811 - fixtures of other files are arguments here
"""What nobody sees is prepared ahead, so that a post goes out at its very time."""

from datetime import timedelta

import pytest

from integrations.errors import CredentialsError
from tests.approvals.conftest import waiting  # noqa: F401
from tests.publishing.test_by_api import row, settings  # noqa: F401
from tests.publishing.test_networks import post, sea  # noqa: F401
from tests.publishing.test_pages import opened  # noqa: F401
from tests.publishing.working import HOUR, mails, plan, work
from vc.channels.models import Mode
from vc.connections import service as connections
from vc.connections.models import Use
from vc.db import db
from vc.networks.facts import Network
from vc.publishing import pauses, service
from vc.publishing.models import LEAD, Phase, PublicationStatus
from vc.publishing.pauses import NewPause

S = PublicationStatus


@pytest.fixture
def ahead(app, post, vendor, clock):
    """The publication ten minutes before its time, prepared."""
    clock.advance(minutes=50)
    vendor.set_clock(clock())
    post = work(app, post)
    assert (post.status, post.phase, post.due_at) == (S.QUEUED, Phase.UPLOADED, post.ready_at)
    return post


def test_at_its_time_only_the_one_call_is_left(app, ahead, sea, vendor, clock):
    before = len(vendor.state()["calls"])
    clock.now = ahead.ready_at
    post = work(app, ahead)

    assert (post.status, post.sent_at) == (S.PUBLISHED, post.ready_at)
    made = [one["operation"] for one in vendor.state()["calls"][before:]]
    assert made.count(sea.publishes) == 1
    uploads = {"receive_video", "receive_container", "put_video", "append_media"}
    assert not (uploads - {sea.publishes}) & set(made)


def test_its_page_says_that_it_is_up_already(ahead, opened, author):
    name, number = ahead.channel.name, ahead.id
    page = opened(author).get(f"/publicaciones/{number}")
    assert f"El video ya está en {name}, sin publicar" in page.text


def test_while_the_network_still_works_on_it_it_is_looked_at_until_its_time(
    app, post, sea, vendor, clock
):
    sea.conduct(vendor, processing_s=240)
    vendor.set_clock(clock() + HOUR - LEAD)
    clock.now += HOUR - LEAD
    post = work(app, post)
    if not sea.works_afterwards:
        assert clock() < post.due_at < post.ready_at
    for _ in range(12):
        clock.now = min(post.due_at, post.ready_at)
        vendor.set_clock(clock())
        post = work(app, post)
        if post.status is not S.QUEUED:
            break
    assert post.sent_at == post.ready_at


def test_another_text_or_time_is_prepared_anew(app, ahead, sea, context, vendor, clock):
    old = ahead.upload_url
    service.move(context(), ahead, clock() + 2 * HOUR)
    db.session.commit()
    assert (ahead.phase, ahead.remote_id, ahead.upload_url) == (Phase.NEW, "", "")
    assert ahead.due_at == ahead.ready_at - LEAD

    clock.now = ahead.ready_at
    vendor.set_clock(clock())
    post = work(app, ahead)
    assert post.status is S.PUBLISHED
    assert post.upload_url != old
    assert sea.public(vendor.state()) == [post.remote_id]


def test_what_is_held_back_is_prepared_anew_afterwards(app, ahead, context, vendor, clock):
    pause = pauses.pause(context(), NewPause(reason="Luto"))
    db.session.commit()
    assert (ahead.status, ahead.phase) == (S.PAUSED, Phase.NEW)
    pauses.lift(db.session(), pause, now=clock(), zone=context().zone)
    db.session.commit()
    assert work(app, ahead).phase is Phase.UPLOADED


def test_what_would_not_go_out_is_not_prepared(app, post, context, vendor, clock, sea):
    refusal = CredentialsError("Token vencido", vendor=sea.network.value, operation="begin")
    connections.stop(db.session(), Use.POSTS, sea.network.value, refusal, now=clock())
    clock.advance(minutes=50)
    db.session.commit()
    post = work(app, post)
    assert (post.phase, post.due_at) == (Phase.NEW, post.ready_at)


def test_a_film_that_the_network_refuses_is_told_ahead_of_its_time(app, post, sea, vendor, clock):
    if sea.works_afterwards:
        pytest.skip("it says so only once it is published")
    trouble = {
        Network.INSTAGRAM: {"processing_trouble": "Unsupported format"},
        Network.YOUTUBE: {"failure": "codec"},
        Network.X: {"trouble": "Unsupported video"},
    }
    sea.conduct(vendor, **trouble[sea.network])
    clock.advance(minutes=46)
    vendor.set_clock(clock())
    post = work(app, post)
    assert post.status is S.FAILED
    assert clock() < post.ready_at
    assert any(subject.startswith("No se publicó") for subject in mails())


def test_by_hand_and_on_our_own_page_nothing_is_done_ahead(
    app, approved, context, row, site, clock
):
    row.channel.mode = Mode.BY_HAND
    for channel in (row.channel, site):
        made = plan(context(), approved, channel, clock() + 3 * HOUR, insists=True)
        assert made.due_at == made.begins_at == made.ready_at


def test_a_session_that_is_moved_takes_its_clip_along(app, post, clock):
    post.waits_for_event = True
    event = post.clip.event
    event.starts_at, event.ends_at = clock() + 2 * HOUR, clock() + 3 * HOUR
    db.session.commit()
    work(app, post)
    assert post.due_at == event.ends_at - LEAD
    clock.now = post.due_at + timedelta(minutes=1)
    post = work(app, post)
    assert (post.phase, post.due_at) == (Phase.UPLOADED, post.clip.event.ends_at)
