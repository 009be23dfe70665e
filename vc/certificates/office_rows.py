"""The rows of certificates on the page «Oficina»."""

from vc.certificates import labels
from vc.office.hooks import Group, Look, OfficeRow, Value


def usual(look: Look) -> Value:
    """Return who gets one where nothing else is said."""
    return Value(labels.minimum(look.services.settings.certificate_minimum))


ROWS = (
    OfficeRow(
        *(Group.MAIL, "certificates.usual", "Constancias", usual),
        words="certificados diplomas asistencia firma reconocimiento",
    ),
    OfficeRow(
        *(Group.MAIL, "certificates.kinds", "Constancias por tipo de sesión"),
        words="certificados mínimo",
    ),
)
