"""Requests whose time is over."""

from datetime import datetime
from typing import cast

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from vc.booking.models import Event
from vc.forgetting import Due, RecordKind
from vc.talk_requests.models import CLOSED, TalkRequest


def due(before: datetime) -> Due:
    """Return the requests that were answered, and whose askers have nothing more to be told."""
    is_past = TalkRequest.event_id.in_(select(Event.id).where(Event.ended_by(before)))
    is_over = and_(TalkRequest.status.in_(CLOSED), TalkRequest.closed_at < before)
    at = cast(InstrumentedAttribute[datetime], TalkRequest.closed_at)
    return at, and_(is_over, or_(TalkRequest.event_id.is_(None), is_past))


REQUESTS = RecordKind(
    key="request",
    label="Solicitudes de pláticas",
    stays="Con sus datos de contacto. Las abiertas, y las de sesiones por venir, se quedan.",
    due=due,
)
