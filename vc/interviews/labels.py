"""The Spanish words of interviews."""

from vc.interviews.models import InterviewStatus
from vc.search.hooks import Named

S = InterviewStatus
STATUSES = {
    S.INVITED: "Por responder",
    S.ACCEPTED: "Aceptó: falta horario o video",
    S.SCHEDULED: "Con cita",
    S.HANDED_IN: "Con video",
    S.DECLINED: "No quiso",
    S.EXPIRED: "Venció el plazo",
    S.WITHDRAWN: "Retiró su consentimiento",
}
TONES = {
    S.INVITED: "info",
    S.ACCEPTED: "info",
    S.SCHEDULED: "ok",
    S.HANDED_IN: "ok",
    S.DECLINED: "off",
    S.EXPIRED: "off",
    S.WITHDRAWN: "off",
}
ACTIONS = {
    "interview.invite": "invitó a una entrevista",
    "interview.accepted": "se firmó el consentimiento de una entrevista",
    "interview.scheduled": "se eligió el horario de una entrevista",
    "interview.handed_in": "llegó el video de una entrevista",
    "interview.declined": "se declinó una entrevista",
    "interview.expired": "venció el plazo de una entrevista",
    "interview.invited": "volvió a invitar a una entrevista",
    "interview.withdrawn": "se retiró el consentimiento de una entrevista",
    "interview.film": "empezó a llegar el video de una entrevista",
    "interview.clip": "empezó el clip de una entrevista",
    "interview.forget": "se borraron los datos de una entrevista",
    "recording.consent_revoked": "se retiró el consentimiento del video",
}
VALUES = {"status": STATUSES}
PAGES = {
    "interviews.index": Named(
        "Entrevistas", words="asistentes testimonio invitación consentimiento"
    )
}
