"""The Spanish words of notices: they stand with their kinds."""

from vc.notices.kinds import KINDS
from vc.search.hooks import Named

SAID = {kind: facts.said for kind, facts in KINDS.items()}
PAGES = {"notices.index": Named("Avisos", words="campana lo que me toca carta diaria")}
