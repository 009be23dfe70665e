"""Letters as the rows of a table, without their texts: those can hold a passcode."""

from collections.abc import Sequence

from vc.mail import labels
from vc.mail.models import Message
from vc.spreadsheet import Cell

COLUMNS = (
    *("Asunto", "Qué es", "Nombre", "Correo", "Folio de la sesión", "Estado"),
    *("Escrito", "Enviado", "Intentos", "Por qué no salió"),
)


def row_of(message: Message) -> Sequence[Cell]:
    """Return a letter's cells, in the order of `COLUMNS`."""
    return (
        *(message.subject, labels.KINDS[message.kind], message.name, message.address),
        message.event.folio if message.event else "",
        *(labels.STATUSES[message.status], message.created_at, message.sent_at),
        *(message.attempts, message.last_error),
    )
