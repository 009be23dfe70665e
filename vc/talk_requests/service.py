"""The rules of requests: how one is made, shown to be somebody's, answered and forgotten.

    ask → confirm → take → accept | decline        withdraw: by whoever asked, until it is answered

Whoever asks is told by the outbox (`letters`); whatever is asked again while it is open is one.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.config import Settings
from vc.db import lock_address
from vc.errors import ConcurrentChangeError, NotFoundError, RuleError
from vc.folding import folded
from vc.office.holidays import OfficeHours, days_off
from vc.permissions import Capability, check
from vc.privacy import service as privacy
from vc.rate_limit import Limit, count_attempt, origin_of
from vc.services import Services
from vc.states import advance
from vc.talk_requests import letters
from vc.talk_requests.letters import Step
from vc.talk_requests.models import OPEN, RequestStatus, TalkRequest
from vc.talk_requests.proposals import DAYS_AHEAD, Bounds

FREE_PER_ORIGIN, SLOWED_ORIGIN = 10, timedelta(minutes=15)
"""Requests from one origin, then ever slower: a school zone may send several in a row."""
FREE_IN_TOTAL, SLOWED_IN_TOTAL = 60, timedelta(seconds=20)
"""Requests from everywhere, then three a minute: the inbox is read by people."""
FREE_PER_EMAIL, SLOWED_EMAIL = 3, timedelta(minutes=15)
"""Requests with one e-mail: nobody's mail is filled by a stranger."""
UNCONFIRMED_FOR = timedelta(days=3)
"""So long a request waits for its e-mail to be confirmed; then it is deleted."""
MOST_LETTERS = 3
"""So often the same letter is written to one request, however often it is asked for."""
PLACE = "talk_requests.new"

CLOSED = "Por ahora no se reciben solicitudes."
ALREADY = "Esta solicitud ya {what} {who}."
TAKEN = "Esta solicitud la atiende {who}. Hable con esa persona antes de responder."
NOT_OPEN = "Esta solicitud ya está cerrada."
NOT_YOURS = "Ese enlace no lleva a ninguna solicitud. Cópielo completo del correo que recibió."
DONE = {
    RequestStatus.ACCEPTED: "la aceptó",
    RequestStatus.DECLINED: "la declinó",
    RequestStatus.WITHDRAWN: "la retiró",
    RequestStatus.WAITING: "volvió a la lista;",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """What somebody asks for."""

    topic: str
    audience: str
    audience_size: int
    institution: str
    municipality: str
    starts: tuple[datetime, ...]
    duration_min: int
    contact_name: str
    email: str
    has_minors: bool = False
    campaign_id: int | None = None
    template_id: int | None = None
    phone: str = ""
    words: str = ""
    origin: str = ""
    """The address on the internet from which the notice was accepted."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    """Their private page's, if this is no request that there is already."""

    @property
    def fold_key(self) -> str:
        """Return the digest by which the same request is known again."""
        said = (self.email.lower(), folded(self.institution), folded(self.topic))
        return digest("\n".join(" ".join(one.split()) for one in said))


def digest(text: str) -> str:
    """Return the SHA-256 of a text: of a token, what it is looked for by."""
    return hashlib.sha256(text.encode()).hexdigest()


def bounds(session: Session, settings: Settings, zone: ZoneInfo, now: datetime) -> Bounds:
    """Return which dates the office can be asked for."""
    today = now.astimezone(zone).date()
    off = days_off(session, today, today + timedelta(days=DAYS_AHEAD))
    hours = OfficeHours(*settings.office_hours, settings.working_days)
    return Bounds(today, zone, hours, settings.request_notice_days, off)


def count_request(session: Session, email: str, *, address: str, now: datetime) -> None:
    """Count that somebody asks, before anything is done for it. It commits.

    Raises TooManyTriesError when there were too many from the address, with the e-mail, or at all.
    """
    limits = (
        Limit(f"talk-request-from:{origin_of(address)}", FREE_PER_ORIGIN, SLOWED_ORIGIN),
        Limit("talk-request", FREE_IN_TOTAL, SLOWED_IN_TOTAL),
        Limit(f"talk-request-of:{email.lower()}", FREE_PER_EMAIL, SLOWED_EMAIL),
    )
    count_attempt(session, limits, now)


def ask(session: Session, new: NewRequest, *, sends_mail: bool, now: datetime) -> TalkRequest:
    """Keep a request, or find the open one that it repeats; the caller commits.

    It comes into the inbox once its e-mail is confirmed; where no mail is sent that could be
    answered, at once. What is repeated changes nothing: anybody can type somebody else's e-mail.
    """
    lock_address(session, PLACE)
    known = session.scalar(select(TalkRequest).where(TalkRequest.fold_key == new.fold_key))
    if known is not None:
        _write_again(session, known, now)
        return known
    request = _row(session, new, now)
    session.add(request)
    session.flush()
    audit.record(session, request, "talkrequest.add", now=now, by=None, before={}, after={})
    if sends_mail:
        letters.tell(session, request, Step.CONFIRM, now)
    else:
        _arrive(session, request, now)
    return request


def request_by_token(session: Session, token: str) -> TalkRequest:
    """Return the request that a private address belongs to. Raises NotFoundError."""
    query = select(TalkRequest).where(TalkRequest.token_hash == digest(token))
    request = session.scalar(query)
    if request is None:
        raise NotFoundError(NOT_YOURS)
    return request


def request_by_id(session: Session, request_id: int) -> TalkRequest:
    """Return a request that came into the inbox. Raises NotFoundError."""
    request = session.get(TalkRequest, request_id)
    if request is None or request.arrived_at is None:
        raise NotFoundError("Esa solicitud no existe.")
    return request


def confirm(session: Session, request: TalkRequest, now: datetime) -> None:
    """Keep that its e-mail is theirs; doing it twice changes nothing. The caller commits."""
    if request.status is not RequestStatus.UNCONFIRMED:
        return
    request.confirmed_at = now
    _arrive(session, request, now)


def withdraw(session: Session, request: TalkRequest, now: datetime) -> None:
    """Take a request back for whoever asked; twice is once. The caller commits.

    Raises RuleError once it was answered.
    """
    if request.status is RequestStatus.WITHDRAWN:
        return
    if request.status not in (*OPEN, RequestStatus.UNCONFIRMED):
        raise RuleError(NOT_OPEN)
    _close(request, RequestStatus.WITHDRAWN, now, by=None)


def take(session: Session, request: TalkRequest, *, by: Person, now: datetime) -> None:
    """Keep who looks after a request; the caller commits. Raises RuleError where somebody does."""
    check(by, Capability.ANSWER_REQUESTS)
    if request.status is RequestStatus.REVIEWING and request.taken_by_id == by.id:
        return
    if request.status is not RequestStatus.WAITING:
        raise RuleError(_why_not(request))
    with _told_who_was_first(request):
        advance(request, RequestStatus.REVIEWING, now=now, by=by, taken_by_id=by.id)


def release(session: Session, request: TalkRequest, *, by: Person, now: datetime) -> None:
    """Give a request back to the inbox; the caller commits."""
    check(by, Capability.ANSWER_REQUESTS)
    if request.status is not RequestStatus.REVIEWING:
        raise RuleError(_why_not(request))
    with _told_who_was_first(request):
        advance(request, RequestStatus.WAITING, now=now, by=by, taken_by_id=None)


def decline(
    session: Session, request: TalkRequest, reason: str, *, by: Person, now: datetime
) -> None:
    """Answer that it cannot be, and why; the caller commits. Raises RuleError where answered."""
    check(by, Capability.ANSWER_REQUESTS)
    if not request.is_open:
        raise RuleError(_why_not(request))
    _close(request, RequestStatus.DECLINED, now, by=by, decline_reason=reason)
    letters.tell(session, request, Step.DECLINED, now)


def accept(
    session: Session, request: TalkRequest, event: Event, *, by: Person, now: datetime
) -> None:
    """Answer a request with the session that was booked for it; in that booking's transaction.

    Doing it twice with the same session changes nothing. Raises RuleError where it was answered.
    """
    check(by, Capability.ANSWER_REQUESTS)
    if request.event_id == event.id:
        return
    if not request.is_open:
        raise RuleError(_why_not(request))
    _close(request, RequestStatus.ACCEPTED, now, by=by, event_id=event.id)
    session.refresh(request)
    letters.tell_accepted(session, request, now)


def forget_unconfirmed(session: Session, services: Services) -> None:
    """Delete the requests whose e-mail nobody confirmed in time. It commits."""
    old = delete(TalkRequest).where(
        TalkRequest.status == RequestStatus.UNCONFIRMED,
        TalkRequest.created_at < services.clock() - UNCONFIRMED_FOR,
    )
    session.execute(old.execution_options(synchronize_session=False))
    session.commit()


def _row(session: Session, new: NewRequest, now: datetime) -> TalkRequest:
    """Return the row of a new request, under the notice in force."""
    return TalkRequest(
        status=RequestStatus.UNCONFIRMED,
        token=new.token,
        token_hash=digest(new.token),
        fold_key=new.fold_key,
        topic=new.topic,
        campaign_id=new.campaign_id,
        template_id=new.template_id,
        audience=new.audience,
        audience_size=new.audience_size,
        has_minors=new.has_minors,
        institution=new.institution,
        municipality=new.municipality,
        proposals=[start.isoformat() for start in new.starts],
        duration_min=new.duration_min,
        contact_name=new.contact_name,
        email=new.email.lower(),
        phone=new.phone,
        words=new.words,
        notice_id=privacy.current(session).id,
        accepted_from=new.origin,
        created_at=now,
    )


def _arrive(session: Session, request: TalkRequest, now: datetime) -> None:
    """Put a request into the inbox, and tell whoever asked that it is there."""
    advance(request, RequestStatus.WAITING, now=now, arrived_at=now, letters=1)
    letters.tell(session, request, Step.RECEIVED, now)


def _write_again(session: Session, request: TalkRequest, now: datetime) -> None:
    """Write the present letter once more: who asks twice may have lost it."""
    if request.letters < MOST_LETTERS:
        request.letters += 1
        is_in = request.status is not RequestStatus.UNCONFIRMED
        letters.tell(session, request, Step.RECEIVED if is_in else Step.CONFIRM, now)


def _close(
    request: TalkRequest,
    to: RequestStatus,
    now: datetime,
    *,
    by: Person | None,
    decline_reason: str = "",
    event_id: int | None = None,
) -> None:
    """Let a request be answered, or taken back; the same may then be asked for anew.

    Whoever comes second is told who was first. Raises RuleError.
    """
    with _told_who_was_first(request):
        advance(
            *(request, to),
            now=now,
            by=by,
            taken_by_id=by.id if by else request.taken_by_id,
            closed_at=now,
            fold_key=None,
            decline_reason=decline_reason,
            event_id=event_id,
        )


@contextmanager
def _told_who_was_first(request: TalkRequest) -> Iterator[None]:
    """Turn that somebody else changed it meanwhile into a sentence that says who. RuleError."""
    try:
        yield
    except ConcurrentChangeError as error:
        raise RuleError(_why_not(request)) from error


def _why_not(request: TalkRequest) -> str:
    """Return why it cannot be answered as it stands by now, in Spanish."""
    if request.status is RequestStatus.WITHDRAWN:
        return ALREADY.format(what="la retiró", who="quien la hizo")
    who = request.taken_by.name if request.taken_by else "otra persona"
    if request.status is RequestStatus.REVIEWING:
        return TAKEN.format(who=who)
    done = DONE.get(request.status)
    return ALREADY.format(what=done, who=who) if done else NOT_OPEN
