"""The Spanish words of broadcasts: states, modes, what comes next."""

from vc.live.models import BroadcastMode, BroadcastStatus, Phase
from vc.search.hooks import Named

MODES = {
    BroadcastMode.ROOM: "La sala envía la imagen (Zoom)",
    BroadcastMode.ENCODER: "Con OBS u otro programa",
    BroadcastMode.BY_HAND: "A mano, en Facebook",
}

STATUSES = {
    BroadcastStatus.PLANNED: "Planeada",
    BroadcastStatus.SCHEDULING: "Programándose en Facebook…",
    BroadcastStatus.SCHEDULED: "Programada",
    BroadcastStatus.UNKNOWN: "Comprobando si quedó programada…",
    BroadcastStatus.MANUAL: "Por hacer a mano",
    BroadcastStatus.FAILED: "No se pudo",
    BroadcastStatus.LIVE: "En vivo",
    BroadcastStatus.ENDED: "Terminada",
    BroadcastStatus.ARCHIVED: "Guardada",
    BroadcastStatus.EXPIRED: "Sin grabación",
    BroadcastStatus.CANCELLED: "Cancelada",
}
TONES = {
    BroadcastStatus.PLANNED: "info",
    BroadcastStatus.SCHEDULING: "wait",
    BroadcastStatus.SCHEDULED: "ok",
    BroadcastStatus.UNKNOWN: "wait",
    BroadcastStatus.MANUAL: "problem",
    BroadcastStatus.FAILED: "problem",
    BroadcastStatus.LIVE: "live",
    BroadcastStatus.ENDED: "wait",
    BroadcastStatus.ARCHIVED: "ok",
    BroadcastStatus.EXPIRED: "problem",
    BroadcastStatus.CANCELLED: "off",
}
ROOM_STARTS = "la sala recibe la clave y, si está abierta, empieza a transmitir sola a la hora"
ENCODER_STARTS = "quien transmite con OBS u otro programa toma la clave en el productor de Facebook"
NEXT_AHEAD = (
    "Nada por hacer: el sistema la programará en Facebook el {day} a las {hour} h, cuando Facebook "
    "lo permite (siete días antes)."
)
NEXT_BY_SYSTEM = {
    BroadcastStatus.PLANNED: "El sistema la está programando en Facebook.",
    BroadcastStatus.SCHEDULING: "El sistema la está programando en Facebook.",
    BroadcastStatus.SCHEDULED: "Una hora antes se revisa todo; {room}.",
    BroadcastStatus.UNKNOWN: "El sistema comprueba en Facebook si quedó programada.",
    BroadcastStatus.MANUAL: "El sistema no pudo programarla y ya no lo intentará.",
    BroadcastStatus.FAILED: "Hace falta decidir cómo seguir.",
    BroadcastStatus.LIVE: "Está en vivo. Termina con la sala, o con «Terminar la transmisión».",
    BroadcastStatus.ENDED: "El sistema descarga la grabación; Facebook la borra el {end}.",
    BroadcastStatus.ARCHIVED: "La grabación está guardada. Anote las cifras si faltan.",
    BroadcastStatus.EXPIRED: "Facebook borró la grabación. Si alguien la tiene, súbala.",
    BroadcastStatus.CANCELLED: "No se transmitirá.",
}
NEXT_BY_HAND = NEXT_BY_SYSTEM | {
    BroadcastStatus.PLANNED: "Por hacer a mano: programarla en Facebook y pegar aquí su enlace.",
    BroadcastStatus.MANUAL: "Por hacer a mano: programarla en Facebook y pegar aquí su enlace.",
    BroadcastStatus.SCHEDULED: "Al iniciarla en Facebook, use «Ya empezó».",
    BroadcastStatus.LIVE: "Al detenerla en Facebook, use «Ya terminó…».",
    BroadcastStatus.ENDED: "Descargue la grabación en Facebook y súbala antes de 30 días.",
}

PHASES = {
    Phase.BEFORE: "Antes: ensayo",
    Phase.DURING: "Durante",
    Phase.AFTER: "Después",
}

ACTIONS = {
    "broadcast.planned": "la transmisión quedó planeada",
    "broadcast.scheduling": "se pidió la transmisión a Facebook",
    "broadcast.scheduled": "la transmisión quedó programada",
    "broadcast.unknown": "no se sabe si la transmisión quedó programada; se comprobará",
    "broadcast.manual": "se pidió a una persona hacer la transmisión",
    "broadcast.failed": "la transmisión no se pudo",
    "broadcast.live": "la transmisión está en vivo",
    "broadcast.ended": "la transmisión terminó",
    "broadcast.archived": "la grabación de la transmisión quedó guardada",
    "broadcast.expired": "Facebook borró la grabación de la transmisión",
    "broadcast.cancelled": "la transmisión se canceló",
    "broadcast.change": "cambió la transmisión",
    "broadcast.cover": "cambió la portada de la transmisión",
    "broadcast.paste": "pegó el enlace de la transmisión",
    "broadcast.tick": "marcó un punto del guion",
    "broadcast.figures": "anotó las cifras de la transmisión",
    "broadcast.rehearsal": "se revisó todo antes de la transmisión",
    "broadcast.handed": "la sala recibió la clave de transmisión",
    "broadcast.start": "se pidió iniciar la transmisión",
    "broadcast.withdraw": "se canceló la orden de iniciar la transmisión",
    "broadcast.stop": "se pidió detener la transmisión",
    "broadcast.verified": "la grabación se ve en su enlace",
    "broadcast.alarm": "la transmisión quedó por atender",
    "broadcast.all_well": "la transmisión ya no está por atender",
}

COLUMNS = {
    "mode": "Quién la hace",
    "title": "Encabezado",
    "text": "Texto",
    "lead_min": "Minutos antes de la sesión",
    "questions_url": "Formulario de preguntas",
    "peak_viewers": "Audiencia máxima",
    "reach": "Personas alcanzadas",
    "incident": "Incidencias",
}
VALUES = {"mode": MODES}
PAGES = {
    "live.index": Named("En vivo", words="transmisiones transmisión facebook live stream al aire"),
}

STOPS = {
    BroadcastStatus.PLANNED: "Planeado",
    BroadcastStatus.SCHEDULING: "Anunciándose",
    BroadcastStatus.SCHEDULED: "Anunciado",
    BroadcastStatus.UNKNOWN: "Comprobándose",
    BroadcastStatus.MANUAL: "Falta programarlo",
    BroadcastStatus.FAILED: "No se pudo",
    BroadcastStatus.LIVE: "Al aire",
    BroadcastStatus.ENDED: "Terminó",
    BroadcastStatus.ARCHIVED: "Terminó",
    BroadcastStatus.EXPIRED: "Terminó",
    BroadcastStatus.CANCELLED: "No se transmite",
}
GOES_LIVE = "Sale en vivo en Facebook"
COPY_EXPIRES = "Facebook borra su copia del video"
TO_SHEET = "Abrir el guion"
ALARMED = "La transmisión está por atender."
TO_PREPARE = "Falta programar la transmisión en Facebook."
TO_END = "Termine la transmisión: ya pasó su hora."
WHY_END = "El público sigue viendo la sala."
END_TAKES_BACK = "La transmisión se retira de Facebook y su enlace deja de servir."
END_CANCELS = "La transmisión planeada se cancela."
MOVE_CHANGES = "La transmisión cambia de hora también en Facebook; su enlace es el mismo."
MOVE_FOLLOWS = "La transmisión planeada se mueve con la sesión."


def missing_before(count: int) -> str:
    """Return how much the run sheet asks for before the public watches."""
    return (
        "Falta 1 punto antes de salir en vivo."
        if count == 1
        else (f"Faltan {count} puntos antes de salir en vivo.")
    )


def missing_after(count: int) -> str:
    """Return how much the run sheet asks for once it is over."""
    return (
        "Falta anotar 1 dato de la transmisión."
        if count == 1
        else (f"Falta anotar {count} datos de la transmisión.")
    )
