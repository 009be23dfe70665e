"""What the worker's halves of broadcasts share: one claimed row, and coming back from a vendor."""

from datetime import datetime, timedelta

from integrations.contracts.broadcasting import LiveRequest, LiveVideo, RoomStreams
from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import MeetingProvider
from integrations.errors import IntegrationError
from vc import audit
from vc.booking.vendor_request import key_of
from vc.connections import service as connections
from vc.connections.models import Use, VendorConnection
from vc.jobs import Job, retry_at
from vc.live import schedule
from vc.live.models import Broadcast, BroadcastMode

MOST_WAIT = timedelta(minutes=15)
BroadcastJob = Job[Broadcast]


def provider_of(job: BroadcastJob) -> MeetingProvider:
    """Return the adapter of the session's platform."""
    return job.services.providers[job.row.event.meeting.platform.value]


def streams_of(job: BroadcastJob) -> RoomStreams | None:
    """Return the streams of the session's room; None where it cannot send its picture."""
    return provider_of(job).streams if job.row.mode is BroadcastMode.ROOM else None


def rest(job: BroadcastJob, *, error: str = "", not_before: datetime | None = None) -> None:
    """Let go of the row until the next step is due."""
    broadcast = job.row
    due = schedule.next_due(broadcast, job.services.broadcaster, job.now(), not_before=not_before)
    job.again_at(due.at if due else None, error)


def try_later(job: BroadcastJob, error: IntegrationError, *, within: timedelta = MOST_WAIT) -> None:
    """Let go of the row after a call that may be repeated, not before the vendor wants it.

    A refusal of our credentials by the channel stops all of its jobs.
    """
    stop = stopped_by(job, error)
    if stop is not None:
        wait_for_channel(job, stop)
        return
    later = retry_at(error, job.row.attempts, job.now(), within=within)
    rest(job, error=error.message, not_before=later)


def stopped_by(job: BroadcastJob, error: IntegrationError) -> VendorConnection | None:
    """Stop the channel where its error concerns everything that is to be done there."""
    channel = job.services.broadcaster
    if error.vendor != channel.channel:
        return None
    return connections.stop_if_refused(job, Use.LIVES, channel.channel, channel, error)


def wait_for_channel(job: BroadcastJob, stop: VendorConnection) -> None:
    """Wait with all the others of a channel that refuses us; this was no attempt."""
    job.uncounted()
    rest(job, error=stop.reason, not_before=connections.resumes_at(stop, job.now()))


def room_key(broadcast: Broadcast) -> RoomKey:
    """Return the key of the session's room."""
    return key_of(broadcast.event.meeting)


def request_for(job: BroadcastJob) -> LiveRequest:
    """Return the broadcast as it is wanted at the channel."""
    broadcast = job.row
    base, cover = job.services.settings.public_url, broadcast.cover_slug
    has_address = base.startswith("https://") and bool(cover)
    return LiveRequest(
        folio=broadcast.event.folio,
        title=broadcast.title,
        description=broadcast.text,
        starts_at=broadcast.starts_at,
        cover_url=f"{base.rstrip('/')}/en-vivo/portadas/{cover}.jpg" if has_address else "",
    )


def copy_from_channel(broadcast: Broadcast, live: LiveVideo, now: datetime) -> None:
    """Copy what the channel decides into our row: its ids, its address, its figures."""
    broadcast.looked_at = now
    broadcast.external_id = live.external_id
    broadcast.video_id = live.video_id or broadcast.video_id
    if live.permalink_url:
        broadcast.permalink_url = live.permalink_url
        broadcast.event.live_url = live.permalink_url
    if live.viewers is not None:
        broadcast.peak_viewers = max(broadcast.peak_viewers or 0, live.viewers)
    if live.views is not None:
        broadcast.views = max(broadcast.views or 0, live.views)
    target = live.target
    if target and (target.stream_url, target.stream_key) != _present_key(broadcast):
        broadcast.stream_url, broadcast.stream_key = target.stream_url, target.stream_key
        # Whoever has the old one sends into nothing.
        broadcast.handed_to = ""


def forget(broadcast: Broadcast) -> None:
    """Forget the announcement at the channel, which is no more."""
    for name in ("external_id", "video_id", "permalink_url", "stream_url", "stream_key"):
        setattr(broadcast, name, "")
    broadcast.handed_to = broadcast.event.live_url = ""
    for name in (
        *("scheduled_at", "prepared_at", "start_asked_at", "start_failed_at"),
        *("sent_at", "room_sends_at", "stop_asked_at", "looked_at", "asked_at"),
    ):
        setattr(broadcast, name, None)


def line(job: BroadcastJob, action: str, *, reason: str = "", **after: object) -> None:
    """Add a line to the session's history, without secrets."""
    broadcast = job.row
    audit.record(
        job.session,
        broadcast,
        f"broadcast.{action}",
        now=job.now(),
        by=None,
        before={},
        after=after,
        reason=reason,
    )


def _present_key(broadcast: Broadcast) -> tuple[str, str]:
    """Return the address and key that we know."""
    return broadcast.stream_url, broadcast.stream_key
