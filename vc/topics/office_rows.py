"""The rows of topics and stories on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (
    OfficeRow(Group.PUBLISHED, "topics.index", "Temas para cápsulas"),
    OfficeRow(Group.PUBLISHED, "topics.told", "Historias por contar"),
)
