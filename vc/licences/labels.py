"""The Spanish words for platforms and licences, and why one was passed over."""

from collections.abc import Iterable

from vc.licences.models import Platform
from vc.search.hooks import Named

PLATFORMS = {
    Platform.ZOOM: "Zoom",
    Platform.GOOGLE_MEET: "Google Meet",
    Platform.OTHER: "Otra plataforma",
}

ABILITIES = {
    "meeting": "reuniones",
    "webinar": "seminarios web",
    "recording": "grabación en la nube",
    "streaming": "transmisión en vivo",
}

CAN_DO = {
    "webinar": "hace seminarios web",
    "streaming": "transmite",
    "recording": "graba",
    "meeting": "hace reuniones",
}
"""What a licence can do, after «no», «ninguna» or its name."""

PASSED_OVER = {
    "kinds": "no tiene lo que la sesión necesita",
    "seats": "no admite a tantas personas",
    "capped": "ya llegó a su máximo de cambios de hoy",
    "busy": "está ocupada a esa hora",
    "blocked": "está bloqueada esos días",
    "surplus": "también estaba libre; se guardó para sesiones más grandes",
}

ACTIONS = {
    "licence.add": "agregó la cuenta",
    "licence.change": "cambió la cuenta",
    "licenceblock.add": "bloqueó la cuenta",
    "licenceblock.remove": "desbloqueó la cuenta",
}

COLUMNS = {
    "label": "Nombre",
    "account_email": "Cuenta",
    "largest_audience": "Máximo de asistentes",
    "capacity": "Reuniones a la vez",
    "buffer_min": "Minutos libres",
    "reason": "Motivo",
    "platform": "Plataforma",
    "licence_id": "Cuenta",
}
VALUES = {"platform": PLATFORMS}


def passed_over(why: str, lacks: Iterable[str] = ()) -> str:
    """Return the reason why a licence was not taken, without a full stop."""
    named = [CAN_DO[kind] for kind in lacks]
    return f"no {' ni '.join(named)}" if named else PASSED_OVER[why]


PAGES = {
    "licences.new": Named("Agregar una cuenta de Zoom o Meet", words="nueva licencia sala"),
    "licences.proposals": Named(
        "Agregar las cuentas que hay en Zoom y Meet", words="importar licencias"
    ),
}
