"""Pure: the address at which a network fetches a film, for a while: signed, and for that file only.

Whoever has it needs no account, so it ends soon, and sooner once the publication is out.
"""

from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

PATH = "entrega"
"""What it begins with; `integrations.http.redaction` knows it and hides what follows."""
LASTS = timedelta(hours=2)
"""A network comes within minutes; where it does not, a new draft has a new address."""

Grant = tuple[int, str]
"""Which publication's film, and the digest of its bytes."""


def film_url(site_url: str, grant: Grant, secret_key: str, now: datetime) -> str:
    """Return the address of a film from now on; empty where nobody said what ours begin with."""
    if not site_url:
        return ""
    ends_s = int((now + LASTS).timestamp())
    return f"{site_url}/{PATH}/{_signer(secret_key).dumps([*grant, ends_s])}.mp4"


def granted(token: str, secret_key: str, now: datetime) -> Grant | None:
    """Return the grant of a token; None for one that is not ours, or is over."""
    try:
        number, digest, ends_s = _signer(secret_key).loads(token)
    except (BadData, ValueError):
        return None
    return (number, digest) if now.timestamp() < ends_s else None


def _signer(secret_key: str) -> URLSafeSerializer:
    """Return what signs these addresses, and nothing else."""
    return URLSafeSerializer(secret_key, salt="film-link")
