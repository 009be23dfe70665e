"""Google's token address: assertions of a service account, and refresh tokens of one account.

The key of the emulated service account is made at the first need and kept beside the state. Only
the emulator trusts it.
"""

import base64
import json
import os
import secrets
import threading
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app, request

from integrations.emulator import google_state
from integrations.emulator.gate import Desk, Reply, VendorError
from integrations.emulator.google_gate import google_operation

KEY_FILE = "emulator_google.json"
"""The service account's file, in the folder of the emulator's state."""
AUDIENCE = "https://oauth2.googleapis.com/token"
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_LIFE_S = 3599
LEEWAY_S = 10
CONSENT = {"client_id": "emulator", "client_secret": "emulator", "refresh_token": "emulator"}
"""The consent of the first account, as the emulator takes it."""
UNAUTHORIZED = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized "
    "for any of the scopes requested."
)


class TokenRefusedError(VendorError):
    """A refusal of the token address, which has a form of its own."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(status, 0, description)
        self.reply = Reply(status, {"error": error, "error_description": description})


@google_operation("google_token")
def token(desk: Desk) -> Reply:
    """Give a token for an assertion or for a refresh token."""
    form = request.form
    if form.get("grant_type") == JWT_GRANT:
        email, scopes = _of_assertion(desk, form.get("assertion", ""))
    elif form.get("grant_type") == "refresh_token":
        email, scopes = _of_consent(form)
    else:
        raise TokenRefusedError("unsupported_grant_type", "Invalid grant_type.")
    value = "ya29." + secrets.token_urlsafe(32)
    ends_at = desk.now + timedelta(seconds=TOKEN_LIFE_S)
    desk.tx.run(
        "INSERT INTO google_token VALUES (?, ?, ?, ?)", value, email, scopes, ends_at.isoformat()
    )
    body = {"access_token": value, "expires_in": TOKEN_LIFE_S, "token_type": "Bearer"}
    return Reply(200, body)


def ensure_key(path: Path) -> None:
    """Make the service account's file where it is not there yet, for its owner only."""
    if path.exists():
        return
    # Making a key takes a moment, and importing what makes it another: not before it is needed.
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

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


def _of_assertion(desk: Desk, assertion: str) -> tuple[str, str]:
    """Return whom a service account may act for, and what for; or refuse as Google does."""
    claims = _verified(assertion)
    now_s = datetime.now(UTC).timestamp()
    is_short = claims["exp"] - claims["iat"] <= 3600 and claims["iat"] <= now_s + LEEWAY_S
    if not is_short or claims["exp"] < now_s - LEEWAY_S:
        raise TokenRefusedError(
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
            "timeframe.",
        )
    if claims.get("aud") != AUDIENCE:
        raise TokenRefusedError("invalid_grant", "Invalid JWT: Failed audience check.")
    subject, scopes = str(claims.get("sub") or ""), str(claims.get("scope") or "")
    if not scopes:
        raise TokenRefusedError("invalid_scope", "Empty or missing scope not allowed.")
    if not subject or subject == claims["iss"]:
        return str(claims["iss"]), scopes
    if set(scopes.split()) - set(google_state.conduct(desk.tx).delegated):
        raise TokenRefusedError("unauthorized_client", UNAUTHORIZED, 401)
    if google_state.account(desk.tx, subject) is None:
        raise TokenRefusedError("invalid_grant", "Invalid email or User ID")
    return subject, scopes


def _verified(assertion: str) -> Mapping[str, object]:
    """Return the claims of an assertion that the known key has signed."""
    path: Path = current_app.config["GOOGLE_KEY"]
    ensure_key(path)
    known = json.loads(path.read_text(encoding="utf-8"))
    signed, _, signature = assertion.rpartition(".")
    try:
        header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
    except ValueError as error:
        raise TokenRefusedError("invalid_request", "Bad Request") from error
    if claims.get("iss") != known["client_email"]:
        raise TokenRefusedError("invalid_grant", "Invalid grant: account not found")
    is_known = header == {"typ": "JWT", "alg": "RS256", "kid": known["private_key_id"]}
    if not is_known or not _is_signed(signed, _decoded(signature), known["private_key"]):
        raise TokenRefusedError("invalid_grant", "Invalid JWT Signature.")
    return claims


def _decoded(part: str) -> bytes:
    """Return the bytes of one part of an assertion, whose padding was left out."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _is_signed(signed: str, signature: bytes, pem: str) -> bool:
    """Tell whether the key made this signature."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    public = serialization.load_pem_private_key(pem.encode(), password=None).public_key()
    try:
        public.verify(signature, signed.encode(), PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _of_consent(form: Mapping[str, str]) -> tuple[str, str]:
    """Return the account that consented, and what for."""
    if any(form.get(name) != CONSENT[name] for name in ("client_id", "client_secret")):
        raise TokenRefusedError("invalid_client", "Unauthorized", 401)
    if form.get("refresh_token") != CONSENT["refresh_token"]:
        raise TokenRefusedError("invalid_grant", "Token has been expired or revoked.")
    return google_state.ACCOUNTS[0].email, " ".join(google_state.DELEGATED)
