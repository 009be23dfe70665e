"""What is written to those who came: their certificate, or thanks."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.attendance.models import Registration
from vc.booking import text_names
from vc.certificates.models import Certificate
from vc.inputs import number_of
from vc.mail import service as mail
from vc.mail.letter_texts import DOUBTS, SESSION
from vc.mail.models import Kind, Message
from vc.mail.service import Draft, office_of
from vc.mail.wording import Addressee, Letter, Letterhead, Wording, letter_of
from vc.office.hooks import Look, OwnText, Sample, TextGroup
from vc.services import services
from vc.surveys import service as surveys

NAMES = {
    **{
        name: what
        for name, what in text_names.NAMES.items()
        if name in ("titulo", "cuando", "fecha", "dia", "hora", "hora_fin", "lugar", "ayuda")
    },
    "nombre": "el nombre de quien lo recibe",
    "oficina": "el nombre de la oficina",
    "correo": "el correo de la oficina",
    "telefono": "el teléfono de la oficina",
    "contacto": "correo, teléfono y nombre de la oficina",
    "agenda": "el enlace a la agenda pública",
    "encuesta": "el enlace personal a la encuesta, mientras está abierta",
}
ASKED = "¿Qué le pareció? Cinco preguntas, sin su nombre: {encuesta}"
CERTIFICATE = OwnText(
    key="certificate",
    title="Constancia",
    when="Al emitir las constancias, a quien estuvo el tiempo que se pide.",
    subject="Su constancia: {titulo}",
    body=f"{{nombre}}, gracias por acompañarnos:\n{SESSION}\n"
    "Descargue su constancia: {constancia}\n"
    f"Cualquiera puede comprobarla con el folio {{folio}}: {{verificar}}\n{ASKED}\n\n{DOUBTS}",
    names=NAMES
    | {
        "constancia": "el enlace personal para descargarla",
        "folio": "el folio de la constancia",
        "verificar": "la página donde se comprueba",
    },
    needs=("constancia",),
)
THANKS = OwnText(
    key="thanks",
    title="Agradecimiento",
    when="Al emitir las constancias, a quien asistió y no recibe una.",
    subject="Gracias por asistir: {titulo}",
    body=f"{{nombre}}, gracias por acompañarnos:\n{SESSION}\n"
    f"{ASKED}\nOtras sesiones: {{agenda}}\n\n{DOUBTS}",
    names=NAMES,
)


def queue(session: Session, registration: Registration, now: datetime, *, edition: int) -> None:
    """Queue the letter of a certificate; of thanks, where `edition` is 0. Twice is once."""
    draft = Draft(
        kind=Kind.AFTERWARDS,
        to=Addressee(registration.email, registration.name),
        key=f"afterwards:{registration.id}:{edition}",
        event=registration.event,
        about={"registration": str(registration.id), "edition": str(edition)},
    )
    mail.queue(session, [draft], now)


def write(session: Session, message: Message, head: Letterhead, now: datetime) -> Letter | None:
    """Return the letter as things stand now; None where the certificate holds no more."""
    registration = session.get(Registration, number_of(message.about["registration"]) or 0)
    if registration is None or not registration.email:
        return None
    edition = number_of(message.about["edition"]) or 0
    to = Addressee(registration.email, registration.name)
    if not edition:
        return letter_of(THANKS, _names(registration, to, head, now))
    query = select(Certificate).where(
        Certificate.registration_id == registration.id, Certificate.edition == edition
    )
    found = session.scalar(query)
    if found is None or not found.is_valid:
        return None
    return letter_of(CERTIFICATE, _names(registration, to, head, now) | _own(found, head))


def _names(
    registration: Registration, to: Addressee, head: Letterhead, now: datetime
) -> dict[str, str]:
    """Return what the names of both letters stand for."""
    event, base = registration.event, head.public_url
    asks = bool(base) and surveys.is_open(event, now, services().settings.survey_days)
    survey = f"{base}/s/{event.slug}/{registration.token}/encuesta" if asks else ""
    return Wording(event, to, head, now).names() | {"encuesta": survey}


def _own(row: Certificate, head: Letterhead) -> dict[str, str]:
    """Return what the names of a certificate stand for; no link without a public address."""
    base = head.public_url
    own = f"{base}/s/{row.event.slug}/{row.registration.token}/constancia"
    return {
        "folio": row.folio,
        "constancia": own if base else "",
        "verificar": f"{base}/constancia/{row.folio}" if base else "",
    }


def sample(look: Look, text: OwnText) -> Sample:
    """Return what the names of a letter stand for, for a real session."""
    event, of = text_names.sample(look.session, look.zone, look.now)
    head = office_of(look.services).head
    names = Wording(event, Addressee("", "Ana Pérez"), head, look.now).names()
    base = head.public_url
    folio = f"{event.folio}-7K3M9-QXA2B"
    names |= {
        "folio": folio,
        "constancia": f"{base}/s/{event.slug}/ejemplo/constancia",
        "verificar": f"{base}/constancia/{folio}",
        "encuesta": f"{base}/s/{event.slug}/ejemplo/encuesta",
    }
    return Sample({name: names[name] for name in text.names if names.get(name)}, of)


GROUP = TextGroup("Correos después de la sesión", (CERTIFICATE, THANKS), sample)
