"""The rows of mail on the page «Oficina»."""

from sqlalchemy import func, select

from vc.mail.models import Message
from vc.mail.queries import NEED_A_PERSON
from vc.office.hooks import Group, Look, OfficeRow, Value

BY_ITSELF, BY_HAND = "Salen solos", "Salen a mano"


def waiting(look: Look) -> Value:
    """Return how many letters need a person; without any, how letters leave."""
    query = select(func.count()).where(Message.status.in_(NEED_A_PERSON))
    count = look.session.scalar(query) or 0
    if count:
        return Value(f"{count:,} por atender", "wait")
    return Value(BY_ITSELF if look.services.mail is not None else BY_HAND)


ROWS = (
    OfficeRow(
        *(Group.MAIL, "mail.index", "Correos", waiting),
        words="enviados mensajes avisos invitaciones",
    ),
)
