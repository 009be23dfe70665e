"""The Spanish words for registrations and attendance."""

from vc.attendance.models import RegistrationStatus
from vc.licences.models import Platform

STATUSES = {
    RegistrationStatus.CONFIRMED: "Con lugar",
    RegistrationStatus.WAITING: "En lista de espera",
    RegistrationStatus.CANCELLED: "Canceló",
}

MANY_REGISTER = (
    "Muchas personas se están registrando a la vez. Lo que escribió sigue aquí: vuelva a enviarlo "
    "{when}."
)

ACTIONS = {
    "registration.add": "alguien se registró",
    "registration.confirmed": "un registro obtuvo lugar",
    "registration.waiting": "un registro quedó en lista de espera",
    "registration.cancelled": "se canceló un registro",
    "registration.presence": "corrigió cuánto estuvo una persona registrada",
    "registration.bring": "agregó a alguien a quienes asistieron",
    "attendance.correct": "corrigió la asistencia",
    "event.export": "descargó la lista de registro",
}

COLUMNS = {"minutes": "minutos en la sala"}
NOT_KNOWN = "no se pudo saber"
WRITE_DOWN = "Escribir la asistencia"
CANCELLED = "Cancelada"
NOT_TOLD = {
    Platform.ZOOM: "Zoom no ha avisado de nadie: la sala está vacía o sus avisos no llegan aquí.",
    Platform.GOOGLE_MEET: "Google Meet no lo dice mientras dura; se cuenta al terminar.",
    Platform.OTHER: "La sala se hizo aparte: su plataforma no avisa quién entra.",
}
"""Why the number of people in a room is not known while it is on."""
FREE = "En línea y gratuita: se entra desde el teléfono o la computadora."
NO_PICTURE = "Esa sesión no tiene imagen pública."
NOT_COUNTED = "Falta la asistencia."


def counted(count: int) -> str:
    """Return how many came."""
    return f"Se contó la asistencia: {'1 persona' if count == 1 else f'{count:,} personas'}"


def registered(count: int, *, is_end: bool) -> str:
    """Return what becomes of those who have a seat."""
    if count == 1:
        said = "pierde su lugar" if is_end else "conserva su lugar y su enlace"
        return f"1 persona registrada {said}."
    said = "pierden su lugar" if is_end else "conservan su lugar y su enlace"
    return f"{count:,} personas registradas {said}."


def in_line(count: int, *, is_end: bool) -> str:
    """Return what becomes of those who wait for a seat."""
    who = "1 persona" if count == 1 else f"{count:,} personas"
    if is_end:
        return f"{who} en lista de espera ya no tendrá lugar."
    return f"{who} en lista de espera {'sigue' if count == 1 else 'siguen'} en ella."
