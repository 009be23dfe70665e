"""Where refusals of the calendars are mended."""

from vc.calendars.observances import OF_A_RULE
from vc.office.hooks import Cure

OWN = (Cure((OF_A_RULE,), "observances.index", "Ver las reglas"),)
