"""The folio of a certificate, and the digest by which a name is confirmed. Pure."""

import hashlib
import re
import secrets

from vc.attendance.models import name_key

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: none of them is taken for another one on paper."""
UNGUESSED = 10
READ_AS = str.maketrans("OILU", "011V")


def new_folio(event_folio: str) -> str:
    """Return a folio that follows from nothing: «VC-2026-0012-7K3M9-QXA2B»."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(UNGUESSED))
    return f"{event_folio}-{signs[:5]}-{signs[5:]}"


def as_kept(typed: str) -> str:
    """Return a folio as somebody read it off a paper, as it is kept; empty where it is none."""
    plain = re.sub(r"[^A-Z0-9]", "", typed.upper()).translate(READ_AS)
    found = re.fullmatch(rf"VC(\d{{4}})(\d{{4,6}})([{SIGNS}]{{5}})([{SIGNS}]{{5}})", plain)
    return "-".join(("VC", *found.groups())) if found else ""


def digest_of(folio: str, name: str) -> str:
    """Return the digest of a name on a certificate: alike however it is typed.

    The folio is in it, which nobody guesses: the same name has another one on each paper.
    """
    return hashlib.sha256(f"{folio}:{name_key(name)}".encode()).hexdigest()
