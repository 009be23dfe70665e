"""Those who registered as a table that spreadsheets open, and take for nothing else."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from vc.access import office_zone
from vc.attendance import labels
from vc.attendance.models import Registration

COLUMNS = (
    *("Nombre", "Correo", "Institución", "Municipio", "Estado", "Registro"),
    *("Versión del aviso", "Aceptado", "Desde", "Acepta aparecer"),
    *("Minutos en la sala",),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate a cell instead of showing it."""


def as_csv(registrations: Iterable[Registration]) -> bytes:
    """Return the registrations as a table that spreadsheets open, accents included."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for one in registrations:
        state = labels.STATUSES[one.status]
        cells = [one.name, one.email, one.institution, one.municipality, state]
        accepted = [one.notice.version if one.notice else "", _sheet_time(one.consented_at)]
        appears = "no" if one.is_refusing else "sí" if one.accepted_exposure else ""
        stayed = labels.NOT_KNOWN if one.minutes is None else one.minutes
        moment = _sheet_time(one.created_at)
        writer.writerow(
            [*map(harmless, cells), moment, *accepted, one.accepted_from, appears, stayed]
        )
    # Without the mark Excel takes the file for another encoding.
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def _sheet_time(moment: datetime) -> str:
    """Return an instant as a spreadsheet reads it as a time: the office's clock, no zone."""
    return moment.astimezone(office_zone()).strftime("%Y-%m-%d %H:%M")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    # Spreadsheets take wide signs for plain ones, and look past those that nobody sees.
    seen = "".join(one for one in cell[:9] if unicodedata.category(one) not in ("Cf", "Zs"))
    is_formula = unicodedata.normalize("NFKC", seen).startswith(FORMULA)
    return f"'{cell}" if is_formula else cell
