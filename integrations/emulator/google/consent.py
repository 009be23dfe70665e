"""Google's consent page, and what comes of it: codes, lasting tokens, their end.

Facts: developers.google.com/identity/protocols/oauth2/web-server and …/native-app. A web client's
way back is registered to the letter; that of an application on a desk is any port of this machine.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from integrations.emulator.google import keys, state
from integrations.emulator.google.keys import CLIENT, DESK_CLIENT
from integrations.emulator.operation import RequestContext
from integrations.emulator.pages import consent_page, refusal_page
from integrations.emulator.state import JsonObject, Transaction

bp = Blueprint("google_consents", __name__)

CODE_LIFE = timedelta(minutes=10)
TESTING_LIFE = timedelta(days=7)
"""How long the consent of an application lasts that is «Testing»."""
USERINFO = "https://www.googleapis.com/auth/userinfo."
NAMES = {"email": f"{USERINFO}email", "profile": f"{USERINFO}profile"}
"""What these permissions are called in answers."""
ALWAYS = ("openid", *NAMES)
"""What nobody can leave out."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a code or a lasting token stands for."""

    client: str
    email: str
    scopes: str
    ends_at: datetime | None
    is_new: bool = False
    """Whether it was given just now: only then the lasting token is told."""


class PageError(Exception):
    """Something that Google says on a page of its own, and to nobody else."""

    def __init__(self, code: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.code, self.text, self.status = code, text, status


class CodeError(Exception):
    """A code that is not taken; `code` is Google's word for why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@bp.get("/o/oauth2/v2/auth")
def ask() -> Response:
    """Show who may consent to what."""
    try:
        with current_app.config["STATE"].transaction() as tx:
            scopes = _asked(tx, request.args)
            rows = tx.all("SELECT body FROM google_account ORDER BY email")
    except PageError as error:
        return refusal_page(error.status, error.code, error.text)
    emails = [json.loads(row["body"])["email"] for row in reversed(rows)]
    choices = {one: _short(one) for one in scopes if one not in ALWAYS}
    return consent_page("Google", emails, choices)


@bp.post("/o/oauth2/v2/auth")
def decide() -> AnyResponse:
    """Lead back with a code, or with the word that it was refused."""
    query = dict(parse_qsl(request.form.get("query", "")))
    try:
        with current_app.config["STATE"].transaction() as tx:
            scopes = _asked(tx, query)
            back = {"error": "access_denied"}
            if request.form.get("decision") == "allow":
                given = [one for one in scopes if one in (*ALWAYS, *request.form.getlist("scope"))]
                back = {"code": _new_code(tx, query, request.form["account"], given)}
                back["scope"] = " ".join(NAMES.get(one, one) for one in given)
    except PageError as error:
        return refusal_page(error.status, error.code, error.text)
    if "state" in query:
        back["state"] = query["state"]
    joint = "&" if urlsplit(query["redirect_uri"]).query else "?"
    return redirect(query["redirect_uri"] + joint + urlencode(back), 302)


def client_of(form: Mapping[str, str]) -> str:
    """Return the client that asks for a token. Raises CodeError for one that is unknown."""
    for known in (CLIENT, DESK_CLIENT):
        if all(form.get(name) == known[name] for name in ("client_id", "client_secret")):
            return known["client_id"]
    raise CodeError("invalid_client", "The OAuth client was not found.")


def redeem(context: RequestContext, form: Mapping[str, str]) -> tuple[Consent, str]:
    """Return what a code stands for, and the lasting token that it gives; empty for none.

    A code that comes again takes back what it had given. Raises CodeError.
    """
    client = client_of(form)
    row = context.tx.one("SELECT * FROM google_code WHERE code = ?", form.get("code", ""))
    if (
        row is None
        or row["client"] != client
        or datetime.fromisoformat(row["ends_at"]) <= context.now
    ):
        raise CodeError("invalid_grant", "Malformed auth code.")
    if form.get("redirect_uri") != row["redirect_uri"]:
        raise CodeError("redirect_uri_mismatch", "Bad Request")
    if row["challenge"] and _challenge(form.get("code_verifier", "")) != row["challenge"]:
        raise CodeError("invalid_grant", "Invalid code verifier.")
    if (
        context.tx.run("UPDATE google_code SET used = 1 WHERE code = ? AND used = 0", row["code"])
        == 0
    ):
        raise CodeError("invalid_grant", "Bad Request")
    is_testing = state.conduct(context.tx).is_testing
    ends_at = context.now + TESTING_LIFE if is_testing else None
    consent = Consent(client, row["email"], row["scopes"], ends_at, is_new=True)
    return consent, _lasting(context.tx, consent) if row["is_lasting"] else ""


def consent_of(context: RequestContext, form: Mapping[str, str]) -> Consent:
    """Return what a lasting token stands for. Raises CodeError."""
    client = client_of(form)
    token = form.get("refresh_token", "")
    row = context.tx.one("SELECT * FROM google_consent WHERE token = ?", token)
    ends_at = datetime.fromisoformat(row["ends_at"]) if row and row["ends_at"] else None
    if row is None or row["client"] != client or (ends_at and ends_at <= context.now):
        raise CodeError("invalid_grant", "Token has been expired or revoked.")
    return Consent(client, row["email"], row["scopes"], ends_at)


def revoke(tx: Transaction, token: str) -> bool:
    """Take back all that an account gave a client, by any of its tokens; False for an unknown."""
    row = tx.one(
        "SELECT client, email FROM google_consent WHERE token = ?"
        " UNION SELECT '', email FROM google_token WHERE value = ?",
        *(token, token),
    )
    if row is None:
        return False
    tx.run("DELETE FROM google_consent WHERE email = ?", row["email"])
    tx.run("DELETE FROM google_token WHERE email = ?", row["email"])
    return True


def told(consent: Consent, lasting: str, now: datetime, key: Path) -> JsonObject:
    """Return what an answer says beside its token."""
    names = consent.scopes.split()
    body: JsonObject = {"scope": " ".join(NAMES.get(one, one) for one in names)}
    if consent.ends_at:
        body["refresh_token_expires_in"] = int((consent.ends_at - now).total_seconds())
    if lasting:
        body["refresh_token"] = lasting
    if consent.is_new and "openid" in names:
        claims = {"iss": "https://accounts.google.com", "aud": consent.client, "sub": consent.email}
        told_of = {"email": consent.email, "email_verified": True} if "email" in names else {}
        times = {"iat": int(now.timestamp()), "exp": int(now.timestamp()) + 3600}
        body["id_token"] = keys.signed(claims | told_of | times, key)
    return body


def _asked(tx: Transaction, query: Mapping[str, str]) -> list[str]:
    """Return the permissions that are asked for, or refuse as Google does on its own page."""
    client, back = query.get("client_id", ""), query.get("redirect_uri", "")
    if client not in (CLIENT["client_id"], DESK_CLIENT["client_id"]):
        raise PageError("invalid_client", "The OAuth client was not found.", 401)
    registered = state.conduct(tx).redirect_uris
    is_desk = client == DESK_CLIENT["client_id"] and urlsplit(back).hostname == "127.0.0.1"
    if back not in registered and not is_desk:
        text = f"La dirección de regreso {back} no está registrada en el cliente de OAuth."
        raise PageError("redirect_uri_mismatch", text)
    scopes = query.get("scope", "").split()
    if query.get("response_type") != "code" or not scopes:
        raise PageError("invalid_request", "Required parameter is missing: response_type, scope.")
    if query.get("code_challenge_method", "S256") != "S256":
        raise PageError("invalid_request", "Only S256 is taken here.")
    return scopes


def _new_code(tx: Transaction, query: Mapping[str, str], email: str, scopes: list[str]) -> str:
    """Keep what was given under a new code; a lasting token comes with it the first time only.

    Later it comes where the account is asked anew (`prompt=consent`).
    """
    code = "4/" + secrets.token_urlsafe(32)
    client = query["client_id"]
    known = tx.one("SELECT 1 FROM google_consent WHERE client = ? AND email = ?", client, email)
    is_asked = "consent" in query.get("prompt", "").split() or known is None
    is_lasting = query.get("access_type") == "offline" and is_asked
    is_lasting = is_lasting and state.conduct(tx).gives_lasting
    tx.run(
        "INSERT INTO google_code VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
        *(code, client, email, " ".join(scopes), query["redirect_uri"]),
        *(query.get("code_challenge", ""), is_lasting, (tx.now() + CODE_LIFE).isoformat()),
    )
    return code


def _lasting(tx: Transaction, consent: Consent) -> str:
    """Return a new lasting token."""
    token = "1//" + secrets.token_urlsafe(48)
    ends_at = consent.ends_at.isoformat() if consent.ends_at else ""
    values = (token, consent.client, consent.email, consent.scopes, ends_at)
    tx.run("INSERT INTO google_consent VALUES (?, ?, ?, ?, ?)", *values)
    return token


def _challenge(verifier: str) -> str:
    """Return what a verifier was announced as (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _short(scope: str) -> str:
    """Return a permission as the page names it: the address before it is too long for a phone."""
    return scope.rpartition("/")[2]
