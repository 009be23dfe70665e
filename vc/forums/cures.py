"""Where refusals of forums are mended."""

from vc.forums import service
from vc.office.hooks import Cure

OWN = (Cure((service.DECIDED,), "forums.moderate", "Ver las preguntas"),)
