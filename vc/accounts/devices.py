"""The browsers that a person has signed in from, by a signed cookie that outlives the sign-in.

It opens nothing. It gives whoever guesses in that browser attempts of their own, so that a stranger
who guesses elsewhere cannot keep the owner waiting (OWASP: «Slow Down Online Guessing Attacks with
Device Cookies»).
"""

import secrets

from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "vc_device"
KEPT_S = 400 * 24 * 3600
"""What browsers keep a cookie for at most."""
MOST_PEOPLE = 8
"""How many people share a browser; the one who has been away longest is forgotten."""

Devices = dict[int, str]


def devices_in(cookie: str, secret_key: str) -> Devices:
    """Return by person what this browser is called; nothing for a cookie that is not ours."""
    try:
        known = _signer(secret_key).loads(cookie)
    except BadSignature:
        return {}
    return dict(known)


def cookie_with(devices: Devices, person_id: int, secret_key: str) -> str:
    """Return the cookie once the person has signed in, as the last one who did."""
    others = [(one, name) for one, name in devices.items() if one != person_id]
    kept = [*others, (person_id, devices.get(person_id) or secrets.token_urlsafe(16))]
    return _signer(secret_key).dumps(kept[-MOST_PEOPLE:])


def _signer(secret_key: str) -> URLSafeSerializer:
    """Return what signs the cookie, and no other one."""
    return URLSafeSerializer(secret_key, salt="known-device")
