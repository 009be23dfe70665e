"""The Spanish words of publications."""

from integrations.contracts.publishing import Way
from vc.publishing.models import Moment, PublicationStatus
from vc.search.hooks import Named

S = PublicationStatus
STATUSES = {
    S.QUEUED: "En cola",
    S.PUBLISHING: "Por publicar ahora",
    S.PROCESSING: "Comprobando el enlace",
    S.PUBLISHED: "Publicada",
    S.RETRACTED: "Retirada",
    S.FAILED: "No se publicó",
    S.UNKNOWN: "No se sabe si salió",
    S.MISSED: "Se pasó su hora",
    S.PAUSED: "En pausa",
    S.CANCELLED: "Quitada de la cola",
}
TONES = {
    S.QUEUED: "info",
    S.PUBLISHING: "wait",
    S.PROCESSING: "wait",
    S.PUBLISHED: "ok",
    S.RETRACTED: "off",
    S.FAILED: "problem",
    S.UNKNOWN: "problem",
    S.MISSED: "problem",
    S.PAUSED: "wait",
    S.CANCELLED: "off",
}
WAYS = {
    Way.SENT: "se envía el archivo",
    Way.FETCHED: "por enlace: la red lo recoge de este sistema, porque no acepta que esta "
    "aplicación le envíe el archivo",
}
MOMENTS = {
    Moment.HOUR: "1 hora",
    Moment.DAY: "24 horas",
    Moment.WEEK: "7 días",
    Moment.MONTH: "28 días",
}
ACTIONS = {
    "publication.queue": "puso una publicación en la cola",
    "publication.change": "cambió una publicación",
    "publication.move": "movió una publicación",
    "publication.approve_text": "aprobó el texto de un canal",
    "publication.figures": "anotó cifras de una publicación",
    "publication.to_retract": "pidió retirar una publicación",
    "publication.keep": "decidió no retirar una publicación",
    "publication.queued": "volvió a la cola una publicación",
    "publication.publishing": "llegó la hora de una publicación",
    "publication.processing": "se comprueba el enlace de una publicación",
    "publication.published": "quedó publicada",
    "publication.retracted": "se retiró una publicación",
    "publication.failed": "no se publicó",
    "publication.unknown": "no se sabe si se publicó",
    "publication.missed": "se pasó la hora de una publicación",
    "publication.paused": "quedó en pausa una publicación",
    "publication.cancelled": "quitó de la cola una publicación",
    "pause.begin": "puso en pausa las publicaciones",
    "pause.end": "terminó la pausa de las publicaciones",
}

COLUMNS = {
    "publish_after": "Hora de publicación",
}
PAGES = {
    "publishing.index": Named("Publicaciones", words="redes cola tablero publicar posts"),
    "publishing.plan": Named("Plan de publicaciones", words="mes calendario redes planear"),
    "publishing.results": Named(
        "Cifras de publicaciones", words="vistas alcance resultados estadísticas"
    ),
}

STOP_NEEDS = "Por atender"
STOP_COMES = "Planeado"
STOP_NOTHING = "Nada todavía"
GOES_OUT = "Se publica «{title}» en {at}"
OPEN = "Ver la publicación"
NEEDS = "«{title}» en {at} está por atender."
PLAN = "Planear la publicación"
TO_PLAN = "«{title}» está aprobado y falta planear su publicación."


def stop_out(count: int, views: int | None) -> str:
    """Return how much went out, and how often it was seen where that is known."""
    said = "1 publicación" if count == 1 else f"{count} publicaciones"
    return f"{said}, {views:,} vistas" if views else said
