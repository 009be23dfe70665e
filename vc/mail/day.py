"""What the day's page shows of letters: which sessions have some that nobody passed on."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc.booking.day import Step, Steps
from vc.booking.models import Event
from vc.mail.models import Message, MessageStatus


def steps(session: Session, events: Sequence[Event], now: datetime) -> Steps:
    """Return which sessions have letters that wait to be passed on by hand."""
    ids = [one.id for one in events]
    query = (
        select(Message.event_id, func.count())
        .where(Message.status == MessageStatus.BY_HAND, Message.event_id.in_(ids))
        .group_by(Message.event_id)
    )
    counted = session.execute(query).all()
    return {number: [_step(number, count)] for number, count in counted if number is not None}


def _step(event_id: int, count: int) -> Step:
    """Return the step of a session that has letters to be passed on."""
    letters = "1 correo" if count == 1 else f"{count} correos"
    said = f"Falta enviar {letters} a mano."
    return Step("Correos", said, url_for("booking.show", event_id=event_id, _anchor="mail-title"))
