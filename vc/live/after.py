"""Once it is over: its copy is fetched and seen, people are warned, the channel deletes it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from integrations.contracts.broadcasting import LiveStage
from integrations.errors import IntegrationError, NotFoundError
from vc import dates
from vc.accounts.models import Person
from vc.labels import counted
from vc.live import alarms, run_sheet
from vc.live.broadcast_job import BroadcastJob, copy_from_channel, line, rest, try_later
from vc.live.models import Broadcast, BroadcastStatus
from vc.live.schedule import COPY_SEEN_WITHIN, KEPT_DAYS
from vc.recordings import service as recordings
from vc.states import advance

S = BroadcastStatus

COPY_IS_LATE = "Facebook todavía no muestra la grabación. Revise el enlace de la transmisión."
COPY_IS_GONE = "La grabación ya no está en Facebook."
WARNING = (
    "Facebook borrará la grabación de esta transmisión el {day} ({left}), y aquí todavía no está "
    "guardada. Descárguela en Facebook y súbala en la sesión."
)
EXPIRED = "Pasaron 30 días y Facebook borró la grabación; aquí no se guardó."


def ended(job: BroadcastJob, reason: str) -> None:
    """Write down that it is over, and have its copy fetched."""
    broadcast = job.row
    close(job.session, broadcast, job.now(), reason=reason)
    rest(job)


def close(
    session: Session,
    broadcast: Broadcast,
    now: datetime,
    *,
    by: Person | None = None,
    reason: str = "",
) -> None:
    """End the broadcast: from now on its copy has a date, and somebody is to fetch it."""
    began = broadcast.live_at or now
    # Counted from the beginning: the channel's own count may end some hours earlier than ours.
    expires_at = began + timedelta(days=KEPT_DAYS)
    times = {"live_at": began, "ended_at": now, "expires_at": expires_at}
    advance(broadcast, S.ENDED, now=now, by=by, reason=reason, **times)
    alarms.set_alarm(session, broadcast, "", now)
    run_sheet.note_figures(broadcast, now)
    if broadcast.video_id and not broadcast.is_by_hand:
        recordings.expect(
            session,
            broadcast.event,
            source=broadcast.channel,
            external_id=broadcast.video_id,
            expires_at=expires_at,
            recorded_at=began,
            now=now,
        )


def follow(job: BroadcastJob) -> None:
    """Check whether the copy can be watched at the address that people were given."""
    broadcast = job.row
    external_id = broadcast.external_id
    try:
        with job.outside():
            live = job.services.broadcaster.read(external_id)
    except NotFoundError:
        broadcast.looked_at = broadcast.verified_at = job.now()
        _tick(broadcast, job.now(), is_good=False, detail=COPY_IS_GONE)
        rest(job)
        return
    except IntegrationError as error:
        _note_late(job)
        try_later(job, error)
        return
    now = job.now()
    copy_from_channel(broadcast, live, now)
    if live.stage is LiveStage.READY:
        broadcast.verified_at = now
        _tick(broadcast, now, is_good=True, detail=broadcast.permalink_url)
        line(job, "verified", reason=broadcast.permalink_url)
        if broadcast.alarm == COPY_IS_LATE:
            alarms.set_alarm(job.session, broadcast, "", now)
    else:
        _note_late(job)
    rest(job)


def warn(job: BroadcastJob) -> None:
    """Tell people that the copy will be deleted and that we have none."""
    broadcast, now = job.row, job.now()
    assert broadcast.expires_at is not None
    began = broadcast.expires_at - timedelta(days=KEPT_DAYS)
    broadcast.warned_on_day = (now - began).days
    left = f"en {counted(max(1, (broadcast.expires_at - now).days), 'día', 'días')}"
    day = dates.day(broadcast.expires_at, ZoneInfo(broadcast.event.tzid), now)
    alarms.set_alarm(job.session, broadcast, WARNING.format(day=day, left=left), now)
    rest(job)


def expire(job: BroadcastJob) -> None:
    """The channel's copy is gone by now; the address leads nowhere any more."""
    broadcast = job.row
    broadcast.event.live_url = ""
    if broadcast.status is S.ENDED:
        advance(broadcast, S.EXPIRED, now=job.now(), reason=EXPIRED)
        alarms.set_alarm(job.session, broadcast, EXPIRED, job.now())
    rest(job)


def _note_late(job: BroadcastJob) -> None:
    """Tell people when an hour after the end nobody can watch it."""
    broadcast, now = job.row, job.now()
    at = broadcast.ended_at
    if broadcast.status is S.ENDED and at is not None and now >= at + COPY_SEEN_WITHIN:
        _tick(broadcast, now, is_good=False, detail=COPY_IS_LATE)
        alarms.set_alarm(job.session, broadcast, COPY_IS_LATE, now)


def _tick(broadcast: Broadcast, now: datetime, *, is_good: bool, detail: str) -> None:
    """Tick whether the copy can be watched."""
    run_sheet.set_tick(broadcast, "permalink", is_good=is_good, now=now, detail=detail)
