"""The rows of interviews on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (OfficeRow(Group.PUBLISHED, "interviews.index", "Entrevistas"),)
