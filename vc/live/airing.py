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
)
from vc.live import afterwards, alarms, announcing, sights, ticking
from vc.live.models import Broadcast, BroadcastMode, BroadcastStatus
from vc.live.schedule import ROOM_SILENT, SILENT_FOR, START_TRY, STARTED_WITHIN
from vc.live.shift import (
    Shift,
    come_back,
    keep,
    line,
    rest,
    room_key,
    stops_channel,
    try_later,
)
from vc.live.sights import Scene, Sight
from vc.states import advance

S = BroadcastStatus

HALF_A_MINUTE = timedelta(seconds=30)

NOT_STARTED = (
    "La transmisión no pudo iniciar: {why} Oprima «Iniciar transmisión» en la sesión, o iníciela "
    "desde la sala."
)
NO_ROOM_YET = "nadie ha abierto la sala."
NO_PICTURE = "Facebook no recibe la imagen."
ROOM_WENT_SILENT = (
    "La sala dejó de enviar la imagen a Facebook. Revise la sala y oprima «Iniciar transmisión»."
)
NEVER_BEGAN = "Terminó la sesión y la transmisión nunca empezó."
MARK_IT = "La sesión terminó: indique aquí si se transmitió y cuándo terminó."
IT_IS_TIME = "La sala está abierta y llegó la hora."
ROOM_SAID_SO = "La plataforma de la sala y Facebook lo confirman."
ROOM_IS_SILENT = "Facebook lo muestra; la plataforma de la sala no avisó."
CHANNEL_SAYS_SO = "Facebook lo confirma."
WAS_LIVE = "Facebook dice que ya terminó."


def rehearse(shift: Shift, broadcast: Broadcast) -> None:
    """Check an hour before, and again until the end, that it will work; hand the key over."""
    sight = Sight()
    if shift.broadcaster.works_by_itself and not broadcast.is_by_hand:
        scene = _scene(shift, broadcast)
        shift.session.commit()
        sight = sights.rehearsal(scene)
        come_back(shift, broadcast)
        if _is_gone(shift, sight.trouble):
            announcing.gone(shift, broadcast)
            return
        _take_over(shift, broadcast, sight, scene)
    now = shift.now()
    is_first = broadcast.prepared_at is None
    broadcast.prepared_at = now
    takes_covers = shift.tools.public_url.startswith("https://")
    wrong = ticking.note_rehearsal(broadcast, sight, now, takes_covers=takes_covers)
    if is_first:
        line(shift, broadcast, "rehearsal", reason=" ".join(wrong))
    alarms.set_alarm(shift.session, broadcast, " ".join(wrong), now)
    if sight.trouble is not None:
        try_later(shift, broadcast, sight.trouble, within=timedelta(minutes=2))
    else:
        rest(shift, broadcast)


def start(shift: Shift, broadcast: Broadcast) -> None:
    """Let the room send its picture and the channel show it; again and again for five minutes."""
    if broadcast.start_asked_at is None:
        broadcast.start_asked_at = shift.now()
        line(shift, broadcast, "start", reason=IT_IS_TIME)
    scene = _scene(shift, broadcast)
    shift.session.commit()
    sight = sights.beginning(scene)
    come_back(shift, broadcast)
    _take_over(shift, broadcast, sight, scene)
    if sight.was_sent:
        broadcast.sent_at = shift.now()
    if _is_gone(shift, sight.trouble):
        announcing.gone(shift, broadcast)
    elif sight.live is None or not _take_stage(shift, broadcast, sight.live):
        _try_again(shift, broadcast, sight)


def watch(shift: Shift, broadcast: Broadcast) -> None:
    """Look at the channel and the room: did it begin, how many watch, is it over."""
    scene = _scene(shift, broadcast)
    shift.session.commit()
    sight = sights.progress(scene)
    come_back(shift, broadcast)
    if sight.trouble is not None:
        _not_seen(shift, broadcast, sight.trouble)
        return
    _take_over(shift, broadcast, sight, scene)
    _note_room(broadcast, sight.is_room_open, shift.now())
    assert sight.live is not None
    if _take_stage(shift, broadcast, sight.live):
        return
    silent_at, is_live = broadcast.room_silent_at, broadcast.status is S.LIVE
    if is_live and silent_at and broadcast.is_room_open and shift.now() >= silent_at + SILENT_FOR:
        alarms.set_alarm(shift.session, broadcast, ROOM_WENT_SILENT, shift.now())
    rest(shift, broadcast)


def stop(shift: Shift, broadcast: Broadcast) -> None:
    """End it: the room stops sending, and the channel closes the live video."""
    scene = _scene(shift, broadcast)
    shift.session.commit()
    sight = sights.ending(scene)
    come_back(shift, broadcast)
    if sight.trouble is not None:
        _not_seen(shift, broadcast, sight.trouble)
        return
    _take_over(shift, broadcast, sight, scene)
    assert sight.live is not None
    if not _take_stage(shift, broadcast, sight.live):
        rest(shift, broadcast, not_before=shift.now() + START_TRY)


def give_up(shift: Shift, broadcast: Broadcast) -> None:
    """The session is long over: what never began failed, what a person does is to be marked."""
    now = shift.now()
    if broadcast.is_by_hand and broadcast.status in (S.SCHEDULED, S.LIVE):
        broadcast.start_failed_at = now
        alarms.set_alarm(shift.session, broadcast, MARK_IT, now)
        rest(shift, broadcast)
        return
    advance(broadcast, S.FAILED, now=now, reason=NEVER_BEGAN)
    alarms.set_alarm(shift.session, broadcast, NEVER_BEGAN, now)
    rest(shift, broadcast, error=NEVER_BEGAN)


def _scene(shift: Shift, broadcast: Broadcast) -> Scene:
    """Return what the calls need to know."""
    now, meeting, sent_at = shift.now(), broadcast.event.meeting, broadcast.sent_at
    was_asked = sent_at is not None and now - sent_at < HALF_A_MINUTE
    return Scene(
        broadcaster=shift.broadcaster,
        external_id=broadcast.external_id,
        room=room_key(broadcast),
        provider=shift.provider_of(broadcast),
        streams=shift.streams_of(broadcast),
        target=StreamTarget(broadcast.stream_url, broadcast.stream_key),
        has_key=bool(broadcast.handed_to) and broadcast.handed_to == meeting.external_id,
        sends=broadcast.room_sends_at is not None or was_asked,
    )


def _take_over(shift: Shift, broadcast: Broadcast, sight: Sight, scene: Scene) -> None:
    """Copy what was seen into our row."""
    if sight.live is not None:
        keep(broadcast, sight.live, shift.now())
    if sight.was_handed:
        # After `keep`, which forgets who had the old key.
        broadcast.handed_to = scene.room.external_id
        line(shift, broadcast, "handed", to=scene.room.external_id)


def _take_stage(shift: Shift, broadcast: Broadcast, live: LiveVideo) -> bool:
    """Follow the channel's own state; tell whether that settled the row."""
    match live.stage:
        case LiveStage.LIVE if broadcast.status is S.SCHEDULED:
            return _went_live(shift, broadcast, live)
        case LiveStage.STOPPED | LiveStage.READY:
            if broadcast.live_at is None and live.began_at is not None:
                broadcast.live_at = live.began_at
            afterwards.ended(shift, broadcast, WAS_LIVE)
            return True
        case LiveStage.CANCELLED | LiveStage.EXPIRED:
            announcing.gone(shift, broadcast)
            return True
    return False


def _went_live(shift: Shift, broadcast: Broadcast, live: LiveVideo) -> bool:
    """Mark it as LIVE once both sides say so; tell whether they do."""
    now = shift.now()
    is_room = broadcast.mode is BroadcastMode.ROOM
    since = broadcast.start_asked_at or live.began_at or now
    if is_room and broadcast.room_sends_at is None and now - since < ROOM_SILENT:
        return False
    if not is_room:
        reason = CHANNEL_SAYS_SO
    else:
        reason = ROOM_SAID_SO if broadcast.room_sends_at else ROOM_IS_SILENT
    advance(broadcast, S.LIVE, now=now, reason=reason, live_at=live.began_at or now)
    broadcast.start_failed_at = None
    alarms.set_alarm(shift.session, broadcast, "", now)
    rest(shift, broadcast)
    return True


def _try_again(shift: Shift, broadcast: Broadcast, sight: Sight) -> None:
    """The start is not done: try again in a few seconds, and after five minutes ask a person."""
    now, trouble = shift.now(), sight.trouble
    assert broadcast.start_asked_at is not None
    if trouble is not None and stops_channel(shift, trouble):
        _ask_to_start(shift, broadcast, trouble.message)
        try_later(shift, broadcast, trouble)
    elif isinstance(trouble, RejectedError | CredentialsError):
        _ask_to_start(shift, broadcast, trouble.message)
        rest(shift, broadcast, error=trouble.message)
    elif now - broadcast.start_asked_at >= STARTED_WITHIN:
        is_early = isinstance(trouble, TooEarlyError)
        why = NO_ROOM_YET if is_early else trouble.message if trouble else NO_PICTURE
        _ask_to_start(shift, broadcast, why)
        rest(shift, broadcast, error=why)
    else:
        said = getattr(trouble, "retry_after", None) or now
        error = trouble.message if trouble else ""
        rest(shift, broadcast, error=error, not_before=max(said, now + START_TRY))


def _ask_to_start(shift: Shift, broadcast: Broadcast, why: str) -> None:
    """Leave the start to a person."""
    now = shift.now()
    broadcast.start_failed_at = now
    alarms.set_alarm(shift.session, broadcast, NOT_STARTED.format(why=why), now)


def _not_seen(shift: Shift, broadcast: Broadcast, error: IntegrationError) -> None:
    """The channel did not tell: look again soon, unless it has nothing to tell any more."""
    if not _is_gone(shift, error):
        try_later(shift, broadcast, error, within=HALF_A_MINUTE)
    elif broadcast.status is S.LIVE:
        afterwards.ended(shift, broadcast, error.message)
    else:
        announcing.gone(shift, broadcast)


def _is_gone(shift: Shift, error: IntegrationError | None) -> bool:
    """Tell whether the channel says that there is no such live video."""
    return isinstance(error, NotFoundError) and error.vendor == shift.broadcaster.channel


def _note_room(broadcast: Broadcast, is_open: bool | None, now: datetime) -> None:
    """Take over what we saw of the room, in case that nobody told us."""
    if is_open is True and not broadcast.is_room_open:
        broadcast.room_opened_at = now
    if is_open is False and broadcast.is_room_open:
        broadcast.room_closed_at = now
