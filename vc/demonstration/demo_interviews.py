"""Two people who were asked for an interview, and topics for capsules."""

from datetime import timedelta

from sqlalchemy import select

from vc import evidence
from vc.booking.models import Event
from vc.consents.models import ANY_CHANNEL, Scope
from vc.consents.views import FOLDER
from vc.demonstration import queries
from vc.demonstration.stage import Stage
from vc.interviews import service, signing
from vc.interviews.models import Interview
from vc.interviews.service import NewInterview
from vc.mail import service as mail
from vc.mail.models import Kind, Message, MessageStatus
from vc.privacy import service as privacy
from vc.states import advance
from vc.topics import service as topics

BY = "comunicacion"
ASKED_AGO, SIGNED_AFTER = timedelta(days=4), timedelta(days=1)
ORIGIN = "192.0.2.17"
DRAWN = "40,120 90,40 140,150 190,60 240,130 330,90 420,110;150,160 400,150"


def add(stage: Stage) -> None:
    """Ask two people of the last session for which people registered; write topics down."""
    _add_topics(stage)
    told = queries.month()["interviews"]
    at = stage.now - ASKED_AGO
    held = select(Event).where(Event.takes_registrations, Event.ended_by(at))
    for event in stage.session.scalars(held.order_by(Event.starts_at.desc())).unique():
        people = service.candidates(stage.session, event)[:2]
        if len(people) == 2:
            asked = [
                service.invite(
                    stage.session,
                    event,
                    NewInterview(
                        registration=one,
                        is_minor=False,
                        message=told["message"],
                        expires_at=at + timedelta(days=10),
                    ),
                    now=at,
                    by=stage.people[BY],
                )
                for one in people
            ]
            _sign(stage, asked[0])
            break
    _send(stage)


def _sign(stage: Stage, interview: Interview) -> None:
    """Let somebody sign on their telephone."""
    signed = signing.Signature(
        name=interview.name,
        scope=frozenset({Scope.IMAGE, Scope.VOICE, Scope.NAME}),
        channels=frozenset({ANY_CHANNEL}),
        until=None,
        drawn=signing.strokes_of(DRAWN),
        origin=ORIGIN,
    )
    with evidence.drawer(stage.store, FOLDER) as drawer:
        notice = privacy.current(stage.session)
        desk = signing.Desk(stage.services.settings, stage.zone, notice, drawer)
        at = interview.invited_at + SIGNED_AFTER
        signing.sign(stage.session, interview, signed, desk, now=at)


def _send(stage: Stage) -> None:
    """Let a person have passed the letters on."""
    query = select(Message).where(Message.kind == Kind.INTERVIEW)
    for message in stage.session.scalars(query).all():
        at = message.created_at
        message.due_at = None
        advance(message, MessageStatus.BY_HAND, now=at)
        mail.mark_sent(stage.session, message, by=stage.people[BY], now=at + timedelta(minutes=9))


def _add_topics(stage: Stage) -> None:
    """Write the topics down: an idea, one that is taken, one that was discarded."""
    at = stage.now - ASKED_AGO
    for told in queries.month()["topics"]:
        by = stage.people[told["by"]]
        topic = topics.add(stage.session, told["title"], told["source"], now=at, by=by)
        if told.get("taken"):
            topics.take(stage.session, topic, now=at, by=by)
        if told.get("discarded"):
            topics.discard(stage.session, topic, told["discarded"], now=at, by=by)
