"""The rows of topics and stories on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (
    OfficeRow(Group.DAILY, "topics.index", "Temas para cápsulas", icon="list"),
    OfficeRow(Group.DAILY, "topics.told", "Historias por contar", icon="clip"),
)
