"""The office's own words for letters: texts with names in braces, filled in from the session.

    TEXTS             which letters can be said otherwise, with the text to begin with
    faults_of(…)      what is wrong with a text before it is kept
    in_own_words(…)   a letter in the office's words, where it has some

A line whose name stands for nothing is left out. Links and times stay the system's: they are
filled in, never typed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit, dates
from vc.booking import exposure
from vc.booking.invitation import OPENS_BEFORE
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.errors import NotFoundError, RuleError
from vc.mail.models import Kind, MailText, Message
from vc.mail.wording import Addressee, Letter, Letterhead, own_link

NAME = re.compile(r"\{([^{}\n]*)\}")
NAMES: Mapping[str, str] = {
    "titulo": "el título de la sesión",
    "fecha": "el día, por ejemplo «jueves 3 de diciembre de 2026»",
    "dia": "el día corto, por ejemplo «jue 3 dic»",
    "hora": "la hora de inicio",
    "hora_fin": "la hora en que termina",
    "hora_abre": "desde cuándo se puede entrar",
    "zona": "la zona horaria",
    "institucion": "la institución o grupo",
    "municipio": "el municipio",
    "descripcion": "la descripción de la sesión",
    "nombre": "el nombre de quien lo recibe",
    "enlace": "el enlace para entrar",
    "ceder": "el enlace para ceder su lugar",
    "se_graba": "que se graba o se transmite, si así es",
    "aviso": "el enlace al aviso de privacidad",
    "motivo": "por qué se cancela",
    "agenda": "el enlace a la agenda pública",
    "oficina": "el nombre de la oficina",
    "correo": "el correo de la oficina",
    "telefono": "el teléfono de la oficina",
}
"""What can stand in braces, and what it is filled with."""
UNKNOWN = "No existe {{{name}}}. Se puede usar: {known}."
UNCLOSED = "Hay una llave sin su pareja: cada dato se escribe así: {titulo}."
LACKS = "Falta {{{name}}}: {what}."


@dataclass(frozen=True, slots=True)
class Text:
    """A letter that can be said otherwise."""

    title: str
    when: str
    subject: str
    body: str
    needs: tuple[str, ...] = ()
    """Names that its body must hold."""


END = "¿Tiene dudas? {correo} · {telefono}\n{oficina}"
TEXTS: Mapping[str, Text] = {
    "invitation": Text(
        "Invitación",
        "Al confirmarse la sala, a las personas invitadas.",
        "{dia}, {hora} h: {titulo}",
        "{fecha}, de {hora} a {hora_fin} h ({zona})\n{titulo}\nCon: {institucion}, {municipio}\n"
        "{descripcion}\nEntre aquí desde las {hora_abre} h: {enlace}\n"
        "Necesita una computadora o un teléfono con sonido.\n{se_graba}\n"
        f"Aviso de privacidad: {{aviso}}\n¿No podrá? Ceda su lugar: {{ceder}}\n\n{END}",
        ("enlace", "se_graba"),
    ),
    "change": Text(
        "Cambio",
        "Cuando cambia la fecha, la hora o el enlace.",
        "Cambió la sesión: {dia}, {hora} h: {titulo}",
        "{titulo}\nAhora: {fecha}, de {hora} a {hora_fin} h ({zona})\nEntre aquí: {enlace}\n"
        f"Abra el archivo adjunto para corregir su calendario.\n{{se_graba}}\n\n{END}",
        ("enlace", "se_graba"),
    ),
    "reminder": Text(
        "Recordatorio",
        "Un día y una hora antes.",
        "{dia}, {hora} h: {titulo}",
        "{fecha}, de {hora} a {hora_fin} h ({zona})\n{titulo}\n"
        "Entre aquí desde las {hora_abre} h: {enlace}\n{se_graba}\n"
        f"¿No podrá? Ceda su lugar: {{ceder}}\n\n{END}",
        ("enlace",),
    ),
    "cancellation": Text(
        "Cancelación",
        "Cuando una sesión no se realizará.",
        "Se cancela: {dia}, {hora} h: {titulo}",
        "La sesión del {fecha}, {hora} h, no se realizará: {titulo}\nMotivo: {motivo}\n"
        f"El enlace ya no sirve. Otras sesiones: {{agenda}}\n\n{END}",
    ),
}


def text_of(key: str) -> Text:
    """Return a letter that can be said otherwise. Raises NotFoundError."""
    if key not in TEXTS:
        raise NotFoundError("Ese correo no tiene un texto que se pueda cambiar.")
    return TEXTS[key]


def kept(session: Session, key: str) -> MailText | None:
    """Return the office's own words for a letter; None while it has none."""
    return session.scalar(select(MailText).where(MailText.key == key))


def fault_of(text: str, needs: tuple[str, ...] = ()) -> str:
    """Return why a text cannot be kept, in Spanish; empty when it can."""
    used = NAME.findall(text)
    unknown = next((name for name in used if name not in NAMES), None)
    if unknown is not None:
        known = ", ".join(f"{{{name}}}" for name in NAMES)
        return UNKNOWN.format(name=unknown[:40], known=known)
    if re.search(r"[{}]", NAME.sub("", text)):
        return UNCLOSED
    missing = next((name for name in needs if name not in used), None)
    return LACKS.format(name=missing, what=NAMES[missing]) if missing else ""


def keep(
    session: Session, key: str, subject: str, body: str, *, by: audit.Actor, now: datetime
) -> None:
    """Keep the office's own words for a letter. Raises RuleError. The caller commits."""
    needs = text_of(key).needs
    for field, text, wanted in (("subject", subject, ()), ("body", body, needs)):
        if fault := fault_of(text, wanted):
            raise RuleError(fault, field=field)
    row = kept(session, key)
    if row is None:
        row = MailText(key=key, subject="", body="", changed_at=now)
        session.add(row)
        session.flush()
    row.subject, row.body = subject, body
    if audit.record_changes(session, row, "mailtext.change", now=now, by=by):
        row.changed_at = now


def reset(session: Session, key: str, *, by: audit.Actor, now: datetime) -> None:
    """Let a letter be said in the product's words again. The caller commits."""
    row = kept(session, key)
    if row is not None:
        before = {"subject": row.subject, "body": row.body}
        audit.record(session, row, "mailtext.reset", now=now, by=by, before=before, after={})
        session.delete(row)


def in_own_words(
    session: Session, message: Message, letter: Letter, to: Addressee | None, head: Letterhead
) -> Letter:
    """Return a letter in the office's own words, where it has some; its calendar entry stays."""
    event = message.event
    key = key_of(message, event)
    row = kept(session, key) if key else None
    if row is None or event is None:
        return letter
    found = names_of(event, to or Addressee(message.address, message.name), head)
    return replace(letter, subject=filled(row.subject, found), text=filled(row.body, found))


def key_of(message: Message, event: Event | None) -> str:
    """Return which letter a message is; empty for those that are said in the product's words."""
    if event is None:
        return ""
    runs_it = {one.email.lower() for one in (event.host, *event.cohosts)}
    if message.kind is Kind.INVITATION:
        is_update = "is_update" in message.about
        return "change" if is_update else "" if message.address in runs_it else "invitation"
    if message.kind is Kind.CANCELLATION:
        return "cancellation" if event.status is EventStatus.CANCELLED else ""
    return "reminder" if message.kind in (Kind.REMINDER_DAY, Kind.REMINDER_HOUR) else ""


def filled(text: str, found: Mapping[str, str]) -> str:
    """Return a text with its names filled in, without the lines that one stands empty in."""
    lines = [
        NAME.sub(lambda match: found.get(match[1], ""), line)
        for line in text.splitlines()
        if not _is_empty(line, found)
    ]
    return "\n".join(lines).strip()


def names_of(event: Event, to: Addressee, head: Letterhead) -> dict[str, str]:
    """Return what each name stands for in a letter about a session to somebody."""
    zone = ZoneInfo(event.tzid)
    base = head.public_url
    has_notice = base and exposure.kinds(event)
    is_over = event.status is EventStatus.CANCELLED
    return {
        "titulo": event.summary,
        "fecha": dates.sentence(dates.day(event.starts_at, zone)),
        "dia": dates.sentence(dates.short_day(event.starts_at, zone)),
        "hora": dates.clock_time(event.starts_at, zone),
        "hora_fin": dates.clock_time(event.ends_at, zone),
        "hora_abre": dates.clock_time(event.starts_at - OPENS_BEFORE, zone),
        "zona": dates.zone_name(event.tzid),
        "institucion": event.institution,
        "municipio": event.municipality,
        "descripcion": event.description,
        "nombre": to.name,
        "enlace": "" if is_over else to.link or own_link(event, head),
        "ceder": to.cancel_link,
        "se_graba": exposure.paragraph(event),
        "aviso": f"{base}/privacidad" if has_notice else "",
        "motivo": event.cancel_reason,
        "agenda": f"{base}/agenda" if base else "",
        "oficina": head.name,
        "correo": head.email,
        "telefono": head.phone,
    }


def sample(session: Session, now: datetime) -> Event | None:
    """Return the session that a preview is of: the next one, else the last."""
    coming = select(Event).where(Event.starts_at > now - timedelta(hours=1))
    found = session.scalars(coming.order_by(Event.starts_at).limit(1)).unique().one_or_none()
    last = select(Event).order_by(Event.starts_at.desc()).limit(1)
    return found or session.scalars(last).unique().one_or_none()


def _is_empty(line: str, found: Mapping[str, str]) -> bool:
    """Tell whether a line has names, and one of them stands for nothing."""
    names = NAME.findall(line)
    return bool(names) and not all(found.get(name, "") for name in names)
