"""The key of the emulated service account: made at the first need, and trusted by nobody else.

It is kept beside the emulator's state, in the form of the file that Google Cloud gives.
"""

import base64
import json
import os
import threading
import uuid
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from integrations.emulator.state import JsonObject

KEY_FILE = "emulator_google.json"
"""The service account's file, in the folder of the emulator's state."""
AUDIENCE = "https://oauth2.googleapis.com/token"
CONSENT = {"client_id": "emulator", "client_secret": "emulator", "refresh_token": "emulator"}
"""The consent of the first account, as the emulator takes it."""
YOUTUBE_CONSENT = CONSENT | {"refresh_token": "emulator-youtube"}
"""The consent of the channel's account: another one, for YouTube alone."""
CLIENT = {name: CONSENT[name] for name in ("client_id", "client_secret")}
"""The client by which accounts consent in a browser; its way back is registered."""
DESK_CLIENT = dict.fromkeys(CLIENT, "emulator-desk")
"""One of the kind «Desktop app»: its way back is any port of this machine."""


class BadAssertionError(Exception):
    """An assertion that the key has not signed; `code` is Google's word for it."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code


def ensure_key(path: Path) -> None:
    """Make the service account's file where it is not there yet, for its owner only."""
    if path.exists():
        return
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write_once(path, json.dumps(_account_file(pem.decode("ascii")), indent=1))


def _account_file(pem: str) -> dict[str, str]:
    """Return a service account's file as Google Cloud gives it."""
    return {
        "type": "service_account",
        "project_id": "emulator",
        "private_key_id": uuid.uuid4().hex,
        "private_key": pem,
        "client_email": "videoconferencias@emulator.iam.gserviceaccount.com",
        "client_id": "100000000000000000001",
        "token_uri": AUDIENCE,
    }


def _write_once(path: Path, text: str) -> None:
    """Write a file whole, or leave the one that somebody else wrote meanwhile."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    try:
        # Unlike a rename, a link does not replace what is there.
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def verified(assertion: str, path: Path) -> JsonObject:
    """Return the claims of an assertion that the key in `path` has signed.

    Raises BadAssertionError, in Google's words.
    """
    ensure_key(path)
    known = json.loads(path.read_text(encoding="utf-8"))
    signed, _, signature = assertion.rpartition(".")
    try:
        header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
    except ValueError as error:
        raise BadAssertionError("invalid_request", "Bad Request") from error
    if claims.get("iss") != known["client_email"]:
        raise BadAssertionError("invalid_grant", "Invalid grant: account not found")
    is_known = header == {"typ": "JWT", "alg": "RS256", "kid": known["private_key_id"]}
    if not is_known or not _is_signed(signed, _decoded(signature), known["private_key"]):
        raise BadAssertionError("invalid_grant", "Invalid JWT Signature.")
    return claims


def signed(claims: JsonObject, path: Path) -> str:
    """Return a token that says `claims`, signed with the key in `path`."""
    ensure_key(path)
    known = json.loads(path.read_text(encoding="utf-8"))
    header = {"typ": "JWT", "alg": "RS256", "kid": known["private_key_id"]}
    said = ".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
    key = _private_key(known["private_key"])
    return f"{said}.{_encoded(key.sign(said.encode(), PKCS1v15(), hashes.SHA256()))}"


def _encoded(raw: bytes) -> str:
    """Return one part of a token."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(part: str) -> bytes:
    """Return the bytes of one part of an assertion, whose padding was left out."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@lru_cache(maxsize=4)
def _public_key(pem: str) -> rsa.RSAPublicKey:
    """Return the public half of a key; reading one checks its primes, which takes a while."""
    return _private_key(pem).public_key()


def _private_key(pem: str) -> rsa.RSAPrivateKey:
    """Return a key; the emulator makes those of RSA only."""
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the emulator's key is not of RSA")
    return key


def _is_signed(signed: str, signature: bytes, pem: str) -> bool:
    """Tell whether the key made this signature."""
    try:
        _public_key(pem).verify(signature, signed.encode(), PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True
