"""Once it is over: its copy is fetched and seen, people are warned, the channel deletes it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from integrations.contracts.broadcasting import LiveStage
from integrations.errors import IntegrationError, NotFoundError
from vc import dates
from vc.live import alarms, ticking
from vc.live.models import Broadcast, BroadcastStatus
from vc.live.schedule import COPY_SEEN_WITHIN, KEPT_DAYS
from vc.live.shift import Shift, come_back, keep, line, rest, try_later
from vc.recordings import service as recordings
from vc.states import advance

S = BroadcastStatus

COPY_IS_LATE = "Facebook todavía no muestra la grabación del en vivo. Revise su enlace."
COPY_IS_GONE = "La grabación ya no está en Facebook."
WARNING = (
    "Facebook borrará la grabación de este en vivo el {day}: faltan {left} días y todavía no hay "
    "copia propia. Si la descarga automática no funciona, descárguela en Facebook y súbala en la "
    "sesión."
)
EXPIRED = "Pasaron 30 días y Facebook borró la grabación; no quedó copia propia."


def ended(shift: Shift, broadcast: Broadcast, reason: str) -> None:
    """Write down that it is over, and have its copy fetched."""
    close(shift.session, broadcast, shift.now(), reason=reason)
    rest(shift, broadcast)


def close(session: Session, broadcast: Broadcast, now: datetime, **how: object) -> None:
    """End the broadcast: from now on its copy has a date, and somebody is to fetch it.

    `how` are the arguments of `advance`: who did it, and the reason.
    """
    began = broadcast.live_at or now
    # Counted from the beginning: the channel's own count may end some hours earlier than ours.
    expires_at = began + timedelta(days=KEPT_DAYS)
    times = {"live_at": began, "ended_at": now, "expires_at": expires_at}
    advance(broadcast, S.ENDED, now=now, **times, **how)
    alarms.set_alarm(session, broadcast, "", now)
    ticking.note_figures(broadcast, now)
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


def follow(shift: Shift, broadcast: Broadcast) -> None:
    """Look whether the copy can be watched at the address that people were given."""
    external_id = broadcast.external_id
    shift.session.commit()
    try:
        live = shift.broadcaster.read(external_id)
    except NotFoundError:
        come_back(shift, broadcast)
        broadcast.looked_at = broadcast.verified_at = shift.now()
        _tick(broadcast, shift.now(), is_good=False, detail=COPY_IS_GONE)
        rest(shift, broadcast)
        return
    except IntegrationError as error:
        come_back(shift, broadcast)
        _note_late(shift, broadcast)
        try_later(shift, broadcast, error)
        return
    come_back(shift, broadcast)
    now = shift.now()
    keep(broadcast, live, now)
    if live.stage is LiveStage.READY:
        broadcast.verified_at = now
        _tick(broadcast, now, is_good=True, detail=broadcast.permalink_url)
        line(shift, broadcast, "verified", reason=broadcast.permalink_url)
        if broadcast.alarm == COPY_IS_LATE:
            alarms.set_alarm(shift.session, broadcast, "", now)
    else:
        _note_late(shift, broadcast)
    rest(shift, broadcast)


def warn(shift: Shift, broadcast: Broadcast) -> None:
    """Tell people that the copy will be deleted and that we have none."""
    now = shift.now()
    began = broadcast.expires_at - timedelta(days=KEPT_DAYS)
    broadcast.warned_on_day = (now - began).days
    left = max(1, (broadcast.expires_at - now).days)
    day = dates.day(broadcast.expires_at, ZoneInfo(broadcast.event.tzid))
    alarms.set_alarm(shift.session, broadcast, WARNING.format(day=day, left=left), now)
    rest(shift, broadcast)


def expire(shift: Shift, broadcast: Broadcast) -> None:
    """The channel's copy is gone by now; the address leads nowhere any more."""
    broadcast.event.live_url = ""
    if broadcast.status is S.ENDED:
        advance(broadcast, S.EXPIRED, now=shift.now(), reason=EXPIRED)
        alarms.set_alarm(shift.session, broadcast, EXPIRED, shift.now())
    rest(shift, broadcast)


def _note_late(shift: Shift, broadcast: Broadcast) -> None:
    """Tell people when an hour after the end nobody can watch it."""
    now = shift.now()
    if broadcast.status is S.ENDED and now >= broadcast.ended_at + COPY_SEEN_WITHIN:
        _tick(broadcast, now, is_good=False, detail=COPY_IS_LATE)
        alarms.set_alarm(shift.session, broadcast, COPY_IS_LATE, now)


def _tick(broadcast: Broadcast, now: datetime, *, is_good: bool, detail: str) -> None:
    """Tick whether the copy can be watched."""
    ticking.set_tick(broadcast, "permalink", is_good=is_good, now=now, detail=detail)
