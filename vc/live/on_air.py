"""The worker's second half: the rehearsal, the start, the broadcast itself and its end.

A room that took our request to send proves nothing: a broadcast is LIVE once the room's vendor
said that it sends and the channel says that the public sees it. Webhooks only hint.
"""

from datetime import datetime, timedelta

from integrations.contracts.broadcasting import LiveStage, LiveVideo, StreamTarget
from integrations.errors import (
    CredentialsError,
    IntegrationError,
    NotFoundError,
    RejectedError,
    TooEarlyError,
    UnavailableError,
)
from vc.live import after, alarms, before, run_sheet, vendor_calls
from vc.live.broadcast_job import (
    BroadcastJob,
    copy_from_channel,
    line,
    provider_of,
    rest,
    room_key,
    stopped_by,
    streams_of,
    try_later,
    wait_for_channel,
)
from vc.live.models import Broadcast, BroadcastMode, BroadcastStatus
from vc.live.schedule import ROOM_SILENT, SILENT_FOR, START_TRY, STARTED_WITHIN
from vc.live.vendor_calls import Scene, VendorView
from vc.states import advance

S = BroadcastStatus

HALF_A_MINUTE = timedelta(seconds=30)

NOT_STARTED = (
    "La transmisión no pudo iniciar: {why} Use «Iniciar transmisión» en la sesión, o iníciela "
    "desde la sala."
)
NO_ROOM_YET = "nadie ha abierto la sala."
NO_PICTURE = "Facebook no recibe la imagen."
ROOM_WENT_SILENT = (
    "La sala dejó de enviar la imagen a Facebook. Revise la sala y use «Iniciar transmisión»."
)
NEVER_BEGAN = "Terminó la sesión y la transmisión nunca empezó."
MARK_IT = "La sesión terminó: indique aquí si se transmitió y cuándo terminó."
IT_IS_TIME = "La sala está abierta y llegó la hora."
ROOM_SAID_SO = "La sala y Facebook lo confirman."
ROOM_IS_SILENT = "Facebook lo muestra; la sala no avisó."
CHANNEL_SAYS_SO = "Facebook lo confirma."
WAS_LIVE = "Facebook dice que ya terminó."


def rehearse(job: BroadcastJob) -> None:
    """Check an hour before, and again until the end, that it will work; hand the key over."""
    broadcast = job.row
    seen = VendorView()
    if job.services.broadcaster.works_by_itself and not broadcast.is_by_hand:
        scene = _scene(job)
        with job.outside():
            seen = vendor_calls.rehearsal(scene)
        if _is_gone(job, seen.trouble):
            before.gone(job)
            return
        _take_over(job, seen, scene)
    now = job.now()
    is_first = broadcast.prepared_at is None
    broadcast.prepared_at = now
    takes_covers = job.services.settings.public_url.startswith("https://")
    wrong = run_sheet.note_rehearsal(broadcast, seen, now, takes_covers=takes_covers)
    # The history has one line for the rehearsal, however often it is repeated until the end.
    if is_first:
        line(job, "rehearsal", reason=" ".join(wrong))
    alarms.set_alarm(job.session, broadcast, " ".join(wrong), now)
    if seen.trouble is not None:
        try_later(job, seen.trouble, within=timedelta(minutes=2))
    else:
        rest(job)


def start(job: BroadcastJob) -> None:
    """Let the room send its picture and the channel show it; again and again for five minutes."""
    broadcast = job.row
    if broadcast.start_asked_at is None:
        # The five minutes count from the first try, over every worker that goes on with it.
        broadcast.start_asked_at = job.now()
        line(job, "start", reason=IT_IS_TIME)
    scene = _scene(job)
    with job.outside():
        seen = vendor_calls.beginning(scene)
    _take_over(job, seen, scene)
    if seen.was_sent:
        # A room takes some seconds to begin; until then its silence does not mean that it was not
        # asked.
        broadcast.sent_at = job.now()
    if _is_gone(job, seen.trouble):
        before.gone(job)
    elif seen.live is None or not _take_stage(job, seen.live):
        _try_again(job, seen)


def watch(job: BroadcastJob) -> None:
    """Watch the channel and the room: did it begin, how many watch, is it over."""
    broadcast = job.row
    scene = _scene(job)
    with job.outside():
        seen = vendor_calls.progress(scene)
    if seen.trouble is not None:
        _not_seen(job, seen.trouble)
        return
    _take_over(job, seen, scene)
    _note_room(broadcast, seen.is_room_open, job.now())
    # Without a trouble the channel has described its live video.
    assert seen.live is not None
    if _take_stage(job, seen.live):
        return
    silent_at, is_live = broadcast.room_silent_at, broadcast.status is S.LIVE
    if is_live and silent_at and broadcast.is_room_open and job.now() >= silent_at + SILENT_FOR:
        alarms.set_alarm(job.session, broadcast, ROOM_WENT_SILENT, job.now())
    rest(job)


def stop(job: BroadcastJob) -> None:
    """End it: the room stops sending, and the channel closes the live video."""
    scene = _scene(job)
    with job.outside():
        seen = vendor_calls.ending(scene)
    if seen.trouble is not None:
        _not_seen(job, seen.trouble)
        return
    _take_over(job, seen, scene)
    assert seen.live is not None
    if not _take_stage(job, seen.live):
        rest(job, not_before=job.now() + START_TRY)


def give_up(job: BroadcastJob) -> None:
    """The session is long over: what never began failed, what a person does is to be marked."""
    broadcast, now = job.row, job.now()
    # Whether a person went live only that person knows: it is no failure of ours.
    if broadcast.is_by_hand and broadcast.status in (S.SCHEDULED, S.LIVE):
        broadcast.start_failed_at = now
        alarms.set_alarm(job.session, broadcast, MARK_IT, now)
        rest(job)
        return
    advance(broadcast, S.FAILED, now=now, reason=NEVER_BEGAN)
    alarms.set_alarm(job.session, broadcast, NEVER_BEGAN, now)
    rest(job, error=NEVER_BEGAN)


def _scene(job: BroadcastJob) -> Scene:
    """Return what the calls need to know."""
    broadcast = job.row
    now, meeting, sent_at = job.now(), broadcast.event.meeting, broadcast.sent_at
    was_asked = sent_at is not None and now - sent_at < HALF_A_MINUTE
    return Scene(
        broadcaster=job.services.broadcaster,
        external_id=broadcast.external_id,
        room=room_key(broadcast),
        provider=provider_of(job),
        streams=streams_of(job),
        target=StreamTarget(broadcast.stream_url, broadcast.stream_key),
        has_key=bool(broadcast.handed_to) and broadcast.handed_to == meeting.external_id,
        sends=broadcast.room_sends_at is not None or was_asked,
    )


def _take_over(job: BroadcastJob, seen: VendorView, scene: Scene) -> None:
    """Copy what was seen into our row."""
    broadcast = job.row
    if seen.live is not None:
        copy_from_channel(broadcast, seen.live, job.now())
    if seen.was_handed:
        # After `keep`, which forgets who had the old key.
        broadcast.handed_to = scene.room.external_id
        line(job, "handed", to=scene.room.external_id)


def _take_stage(job: BroadcastJob, live: LiveVideo) -> bool:
    """Follow the channel's own state; tell whether that settled the row."""
    broadcast = job.row
    match live.stage:
        case LiveStage.LIVE if broadcast.status is S.SCHEDULED:
            return _went_live(job, live)
        # It can be over before we ever saw it live: somebody ended it, or it was very short.
        case LiveStage.STOPPED | LiveStage.READY:
            if broadcast.live_at is None and live.began_at is not None:
                broadcast.live_at = live.began_at
            after.ended(job, WAS_LIVE)
            return True
        case LiveStage.CANCELLED | LiveStage.EXPIRED:
            before.gone(job)
            return True
    return False


def _went_live(job: BroadcastJob, live: LiveVideo) -> bool:
    """Mark it as LIVE once both sides say so; tell whether they do."""
    broadcast, now = job.row, job.now()
    is_room = broadcast.mode is BroadcastMode.ROOM
    since = broadcast.start_asked_at or live.began_at or now
    # Both sides are to say so, but a room's message can be lost: it is waited for so long only.
    if is_room and broadcast.room_sends_at is None and now - since < ROOM_SILENT:
        return False
    if not is_room:
        reason = CHANNEL_SAYS_SO
    else:
        reason = ROOM_SAID_SO if broadcast.room_sends_at else ROOM_IS_SILENT
    advance(broadcast, S.LIVE, now=now, reason=reason, live_at=live.began_at or now)
    broadcast.start_failed_at = None
    alarms.set_alarm(job.session, broadcast, "", now)
    rest(job)
    return True


def _try_again(job: BroadcastJob, seen: VendorView) -> None:
    """The start is not done: try again in a few seconds, and after five minutes ask a person."""
    broadcast = job.row
    trouble = seen.trouble
    stop = stopped_by(job, trouble) if trouble is not None else None
    now = job.now()
    assert broadcast.start_asked_at is not None
    # A vendor that refuses us is not tried every few seconds: the person has minutes to do it by
    # hand.
    if stop is not None:
        _ask_to_start(job, stop.reason)
        wait_for_channel(job, stop)
    elif isinstance(trouble, RejectedError | CredentialsError):
        _ask_to_start(job, trouble.message)
        rest(job, error=trouble.message)
    elif now - broadcast.start_asked_at >= STARTED_WITHIN:
        is_early = isinstance(trouble, TooEarlyError)
        why = NO_ROOM_YET if is_early else trouble.message if trouble else NO_PICTURE
        _ask_to_start(job, why)
        rest(job, error=why)
    else:
        error = trouble.message if trouble else ""
        # The vendor's own wait is kept now too, however near the hour is.
        later = trouble.retry_after if isinstance(trouble, UnavailableError) else None
        rest(job, error=error, not_before=max(later or now, now + START_TRY))


def _ask_to_start(job: BroadcastJob, why: str) -> None:
    """Leave the start to a person."""
    broadcast, now = job.row, job.now()
    broadcast.start_failed_at = now
    alarms.set_alarm(job.session, broadcast, NOT_STARTED.format(why=why), now)


def _not_seen(job: BroadcastJob, error: IntegrationError) -> None:
    """The channel did not tell: look again soon, unless it has nothing to tell any more."""
    broadcast = job.row
    # «Not found» of the room's vendor says nothing about the channel.
    if not _is_gone(job, error):
        try_later(job, error, within=HALF_A_MINUTE)
    elif broadcast.status is S.LIVE:
        after.ended(job, error.message)
    else:
        before.gone(job)


def _is_gone(job: BroadcastJob, error: IntegrationError | None) -> bool:
    """Tell whether the channel says that there is no such live video."""
    return isinstance(error, NotFoundError) and error.vendor == job.services.broadcaster.channel


def _note_room(broadcast: Broadcast, is_open: bool | None, now: datetime) -> None:
    """Take over what we saw of the room, in case that nobody told us."""
    if is_open is True and not broadcast.is_room_open:
        broadcast.room_opened_at = now
    if is_open is False and broadcast.is_room_open:
        broadcast.room_closed_at = now
