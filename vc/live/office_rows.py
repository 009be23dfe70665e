"""The rows of broadcasts on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (OfficeRow(Group.DAILY, "live.index", "En vivo", icon="broadcast"),)
