"""Where refusals of a transcript are mended."""

from vc.office.hooks import Cure
from vc.transcripts.service import NO_SESSION

OWN = (Cure((NO_SESSION,), "recordings.choose", "Asignar la grabación"),)
