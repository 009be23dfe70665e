"""The rows of diagnosis on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (
    OfficeRow(
        *(Group.RECORD, "diagnosis.index", "Diagnóstico"),
        words="servidor disco respaldo fallas qué falta",
    ),
)
