"""Letters whose time is over."""

from datetime import datetime

from sqlalchemy import and_

from vc.forgetting import Due, RecordKind
from vc.mail.models import Message, MessageStatus

ENDED = (MessageStatus.SENT, MessageStatus.DROPPED)


def due(before: datetime) -> Due:
    """Return the letters that were sent or dropped; what waits for a person stays."""
    is_over = and_(Message.status.in_(ENDED), Message.created_at < before)
    return Message.created_at, is_over


LETTERS = RecordKind(
    key="mail",
    label="Correos enviados",
    stays="Con sus textos. Los que esperan a una persona se quedan.",
    due=due,
)
