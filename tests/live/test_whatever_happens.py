"""Whatever gets lost on the way, in any order: there is one announcement at the channel."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.booking.sessions import book
from tests.live.working import Times, broadcast_of, work
from vc.live.models import BroadcastStatus

S = BroadcastStatus
FAULTS = st.sampled_from(
    [
        ("create_live", "lost_answer"),
        ("create_live", "lost_request"),
        ("create_live", "500_after"),
        ("create_live", "html_after"),
        ("create_live", "500"),
        ("list_lives", "500"),
        ("list_lives", "lost_answer"),
        ("read_live", "500"),
        ("read_live", "lost_answer"),
        ("create_meeting", "429_burst"),
    ]
)


@given(st.lists(FAULTS, min_size=1, max_size=5))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_there_is_never_more_than_one_announcement(
    app, times: Times, clock, vendor, host, licence, faults
):
    # Each example is a session of its own, the last one's hour behind it.
    clock.now += timedelta(days=20)
    vendor.reset()
    vendor.set_clock(clock.now)
    event = book(app, host, clock() + timedelta(days=3), streams=True)
    for operation, kind in faults:
        vendor.fail(operation, kind)

    for _ in range(6):
        work(app, "settle_meeting", "settle_broadcast", "check_connection")
        times.advance(minutes=5)

    mine = [live for live in vendor.lives() if event.folio in live["description"]]
    assert broadcast_of(event).status is S.SCHEDULED
    assert [live["id"] for live in mine] == [broadcast_of(event).external_id]
