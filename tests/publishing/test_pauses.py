"""A pause holds everything, a channel or a campaign; afterwards nothing goes out in a crowd."""

from datetime import timedelta

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.publishing.working import HOUR, ZONE, plan, work
from vc.booking.models import Campaign
from vc.channels.slots import clashes
from vc.db import db
from vc.errors import RuleError
from vc.publishing import pauses
from vc.publishing.models import PublicationStatus
from vc.publishing.pauses import NewPause

S = PublicationStatus


@pytest.fixture
def rows(context, approved, facebook, site, clock):
    """Two on Facebook, one on our page."""
    facebook.most_per_day = 9
    return [
        plan(context(), approved, facebook, clock() + HOUR),
        plan(context(), approved, facebook, clock() + 4 * HOUR),
        plan(context(), approved, site, clock() + 2 * HOUR),
    ]


def hold(context, **changes):
    """Hold back what `changes` say."""
    found = pauses.pause(context, NewPause(reason="Luto", **changes))
    db.session.commit()
    return found


def test_one_button_holds_everything_and_what_comes_later_too(
    app, rows, context, approved, facebook, clock
):
    hold(context())

    assert {one.status for one in rows} == {S.PAUSED}
    later = plan(context(), approved, facebook, clock() + 8 * HOUR)
    clock.advance(hours=8)
    assert work(app, later).status is S.PAUSED


def test_a_pause_of_a_channel_leaves_the_others(rows, context, facebook):
    hold(context(), channel_id=facebook.id)

    assert [one.status for one in rows] == [S.PAUSED, S.PAUSED, S.QUEUED]


def test_a_pause_of_a_campaign_leaves_the_others(rows, context, approved):
    campaign = Campaign(name="Prevenimos Juntos")
    db.session.add(campaign)
    db.session.flush()

    hold(context(), campaign_id=campaign.id)
    assert {one.status for one in rows} == {S.QUEUED}
    approved.event.campaign_id = campaign.id
    hold(context(), campaign_id=campaign.id)
    assert {one.status for one in rows} == {S.PAUSED}


def test_afterwards_they_go_out_apart_and_in_their_order(rows, context, facebook, clock):
    pause = hold(context())
    clock.advance(hours=6)

    assert pauses.lift(db.session(), pause, now=clock(), zone=ZONE, by=context().by) == 3

    first, second, own = rows
    assert {one.status for one in rows} == {S.QUEUED}
    assert clock() <= first.due_at < second.due_at
    rules = facebook.rules(ZONE)
    assert clashes(second.due_at, [first.due_at], rules) == ()
    assert own.due_at >= clock()


def test_what_is_still_to_come_keeps_its_time(rows, context, clock):
    times = [one.publish_after for one in rows]
    pause = hold(context())
    clock.advance(minutes=10)

    pauses.lift(db.session(), pause, now=clock(), zone=ZONE)

    assert [one.publish_after for one in rows] == times


def test_it_ends_by_itself(app, rows, context, clock):
    hold(context(), ends_at=clock() + 3 * HOUR)
    clock.advance(hours=3)

    assert work(app, rows[0]).status in (S.QUEUED, S.PUBLISHING)


def test_what_another_pause_holds_stays(rows, context, facebook, clock):
    everything = hold(context())
    hold(context(), channel_id=facebook.id)

    pauses.lift(db.session(), everything, now=clock(), zone=ZONE)

    assert [one.status for one in rows] == [S.PAUSED, S.PAUSED, S.QUEUED]


def test_it_wants_a_reason_and_an_end_that_is_to_come(context, approved, clock):
    with pytest.raises(RuleError, match="por qué"):
        pauses.pause(context(), NewPause(reason="  "))
    over = NewPause(reason="Luto", ends_at=clock() - timedelta(seconds=1))
    with pytest.raises(RuleError, match="antes de empezar"):
        pauses.pause(context(), over)
