"""The Spanish words of what comes from the vendors."""

from vc.reconciliation.models import DeliveryStatus

STATUSES = {
    DeliveryStatus.RECEIVED: "Por atender",
    DeliveryStatus.DONE: "Atendido",
    DeliveryStatus.NOT_UNDERSTOOD: "No se entendió",
    DeliveryStatus.FAILED: "Falló",
}
TONES = {
    DeliveryStatus.RECEIVED: "wait",
    DeliveryStatus.DONE: "ok",
    DeliveryStatus.NOT_UNDERSTOOD: "info",
    DeliveryStatus.FAILED: "problem",
}
ACTIONS = {
    "meeting.started": "alguien abrió la sala",
    "meeting.ended": "la sala se cerró",
    "meeting.alert": "la plataforma avisó de un problema",
    "meeting.refresh": "la plataforma cambió el enlace o el código; aquí ya se muestra el nuevo",
    "meeting.adopt": "adoptó lo que está en la plataforma",
    "meeting.impose": "volvió a enviar a la plataforma lo que dice la agenda",
    "meeting.alarm": "se encendió una alarma",
    "meeting.all_well": "la alarma se apagó",
}
