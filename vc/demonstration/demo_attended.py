"""How long who registered was there, their certificates, and what was answered afterwards."""

from datetime import timedelta

from sqlalchemy import select

from vc.attendance.models import Registration, RegistrationStatus
from vc.attendance.who_came import length_min
from vc.booking.models import Event
from vc.certificates import rules
from vc.certificates import service as certificates
from vc.certificates.models import CertificateRun
from vc.demonstration import queries
from vc.demonstration.stage import Stage
from vc.mail.models import Kind, Message
from vc.surveys import service as surveys
from vc.surveys.service import Answers

BY = "comunicacion"
GIVEN_AFTER = timedelta(hours=3)
SHARES = (100, 97, None, 100, 40, 92, 100, 88, None, 96, 100, 72, 100, None)
"""How much of the session each of them was there, in parts of a hundred; None: nobody knows."""


def add(stage: Stage) -> None:
    """Add it to the sessions that were held and for which people registered."""
    rows = stage.session.scalars(
        select(Event).where(Event.takes_registrations, Event.ended_by(stage.now - GIVEN_AFTER))
    )
    for event in sorted(rows.unique(), key=lambda one: one.id):
        people = _came(stage, event)
        if people:
            _give(stage, event, people)
            _ask(stage, event)


def _came(stage: Stage, event: Event) -> list[Registration]:
    """Let it be known how long each of those with a seat was there."""
    query = select(Registration).where(
        Registration.event_id == event.id, Registration.status == RegistrationStatus.CONFIRMED
    )
    people = list(stage.session.scalars(query.order_by(Registration.id)))
    for number, one in enumerate(people):
        share = SHARES[number % len(SHARES)]
        one.entered_at = None if share is None else event.starts_at
        one.presence_min = None if share is None else share * length_min(event) // 100
    return people


def _give(stage: Stage, event: Event, people: list[Registration]) -> None:
    """Give certificates to those who were there long enough; their letters are sent."""
    by, at, session = stage.people[BY], event.ends_at + GIVEN_AFTER, stage.session
    usual = stage.services.settings.certificate_minimum
    minimum, length = rules.minimum_of(session, event, usual), length_min(event)
    given = [one for one in people if minimum.is_reached(one.minutes, length)]
    for one in given:
        certificates.give(session, one, by=by, now=at)
    wrong = certificates.latest(session, given[-1].id)
    if wrong is not None:
        why = queries.month()["certificates"]["revoked"]
        certificates.revoke(session, wrong, why, by=by, now=at + timedelta(hours=1))
    session.add(
        CertificateRun(
            event_id=event.id,
            asked_by_id=by.id,
            asked_at=at,
            total=len(people),
            looked_at=len(people),
            finished_at=at + timedelta(seconds=20),
        )
    )
    session.flush()
    # The newest alone waits to be sent: a first start has no hundred letters to write.
    letters = select(Message).where(Message.kind == Kind.AFTERWARDS, Message.event_id == event.id)
    for message in session.scalars(letters.order_by(Message.id)).all()[1:]:
        session.delete(message)


def _ask(stage: Stage, event: Event) -> None:
    """Let some of them answer the day after."""
    for told in queries.month()["certificates"]["answers"]:
        useful, clear, would = told["marks"]
        answers = Answers(
            usefulness=useful,
            clarity=clear,
            recommends=would == 1,
            will_do=told.get("will_do", ""),
            words=told.get("words", ""),
        )
        surveys.answer(
            *(stage.session, event, answers),
            registration=None,
            days=1,
            now=event.ends_at + timedelta(minutes=30),
        )
