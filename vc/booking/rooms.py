"""The worker's part: makes what stands in a meeting's row so at the vendor.

`settle` is called with an id, any number of times, by any number of workers. It takes the row under
a lease, decides by its state what is to be done, and closes the transaction before it calls the
vendor. A row found in OPENING or UNKNOWN may already exist there: it is looked for by its folio
before anything is sent again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

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
from vc.booking import giving, placement, service
from vc.booking.models import Event, EventStatus, Meeting, MeetingStatus
from vc.booking.wanted import key_of, request_for
from vc.db import lock_allocation
from vc.jobs import LeaseLostError, claim, hold, next_try, release, wake
from vc.licences import service as licences
from vc.licences import standing
from vc.licences.models import VendorState
from vc.permissions import Capability, check
from vc.states import advance

MOST_ATTEMPTS = 12
"""Tries (about an hour and a half with the waits between) before a person is asked."""
WAITING_LOOK = timedelta(minutes=5)

NO_ANSWER = "La plataforma no responde. Se intentó varias veces; puede reintentar cuando guste."
DAILY_CAP = "Se alcanzó el máximo de cambios diarios de esta licencia; se reanuda a las {hour}."


@dataclass(frozen=True, slots=True)
class Shift:
    """What one call of `settle` works with. `clock` is read again after each call to a vendor."""

    session: Session
    providers: Mapping[str, MeetingProvider]
    clock: Callable[[], datetime]
    zone: ZoneInfo
    token: str

    def provider_of(self, meeting: Meeting) -> MeetingProvider:
        """Return the adapter of the meeting's platform."""
        return self.providers[meeting.platform.value]


def settle(
    session: Session,
    meeting_id: int,
    *,
    providers: Mapping[str, MeetingProvider],
    clock: Callable[[], datetime],
    zone: ZoneInfo,
) -> None:
    """Bring a meeting's room at the vendor to what its row says, if it is due and free."""
    token = claim(session, Meeting, meeting_id, now=clock())
    session.commit()
    if token is None:
        return
    shift = Shift(session, providers, clock, zone, token)
    try:
        _step(shift, session.get_one(Meeting, meeting_id))
        session.commit()
    except LeaseLostError:
        # Somebody else holds the row now and will look at the vendor for what we did.
        session.rollback()


def _step(shift: Shift, meeting: Meeting) -> None:
    """Do what the row's state asks for."""
    is_cancelled = meeting.event.status is EventStatus.CANCELLED
    state = standing.stopped(shift.session, meeting.platform)
    if state is not None and meeting.status is not MeetingStatus.WAITING_FOR_LICENCE:
        _wait_for_vendor(meeting, state, shift.clock())
        return
    match meeting.status:
        case MeetingStatus.WAITING_FOR_LICENCE:
            _leave_waiting_list(shift, meeting)
        case MeetingStatus.PENDING:
            _open(shift, meeting)
        case MeetingStatus.OPENING | MeetingStatus.UNKNOWN:
            _look(shift, meeting)
        case MeetingStatus.OPEN | MeetingStatus.DIVERGED if is_cancelled:
            _close(shift, meeting)
        case MeetingStatus.OPEN | MeetingStatus.DIVERGED if meeting.wanted != meeting.done:
            _update(shift, meeting)
        case _:
            release(meeting, due_at=None)


def _leave_waiting_list(shift: Shift, meeting: Meeting) -> None:
    """Give a waiting meeting a licence if one is free now."""
    now = shift.clock()
    lock_allocation(shift.session)
    if meeting.event.starts_at <= now:
        release(meeting, due_at=None, error="Llegó la hora y ninguna licencia se desocupó.")
        return
    choice = placement.place_event(
        shift.session, meeting.event, providers=shift.providers, now=now, zone=shift.zone
    )
    if choice is None:
        # Why it waits stays to be read: the day's cap, for example.
        release(meeting, due_at=now + WAITING_LOOK, error=meeting.last_error)
        return
    giving.give(meeting, choice)
    advance(meeting, MeetingStatus.PENDING, now=now)
    _again(shift, meeting)


def _look(shift: Shift, meeting: Meeting) -> None:
    """Look at the vendor whether the room was made; if it was not, it is to be made (or closed)."""
    provider, request, wanted = shift.provider_of(meeting), request_for(meeting), meeting.wanted
    shift.session.commit()
    try:
        room = provider.find(request)
    except IntegrationError as error:
        _failed(shift, meeting, error, _still_unknown)
        return
    _hold(shift, meeting)
    if room is not None:
        # The session may have been changed since the room was asked for: then it is due again.
        is_same = (room.starts_at, room.topic) == (request.starts_at, request.topic)
        _opened(shift, meeting, room, wanted if is_same else 0)
    elif meeting.event.status is EventStatus.CANCELLED:
        advance(meeting, MeetingStatus.CLOSED, now=shift.clock())
        release(meeting, due_at=None)
    else:
        advance(meeting, MeetingStatus.PENDING, now=shift.clock())
        _again(shift, meeting)


def _open(shift: Shift, meeting: Meeting) -> None:
    """Make the room. It is marked as being made, and that is committed, before anything is sent."""
    provider = shift.provider_of(meeting)
    if not provider.makes_rooms_itself and not meeting.pasted_url:
        release(meeting, due_at=None)
        return
    if not _may_write(shift, meeting):
        return
    request, wanted = request_for(meeting), meeting.wanted
    advance(meeting, MeetingStatus.OPENING, now=shift.clock())
    shift.session.commit()
    try:
        room = provider.create(request)
    except IntegrationError as error:
        _failed(shift, meeting, error, _opening_failed)
        return
    _hold(shift, meeting)
    _opened(shift, meeting, room, wanted)


def _hold(shift: Shift, meeting: Meeting) -> None:
    """Come back from the vendor: make sure the row is still ours and read what it now says."""
    hold(shift.session, meeting, shift.token)
    shift.session.refresh(meeting)
    shift.session.refresh(meeting.event)


def _failed(
    shift: Shift,
    meeting: Meeting,
    error: IntegrationError,
    note: Callable[[Shift, Meeting, IntegrationError], None],
) -> None:
    """Come back from a call that failed: stop the vendor if it refuses us as such, or `note` it."""
    is_stop = isinstance(error, CredentialsError) and standing.concerns_all(
        shift.provider_of(meeting), error
    )
    _hold(shift, meeting)
    if isinstance(error, RateLimitedError) and error.is_daily:
        # What people want to know of a day's cap is when it ends.
        error.message = _cap_until(shift, error.retry_after)
    if not is_stop:
        note(shift, meeting, error)
        return
    now = shift.clock()
    state = standing.stop(shift.session, meeting.platform, error, now=now)
    if meeting.status is MeetingStatus.OPENING and note is _opening_failed:
        # Whoever is refused by name has had nothing done.
        advance(meeting, MeetingStatus.PENDING, now=now, reason=error.message)
    _wait_for_vendor(meeting, state, now)


def _wait_for_vendor(meeting: Meeting, state: VendorState, now: datetime) -> None:
    """Leave the row due until the vendor takes us again; this was no attempt."""
    meeting.attempts = max(0, meeting.attempts - 1)
    release(meeting, due_at=standing.resumes_at(state, now), error=state.reason)


def _again(shift: Shift, meeting: Meeting) -> None:
    """Leave the row due at once."""
    release(meeting, due_at=shift.clock())
    wake(shift.session, "settle_meeting", meeting.id)


def _opened(shift: Shift, meeting: Meeting, room: Room, wanted: int) -> None:
    """Keep what the vendor made; changes that came meanwhile leave the row due again."""
    now = shift.clock()
    advance(meeting, MeetingStatus.OPEN, now=now)
    _keep(meeting, room)
    meeting.opened_at = now
    meeting.done = wanted
    event = meeting.event
    if event.status is EventStatus.TENTATIVE:
        advance(event, EventStatus.CONFIRMED, now=now)
    if meeting.wanted != wanted or event.status is EventStatus.CANCELLED:
        _again(shift, meeting)
    else:
        release(meeting, due_at=None)


def _still_unknown(shift: Shift, meeting: Meeting, error: IntegrationError) -> None:
    """The look itself failed: look again later, and after many looks ask a person."""
    now = shift.clock()
    if meeting.status is not MeetingStatus.UNKNOWN:
        advance(meeting, MeetingStatus.UNKNOWN, now=now, reason=error.message)
    due_at = _when(error, meeting, now) if meeting.attempts < MOST_ATTEMPTS else None
    release(meeting, due_at=due_at, error=error.message)


def _opening_failed(shift: Shift, meeting: Meeting, error: IntegrationError) -> None:
    """Write down why the room is not there, and what comes next."""
    now = shift.clock()
    match error:
        case OutcomeUnknownError():
            advance(meeting, MeetingStatus.UNKNOWN, now=now, reason=error.message)
            release(meeting, due_at=next_try(meeting.attempts, now), error=error.message)
        case HostUnusableError() if meeting.licence is not None:
            meeting.licence.unusable_reason = error.message
            _try_another_licence(shift, meeting, error)
        case RateLimitedError() if error.is_daily and meeting.licence is not None:
            licences.cap_reached(shift.session, meeting.licence, shift.provider_of(meeting), now)
            _try_another_licence(shift, meeting, error)
        # Credentials that were refused here and taken a moment later: that passes by itself.
        case UnavailableError() | CredentialsError(missing_scopes=()) if (
            meeting.attempts < MOST_ATTEMPTS
        ):
            advance(meeting, MeetingStatus.PENDING, now=now, reason=error.message)
            release(meeting, due_at=_when(error, meeting, now), error=error.message)
        case UnavailableError():
            _give_up(meeting, now, NO_ANSWER)
        # The vendor takes us, but not for this: a permission that only this kind of room needs.
        case RejectedError() | CredentialsError():
            _give_up(meeting, now, error.message)
        case _:
            raise error


def _give_up(meeting: Meeting, now: datetime, reason: str) -> None:
    """Ask a person: nothing more is tried until somebody says so."""
    advance(meeting, MeetingStatus.FAILED, now=now, reason=reason)
    release(meeting, due_at=None, error=reason)


def _try_another_licence(shift: Shift, meeting: Meeting, error: IntegrationError) -> None:
    """Place the meeting anew after its host could not host, or put it on the waiting list."""
    now = shift.clock()
    lock_allocation(shift.session)
    shift.session.flush()
    advance(meeting, MeetingStatus.PENDING, now=now, reason=error.message)
    choice = placement.place_event(
        shift.session, meeting.event, providers=shift.providers, now=now, zone=shift.zone
    )
    if choice is None:
        meeting.licence_id = None
        advance(meeting, MeetingStatus.WAITING_FOR_LICENCE, now=now, reason=error.message)
        release(meeting, due_at=now + WAITING_LOOK, error=error.message)
        return
    giving.give(meeting, choice)
    _again(shift, meeting)


def _update(shift: Shift, meeting: Meeting) -> None:
    """Change the room in place and keep what the vendor then says of it."""
    if not _may_write(shift, meeting):
        return
    provider, wanted, key = shift.provider_of(meeting), meeting.wanted, key_of(meeting)
    request = replace(request_for(meeting), has_begun=meeting.event.starts_at <= shift.clock())
    shift.session.commit()
    try:
        room = provider.update(key, request)
    except IntegrationError as error:
        _failed(shift, meeting, error, _writing_failed)
        return
    _hold(shift, meeting)
    _keep(meeting, room)
    meeting.done = wanted
    if meeting.wanted != wanted:
        _again(shift, meeting)
    else:
        release(meeting, due_at=None)


def _close(shift: Shift, meeting: Meeting) -> None:
    """Delete the room of a cancelled session."""
    provider, key = shift.provider_of(meeting), key_of(meeting)
    shift.session.commit()
    try:
        provider.delete(key)
    except IntegrationError as error:
        _failed(shift, meeting, error, _writing_failed)
        return
    _hold(shift, meeting)
    meeting.done = meeting.wanted
    advance(meeting, MeetingStatus.CLOSED, now=shift.clock())
    release(meeting, due_at=None)


def _writing_failed(shift: Shift, meeting: Meeting, error: IntegrationError) -> None:
    """Note why a change or deletion was not taken. Both say the end state: they may be repeated."""
    now = shift.clock()
    if isinstance(error, NotFoundError):
        advance(meeting, MeetingStatus.GONE, now=now, reason=error.message)
        release(meeting, due_at=None, error=error.message)
        return
    passes = isinstance(error, CredentialsError) and not error.missing_scopes
    may_repeat = passes or isinstance(error, UnavailableError | OutcomeUnknownError)
    if may_repeat and meeting.attempts < MOST_ATTEMPTS:
        release(meeting, due_at=_when(error, meeting, now), error=error.message)
    else:
        release(meeting, due_at=None, error=error.message)


def _keep(meeting: Meeting, room: Room) -> None:
    """Copy what the vendor decides into our row: the link and the passcode are theirs."""
    meeting.external_id = room.external_id
    meeting.external_uuid = room.external_uuid or meeting.external_uuid
    meeting.join_url = room.join_url
    meeting.passcode = room.passcode
    meeting.warnings = list(room.warnings)


def _may_write(shift: Shift, meeting: Meeting) -> bool:
    """Count one change against the host's daily cap; when it is reached, park until it resets."""
    if meeting.licence is None:
        return True
    now = shift.clock()
    cap = shift.provider_of(meeting).daily_writes_per_host
    if licences.count_write(shift.session, meeting.licence, cap, now):
        return True
    reset = licences.cap_resets_at(now)
    release(meeting, due_at=reset, error=_cap_until(shift, reset))
    return False


def _cap_until(shift: Shift, reset: datetime | None) -> str:
    """Return the sentence that a host's cap is reached, with the hour at which it resets."""
    reset = reset or licences.cap_resets_at(shift.clock())
    return DAILY_CAP.format(hour=f"{reset.astimezone(shift.zone):%H:%M}")


def _when(error: IntegrationError, meeting: Meeting, now: datetime) -> datetime:
    """Return when to try again: when the vendor said, or after a growing wait."""
    said = getattr(error, "retry_after", None)
    return max(said, now) if said else next_try(meeting.attempts, now)


def start_link(desk: service.Desk, event: Event) -> str:
    """Fetch the link that starts the session as host: for one redirect, kept nowhere.

    The audit line is committed before the vendor is asked, so that no link is ever handed out
    without one. Raises RuleError for people who may not, and the vendor's errors.
    """
    check(desk.by, Capability.CHANGE_SESSION, event)
    meeting = event.meeting
    provider = desk.providers[meeting.platform.value]
    key, join_url = key_of(meeting), meeting.join_url
    audit.record(desk.session, event, "event.start", now=desk.now, by=desk.by, before={}, after={})
    desk.session.commit()
    if not provider.makes_rooms_itself:
        # By hand there is no other way in for the host than the link that was pasted.
        return join_url
    return provider.start_url(key)
