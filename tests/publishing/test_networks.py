"""Every network whose interface publishes: once, when it is ready, found again, taken down."""

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.publishing.networks import SEAS, Sea
from tests.publishing.test_by_api import go, row, settings  # noqa: F401
from tests.publishing.working import HOUR, approve_as_is, only, plan
from vc.channels.models import Mode
from vc.db import db
from vc.networks.facts import Network
from vc.publishing import takedowns
from vc.publishing.models import Moment, Phase, PublicationStatus
from vc.shapes import Shape

S = PublicationStatus
PAGES = {
    Network.FACEBOOK: "https://www.facebook.com/reel/{}/",
    Network.INSTAGRAM: "https://www.instagram.com/reel/",
    Network.YOUTUBE: "https://www.youtube.com/watch?v={}",
    Network.TIKTOK: "https://www.tiktok.com/@secesp_slp/video/",
    Network.X: "https://x.com/i/status/{}",
}


@pytest.fixture(params=SEAS, ids=lambda one: one.network.value)
def sea(request) -> Sea:
    """One network after the other."""
    return request.param


@pytest.fixture
def post(app, row, sea, context, approved, all_channels, vendor, clock):  # noqa: F811
    """A publication that the system makes there, due in an hour; the work on it takes no time."""
    channel = only(all_channels, sea.network)
    channel.mode, channel.is_on = Mode.API, True
    approved.current_renders[0].shape = Shape.TALL
    approve_as_is(approved)
    row.status = S.CANCELLED
    sea.connect(app, vendor)
    sea.conduct(vendor, processing_s=0)
    return plan(context(), approved, channel, clock() + HOUR, shape=Shape.TALL)


@pytest.mark.usefixtures("good_day")
def test_at_its_time_it_is_public_once_and_its_page_proves_it(app, post, sea, vendor, clock):
    post = go(app, post, clock, minutes=44)
    assert (post.status, post.phase) == (S.QUEUED, Phase.NEW)
    # A quarter of an hour ahead its bytes go where nobody sees them.
    post = go(app, post, clock, minutes=15)
    assert (post.status, post.phase) == (S.QUEUED, Phase.UPLOADED)
    assert sea.public(vendor.state()) == []

    post = go(app, post, clock, minutes=1)

    assert (post.status, post.send_count, post.last_error) == (S.PUBLISHED, 1, "")
    assert sea.public(vendor.state()) == [post.remote_id]
    assert post.permalink_url.startswith(PAGES[sea.network].format(post.remote_id))
    assert post.published_at == clock()
    # What comes afterwards too: captions, a picture, figures.
    go(app, post, clock, hours=25)


@pytest.mark.parametrize("fault", ["lost_answer", "500_after"])
def test_a_lost_answer_is_looked_for_and_never_sent_again(app, post, sea, vendor, clock, fault):
    calls = 2 if sea.network is Network.FACEBOOK else 1
    if calls == 2:
        # Facebook's first call at this address only begins the upload.
        vendor.fail(sea.publishes, "slow", seconds=0)
    vendor.fail(sea.publishes, fault)
    vendor.set_clock(clock() + HOUR)
    post = go(app, post, clock, hours=1)
    assert (post.status, post.phase) == (S.UNKNOWN, Phase.SENT)
    assert go(app, post, clock, minutes=2).status is S.UNKNOWN

    post = go(app, post, clock, minutes=1)

    assert (post.status, post.send_count) == (S.PUBLISHED, 1)
    assert sea.public(vendor.state()) == [post.remote_id]
    assert vendor.calls(sea.publishes) == calls


def test_what_did_not_arrive_is_sent_once_more_after_a_look(app, post, sea, vendor, clock):
    if sea.network is Network.FACEBOOK:
        vendor.fail(sea.publishes, "slow", seconds=0)
    vendor.fail(sea.publishes, "lost_request")
    assert go(app, post, clock, hours=1).status is S.UNKNOWN

    post = go(app, post, clock, minutes=3)

    assert (post.status, post.send_count) == (S.PUBLISHED, 2)
    assert sea.public(vendor.state()) == [post.remote_id]


def test_while_the_network_works_on_it_nothing_is_published(app, post, sea, vendor, clock):
    sea.conduct(vendor, processing_s=3600)
    vendor.set_clock(clock() + HOUR)
    post = go(app, post, clock, hours=1)
    assert post.status in (S.PUBLISHING, S.PROCESSING)

    vendor.set_clock(clock() + 2 * HOUR)
    post = go(app, post, clock, seconds=10)

    assert post.status is S.PUBLISHED
    assert sea.public(vendor.state()) == [post.remote_id]


def test_its_figures_are_read_and_it_is_taken_down(app, post, sea, context, vendor, clock):
    post = go(app, post, clock, hours=1)
    post = go(app, post, clock, hours=1)
    assert [one.moment for one in post.figures] == [Moment.HOUR] * sea.tells_figures

    takedowns.ask(context(), post, "Una queja")
    db.session.commit()
    post = go(app, post, clock, seconds=1)

    if sea.is_taken_down_by_hand:
        assert post.is_to_retract
        assert "aplicación" in post.last_error
        return
    assert post.status is S.RETRACTED
    assert post.retract_proof == "El sistema la borró en la red y su enlace ya no abre."
    assert sea.public(vendor.state()) == []
