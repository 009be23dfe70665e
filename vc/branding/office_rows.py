"""The rows of graphic plates on the page «Oficina»."""

from vc.branding.queries import offered
from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value

NONE = "Ninguna"


def plates(look: Look) -> Value:
    """Return how many plates a clip can be given."""
    count = len(offered(look.session))
    return Value(counted(count, "vigente", "vigentes") if count else NONE)


ROWS = (
    OfficeRow(
        *(Group.PUBLISHED, "branding.index", "Plantillas gráficas", plates),
        words="logotipo cierre placas",
    ),
)
