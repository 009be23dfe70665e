"""Whether the channel lets us work: its jobs stop together, and go on together.

It is looked at every day, as a token may die in silence, and every few minutes while it refuses us.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.broadcasting import Broadcaster
from integrations.contracts.common import Connection
from integrations.errors import BlockedError, CredentialsError
from vc import audit
from vc.db import insert_once
from vc.jobs import Job, release, wake
from vc.live import alarms
from vc.live.models import Broadcast, ChannelState

CHECKED_EVERY = timedelta(hours=24)
WHILE_STOPPED = timedelta(minutes=5)


def state_of(session: Session, channel: str) -> ChannelState | None:
    """Return how the channel stood at the last look; None before the first."""
    return session.scalar(select(ChannelState).where(ChannelState.channel == channel))


def ensure_state(session: Session, channel: str, now: datetime) -> None:
    """Let the channel be looked at, if it never was."""
    if state_of(session, channel) is None:
        insert_once(session, ChannelState, "channel", channel=channel, due_at=now)


def stopped(session: Session, channel: str) -> ChannelState | None:
    """Return the state of a channel that refuses us; None while it lets us work."""
    state = state_of(session, channel)
    return state if state is not None and state.stopped_at is not None else None


def stop(
    session: Session, channel: str, error: CredentialsError | BlockedError, now: datetime
) -> ChannelState:
    """Stop the channel's jobs, if they are not stopped yet, and tell people."""
    ensure_state(session, channel, now)
    query = select(ChannelState).where(ChannelState.channel == channel).with_for_update()
    state = session.scalars(query).one()
    if state.stopped_at is None:
        _refused(session, state, error.message, now)
    state.due_at = now + WHILE_STOPPED
    return state


def resumes_at(state: ChannelState, now: datetime) -> datetime:
    """Return when a job of a stopped channel looks again whether it may go on."""
    return state.due_at if state.due_at and state.due_at > now else now + WHILE_STOPPED


def check(job: Job[ChannelState]) -> None:
    """Look how our access stands: stop the channel's jobs or let them go on."""
    with job.outside():
        found = job.services.broadcaster.check()
    _keep(job.session, job.row, found, job.now())


def check_now(session: Session, *, broadcaster: Broadcaster, clock: Callable[[], datetime]) -> None:
    """Look at once, for somebody who presses the button; no transaction is open meanwhile."""
    session.commit()
    found = broadcaster.check()
    ensure_state(session, broadcaster.channel, clock())
    query = select(ChannelState).where(ChannelState.channel == broadcaster.channel)
    _keep(session, session.scalars(query.with_for_update()).one(), found, clock())
    session.commit()


def _keep(session: Session, state: ChannelState, found: Connection, now: datetime) -> None:
    """Write down what the look found."""
    state.is_working = found.is_working
    state.message = found.message[:1000]
    state.missing = list(found.missing_scopes)
    state.facts = dict(found.facts)
    state.checked_at = now
    if found.is_working and state.stopped_at is not None:
        _go_on(session, state, now)
    elif not found.is_working and state.stopped_at is None and found.is_refused:
        _refused(session, state, found.message, now)
    wait = CHECKED_EVERY if found.is_working else WHILE_STOPPED
    release(state, due_at=now + wait)


def _refused(session: Session, state: ChannelState, reason: str, now: datetime) -> None:
    """Write down that the channel refuses us, and tell people once."""
    state.is_working = False
    state.stopped_at = now
    state.reason = state.message = reason[:1000]
    _line(session, state, "channelstate.stop", now, reason=state.reason)
    alarms.tell_of_channel(session, state.reason, now)


def _go_on(session: Session, state: ChannelState, now: datetime) -> None:
    """Wake whatever waited for the channel."""
    waited = select(Broadcast).where(
        Broadcast.channel == state.channel, Broadcast.last_error == state.reason
    )
    for broadcast in session.scalars(waited).unique():
        broadcast.due_at = now
        wake(session, "settle_broadcast", broadcast.id)
    state.stopped_at = None
    state.reason = ""
    _line(session, state, "channelstate.resume", now)


def _line(
    session: Session, state: ChannelState, action: str, now: datetime, reason: str = ""
) -> None:
    """Add a line to the log."""
    after = {"channel": state.channel}
    audit.record(session, state, action, now=now, by=None, before={}, after=after, reason=reason)
