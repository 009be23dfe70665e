"""The rules of booking: book, change, cancel and retry; one transaction each, no vendor called.

Every function takes a `BookingContext`: who asks, when, in which transaction and with which
platforms. What must happen at the vendor is left on the meeting's row as due; `vc.booking.worker`
carries it out.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from vc import audit, dates
from vc.accounts.endings import Ending
from vc.accounts.models import Person
from vc.booking import availability, licence_assignment
from vc.booking.event_row import new_event, write
from vc.booking.licence_assignment import BookingContext
from vc.booking.models import UNDO_TIME, Campaign, Event, Meeting, Visibility, new_slug
from vc.booking.requests import NewEvent, differing
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import lock_allocation
from vc.errors import AlreadyBookedError, ConcurrentChangeError, RuleError
from vc.jobs import wake
from vc.permissions import Capability, check, may
from vc.states import advance

ALREADY_OVER = "La sesión ya terminó: su horario y su sala no se pueden cambiar."
ALREADY_BOOKED = (
    "Esta sesión ya se agendó: {folio}, «{summary}», {when}. Lo que corrigió todavía no se guarda: "
    "guarde para cambiarla."
)
HAS_BEGUN = "La sesión ya empezó: su inicio ya no cambia; sí cuánto dura."
ENDS_IN_THE_PAST = "Con esa duración ya habría terminado: escriba una mayor."
NO_SUCH_CAMPAIGN = "Elija una campaña de la lista."
IS_CANCELLED = "La sesión está cancelada. Agende una nueva."

# What the vendor's copy of a room shows; any other change stays with us.
AT_THE_VENDOR = {
    "summary",
    "description",
    "starts_at",
    "ends_at",
    "tzid",
    "records",
    "streams",
    "has_waiting_room",
    "cohosts",
    "host_id",
}


def book(context: BookingContext, new: NewEvent) -> Event:
    """Book a session: the event, its meeting and its licence in one transaction.

    A form that is sent twice books once: the second call returns the first one's session, or raises
    AlreadyBookedError where it says something else by now. Raises RuleError (LicenceBusyError when
    nothing is free and the person will not wait); nothing is written then. The caller commits.
    """
    check(context.by, Capability.BOOK)
    lock_allocation(context.session)
    twin = select(Event.id).where(Event.submission_key == new.submission_key)
    # Behind the lock: of a form that was sent twice at once the second finds what the first made.
    booked_id = context.session.scalar(twin)
    if booked_id is not None:
        return _booked_before(context, context.session.get_one(Event, booked_id), new)
    _check_time(context, new)
    people = _people(context, new)
    _check_campaign(context.session, new)
    meeting = licence_assignment.new_meeting(context, new)
    event = new_event(context, new, meeting, people)
    # The hint and the line of the history go by the ids, which exist only now.
    context.session.flush()
    audit.record(
        context.session,
        event,
        "event.book",
        now=context.now,
        by=context.by,
        before={},
        after={"summary": event.summary, "starts_at": event.starts_at.isoformat()},
        reason=meeting.overrule_reason,
    )
    wake(context.session, "settle_meeting", meeting.id)
    return event


def _booked_before(context: BookingContext, event: Event, new: NewEvent) -> Event:
    """Return the session that this form booked, unless the form was corrected since."""
    if not differing(event, new) or not may(context.by, Capability.CHANGE_SESSION, event):
        return event
    local = event.starts_at.astimezone(context.zone)
    when = f"{dates.day(local, context.zone, context.now)}, {local:%H:%M} h"
    message = ALREADY_BOOKED.format(folio=event.folio, summary=event.summary, when=when)
    raise AlreadyBookedError(message, event_id=event.id)


def change(
    context: BookingContext,
    event: Event,
    new: NewEvent,
    version: int,
    *,
    wakes: bool = True,
    reason: str = "",
) -> Event:
    """Change a session to what `new` says; its room is changed in place, so its link stays.

    `version` is the one the person saw. Raises ConcurrentChangeError when it is older than ours,
    and RuleError like `book`. With `wakes` whoever waits for a licence looks again; whoever changes
    many sessions lets them do so once, at the end.
    """
    check(context.by, Capability.CHANGE_SESSION, event)
    _check_is_open(event)
    if version != event.version:
        raise ConcurrentChangeError("Alguien más cambió esta sesión mientras usted la editaba.")
    lock_allocation(context.session)
    is_moved = _check_move(context, event, new)
    people = _people(context, new, event)
    _check_campaign(context.session, new)
    if event.visibility is Visibility.PUBLIC and new.visibility is Visibility.INTERNAL:
        # Anybody may know the address of a public session's page, which would now let them in.
        event.slug = new_slug()
    is_relinked = _change_room(context, event, new, is_moved=is_moved)
    changed = write(context, event, new, people)
    if not changed and not is_relinked:
        return event
    _note_change(context, event, reason)
    if changed & AT_THE_VENDOR or is_relinked:
        send_changes(context, event.meeting)
    if wakes:
        wake_waiting(context.session, context.now)
    return event


def _change_room(context: BookingContext, event: Event, new: NewEvent, *, is_moved: bool) -> bool:
    """Bring licence and pasted link in line with `new`; tell whether the link is another one."""
    meeting = event.meeting
    licence_assignment.check_platform_stays(meeting, new.platform)
    licence_assignment.check_kind_of_room_stays(meeting, is_webinar=new.is_webinar)
    is_relinked = licence_assignment.take_pasted_link(context, meeting, new.pasted_url)
    licence_assignment.reassign_licence(context, event, new, is_moved=is_moved)
    return is_relinked


def _note_change(context: BookingContext, event: Event, reason: str) -> None:
    """Leave a line of what a change made different."""
    before, after = audit.changes_of(event)
    audit.record(
        context.session,
        event,
        "event.change",
        now=context.now,
        by=context.by,
        before=before,
        after=after,
        reason=reason,
    )


def cancel(context: BookingContext, event: Event, reason: str, *, wakes: bool = True) -> None:
    """Cancel a session: its time is free at once, its room is deleted by the worker.

    That, and whoever waits for a licence, has the time in which it can be taken back. `wakes` as in
    `change`.
    """
    check(context.by, Capability.CHANGE_SESSION, event)
    _check_is_open(event)
    if event.is_past(context.now):
        raise RuleError(ALREADY_OVER)
    lock_allocation(context.session)
    event.cancel_reason = reason
    advance(event, EventStatus.CANCELLED, now=context.now, by=context.by, reason=reason)
    meeting = event.meeting
    nothing_sent = (
        MeetingStatus.PENDING,
        MeetingStatus.WAITING_FOR_LICENCE,
        MeetingStatus.FAILED,
        MeetingStatus.GONE,
    )
    if meeting.status in nothing_sent:
        advance(meeting, MeetingStatus.CLOSED, now=context.now, by=context.by)
        meeting.due_at = None
    else:
        _leave_due(context.session, meeting, context.now, wait=UNDO_TIME)
    if wakes:
        wake_waiting(context.session, context.now, wait=UNDO_TIME)


def retry(context: BookingContext, event: Event) -> None:
    """Try again what failed: make the room, or send the changes that the vendor did not take."""
    check(context.by, Capability.CHANGE_SESSION, event)
    _check_is_open(event)
    meeting = event.meeting
    if meeting.status in (MeetingStatus.FAILED, MeetingStatus.GONE):
        lock_allocation(context.session)
        free_from_vendor(meeting)
        advance(meeting, MeetingStatus.PENDING, now=context.now, by=context.by)
        if meeting.licence is None or not meeting.licence.can_host:
            licence_assignment.take_another_licence(context, event)
    send_changes(context, meeting)


def paste_link(context: BookingContext, event: Event, url: str) -> None:
    """Keep the link of a room that was made by hand; the provider checks it at once.

    Raises RuleError when the link cannot be one of the platform's.
    """
    check(context.by, Capability.CHANGE_SESSION, event)
    _check_is_open(event)
    meeting = event.meeting
    licence_assignment.check_link(context, meeting.platform, url)
    meeting.pasted_url = url
    audit.record(context.session, meeting, "meeting.paste", now=context.now, by=context.by)
    if meeting.status is MeetingStatus.FAILED:
        advance(meeting, MeetingStatus.PENDING, now=context.now, by=context.by)
    send_changes(context, meeting)


def send_changes(context: BookingContext, meeting: Meeting) -> None:
    """Leave the meeting due: what stands in its row is to become so at the vendor."""
    _leave_due(context.session, meeting, context.now)


def hand_over(ending: Ending) -> None:
    """Give the sessions that a closed account was to hold to its heir; it co-hosts none any more.

    A form that still names the account is refused from now on, whoever sends it: `_people` asks
    behind the same lock.
    """
    session, person = ending.session, ending.person
    lock_allocation(session)
    is_cohost = Event.cohosts.any(Person.id == person.id)
    query = select(Event).where(
        Event.ends_after(ending.now),
        Event.status != EventStatus.CANCELLED,
        or_(Event.host_id == person.id, is_cohost),
    )
    for event in session.scalars(query.order_by(Event.id)).unique().all():
        before = {"host": event.host.name}
        if event.host_id == person.id:
            assert ending.heir is not None
            event.host = ending.heir
        event.cohosts = [one for one in event.cohosts if one not in (person, event.host)]
        audit.record(
            session,
            event,
            "event.hand_over",
            now=ending.now,
            by=ending.by,
            before=before,
            after={"host": event.host.name},
            reason=f"Se cerró la cuenta de {person.name}.",
        )
        _leave_due(session, event.meeting, ending.now)


def _leave_due(
    session: Session, meeting: Meeting, now: datetime, wait: timedelta = timedelta()
) -> None:
    """Count a change that the vendor is to have."""
    meeting.wanted += 1
    meeting.attempts = 0
    meeting.last_error = ""
    meeting.due_at = now + wait
    wake(session, "settle_meeting", meeting.id, at=meeting.due_at if wait else None)


def wake_waiting(
    session: Session, now: datetime, *, only: Meeting | None = None, wait: timedelta = timedelta()
) -> None:
    """Let the waiting list look again, or one of it: a licence may be free, or after a while."""
    session.flush()
    due_at = now + wait
    waiting = licence_assignment.in_line(select(Meeting.id))
    for meeting_id in session.scalars(waiting).all() if only is None else [only.id]:
        session.execute(
            update(Meeting)
            .where(Meeting.id == meeting_id)
            .values(due_at=due_at)
            .execution_options(synchronize_session=False)
        )
        wake(session, "settle_meeting", meeting_id, at=due_at if wait else None)


def _check_is_open(event: Event) -> None:
    """Refuse to work on a session that was cancelled."""
    if event.status is EventStatus.CANCELLED:
        raise RuleError(IS_CANCELLED)


def _check_time(context: BookingContext, new: NewEvent) -> None:
    """Refuse a session that begins in the past, or one of a length that cannot be."""
    if new.ends_at <= new.starts_at:
        raise RuleError("Debe terminar después de empezar.", field="duration")
    if new.starts_at <= context.now:
        raise RuleError("Esa fecha y hora ya pasaron; elija otra.", field="date")
    _check_length(context, new)


def _check_move(context: BookingContext, event: Event, new: NewEvent) -> bool:
    """Tell whether a change moves the session; refuse to move what has begun or is past."""
    is_moved = (new.starts_at, new.ends_at) != (event.starts_at, event.ends_at)
    if is_moved and event.takes_place(context.now):
        _check_end(context, event, new)
    elif is_moved:
        if event.is_past(context.now):
            raise RuleError(ALREADY_OVER, field="date")
        _check_time(context, new)
    return is_moved


def _check_end(context: BookingContext, event: Event, new: NewEvent) -> None:
    """Refuse to move a session that has begun; only its end may move, to what is yet to come."""
    if new.starts_at != event.starts_at:
        raise RuleError(HAS_BEGUN, field="time")
    if new.ends_at <= context.now:
        raise RuleError(ENDS_IN_THE_PAST, field="duration")
    _check_length(context, new)


def _check_length(context: BookingContext, new: NewEvent) -> None:
    """Refuse a session that lasts longer than its platform allows."""
    minutes = (new.ends_at - new.starts_at).total_seconds() / 60
    for platform in (new.platform,) if new.platform else availability.WITH_LICENCE:
        longest = context.providers[platform.value].longest_duration_min
        if minutes > longest:
            raise RuleError(f"Puede durar hasta {dates.duration(longest)}.", field="duration")


def _people(
    context: BookingContext, new: NewEvent, event: Event | None = None
) -> dict[int, Person]:
    """Return the host and the co-hosts by id. Refuses those without an active account.

    Who hosts the session already, or helps to, may go on: others look after closed accounts.
    """
    people = {context.by.id: context.by}  # whoever asks is signed in, and so active
    if event is not None:
        people |= {one.id: one for one in event.cohosts}
        if new.host_id == event.host_id:
            people[event.host_id] = event.host
        elif not people.get(new.host_id, context.by).is_active:
            del people[new.host_id]
    missing = {new.host_id, *new.cohost_ids} - set(people)
    if missing:
        query = select(Person).where(Person.id.in_(missing), Person.is_active.is_(True))
        people |= {person.id: person for person in context.session.scalars(query)}
    unknown = missing - set(people)
    if unknown:
        field = "host_id" if new.host_id in unknown else "cohost_ids"
        raise RuleError("Elija a una persona de la lista.", field=field)
    return people


def _check_campaign(session: Session, new: NewEvent) -> None:
    """Refuse a campaign that does not exist (any more)."""
    if new.campaign_id is not None and session.get(Campaign, new.campaign_id) is None:
        raise RuleError(NO_SUCH_CAMPAIGN, field="campaign_id")


def free_from_vendor(meeting: Meeting) -> None:
    """Forget the room at the vendor, which is no more."""
    meeting.external_id = ""
    meeting.external_uuid = ""
    meeting.join_url = ""
