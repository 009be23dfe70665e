"""The worker's first half: a broadcast is announced, changed or taken back at the channel.

As with rooms: the row is marked and that is committed before anything irreversible is sent, and a
row found in SCHEDULING or UNKNOWN is looked for by its folio before it is announced again.
"""

from integrations.contracts.broadcasting import LiveVideo
from integrations.errors import (
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from vc.live import alarms
from vc.live.models import Broadcast, BroadcastStatus
from vc.live.schedule import is_out_of_window
from vc.live.shift import (
    Shift,
    come_back,
    forget,
    keep,
    request_for,
    rest,
    stops_channel,
    try_later,
)
from vc.states import advance

S = BroadcastStatus

ASK_TO_ANNOUNCE = (
    "Falta menos de un día y la transmisión no se pudo programar en Facebook{why}. Prográmela a "
    "mano en Facebook y pegue su enlace en la sesión, o pida que el sistema lo intente otra vez."
)
ASK_TO_LOOK = (
    "Falta menos de un día y no se sabe si la transmisión quedó programada en Facebook. Revíselo "
    "en Facebook: si está, pegue su enlace en la sesión; si no está, indíquelo ahí."
)
ASK_BY_HAND = (
    "Falta menos de un día y la transmisión no tiene enlace. Prográmela en Facebook y pegue su "
    "enlace en la sesión."
)
TOO_LATE = (
    "Facebook ya no acepta programarla: falta muy poco. Inicie la transmisión a mano en Facebook y "
    "pegue su enlace."
)
REFUSED = "Facebook no aceptó la transmisión: {reason}"
GONE = "La transmisión ya no existe en Facebook: alguien la eliminó allá."
MOVED_AWAY = "La nueva fecha está a más de {days} días: se programará de nuevo cuando se pueda."


def announce(shift: Shift, broadcast: Broadcast) -> None:
    """Announce it at the channel. Marked as being announced before anything is sent."""
    now = shift.now()
    if now > broadcast.starts_at - shift.broadcaster.least_ahead:
        advance(broadcast, S.MANUAL, now=now, reason=TOO_LATE)
        broadcast.asked_at = now
        alarms.set_alarm(shift.session, broadcast, TOO_LATE, now)
        rest(shift, broadcast, error=TOO_LATE)
        return
    request, wanted = request_for(shift, broadcast), broadcast.wanted
    advance(broadcast, S.SCHEDULING, now=now)
    shift.session.commit()
    try:
        live = shift.broadcaster.create(request)
    except IntegrationError as error:
        come_back(shift, broadcast)
        _not_announced(shift, broadcast, error)
        return
    come_back(shift, broadcast)
    _announced(shift, broadcast, live, wanted)


def look(shift: Shift, broadcast: Broadcast) -> None:
    """Look at the channel whether it was announced; if it was not, it is to be announced."""
    request, wanted = request_for(shift, broadcast), broadcast.wanted
    shift.session.commit()
    try:
        live = shift.broadcaster.find(request)
    except IntegrationError as error:
        come_back(shift, broadcast)
        _unknown(shift, broadcast, error)
        return
    come_back(shift, broadcast)
    now = shift.now()
    if live is not None:
        is_same = (live.title, live.starts_at) == (request.title, request.starts_at)
        _announced(shift, broadcast, live, wanted if is_same else "")
    elif not broadcast.is_wanted:
        advance(broadcast, S.CANCELLED, now=now)
        rest(shift, broadcast)
    else:
        advance(broadcast, S.PLANNED, now=now)
        rest(shift, broadcast)


def ask(shift: Shift, broadcast: Broadcast) -> None:
    """Ask a person, a day before, for what could not be done until then."""
    now, error = shift.now(), broadcast.last_error
    is_ours = shift.broadcaster.works_by_itself and not broadcast.is_by_hand
    if is_ours and broadcast.status is S.PLANNED and not error:
        # Nothing has failed yet: nobody tried before now.
        announce(shift, broadcast)
        return
    broadcast.asked_at = now
    if not is_ours:
        text = ASK_BY_HAND
    elif broadcast.status is S.PLANNED:
        text = ASK_TO_ANNOUNCE.format(why=f" ({error.rstrip('.')})")
        # From here on a person announces it; if both did, there would be two.
        advance(broadcast, S.MANUAL, now=now, reason=text)
    else:
        text = ASK_TO_LOOK
    alarms.set_alarm(shift.session, broadcast, text, now)
    rest(shift, broadcast, error=error)


def change(shift: Shift, broadcast: Broadcast) -> None:
    """Let the channel's copy follow ours; one that was moved too far is taken back for now."""
    now = shift.now()
    if is_out_of_window(broadcast, shift.broadcaster, now):
        days = shift.broadcaster.furthest_ahead.days
        if _taken_back(shift, broadcast):
            forget(broadcast)
            reason = MOVED_AWAY.format(days=days)
            advance(broadcast, S.PLANNED, now=shift.now(), reason=reason)
            rest(shift, broadcast)
        return
    request, wanted, external_id = (
        request_for(shift, broadcast),
        broadcast.wanted,
        broadcast.external_id,
    )
    shift.session.commit()
    try:
        live = shift.broadcaster.update(external_id, request)
    except IntegrationError as error:
        come_back(shift, broadcast)
        _not_changed(shift, broadcast, error)
        return
    come_back(shift, broadcast)
    keep(broadcast, live, shift.now())
    broadcast.announced = wanted
    rest(shift, broadcast)


def withdraw(shift: Shift, broadcast: Broadcast) -> None:
    """Take the announcement back: the session was cancelled, or no longer asks for it."""
    if _taken_back(shift, broadcast):
        forget(broadcast)
        advance(broadcast, S.CANCELLED, now=shift.now())
        alarms.set_alarm(shift.session, broadcast, "", shift.now())
        rest(shift, broadcast)


def gone(shift: Shift, broadcast: Broadcast) -> None:
    """Write down that it is no longer at the channel, and ask a person."""
    now = shift.now()
    forget(broadcast)
    advance(broadcast, S.FAILED, now=now, reason=GONE)
    alarms.set_alarm(shift.session, broadcast, GONE, now)
    rest(shift, broadcast, error=GONE)


def _taken_back(shift: Shift, broadcast: Broadcast) -> bool:
    """Delete the announcement; tell whether that is done."""
    external_id = broadcast.external_id
    shift.session.commit()
    try:
        shift.broadcaster.cancel(external_id)
    except IntegrationError as error:
        come_back(shift, broadcast)
        try_later(shift, broadcast, error)
        return False
    come_back(shift, broadcast)
    return True


def _announced(shift: Shift, broadcast: Broadcast, live: LiveVideo, wanted: str) -> None:
    """Keep what the channel made; changes that came meanwhile leave the row due again."""
    now = shift.now()
    advance(broadcast, S.SCHEDULED, now=now, reason=live.permalink_url)
    keep(broadcast, live, now)
    broadcast.scheduled_at = now
    broadcast.announced = wanted
    alarms.set_alarm(shift.session, broadcast, "", now)
    rest(shift, broadcast)


def _not_announced(shift: Shift, broadcast: Broadcast, error: IntegrationError) -> None:
    """Write down why it is not announced, and what comes next."""
    now = shift.now()
    if isinstance(error, OutcomeUnknownError):
        _unknown(shift, broadcast, error)
    elif isinstance(error, UnavailableError) or stops_channel(shift, error):
        advance(broadcast, S.PLANNED, now=now, reason=error.message)
        try_later(shift, broadcast, error)
    elif isinstance(error, RejectedError):
        text = REFUSED.format(reason=error.message)
        advance(broadcast, S.FAILED, now=now, reason=error.message)
        alarms.set_alarm(shift.session, broadcast, text, now)
        rest(shift, broadcast, error=error.message)
    else:
        raise error


def _unknown(shift: Shift, broadcast: Broadcast, error: IntegrationError) -> None:
    """Nobody knows whether it was announced: look again later."""
    if broadcast.status is not S.UNKNOWN:
        advance(broadcast, S.UNKNOWN, now=shift.now(), reason=error.message)
    try_later(shift, broadcast, error)


def _not_changed(shift: Shift, broadcast: Broadcast, error: IntegrationError) -> None:
    """Note why a change was not taken. It says the end state: it may be repeated."""
    if isinstance(error, NotFoundError):
        gone(shift, broadcast)
    elif isinstance(error, RejectedError):
        # The announcement stands as it was; a person sees why and can change it once more.
        broadcast.announced = broadcast.wanted
        text = REFUSED.format(reason=error.message)
        alarms.set_alarm(shift.session, broadcast, text, shift.now())
        rest(shift, broadcast, error=error.message)
    else:
        try_later(shift, broadcast, error)
