"""Credentials that are kept encrypted in the instance folder instead of the environment.

What the environment says goes before. The file opens with the key at rest (`vc.cipher`), and
`flask rotate-key` encrypts it anew with everything else.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import InvalidToken

from vc.secret_files import box_of, read_secret, replace_secret

FILE = "credentials"
KEY_FILE = "seal_key"
PREVIOUS_FILE = "seal_key.previous"


def seal_keys(instance: Path, given: str = "", previous: str = "") -> tuple[str, ...]:
    """Return the keys at rest, the present one first: those of the settings, else of the folder."""
    if given:
        return given, previous
    return read_secret(instance / KEY_FILE), read_secret(instance / PREVIOUS_FILE), previous


def kept_credentials(instance: Path, keys: tuple[str, ...]) -> dict[str, str]:
    """Return the kept credentials by setting. Raises InvalidToken where no key opens them."""
    sealed = read_secret(instance / FILE)
    if not sealed:
        return {}
    if not any(keys):
        raise InvalidToken
    return json.loads(box_of(*keys).decrypt(sealed.encode()))


def keep_credentials(instance: Path, keys: tuple[str, ...], values: Mapping[str, str]) -> None:
    """Keep these, and no others."""
    sealed = box_of(*keys).encrypt(json.dumps(dict(values)).encode())
    replace_secret(instance / FILE, sealed.decode())
