"""The Spanish words of notices: they stand with their kinds."""

from vc.notices.kinds import KINDS

SAID = {kind: facts.said for kind, facts in KINDS.items()}
