"""The Spanish words for keeping."""

from vc.retention.models import DeletionStatus, Record

D = DeletionStatus

DELETIONS = {
    D.ASKED: "Se está verificando nuestra copia antes de borrar la de la plataforma…",
    D.DONE: "La copia de la plataforma está en su papelera.",
    D.FAILED: "No se borró la copia de la plataforma",
}
ACTIONS = {
    "recording.decide": "decidió sobre una grabación",
    "recording.throw_away": "mandó una grabación a la papelera",
    "recording.restore": "recuperó una grabación de la papelera",
    "recording.ask_vendor_deletion": "pidió borrar la copia de la plataforma",
    "recording.vendor_deletion_failed": "no se borró la copia de la plataforma",
    "retentionrule.set": "cambió cuánto se conservan las grabaciones",
    "recordrule.set": "cambió cuánto se conservan los correos o la auditoría",
}

RECORDS = {
    Record.MAIL: ("Correos enviados", "Con sus textos. Los que esperan a una persona se quedan."),
    Record.AUDIT: ("Auditoría", "Lo que prueba la aprobación de un clip se queda."),
}
"""What records are called, and what of them stays."""
