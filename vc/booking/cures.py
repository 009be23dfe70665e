"""Where refusals of a booking are mended."""

from vc.booking import hindrance, licence_assignment, service, undo
from vc.office.hooks import Cure

OWN = (
    Cure((hindrance.NONE,), "licences.new", "Agregar una cuenta"),
    Cure(
        (
            *(hindrance.SEATS, hindrance.LACKS, hindrance.NOT_TOGETHER),
            *(licence_assignment.BUSY, licence_assignment.UNUSABLE),
        ),
        "licences.index",
        "Ver las cuentas",
    ),
    Cure((service.NO_SUCH_CAMPAIGN,), "campaigns.index", "Ver las campañas"),
    Cure(
        (licence_assignment.ANOTHER_PLATFORM, licence_assignment.ANOTHER_KIND_OF_ROOM),
        "booking.cancel",
        "Cancelar la sesión",
    ),
    Cure(
        (service.IS_CANCELLED, service.ALREADY_OVER, undo.TOO_LATE, undo.TAKEN),
        "booking.again",
        "Agendar otra igual",
    ),
    Cure((service.ALREADY_BOOKED,), "booking.index", "Ver las sesiones"),
)
