"""Counts who came: asks the vendor after the end, and keeps a person's correction beside it.

Who is who: `persons`. Of whoever is known by a name alone, that counts as often as it was there at
once, and telephones count apart.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.meetings import Attendee
from integrations.errors import IntegrationError
from vc import audit
from vc.accounts.models import Person
from vc.attendance import unregistered, who_came
from vc.attendance.models import Attendance, Registration, RegistrationStatus
from vc.attendance.persons import called, identity, persons_of, spans_of
from vc.attendance.presence import per_minute
from vc.booking.models import Event, Meeting
from vc.booking.states import EventStatus
from vc.booking.vendor_request import key_of
from vc.db import insert_once
from vc.jobs import Job, release, wake
from vc.licences.allocation import peak_use

BEFORE, AFTER = timedelta(hours=1), timedelta(hours=3)
"""How long around the planned time somebody in the room counts."""
FIRST_LOOK = timedelta(minutes=10)
LOOKS = (timedelta(hours=1), timedelta(hours=5), timedelta(hours=18))
"""Waits before the next look: the vendor counts some time after the end."""
LONGEST_AGO = timedelta(days=3)


def plan(session: Session, now: datetime) -> None:
    """Make the sessions due to be counted that ended a while ago and were not yet."""
    query = (
        select(Event)
        .join(Meeting)
        .outerjoin(Attendance, Attendance.event_id == Event.id)
        .where(
            Event.ended_by(now - FIRST_LOOK),
            Event.ends_after(now - LONGEST_AGO),
            Event.status == EventStatus.CONFIRMED,
            Meeting.external_id != "",
            Attendance.id.is_(None),
        )
        .limit(100)
    )
    for event in session.scalars(query).unique():
        if is_to_wait(event, now):
            continue
        insert_once(session, Attendance, "event_id", event_id=event.id, due_at=now)


def is_to_wait(event: Event, now: datetime) -> bool:
    """Tell whether somebody is, or was a moment ago, still in the room: the list is not whole."""
    ended_at = event.meeting.ended_at
    is_closing = ended_at is not None and now < ended_at + FIRST_LOOK
    return event.meeting.is_held_over(now) or is_closing


def hear(session: Session, event: Event, now: datetime) -> None:
    """Hear that something happened in the room: what was counted before is counted anew."""
    attendance = session.scalar(select(Attendance).where(Attendance.event_id == event.id))
    if attendance is not None:
        # The vendor's list grows for a while after each end, so it is read until two agree again.
        attendance.looks = 0
        attendance.due_at = now + FIRST_LOOK


def count(job: Job[Attendance]) -> None:
    """Ask the vendor who was there, once the room is closed."""
    event = job.row.event
    if is_to_wait(event, job.now()):
        job.again_at(job.now() + FIRST_LOOK)
        return
    provider = job.services.providers[event.meeting.platform.value]
    key, window = key_of(event.meeting), (event.starts_at - BEFORE, event.ends_at + AFTER)
    stays, problem = [], ""
    try:
        with job.outside():
            stays = provider.attendees(key, *window)
    except IntegrationError as error:
        problem = error.message
    _take(job.session, job.row, stays, problem=problem, now=job.now())


def correct(
    session: Session, event: Event, total: int, note: str, *, by: Person, now: datetime
) -> None:
    """Keep how many there were by a person's count, beside what the vendor says."""
    attendance = session.scalar(select(Attendance).where(Attendance.event_id == event.id))
    if attendance is None:
        attendance = Attendance(event_id=event.id)
        session.add(attendance)
        session.flush()
    elif (attendance.corrected, attendance.note) == (total, note):
        return
    before = {"counted": attendance.counted, "corrected": attendance.corrected}
    attendance.corrected, attendance.note = total, note
    attendance.corrected_by_id, attendance.corrected_at = by.id, now
    session.flush()
    audit.record(
        session,
        attendance,
        "attendance.correct",
        now=now,
        by=by,
        before=before,
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


class Tally(NamedTuple):
    """How many came, by what the vendor tells of each of them."""

    people: int
    """Different people, by registrant, e-mail or account."""
    anonymous: int
    """Others, as few as their names allow."""
    by_phone: int
    """Who dialled in and is nobody of these."""
    renamed: int
    """How many went by more than one name."""
    registered: int
    """How many addresses that registered were there."""
    peak: int
    """The most that were there at one instant."""


def tally(stays: Sequence[Attendee], registrations: Iterable[Registration]) -> Tally:
    """Return the number of people who came.

    Of the others, those of one name who were never there at once are taken for one who came back.
    """
    groups = persons_of(stays)
    others = [group for group in groups if not any(map(identity, group))]
    phones = [group for group in others if any(stay.is_phone for stay in group)]
    emails = {stay.email.lower() for stay in stays}
    return Tally(
        people=len(groups) - len(others),
        anonymous=_fewest([group for group in others if group not in phones]),
        by_phone=_fewest(phones),
        renamed=sum(len(set(map(called, group)) - {""}) > 1 for group in groups),
        registered=len({one.email for one in registrations} & emails),
        peak=_peak(groups),
    )


def _fewest(groups: Sequence[list[Attendee]]) -> int:
    """Return how many people these are at least: of each name as many as were there at once."""
    by_name: dict[str, list[list[Attendee]]] = {}
    for group in groups:
        by_name.setdefault(called(group[-1]), []).append(group)
    nameless = by_name.pop("", [])
    return len(nameless) + sum(map(_peak, by_name.values()))


def _peak(groups: Sequence[list[Attendee]]) -> int:
    """Return the most of these people that were there at one instant."""
    spans = [span for group in groups for span in spans_of(group)]
    if not spans:
        return 0
    return peak_use(spans, min(span.starts_at for span in spans), max(one.ends_at for one in spans))


def _take(
    session: Session,
    attendance: Attendance,
    stays: Sequence[Attendee],
    *,
    problem: str,
    now: datetime,
) -> None:
    """Keep the vendor's figures, until two looks agree; where it has none, ask a person at last."""
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
    registrations = session.scalars(query).all()
    figures = tally(stays, registrations)
    who_came.keep(attendance.event, stays, registrations)
    unregistered.keep(session, attendance.event, stays, registrations)
    is_same = attendance.counted_at is not None and figures == _figures_of(attendance)
    for name, figure in figures._asdict().items():
        setattr(attendance, name, figure)
    _keep_presence(attendance, stays, now)
    attendance.counted_at = now
    attendance.looks += 1
    # Where no message comes, a room may have been open still: two counts are to agree.
    is_done = is_same or attendance.looks > len(LOOKS)
    release(attendance, due_at=None if is_done else now + LOOKS[attendance.looks - 1])


def _keep_presence(attendance: Attendance, stays: Sequence[Attendee], now: datetime) -> None:
    """Keep how many were there minute by minute, within what counts of the session."""
    event = attendance.event
    spans = [one for group in persons_of(stays) for one in spans_of(group)]
    until = min(event.ends_at + AFTER, now)
    found = per_minute(
        ((one.starts_at, one.ends_at) for one in spans), event.starts_at - BEFORE, until
    )
    attendance.presence_from = found.since if found else None
    attendance.presence = list(found.counts) if found else []


def _figures_of(attendance: Attendance) -> Tally:
    """Return what was counted last."""
    return Tally(*(getattr(attendance, name) for name in Tally._fields))
