"""Why a broadcast may not take place, or its copy be lost: on its page and by mail, once."""

from datetime import datetime

from sqlalchemy.orm import Session

from vc import audit
from vc.connections.models import VendorConnection
from vc.live.models import Broadcast
from vc.mail import service as mail

SUBJECT = "Transmisión en vivo: {summary}"
CHANNEL_SUBJECT = "Atención: Facebook ya no acepta la conexión"
CHANNEL = (
    "Facebook rechazó los datos de acceso del sistema: {reason}\n\n"
    "Las transmisiones programadas esperan y nada se pierde. En cuanto alguien corrija la conexión "
    "(página «Integraciones»), todo continúa solo. Mientras tanto puede hacerlas a mano."
)


def set_alarm(session: Session, broadcast: Broadcast, text: str, now: datetime) -> None:
    """Raise the alarm, change what it says, or clear it with an empty text; nothing when it is so.

    The coordinators get a mail when it is raised or says something else.
    """
    text = text[:500]
    if broadcast.alarm == text:
        return
    broadcast.alarm = text
    action = "broadcast.alarm" if text else "broadcast.all_well"
    audit.record(session, broadcast, action, now=now, by=None, before={}, after={}, reason=text)
    if text:
        tell(session, broadcast, text, now)


def tell(session: Session, broadcast: Broadcast, text: str, now: datetime) -> None:
    """Send the coordinators a mail about a broadcast."""
    subject = SUBJECT.format(summary=broadcast.event.summary)
    mail.alarm(session, broadcast.event, subject=subject, text=text, now=now)


def tell_of_channel(session: Session, connection: VendorConnection, now: datetime) -> None:
    """Send the coordinators a mail about the channel that refuses us."""
    text = CHANNEL.format(reason=connection.reason)
    mail.alarm(session, None, subject=CHANNEL_SUBJECT, text=text, now=now)
