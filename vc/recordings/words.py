"""The Spanish words for recordings and their files."""

from vc.recordings.models import RecordingStatus

S = RecordingStatus

STATUSES = {
    S.EXPECTED: "Esperada",
    S.FOUND: "Encontrada",
    S.DOWNLOADING: "Descargando…",
    S.STORED: "Resguardada",
    S.MISSING: "Faltante",
    S.FAILED: "No se pudo descargar",
    S.PURGED: "Eliminada",
}
TONES = {
    S.EXPECTED: "info",
    S.FOUND: "wait",
    S.DOWNLOADING: "wait",
    S.STORED: "ok",
    S.MISSING: "problem",
    S.FAILED: "problem",
    S.PURGED: "off",
}
ACTIONS = {
    "recording.expect": "se espera una grabación",
    "recording.expected": "se buscará de nuevo una grabación",
    "recording.upload": "subió una grabación a mano",
    "recording.found": "se encontró una grabación",
    "recording.downloading": "empezó la descarga de una grabación",
    "recording.stored": "una grabación quedó resguardada",
    "recording.missing": "una grabación ya no está en su origen",
    "recording.failed": "no se pudo descargar una grabación",
    "recording.purged": "una grabación se eliminó",
}
