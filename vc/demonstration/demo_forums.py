"""The forums of the demonstration: a programme, what the public asked, what came of the last."""

from datetime import timedelta

from sqlalchemy import select

from vc.booking.models import Event, EventKind, Visibility
from vc.booking.states import EventStatus
from vc.demonstration import queries
from vc.demonstration.stage import Stage
from vc.forums import service
from vc.forums.models import QuestionStatus
from vc.forums.service import NewSpeaker

ASKED_AGO = timedelta(hours=5)


def add(stage: Stage) -> None:
    """Add to the next forum what it will be, and to the last what it was. The caller commits."""
    told, by = queries.forums(), stage.people["comunicacion"]
    forums = select(Event).where(
        Event.kind == EventKind.FORUM,
        Event.visibility == Visibility.PUBLIC,
        Event.status != EventStatus.CANCELLED,
    )
    coming = forums.where(Event.starts_at > stage.now).order_by(Event.starts_at)
    past = forums.where(Event.ended_by(stage.now)).order_by(Event.starts_at.desc())
    for event in stage.session.scalars(coming.limit(1)).unique():
        at = stage.now - ASKED_AGO
        for speaker in told["speakers"]:
            service.add_speaker(stage.session, event, NewSpeaker(**speaker), by=by, now=at)
        _ask(stage, event, told["questions"])
    for event in stage.session.scalars(past.limit(1)).unique():
        service.set_forum(
            *(stage.session, event),
            takes_questions=True,
            conclusions=told["conclusions"].strip(),
            by=by,
            now=event.ends_at + timedelta(hours=2),
        )


def _ask(stage: Stage, event: Event, questions: list[str]) -> None:
    """Ask of a forum that is to be; the first question was taken already."""
    at, by = stage.now - ASKED_AGO, stage.people["comunicacion"]
    for text in questions:
        service.add_question(stage.session, event, text, at)
    found = service.questions(stage.session, event, QuestionStatus.WAITING)
    first = found[QuestionStatus.WAITING][0]
    service.decide(stage.session, first, QuestionStatus.TAKEN, by=by, now=at + ASKED_AGO / 2)
