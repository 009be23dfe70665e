"""The Spanish words of mail."""

from vc.mail.models import Kind, MessageStatus

KINDS = {
    Kind.INVITATION: "Invitación",
    Kind.CANCELLATION: "Cancelación",
    Kind.REMINDER_DAY: "Recordatorio de un día antes",
    Kind.REMINDER_HOUR: "Recordatorio de una hora antes",
    Kind.REGISTRATION: "Registro",
    Kind.TALK_REQUEST: "Solicitud de plática",
    Kind.INTERVIEW: "Invitación a una entrevista",
    Kind.ALARM: "Aviso",
    Kind.AFTERWARDS: "Constancia o agradecimiento",
    Kind.DAILY: "Correo del día",
}
STATUSES = {
    MessageStatus.PENDING: "Por enviar",
    MessageStatus.SENDING: "Enviando…",
    MessageStatus.SENT: "Enviado",
    MessageStatus.FAILED: "No se pudo enviar",
    MessageStatus.UNKNOWN: "No se sabe si salió",
    MessageStatus.BY_HAND: "Para enviar a mano",
    MessageStatus.DROPPED: "Ya no hizo falta",
}
ACTIONS = {
    "message.pending": "un mensaje quedó por enviar",
    "message.sending": "se entregó un mensaje al servidor de correo",
    "message.sent": "se envió un mensaje",
    "message.failed": "no se pudo enviar un mensaje",
    "message.unknown": "no se sabe si un mensaje salió",
    "message.by_hand": "un mensaje quedó para enviarse a mano",
    "message.dropped": "un mensaje ya no hizo falta",
}

TO_OUTBOX = "Ver los correos"


def _people(count: int) -> str:
    """Return how many people."""
    return "1 persona" if count == 1 else f"{count:,} personas"


def went_out(kind: Kind, count: int, *, is_first: bool) -> str:
    """Return what was told to how many."""
    if kind is Kind.CANCELLATION:
        return f"Se avisó de la cancelación a {_people(count)}"
    if kind is Kind.INVITATION:
        return f"Se {'invitó' if is_first else 'avisó del cambio'} a {_people(count)}"
    return f"Salió el recordatorio a {_people(count)}"


def reminds(count: int, *, by_itself: bool) -> str:
    """Return to how many a reminder goes."""
    if by_itself:
        return f"Sale el recordatorio a {_people(count)}"
    return f"Se escribe el recordatorio a {_people(count)}, para enviarse a mano"


def stopped(count: int) -> str:
    """Return how many letters did not leave."""
    return "1 correo no salió." if count == 1 else f"{count:,} correos no salieron."


def by_hand(count: int) -> str:
    """Return how many letters a person has to pass on."""
    if count == 1:
        return "Hay 1 correo por enviar a mano."
    return f"Hay {count:,} correos por enviar a mano."
