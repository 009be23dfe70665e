"""The Spanish words for what is made of recordings."""

from vc.media.models import PreparationStatus, Step

S = PreparationStatus

STATUSES = {
    S.WAITING: "Por preparar",
    S.RUNNING: "Preparando…",
    S.READY: "Lista para ver y recortar",
    S.FAILED: "No se pudo preparar",
}
TONES = {S.WAITING: "wait", S.RUNNING: "wait", S.READY: "ok", S.FAILED: "problem"}
STEPS = {
    Step.CHECK: "Se revisa que el archivo esté completo",
    Step.SOUND: "Se lee el sonido",
    Step.STORYBOARD: "Se hace la tira de imágenes",
    Step.POSTER: "Se elige la portada",
}

ACTIONS = {
    "recording.choose_sound": "eligió otra pista de sonido de una grabación",
    "recording.prepare_again": "pidió preparar de nuevo una grabación",
    "recording.prepare_failed": "una grabación no se pudo preparar",
}

COLUMNS = {
    "sound": "Pista de sonido",
}
