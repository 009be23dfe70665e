"""The worker's part: makes what stands in a meeting's row so at the vendor.

`settle` decides by the state of the row what is to be done, and closes the transaction before it
calls the vendor. A row found in OPENING or UNKNOWN may already exist there: it is looked for by its
folio before anything is sent again.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from integrations.contracts.meetings import MeetingProvider, Room
from integrations.errors import (
    CredentialsError,
    HostUnusableError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from vc import audit
from vc.booking import availability, licence_assignment, service
from vc.booking.models import Event, Meeting
from vc.booking.states import EventStatus, MeetingStatus
from vc.booking.vendor_request import key_of, request_for
from vc.connections import service as connections
from vc.connections.models import Use
from vc.db import lock_allocation
from vc.jobs import Job, wake
from vc.licences import service as licences
from vc.permissions import Capability, check
from vc.states import advance

MOST_ATTEMPTS = 12
"""Tries (about an hour and a half with the waits between) before a person is asked."""
WAITING_LOOK = timedelta(minutes=5)
BEHIND_OTHERS = timedelta(seconds=10)
"""So long whoever waits leaves the licence to one that waits for longer."""
NO_ANSWER = "No hubo respuesta. Se intentó varias veces; puede reintentar cuando guste."
DAILY_CAP = "Esta cuenta llegó a sus cambios de hoy; se reanuda a las {hour}."
RoomJob = Job[Meeting]


def settle(job: RoomJob) -> None:
    """Bring a meeting's room at the vendor to what its row says."""
    meeting = job.row
    is_cancelled = meeting.event.status is EventStatus.CANCELLED
    stop = connections.stopped(job.session, Use.MEETINGS, meeting.platform.value)
    # Whoever waits for a licence may get one of another platform meanwhile.
    if stop is not None and meeting.status is not MeetingStatus.WAITING_FOR_LICENCE:
        connections.wait(job, stop)
        return
    match meeting.status:
        case MeetingStatus.WAITING_FOR_LICENCE:
            _leave_waiting_list(job)
        case MeetingStatus.PENDING:
            _open(job)
        case MeetingStatus.OPENING | MeetingStatus.UNKNOWN:
            _look(job)
        case MeetingStatus.OPEN | MeetingStatus.DIVERGED if is_cancelled:
            _close(job)
        case MeetingStatus.OPEN | MeetingStatus.DIVERGED if meeting.wanted != meeting.done:
            _update(job)
        case _:
            job.done()


def _provider_of(job: RoomJob) -> MeetingProvider:
    """Return the adapter of the meeting's platform."""
    return job.services.providers[job.row.platform.value]


def _leave_waiting_list(job: RoomJob) -> None:
    """Give a waiting meeting a licence if one is free now."""
    meeting, now = job.row, job.now()
    # Two workers that find the same licence free would both give it away.
    lock_allocation(job.session)
    if meeting.event.starts_at <= now:
        job.done("Llegó la hora y ninguna cuenta se desocupó.")
        return
    providers, zone = job.services.providers, job.services.zone
    choice = availability.place_event(
        job.session, meeting.event, providers=providers, now=now, zone=zone
    )
    if choice is None:
        # Why it waits stays to be read: the day's cap, for example.
        job.again_at(now + WAITING_LOOK, meeting.last_error)
        return
    before = licence_assignment.in_line_before(
        job.session, meeting, choice, providers=providers, now=now, zone=zone
    )
    # First come, first served: whoever waits for longer is woken and this one looks again
    # afterwards.
    if before is not None:
        service.wake_waiting(job.session, now, only=before)
        job.again_at(now + BEHIND_OTHERS, meeting.last_error)
        return
    licence_assignment.assign(meeting, choice)
    advance(meeting, MeetingStatus.PENDING, now=now)
    _again(job)


def _look(job: RoomJob) -> None:
    """Look at the vendor whether the room was made; if it was not, it is to be made (or closed)."""
    meeting = job.row
    provider, request, wanted = _provider_of(job), request_for(meeting), meeting.wanted
    try:
        with job.outside():
            room = provider.find(request)
    except IntegrationError as error:
        _failed(job, error, _still_unknown)
        return
    if room is not None:
        # The session may have been changed since the room was asked for: then it is due again.
        is_same = (room.starts_at, room.topic) == (request.starts_at, request.topic)
        _opened(job, room, wanted if is_same else 0)
    elif meeting.event.status is EventStatus.CANCELLED:
        advance(meeting, MeetingStatus.CLOSED, now=job.now())
        job.done()
    else:
        advance(meeting, MeetingStatus.PENDING, now=job.now())
        _again(job)


def _open(job: RoomJob) -> None:
    """Make the room. It is marked as being made, and that is committed, before anything is sent."""
    meeting = job.row
    provider = _provider_of(job)
    if not provider.makes_rooms_itself and not meeting.pasted_url:
        job.done()
        return
    if not _may_write(job):
        return
    # Read before leaving: outside no row may be asked.
    request, wanted = request_for(meeting), meeting.wanted
    advance(meeting, MeetingStatus.OPENING, now=job.now())
    try:
        with job.outside():
            room = provider.create(request)
    except IntegrationError as error:
        _failed(job, error, _opening_failed)
        return
    _opened(job, room, wanted)


def _failed(
    job: RoomJob, error: IntegrationError, note: Callable[[RoomJob, IntegrationError], None]
) -> None:
    """Stop the vendor if it refuses us as such, or `note` why a call failed."""
    meeting = job.row
    provider, name = _provider_of(job), meeting.platform.value
    stop = connections.stop_if_refused(job, Use.MEETINGS, name, provider, error)
    if isinstance(error, RateLimitedError) and error.is_daily:
        # What people want to know of a day's cap is when it ends.
        error.message = _cap_until(job, error.retry_after)
    if stop is None:
        note(job, error)
        return
    if meeting.status is MeetingStatus.OPENING and note is _opening_failed:
        # Whoever is refused by name has had nothing done.
        advance(meeting, MeetingStatus.PENDING, now=job.now(), reason=error.message)
    connections.wait(job, stop)


def _again(job: RoomJob) -> None:
    """Leave the row due at once."""
    job.again_at(job.now())
    wake(job.session, "settle_meeting", job.row.id)


def _opened(job: RoomJob, room: Room, wanted: int) -> None:
    """Keep what the vendor made; changes that came meanwhile leave the row due again."""
    meeting, now = job.row, job.now()
    advance(meeting, MeetingStatus.OPEN, now=now)
    _keep(meeting, room)
    meeting.opened_at = now
    # Of what was sent, not of what the row says by now: the difference leaves it due.
    meeting.done = wanted
    event = meeting.event
    if event.status is EventStatus.TENTATIVE:
        advance(event, EventStatus.CONFIRMED, now=now)
    if meeting.wanted != wanted or event.status is EventStatus.CANCELLED:
        _again(job)
    else:
        job.done()


def _still_unknown(job: RoomJob, error: IntegrationError) -> None:
    """The look itself failed: look again later, and after many looks ask a person."""
    meeting, now = job.row, job.now()
    if meeting.status is not MeetingStatus.UNKNOWN:
        advance(meeting, MeetingStatus.UNKNOWN, now=now, reason=error.message)
    if meeting.attempts < MOST_ATTEMPTS:
        job.retry(error)
    else:
        job.done(error.message)


def _opening_failed(job: RoomJob, error: IntegrationError) -> None:
    """Write down why the room is not there, and what comes next."""
    meeting, now = job.row, job.now()
    match error:
        case OutcomeUnknownError():
            advance(meeting, MeetingStatus.UNKNOWN, now=now, reason=error.message)
            job.retry(error)
        case HostUnusableError() if meeting.licence is not None:
            meeting.licence.unusable_reason = error.message
            _try_another_licence(job, error)
        case RateLimitedError() if error.is_daily and meeting.licence is not None:
            licences.cap_reached(job.session, meeting.licence, _provider_of(job), now)
            _try_another_licence(job, error)
        # Credentials that were refused here and taken a moment later: that passes by itself.
        case UnavailableError() | CredentialsError(missing_scopes=()) if (
            meeting.attempts < MOST_ATTEMPTS
        ):
            advance(meeting, MeetingStatus.PENDING, now=now, reason=error.message)
            job.retry(error)
        case UnavailableError():
            _give_up(job, NO_ANSWER)
        # The vendor takes us, but not for this: a permission that only this kind of room needs.
        case RejectedError() | CredentialsError():
            _give_up(job, error.message)
        case _:
            raise error


def _give_up(job: RoomJob, reason: str) -> None:
    """Ask a person: nothing more is tried until somebody says so."""
    advance(job.row, MeetingStatus.FAILED, now=job.now(), reason=reason)
    job.done(reason)


def _try_another_licence(job: RoomJob, error: IntegrationError) -> None:
    """Place the meeting anew after its host could not host, or put it on the waiting list."""
    meeting, now = job.row, job.now()
    lock_allocation(job.session)
    # The licence that is out of order has to be out of order in the database, which is asked for
    # another.
    job.session.flush()
    advance(meeting, MeetingStatus.PENDING, now=now, reason=error.message)
    providers, zone = job.services.providers, job.services.zone
    choice = availability.place_event(
        job.session, meeting.event, providers=providers, now=now, zone=zone
    )
    if choice is None:
        licence_assignment.put_in_line(meeting, now, reason=error.message)
        job.again_at(now + WAITING_LOOK, error.message)
        return
    licence_assignment.assign(meeting, choice)
    _again(job)


def _update(job: RoomJob) -> None:
    """Change the room in place and keep what the vendor then says of it."""
    meeting = job.row
    if not _may_write(job):
        return
    provider, wanted, key = _provider_of(job), meeting.wanted, key_of(meeting)
    # Of a room that has begun the start is not sent again: see the vendor's bodies.
    request = replace(request_for(meeting), has_begun=meeting.event.starts_at <= job.now())
    try:
        with job.outside():
            room = provider.update(key, request)
    except IntegrationError as error:
        _failed(job, error, _writing_failed)
        return
    _keep(meeting, room)
    meeting.done = wanted
    if meeting.wanted != wanted:
        _again(job)
    else:
        job.done()


def _close(job: RoomJob) -> None:
    """Delete the room of a cancelled session."""
    meeting = job.row
    provider, key = _provider_of(job), key_of(meeting)
    try:
        with job.outside():
            provider.delete(key)
    except IntegrationError as error:
        _failed(job, error, _writing_failed)
        return
    meeting.done = meeting.wanted
    advance(meeting, MeetingStatus.CLOSED, now=job.now())
    job.done()


def _writing_failed(job: RoomJob, error: IntegrationError) -> None:
    """Note why a change or deletion was not taken. Both say the end state: they may be repeated."""
    if isinstance(error, NotFoundError):
        advance(job.row, MeetingStatus.GONE, now=job.now(), reason=error.message)
        job.done(error.message)
        return
    passes = isinstance(error, CredentialsError) and not error.missing_scopes
    may_repeat = passes or isinstance(error, UnavailableError | OutcomeUnknownError)
    if may_repeat and job.row.attempts < MOST_ATTEMPTS:
        job.retry(error)
    else:
        job.done(error.message)


def _keep(meeting: Meeting, room: Room) -> None:
    """Copy what the vendor decides into our row: the link and the passcode are theirs."""
    meeting.external_id = room.external_id
    meeting.external_uuid = room.external_uuid or meeting.external_uuid
    meeting.join_url = room.join_url
    meeting.passcode = room.passcode
    meeting.warnings = list(room.warnings)


def _may_write(job: RoomJob) -> bool:
    """Count one change against the host's daily cap; when it is reached, park until it resets."""
    meeting = job.row
    if meeting.licence is None:
        return True
    now = job.now()
    cap = _provider_of(job).daily_writes_per_host
    if licences.count_write(job.session, meeting.licence, cap, now):
        return True
    reset = licences.cap_resets_at(now)
    job.again_at(reset, _cap_until(job, reset))
    return False


def _cap_until(job: RoomJob, reset: datetime | None) -> str:
    """Return the sentence that a host's cap is reached, with the hour at which it resets."""
    reset = reset or licences.cap_resets_at(job.now())
    return DAILY_CAP.format(hour=f"{reset.astimezone(job.services.zone):%H:%M}")


def start_link(context: service.BookingContext, event: Event) -> str:
    """Fetch the link that starts the session as host: for one redirect, kept nowhere.

    The audit line is committed before the vendor is asked, so that no link is ever handed out
    without one. Raises RuleError for people who may not, and the vendor's errors.
    """
    check(context.by, Capability.CHANGE_SESSION, event)
    meeting = event.meeting
    provider = context.providers[meeting.platform.value]
    key, join_url = key_of(meeting), meeting.join_url
    audit.record(
        context.session, event, "event.start", now=context.now, by=context.by, before={}, after={}
    )
    # Were the vendor asked first, a crash could leave a link handed out and no line of it.
    context.session.commit()
    if not provider.makes_rooms_itself:
        # By hand there is no other way in for the host than the link that was pasted.
        return join_url
    return provider.start_url(key)
