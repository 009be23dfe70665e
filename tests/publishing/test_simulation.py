"""Many publications in bad weather: none twice, none lost, every doubt cleared or with a person.

A hundred in every run; `make simulation` has two thousand.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from integrations.base import Connection
from integrations.publishing import Publisher
from tests.approving.conftest import waiting  # noqa: F401
from tests.publishing.test_by_api import row, settings  # noqa: F401
from tests.publishing.working import HOUR, plan
from vc.channels.models import Channel
from vc.channels.networks import Network
from vc.db import db, read_only
from vc.publishing.models import Publication, PublicationStatus
from vc.tasks import run_sweep

S = PublicationStatus
COUNT = int(os.environ.get("SIMULATED", "100"))
KILLED_SHARE = 0.05
ROUND_S = 30
MOST_ROUNDS = 5000
TEMPEST = (
    {"kind": "lost_answer", "share": 0.10},
    {"kind": "lost_request", "share": 0.02},
    {"kind": "500", "share": 0.02},
    {"kind": "500_after", "share": 0.02},
    {"kind": "429", "share": 0.005},
    {"kind": "refuse", "code": 190, "subcode": 463, "share": 0.002},
)


class KilledError(BaseException):
    """The worker is no more."""


@dataclass
class Mortal:
    """A publisher whose worker dies now and then: before a call, or after it, before it is kept."""

    publisher: Publisher
    luck: random.Random

    def __getattr__(self, name: str) -> object:
        known = getattr(self.publisher, name)
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


@pytest.fixture
def many(row, desk, approved, facebook, clock, vendor) -> int:  # noqa: F811
    """As many publications as are simulated, all due within an hour."""
    vendor.meta(most_reels=10**6)
    facebook.most_per_day, facebook.gap_min, facebook.window_min = 10**6, 0, 30 * 24 * 60
    first = plan(desk(), approved, facebook, clock() + HOUR, insists=True)
    values = {
        column.key: getattr(first, column.key)
        for column in Publication.__mapper__.column_attrs
        if column.key not in ("id", "slug", "repetition")
    }
    for number in range(COUNT - 2):
        copied = Publication(**values, repetition=number + 3)
        copied.publish_after = copied.due_at = clock() + HOUR * (number % 60) / 60
        db.session.add(copied)
    db.session.commit()
    return COUNT


def turn(app) -> int:
    """Let a worker do everything that is due; return how often it was killed."""
    read_only(False)
    killed = 0
    query = select(Publication.id).where(
        Publication.due_at <= app.config["CLOCK"](),
        Publication.status != S.PUBLISHED,
        (Publication.lease_until.is_(None)) | (Publication.lease_until <= app.config["CLOCK"]()),
    )
    due = db.session.scalars(query).all()
    channels = db.session.scalars(
        select(Channel.id).where(Channel.due_at <= app.config["CLOCK"]())
    ).all()
    db.session.rollback()
    for number in channels:
        app.extensions["tasks"]["check_publisher"].call_local(number)
    for number in due:
        try:
            app.extensions["tasks"]["settle_publication"].call_local(number)
        except KilledError:
            killed += 1
            db.session.remove()
    db.session.rollback()
    return killed


def test_none_twice_none_lost_and_no_doubt_left(app, many, vendor, clock):
    publishers = app.extensions["publishers"]
    mortal = Mortal(publishers[Network.FACEBOOK], random.Random(7))
    publishers[Network.FACEBOOK] = mortal
    assert isinstance(mortal.publisher.check(), Connection)
    vendor.weather(*TEMPEST)
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
    vendor.weather()

    db.session.expire_all()
    rows = db.session.scalars(select(Publication)).unique().all()
    public = Counter(
        film["description"] and film["id"]
        for film in vendor.state()["films"]
        if film["finished_at"] is not None
    )
    states = Counter(one.status for one in rows)
    print(f"{many} publications, {killed} workers killed, {dict(states)}")
    assert len(rows) == many
    # Nothing is under way any more: it is out, or with a person.
    assert set(states) <= {S.PUBLISHED, S.UNKNOWN, S.FAILED, S.MISSED}
    assert all(one.last_error for one in rows if one.status is not S.PUBLISHED)
    # Every post that is out belongs to one publication, and every publication has one post.
    out = [one.remote_id for one in rows if one.status is S.PUBLISHED]
    assert len(out) == len(set(out))
    doubtful = {one.remote_id for one in rows if one.status is S.UNKNOWN}
    assert set(out) <= set(public) <= set(out) | doubtful
    assert states[S.PUBLISHED] >= 0.9 * many
    assert killed > 0
    run_sweep(app)
