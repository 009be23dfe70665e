"""The rows of clips on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (OfficeRow(Group.DAILY, "clips.index", "Clips", icon="cut"),)
