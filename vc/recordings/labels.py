"""The Spanish words for recordings and their files."""

from vc.recordings.models import (
    Consent,
    FileKind,
    FileStatus,
    MaterialKind,
    RecordingStatus,
    VendorCopy,
)
from vc.search.hooks import Named

S = RecordingStatus
F = FileStatus

STATUSES = {
    S.EXPECTED: "Esperada",
    S.FOUND: "Encontrada",
    S.DOWNLOADING: "Descargando…",
    S.STORED: "Guardada",
    S.MISSING: "No aparece",
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
FILE_STATUSES = {
    F.FOUND: "Por descargar",
    F.DOWNLOADING: "Descargando…",
    F.STORED: "Guardado",
    F.MISSING: "No aparece",
    F.FAILED: "No se pudo descargar",
    F.PURGED: "Eliminado",
}
FILE_TONES = {
    F.FOUND: "wait",
    F.DOWNLOADING: "wait",
    F.STORED: "ok",
    F.MISSING: "problem",
    F.FAILED: "problem",
    F.PURGED: "off",
}
FILE_KINDS = {
    FileKind.VIDEO: "Video",
    FileKind.AUDIO: "Audio",
    FileKind.TRANSCRIPT: "Transcripción",
    FileKind.CHAT: "Chat",
    FileKind.OTHER: "Otro archivo",
}
VENDOR_COPIES = {
    VendorCopy.NONE: "No hay",
    VendorCopy.PRESENT: "Tiene una copia",
    VendorCopy.TRASHED: "En su papelera",
    VendorCopy.DELETED: "Ya no la tiene",
}
CONSENTS = {
    Consent.UNKNOWN: "Sin registrar",
    Consent.ON_FILE: "En expediente",
    Consent.NOT_NEEDED: "No hace falta",
    Consent.REFUSED: "Alguien no consintió",
}
MATERIALS = {
    MaterialKind.INTERVIEW: "Entrevista",
    MaterialKind.CAPSULE: "Cápsula",
    MaterialKind.STORY: "Historia",
    MaterialKind.OTHER: "Otro material",
}
SOURCES = {
    "zoom": "Zoom",
    "google_meet": "Google Meet",
    "facebook": "Facebook",
    "upload": "Subida a mano",
}
VIEWS = {
    "shared_screen_with_speaker_view": "Pantalla y quien habla",
    "shared_screen_with_speaker_view(CC)": "Pantalla y quien habla, con subtítulos",
    "shared_screen_with_gallery_view": "Pantalla y galería",
    "active_speaker": "Quien habla",
    "gallery_view": "Galería",
    "shared_screen": "Pantalla compartida",
    "audio_only": "Solo audio",
    "audio_transcript": "Transcripción",
    "cc_transcript": "Subtítulos",
    "closed_caption": "Subtítulos",
    "chat_file": "Chat",
    "timeline": "Línea de tiempo",
    "handed_in": "Subida a mano",
    "host_video": "Video del anfitrión",
    "audio_only_each_participant": "Audio de una persona",
    "audio_interpretation": "Audio de interpretación",
    "sign_interpretation": "Lengua de señas",
    "production_studio": "Estudio de producción",
    "poll": "Encuesta",
    "thumbnail": "Miniatura",
    "summary": "Resumen",
    "summary_next_steps": "Resumen: pasos siguientes",
    "summary_smart_chapters": "Resumen: capítulos",
}


def source_name(source: str) -> str:
    """Return the name of a source."""
    return SOURCES.get(source, source)


ACTIONS = {
    "recording.expect": "se espera una grabación",
    "recording.expected": "se buscará de nuevo una grabación",
    "recording.assign": "dijo de qué sesión es una grabación",
    "recording.dismiss": "apartó una grabación",
    "recording.altered": "nuestra copia se dañó",
    "recording.missing_here": "una copia nuestra no está en su lugar",
    "recording.vendor_present": "la copia en la nube se recuperó",
    "recording.vendor_trashed": "la copia en la nube pasó a su papelera",
    "recording.vendor_deleted": "la copia en la nube se eliminó",
    "recording.cancel_upload": "canceló la subida de un video",
    "recording.begin_material": "empezó a subir material",
    "recording.describe": "corrigió los datos de un material",
    "recording.upload": "subió una grabación a mano",
    "recording.found": "se encontró una grabación",
    "recording.downloading": "empezó la descarga de una grabación",
    "recording.stored": "una grabación quedó guardada",
    "recording.missing": "una grabación ya no está donde se grabó",
    "recording.failed": "no se pudo descargar una grabación",
    "recording.purged": "una grabación se eliminó",
}
PAGES = {
    "recordings.index": Named("Grabaciones", words="videos material huérfanas papelera"),
}
