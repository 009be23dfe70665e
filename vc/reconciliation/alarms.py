"""Alarms: why a session that begins soon may not take place, on its page and by mail, once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit, dates
from vc.booking.models import Event, Meeting
from vc.booking.states import EventStatus, MeetingStatus
from vc.connections.models import VendorConnection
from vc.licences.models import Licence, Platform
from vc.mail import service as mail

NO_ROOM = "Falta menos de media hora y la sala todavía no existe."
NO_LINK = "Falta menos de media hora y nadie ha pegado el enlace de la sala."
MISSING = "La sala no se encuentra."
GONE = "Alguien eliminó la sala: hay que crearla de nuevo y avisar del nuevo enlace."
UNLICENSED = "La cuenta {email} ya no tiene licencia de Zoom."
NO_HOST = "La cuenta {email} ya no puede abrir salas."
OCCUPIED = "La cuenta {email} tiene otra reunión en curso: la sesión no podrá iniciar en ella."
NOT_VERIFIED = "No se pudo comprobar la sala: no hubo respuesta."

PATIENCE = timedelta(minutes=2)
"""What was booked just now has a room in a moment."""

VENDORS = {
    Platform.ZOOM: "Zoom",
    Platform.GOOGLE_MEET: "Google Meet",
    Platform.OTHER: "La sala",
}
VENDOR_SUBJECT = "Atención: {name} ya no acepta la conexión"
VENDOR = (
    "{name} rechazó los datos de acceso del sistema: {reason}\n\n"
    "Las salas que estaban por crearse o cambiarse esperan y nada se pierde. En cuanto alguien "
    "corrija la conexión (página «Integraciones»), todo continúa solo."
)
LESS = "La cuenta {email} perdió algo que sus sesiones necesitan."
AFFECTED = "Estas sesiones están en ella. Muévalas, cancélelas o recupere la cuenta:"
ACCOUNT_SUBJECT = "Atención: {label} ya no puede con todas sus sesiones"
SUBJECT = "Atención: {summary}"
HAS_NO_ROOM = (
    MeetingStatus.PENDING,
    MeetingStatus.OPENING,
    MeetingStatus.UNKNOWN,
    MeetingStatus.FAILED,
    MeetingStatus.WAITING_FOR_LICENCE,
)


def set_alarm(session: Session, meeting: Meeting, text: str, now: datetime) -> None:
    """Raise the alarm, change what it says, or clear it with an empty text; nothing when it is so.

    The coordinators get a mail when it is raised or says something else.
    """
    if meeting.alarm == text:
        return
    meeting.alarm = text
    action = "meeting.alarm" if text else "meeting.all_well"
    audit.record(session, meeting, action, now=now, by=None, before={}, after={}, reason=text)
    if text:
        tell(session, meeting.event, text, now)


def tell(session: Session, event: Event, text: str, now: datetime) -> None:
    """Send the coordinators a mail about a session."""
    _send(session, event, SUBJECT.format(summary=event.summary), text, now)


def tell_of_vendor(session: Session, connection: VendorConnection, now: datetime) -> None:
    """Send administrators and coordinators a mail about a vendor that refuses us."""
    name = VENDORS[Platform(connection.vendor)]
    text = VENDOR.format(name=name, reason=connection.reason)
    _send(session, None, VENDOR_SUBJECT.format(name=name), text, now)


def tell_of_account(
    session: Session, licence: Licence, trouble: str, events: Sequence[Event], now: datetime
) -> None:
    """Send the coordinators a mail about an account that cannot host these sessions any more."""
    reason = trouble or LESS.format(email=licence.account_email)
    zone = ZoneInfo(events[0].tzid)
    lines = [
        f"· {one}, {dates.day(one.starts_at, zone)}, {dates.clock_time(one.starts_at, zone)} h"
        for one in events
    ]
    text = "\n".join([reason, "", AFFECTED, *lines])
    _send(session, None, ACCOUNT_SUBJECT.format(label=licence.label), text, now)


def raise_where_there_is_no_room(session: Session, now: datetime, *, before: timedelta) -> None:
    """Raise the alarm for sessions that begin soon without a room; clear it where one came."""
    soon = (
        select(Meeting)
        .join(Event)
        .where(
            Event.starts_at > now,
            Event.starts_at <= now + before,
            Event.created_at <= now - PATIENCE,
            Event.status != EventStatus.CANCELLED,
        )
    )
    for meeting in session.scalars(soon.where(Meeting.status.in_(HAS_NO_ROOM))).unique():
        is_by_hand = meeting.status is MeetingStatus.PENDING and meeting.due_at is None
        set_alarm(session, meeting, NO_LINK if is_by_hand else NO_ROOM, now)
    by_hand = soon.where(
        Meeting.status == MeetingStatus.OPEN, Meeting.pasted_url != "", Meeting.alarm != ""
    )
    for meeting in session.scalars(by_hand).unique():
        set_alarm(session, meeting, "", now)


def _send(session: Session, event: Event | None, subject: str, text: str, now: datetime) -> None:
    """Queue a mail to everybody who coordinates."""
    mail.alarm(session, event, subject=subject, text=text, now=now)
