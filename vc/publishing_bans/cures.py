"""Where refusals about bans are mended."""

from vc.office.hooks import Cure
from vc.publishing_bans.views import NO_CLIP

OWN = (Cure((NO_CLIP,), "clips.index", "Ver los clips"),)
