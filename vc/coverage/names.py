"""Names of municipalities, as different people type them. Pure."""

import re

from vc.folding import folded

OF_THE_STATE = re.compile(r",? ?(?:san luis potosi|s\.? ?l\.? ?p\.?)$")
SHORT = {"cd": "ciudad", "sta": "santa", "sto": "santo", "sn": "san", "va": "villa"}


def key_of(name: str) -> str:
    """Return what two spellings of a municipality have in common.

    «Cd. Valles, S.L.P.» is «Ciudad Valles»; the capital, called as the state is, stays itself.
    """
    plain = " ".join(folded(name).split())
    short = OF_THE_STATE.sub("", plain) or plain
    words = re.sub(r"[^\w\s]", " ", short).split()
    return " ".join(SHORT.get(word, word) for word in words)
