"""The talks that schools ask the demonstration for, each in another state."""

from datetime import datetime, time, timedelta

from vc.demonstration import queries
from vc.demonstration.stage import Stage
from vc.office.holidays import working_days
from vc.talk_requests import service
from vc.talk_requests.models import TalkRequest
from vc.talk_requests.service import NewRequest

WAITS, LOOKED_AFTER = "waits", "looked after"
BY = "comunicacion"


def add(stage: Stage) -> None:
    """Add the requests, as they came and as they were answered. The caller commits."""
    for told in queries.talk_requests():
        asked_at = stage.now - timedelta(hours=told["ago"])
        asked = service.ask(stage.session, _new(stage, told), sends_mail=True, now=asked_at)
        service.confirm(stage.session, asked, asked_at + timedelta(minutes=6))
        _answer(stage, asked, told["answer"], asked_at + timedelta(minutes=90))


def _answer(stage: Stage, asked: TalkRequest, answer: str, at: datetime) -> None:
    """Answer a request as it is told."""
    if answer == WAITS:
        return
    by = stage.people[BY]
    service.take(stage.session, asked, by=by, now=at)
    if answer != LOOKED_AFTER:
        service.decline(stage.session, asked, answer, by=by, now=at + timedelta(minutes=20))


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
