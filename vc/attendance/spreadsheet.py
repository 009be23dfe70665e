"""Those who registered as the rows of a table."""

from collections.abc import Iterable, Iterator, Sequence

from vc.attendance import labels
from vc.attendance.models import Registration
from vc.spreadsheet import Cell

COLUMNS = (
    *("Nombre", "Correo", "Institución", "Municipio", "Estado", "Registro"),
    *("Versión del aviso", "Aceptado", "Desde", "Acepta aparecer"),
    *("Minutos en la sala",),
)


def rows_of(registrations: Iterable[Registration]) -> Iterator[Sequence[Cell]]:
    """Yield a row for each registration, in the order of `COLUMNS`."""
    for one in registrations:
        appears = "no" if one.is_refusing else "sí" if one.accepted_exposure else ""
        yield (
            *(one.name, one.email, one.institution, one.municipality),
            *(labels.STATUSES[one.status], one.created_at),
            *(one.notice.version if one.notice else "", one.consented_at, one.accepted_from),
            appears,
            labels.NOT_KNOWN if one.minutes is None else one.minutes,
        )
