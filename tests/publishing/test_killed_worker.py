# ruff: noqa: F811 - fixtures of other files are arguments here
"""A worker is killed on the line with a network: the next one goes on, nothing goes out twice."""

from datetime import timedelta

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.processes import forked, wait_until
from tests.publishing.test_by_api import row, settings  # noqa: F401
from tests.publishing.test_networks import post, sea  # noqa: F401
from tests.publishing.working import work
from vc.db import db
from vc.networks.facts import Network
from vc.publishing.models import Phase, Publication, PublicationStatus
from vc.services import services_of

S = PublicationStatus
UPLOADS = {
    Network.FACEBOOK: "receive_video",
    Network.INSTAGRAM: "receive_container",
    Network.YOUTUBE: "put_video",
    Network.X: "append_media",
}
LATE_S = 6


def killed(app, post: Publication, vendor, operation: str, calls: int = 1) -> Publication:
    """Kill a worker whose call has arrived and is not answered yet; return what it left."""
    number = post.id
    turn = ("-m", "tests.publishing.one_turn", str(number), services_of(app).clock().isoformat())
    db.session.rollback()
    with forked(*turn, settings=services_of(app).settings) as worker:
        wait_until(lambda: vendor.calls(operation) >= calls, f"{operation} has arrived")
        worker.kill()
        worker.wait(timeout=60)
    db.session.expire_all()
    return db.session.get_one(Publication, number)


def test_killed_while_it_uploads_it_is_published_by_the_next(app, post, sea, vendor, clock):
    if sea.network not in UPLOADS:
        pytest.skip("its film of one piece comes with the call that makes it public")
    clock.advance(hours=1)
    vendor.set_clock(clock())
    operation = UPLOADS[sea.network]
    vendor.fail(operation, "slow", seconds=LATE_S)

    post = killed(app, post, vendor, operation)
    assert (post.status, post.phase, post.send_count) == (S.PUBLISHING, Phase.BEGUN, 0)
    assert work(app, post).phase is Phase.BEGUN

    for _ in range(4):
        clock.advance(seconds=services_of(app).settings.lease_s + 300)
        post = work(app, post)
    assert (post.status, post.send_count) == (S.PUBLISHED, 1)
    assert sea.public(vendor.state()) == [post.remote_id]


def test_killed_before_the_answer_it_is_looked_for_and_not_sent_again(
    app, post, sea, vendor, clock
):
    clock.advance(hours=1)
    vendor.set_clock(clock())
    calls = 2 if sea.network is Network.FACEBOOK else 1
    if calls == 2:
        # Facebook's first call at this address only begins the upload.
        vendor.fail(sea.publishes, "slow", seconds=0)
    vendor.fail(sea.publishes, "slow", seconds=LATE_S)

    post = killed(app, post, vendor, sea.publishes, calls)
    assert (post.status, post.phase) == (S.PUBLISHING, Phase.SENT)

    clock.advance(seconds=services_of(app).settings.lease_s)
    assert work(app, post).status is S.UNKNOWN
    clock.advance(minutes=3)
    post = work(app, post)
    assert (post.status, post.send_count) == (S.PUBLISHED, 1)
    assert vendor.calls(sea.publishes) == calls
    assert sea.public(vendor.state()) == [post.remote_id]


def test_a_worker_whose_time_is_over_keeps_nothing(app, post, sea, vendor, clock):
    clock.advance(hours=1)
    post.status, post.phase = S.PUBLISHING, Phase.NEW
    post.lease_token, post.lease_until = "another", clock() + timedelta(seconds=30)
    db.session.commit()

    assert work(app, post).phase is Phase.NEW
    assert sea.public(vendor.state()) == []
    clock.advance(seconds=30)
    assert work(app, post).status is S.PUBLISHED
