"""The rows of mail on the page «Oficina»."""

from sqlalchemy import func, select

from vc.labels import counted
from vc.mail.models import MailText, Message
from vc.mail.queries import NEED_A_PERSON
from vc.mail.texts import TEXTS
from vc.office.hooks import Group, Look, OfficeRow, Value

BY_ITSELF, BY_HAND = "Salen solos", "Salen a mano"


def waiting(look: Look) -> Value:
    """Return how many letters need a person; without any, how letters leave."""
    query = select(func.count()).where(Message.status.in_(NEED_A_PERSON))
    count = look.session.scalar(query) or 0
    if count:
        return Value(f"{count:,} por atender", "wait")
    return Value(BY_ITSELF if look.services.mail is not None else BY_HAND)


def own_texts(look: Look) -> Value:
    """Return how many letters are said in the office's own words."""
    count = look.session.scalar(select(func.count(MailText.id))) or 0
    return Value(counted(count, "propio", "propios") if count else f"{len(TEXTS)} textos")


ROWS = (
    OfficeRow(
        *(Group.MAIL, "mail.index", "Correos", waiting),
        words="enviados mensajes avisos invitaciones",
    ),
    OfficeRow(
        *(Group.MAIL, "mail_texts.index", "Textos de los correos", own_texts),
        words="invitación recordatorio cancelación palabras",
    ),
)
