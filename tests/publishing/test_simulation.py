"""Many publications in bad weather: none twice, none lost, every doubt cleared or with a person.

A hundred in every run, a quarter of them on each network; `make simulation` has two thousand.
"""

import os
import random
from collections import ChainMap, Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from integrations.contracts.common import Connection
from integrations.contracts.publishing import Publisher
from tests.approvals.conftest import waiting  # noqa: F401
from tests.publishing.networks import SEAS, Sea
from tests.publishing.test_by_api import row, settings  # noqa: F401
from tests.publishing.working import HOUR, approve_as_is, only, plan
from vc.channels.models import Mode
from vc.connections.models import VendorConnection
from vc.db import db, read_only
from vc.jobs import due_rows
from vc.networks.facts import Network
from vc.publishing.models import LEAD, Publication, PublicationStatus
from vc.scheduler import run_sweep
from vc.services import services_of
from vc.shapes import Shape

S = PublicationStatus
COUNT = int(os.environ.get("SIMULATED", "100")) // len(SEAS)
KILLED_SHARE = 0.05
ROUND_S = 30
MOST_ROUNDS = 5000
TEMPEST = (
    {"kind": "lost_answer", "share": 0.10},
    {"kind": "lost_request", "share": 0.02},
    {"kind": "500", "share": 0.02},
    {"kind": "500_after", "share": 0.02},
    {"kind": "429", "share": 0.005},
)
DEAD_TOKEN = {
    Network.FACEBOOK: {"kind": "refuse", "code": 190, "subcode": 463},
    Network.INSTAGRAM: {"kind": "refuse", "code": 190, "subcode": 463},
    Network.YOUTUBE: {"kind": "revoked_token"},
    Network.TIKTOK: {"kind": "refuse", "status": 401, "code": "access_token_invalid"},
    Network.X: {"kind": "refuse", "status": 401},
}
PLENTY = {
    Network.FACEBOOK: {"most_reels": 10**6},
    Network.INSTAGRAM: {"most_reels": 10**6},
    Network.YOUTUBE: {"most_inserts": 10**6},
    Network.TIKTOK: {"most_posts": 10**6},
    Network.X: {"credit_usd": 10.0**6},
}
"""No limit of a day is in the way."""
APART = timedelta(minutes=3)


class KilledError(BaseException):
    """The worker is no more."""


@dataclass
class Mortal:
    """A publisher whose worker dies now and then: before a call, or after it, before it is kept."""

    publisher: Callable[[], Publisher]
    luck: random.Random

    def __getattr__(self, name: str) -> object:
        known = getattr(self.publisher(), name)
        if not callable(known) or name == "check":
            return known

        def call(*arguments: object) -> object:
            if self.luck.random() < KILLED_SHARE / 2:
                raise KilledError
            answer = known(*arguments)
            if self.luck.random() < KILLED_SHARE / 2:
                raise KilledError
            return answer

        return call


@pytest.fixture(params=SEAS, ids=lambda one: one.network.value)
def sea(request) -> Sea:
    """One network after the other."""
    return request.param


@pytest.fixture
def many(app, row, sea, context, approved, all_channels, clock, vendor) -> int:  # noqa: F811
    """As many publications as are simulated, due a few minutes after each other."""
    sea.conduct(vendor, processing_s=0, **PLENTY[sea.network])
    sea.connect(app, vendor)
    row.status = S.CANCELLED
    channel = only(all_channels, sea.network)
    channel.mode, channel.is_on = Mode.API, True
    channel.most_per_day, channel.gap_min, channel.window_min = 10**6, 0, 30 * 24 * 60
    approved.current_renders[0].shape = Shape.TALL
    approve_as_is(approved)
    first = plan(context(), approved, channel, clock() + HOUR, shape=Shape.TALL, insists=True)
    values = {
        column.key: getattr(first, column.key)
        for column in Publication.__mapper__.column_attrs
        if column.key not in ("id", "slug", "repetition")
    }
    for number in range(COUNT - 1):
        copied = Publication(**values, repetition=number + 3)
        # X refuses the same words twice, and the list of Instagram tells posts by them.
        copied.text = f"{first.text} · {number}"
        copied.approved_text_sha256 = copied.words_sha256
        copied.publish_after = clock() + HOUR + APART * number
        copied.due_at = copied.publish_after - LEAD
        db.session.add(copied)
    db.session.commit()
    return COUNT


def turn(app) -> int:
    """Let a worker do everything that is due; return how often it was killed."""
    read_only(False)
    killed = 0
    query = select(Publication.id).where(
        Publication.due_at <= services_of(app).clock(),
        Publication.status != S.PUBLISHED,
        (Publication.lease_until.is_(None)) | (Publication.lease_until <= services_of(app).clock()),
    )
    due = db.session.scalars(query).all()
    looks = due_rows(db.session, VendorConnection, services_of(app).clock())
    db.session.rollback()
    for number in looks:
        services_of(app).registry.tasks["check_connection"].call_local(number)
    for number in due:
        try:
            services_of(app).registry.tasks["settle_publication"].call_local(number)
        except KilledError:
            killed += 1
            db.session.remove()
    db.session.rollback()
    return killed


def test_none_twice_none_lost_and_no_doubt_left(app, sea, many, vendor, clock):
    publishers = services_of(app).publishers
    mortal = Mortal(lambda: publishers[sea.network], random.Random(7))
    services_of(app).publishers = ChainMap({sea.network: mortal}, publishers)
    assert isinstance(mortal.publisher().check(), Connection)
    vendor.set_clock(clock())
    vendor.weather(*TEMPEST, DEAD_TOKEN[sea.network] | {"share": 0.002})
    killed = 0

    for _ in range(MOST_ROUNDS):
        killed += turn(app)
        next_due = db.session.scalar(
            select(func.min(Publication.due_at)).where(Publication.status != S.PUBLISHED)
        )
        db.session.rollback()
        if next_due is None:
            break
        # Where all wait for the network, so does the test, without the waiting.
        clock.now = max(clock() + timedelta(seconds=ROUND_S), next_due)
        vendor.set_clock(clock())
    vendor.weather()

    db.session.expire_all()
    query = select(Publication).where(Publication.status != S.CANCELLED)
    rows = db.session.scalars(query).unique().all()
    public = Counter(sea.public(vendor.state()))
    states = Counter(one.status for one in rows)
    print(f"{sea.network}: {many} publications, {killed} workers killed, {dict(states)}")
    assert len(rows) == many
    # Nothing is under way any more: it is out, or with a person.
    assert set(states) <= {S.PUBLISHED, S.UNKNOWN, S.FAILED, S.MISSED}
    assert all(one.last_error for one in rows if one.status is not S.PUBLISHED)
    # Every post that is out belongs to one publication, and every publication has one post.
    out = [one.remote_id for one in rows if one.status is S.PUBLISHED]
    assert len(out) == len(set(out))
    assert max(public.values()) == 1
    doubtful = sum(one.status is S.UNKNOWN for one in rows)
    assert set(out) <= set(public)
    assert len(public) <= len(out) + doubtful
    assert states[S.PUBLISHED] >= 0.9 * many
    assert killed > 0
    run_sweep(app)
