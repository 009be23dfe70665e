"""The Spanish words of a session's recording on the session's page."""

from vc.recordings.models import RecordingStatus

STOPS = {
    RecordingStatus.EXPECTED: "Se espera",
    RecordingStatus.MISSING: "No llegó",
    RecordingStatus.FAILED: "No se pudo descargar",
}
KEPT = "Guardada, {length}"
KEPT_PLAIN = "Guardada"
IS_RECORDED = "Se graba"
NONE = "No hay"
COMES = "Llega sola al terminar"

VENDOR_DELETES = "{source} borra su copia de la grabación"
OURS_STAYS = "La nuestra se queda."

OPEN = "Ver la grabación"
UPLOAD = "Subir la grabación"
EXPIRES = "{source} borrará la única copia de la grabación."
LOST = "La grabación no llegó."
ON_ITS_WAY = "La grabación viene en camino."
FETCHED = "Va en {percent} %."
NONE_AT_ALL = "No hay grabación. Si alguien la tiene, súbala."

MARKED = "Se marcó el momento."
REMOVED = "Se quitó el momento."
