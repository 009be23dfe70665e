"""What people pass on by WhatsApp of a session: the texts that fit how it stands now.

The vendor's link and passcode are never passed on: our address outlives a change of the room, and
its gate decides who comes in, and when.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vc import dates
from vc.audit import AuditLine
from vc.booking import exposure, text_names, undo
from vc.booking.invitation import path
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.config import Settings
from vc.office import own_texts
from vc.office.hooks import Look, OwnText, Sample, TextGroup
from vc.office.own_texts import Phrase

WHATSAPP = "https://wa.me/?text="
NAMES = {
    **text_names.NAMES,
    "enlace": "el enlace para entrar",
    "oficina": "el nombre de la oficina",
    "telefono": "el teléfono de la oficina",
    "contacto": "teléfono y nombre de la oficina",
}
OVER = {name: what for name, what in NAMES.items() if name not in ("enlace", "se_graba")}
INVITATION = OwnText(
    key="whatsapp_invitation",
    title="Invitación",
    when="Mientras la sesión está por venir.",
    body="*{fecha}, {hora} h*\n{titulo}\nEntre aquí: {enlace}\nAbrimos a las {hora_abre} h.\n"
    "{se_graba}\nDudas: {contacto}",
    names=NAMES,
    needs=("enlace", "se_graba"),
)
REMINDER = OwnText(
    key="whatsapp_reminder",
    title="Recordatorio",
    when="Mientras la sesión está por venir.",
    body="*{pronto}*\n{titulo}\n{enlace}",
    names=NAMES,
    needs=("enlace",),
)
CHANGE = OwnText(
    key="whatsapp_change",
    title="Cambio",
    when="Cuando la sesión se movió.",
    body="*{cambio}*\n{titulo}\n{cuando}\nMismo enlace: {enlace}",
    names=NAMES | {"cambio": "a cuándo cambió, por ejemplo «cambió a las 11:00 h»"},
    needs=("enlace",),
)
CANCELLATION = OwnText(
    key="whatsapp_cancellation",
    title="Cancelación",
    when="Cuando la sesión se canceló.",
    body="*Se cancela* la sesión del {dia}, {hora} h: {titulo}\n{motivo}\nEl enlace ya no sirve.",
    names=OVER | {"motivo": "por qué se cancela"},
)
REASON = "Contingencia por lluvia"


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A text that can be passed on now, and the link that opens WhatsApp with it written."""

    key: str
    title: str
    text: str

    @property
    def url(self) -> str:
        """Return the link that opens WhatsApp with the text written."""
        return WHATSAPP + quote(self.text, safe="")


def offered(
    session: Session,
    event: Event,
    address: str,
    *,
    settings: Settings,
    moved_from: datetime | None,
    now: datetime,
) -> list[PassedOn]:
    """Return what fits how a session stands, what is most urgent first.

    `moved_from` is when it began before it was moved; None where it was not.
    """
    names = names_of(event, address, settings, now) | {"cambio": _changed(event, moved_from, now)}
    return [_passed_on(session, text, names) for text in _fitting(event, moved_from, now)]


def names_of(event: Event, address: str, settings: Settings, now: datetime) -> dict[str, str]:
    """Return what each name stands for where people read little."""
    contact = (settings.office_phone, settings.office_name)
    return text_names.names_of(event, now) | {
        "enlace": address,
        "se_graba": exposure.line(event),
        "oficina": settings.office_name,
        "telefono": settings.office_phone,
        "contacto": " · ".join(one for one in contact if one),
    }


def moved_from(history: Iterable[AuditLine]) -> datetime | None:
    """Return when a session began before its last move that stands; `history` is newest first."""
    undone = 0
    for line in history:
        if line.action != undo.CHANGED or "starts_at" not in line.before:
            continue
        if line.reason == undo.UNDONE:
            undone += 1
        elif undone:
            undone -= 1
        else:
            return datetime.fromisoformat(str(line.before["starts_at"]))
    return None


def sample(look: Look, text: OwnText) -> Sample:
    """Return what a text's names stand for."""
    event, of = text_names.sample(look.session, look.zone, look.now)
    settings = look.services.settings
    names = names_of(event, f"{settings.mail_url}{path(event)}", settings, look.now)
    names["cambio"] = _changed(event, event.starts_at, look.now)
    return Sample(names | {"motivo": names["motivo"] or REASON}, of)


GROUP = TextGroup("WhatsApp", (INVITATION, REMINDER, CHANGE, CANCELLATION), sample)


def _fitting(event: Event, moved: datetime | None, now: datetime) -> Iterable[OwnText]:
    """Return the texts that are true of a session now."""
    if event.ends_at <= now:
        return ()
    if event.status is EventStatus.CANCELLED:
        return (CANCELLATION,)
    if not event.meeting.is_ready:
        return ()
    return (CHANGE, INVITATION, REMINDER) if moved else (INVITATION, REMINDER)


def _passed_on(session: Session, text: OwnText, names: Mapping[str, str]) -> PassedOn:
    """Return a text filled in, in the office's own words where it has some."""
    own = own_texts.kept(session, text.key)
    known = {name: value for name, value in names.items() if name in text.names}
    return PassedOn(text.key, text.title, own_texts.filled(own.body if own else text.body, known))


def _changed(event: Event, before: datetime | None, now: datetime) -> str:
    """Return to which hour, or to which day, a session was moved."""
    zone = ZoneInfo(event.tzid)
    day, was = event.starts_at.astimezone(zone).date(), (before or event.starts_at).astimezone(zone)
    if day != was.date():
        return Phrase(f"cambió al {dates.day(event.starts_at, zone, now)}")
    return Phrase(f"cambió a las {dates.clock_time(event.starts_at, zone)} h")
