"""The Spanish words for keeping."""

from vc.retention.models import DeletionStatus

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
