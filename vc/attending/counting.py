"""Counts who came: asks the vendor after the end, and keeps a person's correction beside it.

People are told apart by the vendor's registrant or by e-mail, never by name: two Marías are two,
and one María who comes in twice under another spelling must not become two. Whoever has neither is
counted as stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.base import Attendee, MeetingProvider
from integrations.errors import IntegrationError
from vc import audit
from vc.accounts.models import Person
from vc.attending.models import Attendance, Registration, RegistrationStatus
from vc.booking.models import Event, EventStatus, Meeting
from vc.booking.wanted import key_of
from vc.db import insert_once
from vc.jobs import LeaseLostError, claim, hold, release, wake
from vc.licences.allocation import Span, peak_use

BEFORE, AFTER = timedelta(hours=1), timedelta(hours=3)
"""How long around the planned time somebody in the room counts."""
FIRST_LOOK = timedelta(minutes=10)
LOOKS = (timedelta(hours=1), timedelta(hours=5), timedelta(hours=18))
"""Waits before the next look while the vendor has nothing: it counts some time after the end."""
LONGEST_AGO = timedelta(days=3)


def plan(session: Session, now: datetime) -> None:
    """Make the sessions due to be counted that ended a while ago and were not yet."""
    query = (
        select(Event)
        .join(Meeting)
        .outerjoin(Attendance, Attendance.event_id == Event.id)
        .where(
            Event.ends_at <= now - FIRST_LOOK,
            Event.ends_at > now - LONGEST_AGO,
            Event.status == EventStatus.CONFIRMED,
            Meeting.external_id != "",
            Attendance.id.is_(None),
        )
        .limit(100)
    )
    for event in session.scalars(query).unique():
        insert_once(session, Attendance, "event_id", event_id=event.id, due_at=now)


def count(
    session: Session,
    attendance_id: int,
    *,
    providers: Mapping[str, MeetingProvider],
    clock: Callable[[], datetime],
) -> None:
    """Ask the vendor who was there, if that is due; safe to call any number of times."""
    token = claim(session, Attendance, attendance_id, now=clock())
    session.commit()
    if token is None:
        return
    attendance = session.get_one(Attendance, attendance_id)
    event = attendance.event
    provider = providers[event.meeting.platform.value]
    key, window = key_of(event.meeting), (event.starts_at - BEFORE, event.ends_at + AFTER)
    session.commit()
    try:
        stays, problem = provider.attendees(key, *window), ""
    except IntegrationError as error:
        stays, problem = [], error.message
    try:
        hold(session, attendance, token)
        session.refresh(attendance)
        _take(session, attendance, stays, problem=problem, now=clock())
        session.commit()
    except LeaseLostError:
        session.rollback()


def correct(
    session: Session, event: Event, total: int, note: str, *, by: Person, now: datetime
) -> None:
    """Keep how many there were by a person's count, beside what the vendor says."""
    attendance = session.scalar(select(Attendance).where(Attendance.event_id == event.id))
    if attendance is None:
        attendance = Attendance(event_id=event.id)
        session.add(attendance)
    attendance.corrected, attendance.note = total, note
    attendance.corrected_by_id, attendance.corrected_at = by.id, now
    session.flush()
    audit.record(
        session,
        attendance,
        "attendance.correct",
        now=now,
        by=by,
        before={"counted": attendance.people + attendance.anonymous},
        after={"corrected": total},
        reason=note,
    )


def count_again(session: Session, event: Event, now: datetime) -> None:
    """Let the vendor be asked once more."""
    attendance = session.scalar(select(Attendance).where(Attendance.event_id == event.id))
    if attendance is None:
        attendance = Attendance(event_id=event.id)
        session.add(attendance)
    attendance.due_at, attendance.looks = now, 0
    session.flush()
    wake(session, "count_attendance", attendance.id)


def tally(
    stays: Sequence[Attendee], registrations: Iterable[Registration]
) -> tuple[int, int, int, int]:
    """Return people, anonymous stays, people who had registered, and the most at one instant."""
    # Who came in once as a registrant and once by e-mail alone is one person all the same.
    registrants = {
        stay.email.lower(): stay.registrant_id
        for stay in stays
        if stay.email and stay.registrant_id
    }
    people = {
        stay.registrant_id or registrants.get(stay.email.lower(), stay.email.lower())
        for stay in stays
    }
    emails = {stay.email.lower() for stay in stays}
    anonymous = sum(1 for stay in stays if not (stay.registrant_id or stay.email))
    present = sum(1 for registration in registrations if registration.email in emails)
    return len(people - {""}), anonymous, present, _peak(stays)


def _peak(stays: Sequence[Attendee]) -> int:
    """Return the most that were there at one instant."""
    if not stays:
        return 0
    last = max(stay.left_at or stay.joined_at for stay in stays) + timedelta(seconds=1)
    spans = [Span(0, stay.joined_at, stay.left_at or last) for stay in stays]
    return peak_use(spans, min(span.starts_at for span in spans), last)


def _take(
    session: Session,
    attendance: Attendance,
    stays: Sequence[Attendee],
    *,
    problem: str,
    now: datetime,
) -> None:
    """Keep the vendor's figures; while it has none, look again a few times, then ask a person."""
    if not stays:
        attendance.looks += 1
        is_left = attendance.looks <= len(LOOKS)
        due_at = now + LOOKS[attendance.looks - 1] if is_left else None
        release(attendance, due_at=due_at, error=problem)
        return
    query = select(Registration).where(
        Registration.event_id == attendance.event_id,
        Registration.status == RegistrationStatus.CONFIRMED,
    )
    figures = tally(stays, session.scalars(query).all())
    attendance.people, attendance.anonymous, attendance.registered, attendance.peak = figures
    attendance.counted_at = now
    release(attendance, due_at=None)
