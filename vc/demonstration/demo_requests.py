"""The talks that schools ask the demonstration for, each in another state."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from vc.demonstration import queries
from vc.demonstration.stage import Stage
from vc.jobs import release
from vc.mail.models import Kind, Message, MessageStatus
from vc.mail.service import office_of
from vc.office.holidays import working_days
from vc.states import advance
from vc.talk_requests import letters, service
from vc.talk_requests.models import TalkRequest
from vc.talk_requests.service import NewRequest

WAITS, LOOKED_AFTER = "waits", "looked after"
BY = "comunicacion"


def add(stage: Stage) -> None:
    """Add the requests, as they came and as they were answered. The caller commits."""
    for told in queries.talk_requests():
        asked_at = stage.now - timedelta(hours=told["ago"])
        asked = service.ask(stage.session, _new(stage, told), sends_mail=True, now=asked_at)
        _send(stage, asked_at)
        confirmed_at = asked_at + timedelta(minutes=6)
        service.confirm(stage.session, asked, confirmed_at)
        _send(stage, confirmed_at)
        answered_at = asked_at + timedelta(minutes=90)
        _answer(stage, asked, told["answer"], answered_at)
        _send(stage, answered_at)


def _answer(stage: Stage, asked: TalkRequest, answer: str, at: datetime) -> None:
    """Answer a request as it is told."""
    if answer == WAITS:
        return
    by = stage.people[BY]
    service.take(stage.session, asked, by=by, now=at)
    if answer != LOOKED_AFTER:
        service.decline(stage.session, asked, answer, by=by, now=at + timedelta(minutes=20))


def _send(stage: Stage, at: datetime) -> None:
    """Write the letters that wait, and let them have been sent."""
    query = select(Message).where(
        Message.kind == Kind.TALK_REQUEST, Message.status == MessageStatus.PENDING
    )
    for message in stage.session.scalars(query):
        letter = letters.write(stage.session, message, office_of(stage.services).head, at)
        if letter is not None:
            message.subject, message.body = letter.subject, letter.text
        for status in (MessageStatus.SENDING, MessageStatus.SENT):
            advance(message, status, now=at)
        message.sent_at = at
        release(message, due_at=None)


def _new(stage: Stage, told: dict) -> NewRequest:
    """Return a request as the form would ask for it."""
    settings = stage.services.settings
    first = stage.at(settings.request_notice_days, time()).date()
    days = working_days(stage.session, first, settings.working_days)
    clock = time.fromisoformat(told["at"])
    return NewRequest(
        topic=told["topic"],
        audience=told["audience"],
        audience_size=told["size"],
        institution=told["institution"],
        municipality=told["municipality"],
        starts=tuple(datetime.combine(days[n], clock, stage.zone) for n in told["in"]),
        duration_min=told["minutes"],
        contact_name=told["name"],
        email=told["email"],
        has_minors=told["minors"],
        phone=told["phone"],
        words=told["words"],
    )
