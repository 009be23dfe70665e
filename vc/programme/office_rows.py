"""The row of the programme on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (
    OfficeRow(
        *(Group.PUBLISHED, "programme.index", "Programa anual"),
        words="metas cumplimiento entregables boletines",
    ),
)
