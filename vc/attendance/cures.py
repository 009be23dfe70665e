"""Where refusals to those who want to come are mended."""

from vc.attendance.service import CLOSED
from vc.office.hooks import Cure

OWN = (Cure((CLOSED,), "calendars.public", "Ver la agenda pública"),)
