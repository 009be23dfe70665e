"""What is written to those who ask for a talk, and who of them is told of a session."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import dates
from vc.booking.models import Event
from vc.booking.states import EventStatus, MeetingStatus
from vc.booking.text_names import names_of
from vc.inputs import number_of
from vc.mail import service as mail
from vc.mail.models import Kind, Message
from vc.mail.service import Draft
from vc.mail.wording import Addressee, Letter, Letterhead, letter_of
from vc.office.hooks import OwnText
from vc.talk_requests import letter_texts
from vc.talk_requests.models import RequestStatus, TalkRequest


class Step(StrEnum):
    """What a letter is about."""

    CONFIRM = "confirm"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"


TEXTS: dict[Step, tuple[OwnText, frozenset[RequestStatus]]] = {
    Step.CONFIRM: (letter_texts.CONFIRM, frozenset({RequestStatus.UNCONFIRMED})),
    Step.RECEIVED: (
        letter_texts.RECEIVED,
        frozenset({RequestStatus.WAITING, RequestStatus.REVIEWING}),
    ),
    Step.ACCEPTED: (letter_texts.ACCEPTED, frozenset({RequestStatus.ACCEPTED})),
    Step.DECLINED: (letter_texts.DECLINED, frozenset({RequestStatus.DECLINED})),
}
"""The words of each, and the states in which it is still true."""


def tell(session: Session, request: TalkRequest, step: Step, now: datetime) -> None:
    """Queue a letter to whoever asked; each step once, and again only where it is asked for."""
    draft = Draft(
        kind=Kind.TALK_REQUEST,
        to=Addressee(request.email),
        key=f"talk_request:{request.id}:{step.value}:{request.letters}",
        event=request.event if step is Step.ACCEPTED else None,
        about={"request": str(request.id), "step": step.value},
    )
    mail.queue(session, [draft], now)


def tell_accepted(session: Session, request: TalkRequest, now: datetime) -> None:
    """Tell whoever asked of the session, unless it waits for a room: then it may not take place."""
    event = request.event
    if event is None or event.status is EventStatus.CANCELLED:
        return
    if event.meeting.status is not MeetingStatus.WAITING_FOR_LICENCE:
        request.told_at = now
        tell(session, request, Step.ACCEPTED, now)


def plan(session: Session, now: datetime) -> None:
    """Tell those whose session waited for a room and has one by now; the sweep commits."""
    query = select(TalkRequest).where(
        TalkRequest.status == RequestStatus.ACCEPTED, TalkRequest.told_at.is_(None)
    )
    for request in session.scalars(query):
        tell_accepted(session, request, now)


def write(session: Session, message: Message, head: Letterhead, now: datetime) -> Letter | None:
    """Return the letter of a message as its request stands now; None where it is true no longer."""
    request = session.get(TalkRequest, number_of(message.about.get("request")) or 0)
    text, states = TEXTS[Step(message.about["step"])]
    if request is None or request.status not in states:
        return None
    names = names_for(request, head, now)
    if text is letter_texts.ACCEPTED:
        if request.event is None or request.event.status is EventStatus.CANCELLED:
            return None
        # The folio is the request's.
        names = names_of(request.event, now) | names
        names["pagina_publica"] = f"{head.public_url}/s/{request.event.slug}"
    return letter_of(text, names)


def names_for(request: TalkRequest, head: Letterhead, now: datetime) -> dict[str, str]:
    """Return what the names in a letter about a request stand for."""
    mailbox = head.email if head.mailbox is None else head.mailbox
    return {
        "folio": request.folio,
        "tema": request.topic,
        "institucion": request.institution,
        "fechas": "; ".join(_said(start, head, now) for start in request.starts),
        "seguimiento": f"{head.public_url}/solicitud/{request.token}",
        "motivo": request.decline_reason,
        "agenda": f"{head.public_url}/agenda" if head.public_url else "",
        "oficina": head.name,
        "correo": mailbox,
        "telefono": head.phone,
        "contacto": " · ".join(one for one in (mailbox, head.phone, head.name) if one),
    }


def _said(start: datetime, head: Letterhead, now: datetime) -> str:
    """Return a proposed beginning as people write it."""
    zone = ZoneInfo(head.tzid)
    return f"{dates.day(start, zone, now)}, {dates.clock_time(start, zone)} h"


class Requesters:
    """Who is told of a session because they asked for it: as those who are invited."""

    key = "requests"

    def page(
        self, session: Session, event: Event, *, after: int, limit: int
    ) -> list[tuple[int, Addressee]]:
        """Return the one who asked, with the request's number."""
        request = _of(session, event)
        return [(request.id, _addressee(request))] if request and request.id > after else []

    def among(
        self, session: Session, event: Event, addresses: Collection[str]
    ) -> Iterable[Addressee]:
        """Return the one who asked, if theirs is one of these addresses."""
        request = _of(session, event)
        return [_addressee(request)] if request and request.email in addresses else []

    def names(self, session: Session, event: Event) -> list[str]:
        """Return how the one who asked is called."""
        request = _of(session, event)
        return [request.contact_name or request.email] if request else []


def _of(session: Session, event: Event) -> TalkRequest | None:
    """Return the request that a session came of; None for most."""
    return session.scalar(select(TalkRequest).where(TalkRequest.event_id == event.id))


def _addressee(request: TalkRequest) -> Addressee:
    """Return whoever asked, as mail is addressed to them."""
    return Addressee(request.email, request.contact_name)


REQUESTERS = Requesters()
