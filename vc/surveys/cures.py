"""Where refusals of the survey are mended."""

from vc.office.hooks import Cure
from vc.surveys.service import CLOSED

OWN = (Cure((CLOSED,), "calendars.public", "Ver la agenda pública"),)
