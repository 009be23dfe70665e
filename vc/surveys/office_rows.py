"""The row of surveys on the page «Oficina»."""

from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value


def days(look: Look) -> Value:
    """Return for how long it is asked."""
    count = look.services.settings.survey_days
    return Value(f"Abierta {counted(count, 'día', 'días')}" if count else "No se pregunta")


ROWS = (
    OfficeRow(
        *(Group.MAIL, "surveys.usual", "Encuesta", days),
        words="preguntas satisfacción opinión comentarios evaluación",
    ),
)
