"""Whether a network lets the system work: looked at daily, and every few minutes while it refuses.

When it accepts us again, what waited goes on by itself.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.common import Connection
from integrations.contracts.publishing import Publisher
from vc.channels import service
from vc.channels.models import Channel, Mode
from vc.jobs import Job, release
from vc.networks.facts import Network

CHECKED_EVERY = timedelta(hours=24)
WHILE_STOPPED = timedelta(minutes=5)


def plan(session: Session, now: datetime, *, publishers: Mapping[Network, Publisher]) -> None:
    """Let channels be looked at that never were. The caller commits."""
    query = select(Channel).where(Channel.mode == Mode.API, Channel.due_at.is_(None))
    for channel in session.scalars(query):
        if channel.network in publishers:
            channel.due_at = now


def check(job: Job[Channel]) -> None:
    """Look how our access stands, unless a person publishes there."""
    publisher = job.services.publishers.get(job.row.network)
    if publisher is None or job.row.is_by_hand:
        job.done()
        return
    with job.outside():
        found = publisher.check()
    _keep(job.session, job.row, found, job.now())


def check_now(
    session: Session, channel: Channel, publisher: Publisher, *, clock: Callable[[], datetime]
) -> None:
    """Look at once, for somebody who presses the button. It commits."""
    session.commit()
    found = publisher.check()
    session.refresh(channel)
    _keep(session, channel, found, clock())
    session.commit()


def _keep(session: Session, channel: Channel, found: Connection, now: datetime) -> None:
    """Write down what the look found."""
    channel.checked_at, channel.message = now, found.message[:1000]
    channel.facts = dict(found.facts)
    if found.missing_scopes:
        channel.facts["Permisos que faltan"] = ", ".join(found.missing_scopes)
    if found.is_working:
        service.resume(session, channel, now=now, by=None)
    elif found.is_refused:
        service.stop(session, channel, found.message, now)
    release(channel, due_at=now + (CHECKED_EVERY if found.is_working else WHILE_STOPPED))
