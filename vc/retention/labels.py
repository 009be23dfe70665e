"""The Spanish words for keeping."""

from vc.retention.models import DeletionStatus, Record

D = DeletionStatus

DELETIONS = {
    D.ASKED: "Se revisa nuestra copia antes de borrar la otra…",
    D.DONE: "La otra copia ya está en su papelera.",
    D.FAILED: "No se borró la otra copia",
}
ACTIONS = {
    "recording.decide": "decidió sobre una grabación",
    "recording.throw_away": "mandó una grabación a la papelera",
    "recording.restore": "recuperó una grabación de la papelera",
    "recording.ask_vendor_deletion": "pidió borrar la copia que estaba en la nube",
    "recording.vendor_deletion_failed": "no se borró la copia que está en la nube",
    "retentionrule.set": "cambió cuánto se conservan las grabaciones",
    "recordrule.set": "cambió cuánto se conservan correos, nombres, solicitudes o la historia",
}

RECORDS = {
    Record.MAIL: ("Correos enviados", "Con sus textos. Los que esperan a una persona se quedan."),
    Record.PEOPLE: (
        "Nombres de quienes se registraron",
        "Desde la sesión. Se quedan minutos, municipios y folios de constancias.",
    ),
    Record.AUDIT: ("Historia de cambios", "Lo que prueba la aprobación de un clip se queda."),
    Record.REQUEST: (
        "Solicitudes de pláticas",
        "Con sus datos de contacto. Las abiertas, y las de sesiones por venir, se quedan.",
    ),
}
"""What records are called, and what of them stays."""
