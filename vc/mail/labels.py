"""The Spanish words of mail."""

from vc.mail.models import Kind, MessageStatus

KINDS = {
    Kind.INVITATION: "Invitación",
    Kind.CANCELLATION: "Cancelación",
    Kind.REMINDER_DAY: "Recordatorio de un día antes",
    Kind.REMINDER_HOUR: "Recordatorio de una hora antes",
    Kind.REGISTRATION: "Registro",
    Kind.ALARM: "Aviso a Coordinación",
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
