"""The rows of publications on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (
    OfficeRow(Group.DAILY, "publishing.index", "Publicaciones", icon="pin"),
    OfficeRow(Group.DAILY, "publishing.results", "Cifras", icon="list"),
)
