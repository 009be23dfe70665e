"""The requests that wait for an answer."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from vc.accounts.models import Person
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.permissions import Capability, may
from vc.talk_requests.models import RequestStatus, TalkRequest


def to_answer(person: Person, now: datetime) -> Query | None:
    """Return the requests that nobody looks after, and those that the person does.

    Whoever has no account any more looks after none.
    """
    if not may(person, Capability.ANSWER_REQUESTS):
        return None
    is_hers = (TalkRequest.status == RequestStatus.REVIEWING) & (
        TalkRequest.taken_by_id == person.id
    )
    arrived_at = cast(InstrumentedAttribute[datetime], TalkRequest.arrived_at)
    is_left = (TalkRequest.status == RequestStatus.REVIEWING) & TalkRequest.taken_by.has(
        Person.is_active.is_(False)
    )
    query = select(TalkRequest.id, arrived_at).where(
        or_(TalkRequest.status == RequestStatus.WAITING, is_hers, is_left)
    )
    return query.order_by(arrived_at, TalkRequest.id)


def rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the requests, the longest waiting first."""
    query = select(TalkRequest).where(TalkRequest.id.in_(ids))
    for asked in session.scalars(query.order_by(TalkRequest.arrived_at, TalkRequest.id)):
        yield PendingRow(
            id=asked.id,
            title=asked.topic,
            url=url_for("talk_requests.review", request_id=asked.id),
            note=f"{asked.institution}, {asked.municipality}",
            at=asked.arrived_at,
            is_late=min(asked.starts) <= now,
        )


KINDS = (
    PendingKind(
        key="talk_requests",
        one="solicitud de plática",
        many="solicitudes de plática",
        entry="",
        waiting=to_answer,
        rows=rows,
        is_due=True,
    ),
)
