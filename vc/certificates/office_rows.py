"""The rows of certificates on the page «Oficina»."""

from vc.certificates import labels, rules
from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value


def usual(look: Look) -> Value:
    """Return who gets one where nothing else is said."""
    return Value(labels.minimum(look.services.settings.certificate_minimum))


def kinds(look: Look) -> Value:
    """Return how many kinds of session say otherwise."""
    count = len(rules.by_kind(look.session))
    return Value(counted(count, "tipo distinto", "tipos distintos") if count else "Todos igual")


ROWS = (
    OfficeRow(
        *(Group.MAIL, "certificates.usual", "Constancias", usual),
        words="certificados diplomas asistencia firma reconocimiento",
    ),
    OfficeRow(
        *(Group.MAIL, "certificates.kinds", "Constancias por tipo de sesión", kinds),
        words="certificados mínimo",
    ),
)
