"""The rows of interviews on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (OfficeRow(Group.DAILY, "interviews.index", "Entrevistas", icon="people"),)
