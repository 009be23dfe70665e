"""The Spanish words for approving."""

from vc.approvals.models import Decision, Reason
from vc.search.hooks import Named

DECISIONS = {Decision.APPROVED: "Aprobó", Decision.CHANGES_REQUESTED: "Pidió cambios"}
REASONS = {
    Reason.CUT: "Las partes del clip",
    Reason.SOUND: "El sonido",
    Reason.PICTURE: "La imagen o la forma",
    Reason.CAPTIONS: "Los subtítulos",
    Reason.TEXT: "El texto de la publicación",
    Reason.PERSONAL: "Datos, rostro o voz de una persona",
    Reason.MINORS: "Niñas, niños o adolescentes",
    Reason.PROMOTION: "Promoción personalizada",
    Reason.BAN: "Veda electoral",
    Reason.OTHER: "Otra cosa",
}
ACTIONS = {
    "clip.submit": "pidió la revisión de un clip",
    "takedown.ask": "pidió retirar un clip publicado",
    "takedown.done": "retiró un clip publicado",
}
PAGES = {
    "approvals.inbox": Named(
        "Mis pendientes", words="me toca a mí por atender aprobar revisar tareas bandeja"
    ),
    "approvals.emergencies": Named("Aprobaciones de emergencia", words="excepciones urgencia"),
}

REVIEW = "Revisar el clip"
TO_REVIEW = "«{title}» espera que otra persona lo apruebe."
