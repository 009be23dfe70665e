"""What the pages of requests read, and their figures for a report."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from vc.booking import queries as booking_queries
from vc.booking import session_templates
from vc.booking.models import Event
from vc.paging import Page, page_of
from vc.talk_requests.models import OPEN, RequestStatus, TalkRequest

PAGE_SIZE = 25
PARTS = {
    "abiertas": OPEN,
    "aceptadas": (RequestStatus.ACCEPTED,),
    "declinadas": (RequestStatus.DECLINED,),
    "retiradas": (RequestStatus.WITHDRAWN,),
}
"""The parts of the list, by what their address says."""
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Figures:
    """Requests of a time: how many came, how they were answered, and how soon."""

    received: int
    """That came into the inbox then."""
    accepted: int
    declined: int
    """That were answered so then, whenever they came."""
    days_to_answer: float | None
    """The median of those that were answered then; None where none was."""


def figures(session: Session, start: datetime, end: datetime) -> Figures:
    """Return the figures of a time, given as instants [start, end)."""
    came = TalkRequest.arrived_at >= start, TalkRequest.arrived_at < end
    answered = select(TalkRequest.status, TalkRequest.arrived_at, TalkRequest.closed_at).where(
        TalkRequest.status.in_((RequestStatus.ACCEPTED, RequestStatus.DECLINED)),
        TalkRequest.closed_at >= start,
        TalkRequest.closed_at < end,
    )
    rows = session.execute(answered).all()
    days = [
        (closed - arrived).total_seconds() / DAY_S
        for _, arrived, closed in rows
        if closed and arrived
    ]
    statuses = [status for status, _, _ in rows]
    return Figures(
        received=session.scalar(select(func.count(TalkRequest.id)).where(*came)) or 0,
        accepted=statuses.count(RequestStatus.ACCEPTED),
        declined=statuses.count(RequestStatus.DECLINED),
        days_to_answer=median(days) if days else None,
    )


def themes(session: Session) -> list[tuple[str, str]]:
    """Return what can be asked for by name: campaigns, then types of session, with their keys."""
    campaigns = [(f"c-{number}", name) for number, name in booking_queries.campaigns(session)]
    types = [(f"t-{one.id}", one.name) for one in session_templates.offered(session)]
    return campaigns + types


def listed(session: Session, part: str, number: int) -> Page[TalkRequest]:
    """Return a page of a part of the requests: those that wait the longest first, else the last."""
    statuses = PARTS[part]
    order = TalkRequest.arrived_at if statuses is OPEN else TalkRequest.closed_at.desc()
    query = select(TalkRequest).where(
        TalkRequest.status.in_(statuses), TalkRequest.arrived_at.is_not(None)
    )
    query = query.options(joinedload(TalkRequest.taken_by))
    return page_of(session, query.order_by(order, TalkRequest.id), number, PAGE_SIZE)


def request_of(session: Session, event: Event) -> TalkRequest | None:
    """Return the request that a session came of; None where nobody had asked for it."""
    query = select(TalkRequest).where(TalkRequest.event_id == event.id)
    return session.scalar(query.options(joinedload(TalkRequest.taken_by)))


def counts(session: Session) -> dict[str, int]:
    """Return how many requests each part of the list has."""
    query = select(TalkRequest.status, func.count()).where(TalkRequest.arrived_at.is_not(None))
    by_status = dict(session.execute(query.group_by(TalkRequest.status)).all())
    return {
        part: sum(by_status.get(one, 0) for one in statuses) for part, statuses in PARTS.items()
    }
