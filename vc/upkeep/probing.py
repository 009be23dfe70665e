"""Looks whether a vendor that refused our credentials takes them again, and lets its jobs go on."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.base import MeetingProvider
from vc import audit
from vc.booking.models import Meeting
from vc.jobs import LeaseLostError, claim, hold, release, wake
from vc.licences import standing
from vc.licences.models import VendorState
from vc.upkeep import alarms
from vc.upkeep.models import Watch


def probe(
    session: Session,
    state_id: int,
    *,
    providers: Mapping[str, MeetingProvider],
    clock: Callable[[], datetime],
) -> None:
    """Try the credentials of a stopped vendor: go on, or tell people once and try again later."""
    token = claim(session, VendorState, state_id, now=clock())
    session.commit()
    if token is None:
        return
    state = session.get_one(VendorState, state_id)
    provider, lacks = providers[state.platform.value], list(state.lacks)
    session.commit()
    found = provider.check()
    try:
        hold(session, state, token)
    except LeaseLostError:
        session.rollback()
        return
    session.refresh(state)
    now = clock()
    if state.stopped_at is None or standing.lets_us_work(found, lacks):
        _go_on(session, state, now)
    else:
        if state.alarmed_at is None:
            state.alarmed_at = now
            alarms.tell_of_vendor(session, state.platform, state.reason, now)
        release(state, due_at=now + standing.PROBE_EVERY, error=found.message)
    session.commit()


def _go_on(session: Session, state: VendorState, now: datetime) -> None:
    """Wake whatever waited for the vendor."""
    release(state, due_at=None)
    if state.stopped_at is None:
        return
    state.stopped_at = None
    audit.record(
        session,
        state,
        "vendorstate.resume",
        now=now,
        by=None,
        before={},
        after={"platform": state.platform.value},
    )
    waited = Meeting.platform == state.platform
    meetings = select(Meeting).where(
        waited, Meeting.due_at > now, Meeting.last_error == state.reason
    )
    for meeting in session.scalars(meetings).unique():
        meeting.due_at = now
        wake(session, "settle_meeting", meeting.id)
    watches = (
        select(Watch)
        .join(Meeting)
        .where(waited, Watch.due_at > now, Watch.last_error == state.reason)
    )
    for watch in session.scalars(watches).unique():
        watch.due_at = now
        wake(session, "look_at_room", watch.id)
