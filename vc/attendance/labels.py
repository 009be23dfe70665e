"""The Spanish words for registrations and attendance."""

from vc.attendance.models import RegistrationStatus

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
    "attendance.correct": "corrigió la asistencia",
    "event.export": "descargó la lista de registro",
}
