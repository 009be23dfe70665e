"""Where refusals of certificates are mended."""

from vc.certificates import service
from vc.office.hooks import Cure

OWN = (
    Cure((service.NOT_OVER, service.NOT_HELD), "booking.show", "Ver la sesión"),
    Cure(
        (service.HAS_ONE, service.NOT_VALID, service.NAME_GONE),
        "certificates.index",
        "Ver las constancias",
    ),
)
