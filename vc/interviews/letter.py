"""The letter that asks for an interview: written when it is sent, from how things stand then."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from vc import dates
from vc.booking import text_names
from vc.inputs import number_of
from vc.interviews.models import Interview, InterviewStatus
from vc.mail import service as mail
from vc.mail.models import Message
from vc.mail.wording import Letter, Letterhead, letter_of
from vc.office.hooks import Look, OwnText, Sample, TextGroup
from vc.office.own_texts import Phrase
from vc.services import services

S = InterviewStatus
BY_FILM = "Puede mandar un video grabado con su teléfono."
BY_SLOT = (
    "Puede elegir un horario para platicar por videoconferencia, o mandar un video grabado con su "
    "teléfono."
)
TEXT = OwnText(
    key="interview",
    title="Invitación a una entrevista",
    when="A quien asistió, cuando se le invita a contar su experiencia.",
    subject="¿Nos da una entrevista? {titulo}",
    body="Gracias por asistir a «{titulo}», el {dia}.\n\n{mensaje}\n\n"
    "{como} Antes le pedimos su consentimiento.\n\nResponda aquí: {enlace}\n"
    "Su enlace es personal y sirve hasta el {vence}. Si no desea participar, también ahí puede "
    "decirlo.\n\n{oficina}",
    names={
        "titulo": "el título de la sesión",
        "dia": "el día en que fue",
        "mensaje": "lo que se escribió al invitar",
        "como": "cómo puede participar: con cita o con un video",
        "enlace": "el enlace personal",
        "vence": "hasta cuándo sirve",
        "oficina": "el nombre de la oficina",
    },
    needs=("enlace",),
)


def write(session: Session, message: Message, head: Letterhead, now: datetime) -> Letter | None:
    """Return the letter as things stand now; None when there is nothing to answer any more."""
    number = number_of(message.about.get("interview"))
    interview = session.get(Interview, number) if number is not None else None
    is_open = interview is not None and interview.status in (S.INVITED, S.ACCEPTED)
    if interview is None or not is_open or interview.expires_at <= now:
        return None
    zone = services().zone
    link = f"{head.public_url}/entrevista/{interview.token}"
    names = {
        "titulo": interview.event.summary,
        "dia": Phrase(dates.day(interview.event.starts_at, zone)),
        "mensaje": interview.message,
        "como": BY_SLOT if interview.slot_times(now) else BY_FILM,
        "enlace": link,
        "vence": Phrase(dates.day(interview.expires_at - timedelta(minutes=1), zone)),
        "oficina": head.name,
    }
    return letter_of(TEXT, names)


def sample(look: Look, text: OwnText) -> Sample:
    """Return what the letter's names stand for."""
    event, of = text_names.sample(look.session, look.zone, look.now)
    head = mail.office_of(look.services).head
    names = {
        "titulo": event.summary,
        "dia": Phrase(dates.day(event.starts_at, look.zone)),
        "mensaje": "Nos gustaría saber qué le pareció.",
        "como": BY_SLOT,
        "enlace": f"{head.public_url}/entrevista/ejemplo",
        "vence": Phrase(dates.day(look.now + timedelta(days=10), look.zone)),
        "oficina": head.name,
    }
    return Sample(names, of)


GROUP = TextGroup("Correos de entrevistas", (TEXT,), sample)
