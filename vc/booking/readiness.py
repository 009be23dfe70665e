"""What a session itself needs before it begins: its room, and somebody who hosts it."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from vc.booking.day import Step, Steps
from vc.booking.models import Event
from vc.booking.states import MeetingStatus
from vc.booking.waiting import lack_of

READY = "La sala está lista."
BEING_MADE = "La sala se está creando."
NO_HOST = "Quien la imparte ya no tiene cuenta."


def steps(session: Session, events: Sequence[Event], now: datetime) -> Steps:
    """Return what sessions need of their rooms and people."""
    return {event.id: _steps(event) for event in events}


def _steps(event: Event) -> list[Step]:
    """Return what one session needs."""
    url = url_for("booking.show", event_id=event.id)
    lack = lack_of(event.meeting)
    said = lack or (READY if event.meeting.is_ready else BEING_MADE)
    found = [Step(_short(event.meeting.status), said, url, is_done=not lack)]
    if not event.host.is_active:
        found.append(Step("Anfitrión", NO_HOST, url))
    return found


def _short(status: MeetingStatus) -> str:
    """Return what of a room lacks, in a word."""
    return {MeetingStatus.PENDING: "Enlace", MeetingStatus.WAITING_FOR_LICENCE: "Cuenta"}.get(
        status, "Sala"
    )
