"""The rows of recordings on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (OfficeRow(Group.DAILY, "recordings.index", "Grabaciones", icon="video"),)
