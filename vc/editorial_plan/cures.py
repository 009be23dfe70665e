"""Where what the plan refuses is mended."""

from vc.editorial_plan import month, proposals
from vc.office.hooks import Cure

OWN = (
    Cure((proposals.NO_CLIP, proposals.NO_RESTED), "clips.index", "Ver los clips"),
    Cure((proposals.NO_HOUR, proposals.NO_CHANNEL), "channels.index", "Ver los canales"),
    Cure((month.BANNED,), "publishing_bans.index", "Ver las vedas"),
)
