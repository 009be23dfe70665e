"""The worker's first half: a broadcast is announced, changed or taken back at the channel.

As with rooms: the row is marked and that is committed before anything irreversible is sent, and a
row found in SCHEDULING or UNKNOWN is looked for by its folio before it is announced again.
"""

from integrations.contracts.broadcasting import LiveVideo
from integrations.errors import (
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from vc.live import alarms
from vc.live.broadcast_job import (
    BroadcastJob,
    copy_from_channel,
    forget,
    request_for,
    rest,
    try_later,
)
from vc.live.models import BroadcastStatus
from vc.live.schedule import is_out_of_window
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
GONE = "Alguien eliminó la transmisión en Facebook."
MOVED_AWAY = "La nueva fecha está a más de {days} días: se programará de nuevo cuando se pueda."


def announce(job: BroadcastJob) -> None:
    """Announce it at the channel. Marked as being announced before anything is sent."""
    broadcast, now = job.row, job.now()
    # Facebook refuses an announcement this late, so asking it would only cost the minutes left.
    if now > broadcast.starts_at - job.services.broadcaster.least_ahead:
        advance(broadcast, S.MANUAL, now=now, reason=TOO_LATE)
        broadcast.asked_at = now
        alarms.set_alarm(job.session, broadcast, TOO_LATE, now)
        rest(job, error=TOO_LATE)
        return
    request, wanted = request_for(job), broadcast.wanted
    # Committed by `outside`: a row that is found so may be at the channel already.
    advance(broadcast, S.SCHEDULING, now=now)
    try:
        with job.outside():
            live = job.services.broadcaster.create(request)
    except IntegrationError as error:
        _not_announced(job, error)
        return
    _announced(job, live, wanted)


def look(job: BroadcastJob) -> None:
    """Look at the channel whether it was announced; if it was not, it is to be announced."""
    broadcast = job.row
    request, wanted = request_for(job), broadcast.wanted
    try:
        with job.outside():
            live = job.services.broadcaster.find(request)
    except IntegrationError as error:
        _unknown(job, error)
        return
    now = job.now()
    if live is not None:
        # What changed after the announcement was sent still has to be sent.
        is_same = (live.title, live.starts_at) == (request.title, request.starts_at)
        _announced(job, live, wanted if is_same else "")
    # It was taken back while nobody knew whether it is there; it is not, so nothing is left to do.
    elif not broadcast.is_wanted:
        advance(broadcast, S.CANCELLED, now=now)
        rest(job)
    else:
        advance(broadcast, S.PLANNED, now=now)
        rest(job)


def ask(job: BroadcastJob) -> None:
    """Ask a person, a day before, for what could not be done until then."""
    broadcast = job.row
    now, error = job.now(), broadcast.last_error
    is_ours = job.services.broadcaster.works_by_itself and not broadcast.is_by_hand
    if is_ours and broadcast.status is S.PLANNED and not error:
        # Nothing has failed yet: nobody tried before now.
        announce(job)
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
    alarms.set_alarm(job.session, broadcast, text, now)
    rest(job, error=error)


def change(job: BroadcastJob) -> None:
    """Let the channel's copy follow ours; one that was moved too far is taken back for now."""
    broadcast, now = job.row, job.now()
    if is_out_of_window(broadcast, job.services.broadcaster, now):
        days = job.services.broadcaster.furthest_ahead.days
        # Facebook takes no date beyond its window: the announcement goes, and comes back in time.
        if _taken_back(job):
            forget(broadcast)
            reason = MOVED_AWAY.format(days=days)
            advance(broadcast, S.PLANNED, now=job.now(), reason=reason)
            rest(job)
        return
    request, wanted, external_id = (
        request_for(job),
        broadcast.wanted,
        broadcast.external_id,
    )
    try:
        with job.outside():
            live = job.services.broadcaster.update(external_id, request)
    except IntegrationError as error:
        _not_changed(job, error)
        return
    copy_from_channel(broadcast, live, job.now())
    # Of what was read before the call: a change made meanwhile leaves the two apart, and the row
    # due.
    broadcast.announced = wanted
    rest(job)


def withdraw(job: BroadcastJob) -> None:
    """Take the announcement back: the session was cancelled, or no longer asks for it."""
    broadcast = job.row
    if _taken_back(job):
        forget(broadcast)
        advance(broadcast, S.CANCELLED, now=job.now())
        alarms.set_alarm(job.session, broadcast, "", job.now())
        rest(job)


def gone(job: BroadcastJob) -> None:
    """Write down that it is no longer at the channel, and ask a person."""
    broadcast, now = job.row, job.now()
    forget(broadcast)
    advance(broadcast, S.FAILED, now=now, reason=GONE)
    alarms.set_alarm(job.session, broadcast, GONE, now)
    rest(job, error=GONE)


def _taken_back(job: BroadcastJob) -> bool:
    """Delete the announcement; tell whether that is done."""
    broadcast = job.row
    external_id = broadcast.external_id
    try:
        with job.outside():
            job.services.broadcaster.cancel(external_id)
    except IntegrationError as error:
        try_later(job, error)
        return False
    return True


def _announced(job: BroadcastJob, live: LiveVideo, wanted: str) -> None:
    """Keep what the channel made; changes that came meanwhile leave the row due again."""
    broadcast, now = job.row, job.now()
    advance(broadcast, S.SCHEDULED, now=now, reason=live.permalink_url)
    copy_from_channel(broadcast, live, now)
    broadcast.scheduled_at = now
    broadcast.announced = wanted
    alarms.set_alarm(job.session, broadcast, "", now)
    rest(job)


def _not_announced(job: BroadcastJob, error: IntegrationError) -> None:
    """Write down why it is not announced, and what comes next."""
    broadcast, now = job.row, job.now()
    if isinstance(error, OutcomeUnknownError):
        _unknown(job, error)
    # None of these left anything at the channel, so the way back to PLANNED is safe.
    elif isinstance(error, UnavailableError | CredentialsError | BlockedError):
        advance(broadcast, S.PLANNED, now=now, reason=error.message)
        try_later(job, error)
    elif isinstance(error, RejectedError):
        text = REFUSED.format(reason=error.message)
        advance(broadcast, S.FAILED, now=now, reason=error.message)
        alarms.set_alarm(job.session, broadcast, text, now)
        rest(job, error=error.message)
    else:
        raise error


def _unknown(job: BroadcastJob, error: IntegrationError) -> None:
    """Nobody knows whether it was announced: look again later."""
    broadcast = job.row
    if broadcast.status is not S.UNKNOWN:
        advance(broadcast, S.UNKNOWN, now=job.now(), reason=error.message)
    try_later(job, error)


def _not_changed(job: BroadcastJob, error: IntegrationError) -> None:
    """Note why a change was not taken. It says the end state: it may be repeated."""
    broadcast = job.row
    if isinstance(error, NotFoundError):
        gone(job)
    elif isinstance(error, RejectedError):
        # The announcement stands as it was; a person sees why and can change it once more.
        broadcast.announced = broadcast.wanted
        text = REFUSED.format(reason=error.message)
        alarms.set_alarm(job.session, broadcast, text, job.now())
        rest(job, error=error.message)
    else:
        try_later(job, error)
