"""TikTok's consent page and its tokens: a lasting one is taken once, and the next one given.

Facts: developers.tiktok.com/doc/login-kit-web and …/docs/en/oauth-refresh-a-user-access-token.
"""

import hashlib
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from integrations.emulator.operation import Reply, RequestContext, VendorError
from integrations.emulator.pages import consent_page, refusal_page
from integrations.emulator.state import Transaction
from integrations.emulator.tiktok import state
from integrations.emulator.tiktok.operation import tiktok_operation

bp = Blueprint("tiktok_tokens", __name__)
PAGE = "/v2/auth/authorize/"
CLIENT = "emulator"
"""The application's key and its secret."""
CODE_S = 600
PREFIXES = {"access": "act", "refresh": "rft", "code": "cde"}


class TokenRefusedError(VendorError):
    """A refusal of the addresses of tokens, which have a form of their own."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(400, 0, description)
        told = {"error": error, "error_description": description, "log_id": "2026113000"}
        self.reply = Reply(400, told)


@bp.get(PAGE)
def ask() -> Response:
    """Show who may consent to what."""
    with current_app.config["STATE"].transaction() as tx:
        fault = _fault(tx, request.args)
    if fault:
        return refusal_page(400, fault, "TikTok no muestra esta página.")
    scopes = request.args["scope"].split(",")
    return consent_page("TikTok", [state.USERNAME], {one: one for one in scopes})


@bp.post(PAGE)
def decide() -> AnyResponse:
    """Lead back with a code, or with the word that it was refused."""
    query = dict(parse_qsl(request.form.get("query", "")))
    back = {"error": "access_denied", "error_description": "User denied"}
    with current_app.config["STATE"].transaction() as tx:
        fault = _fault(tx, query)
        if fault:
            return refusal_page(400, fault, "TikTok no muestra esta página.")
        if request.form.get("decision") == "allow":
            scopes = ",".join(request.form.getlist("scope"))
            goes_with = f"{query['redirect_uri']} {query.get('code_challenge', '')}"
            back = {"code": _new(tx, "code", scopes, CODE_S, goes_with), "scopes": scopes}
    return redirect(query["redirect_uri"] + "?" + urlencode(back | {"state": query["state"]}), 302)


@tiktok_operation("tiktok_token")
def token(context: RequestContext) -> Reply:
    """Give tokens for a code or for the lasting one, neither of which is taken again."""
    form, tx = request.form, context.tx
    _check_client(form)
    scopes, conduct = _taken(context, form), state.conduct(tx)
    body = {
        "open_id": state.OPEN_ID,
        "scope": scopes,
        "access_token": _new(tx, "access", scopes, conduct.access_s),
        "expires_in": conduct.access_s,
        "refresh_token": _new(tx, "refresh", scopes, conduct.refresh_s),
        "refresh_expires_in": conduct.refresh_s,
        "token_type": "Bearer",
    }
    return Reply(200, body)


@tiktok_operation("tiktok_revoke")
def revoke(context: RequestContext) -> Reply:
    """Take back what the account gave."""
    _check_client(request.form)
    known = "SELECT 1 FROM tiktok_token WHERE value = ?"
    if context.tx.one(known, request.form.get("token", "")) is None:
        raise TokenRefusedError("invalid_grant", "The access token is invalid.")
    context.tx.run("DELETE FROM tiktok_token")
    return Reply(200, {})


def _fault(tx: Transaction, query: Mapping[str, str]) -> str:
    """Return why the page is not shown, empty when it is."""
    back = query.get("redirect_uri", "")
    is_here = urlsplit(back).hostname in ("127.0.0.1", "localhost")
    if query.get("client_key") != CLIENT:
        return "client_key"
    if back not in state.conduct(tx).redirect_uris or urlsplit(back).query:
        return "redirect_uri"
    # Of an application on a desk TikTok wants PKCE, and of the web's not.
    if is_here and len(query.get("code_challenge", "")) != 64:
        return "code_challenge"
    is_whole = query.get("response_type") == "code" and query.get("scope") and query.get("state")
    return "" if is_whole else "invalid_request"


def _taken(context: RequestContext, form: Mapping[str, str]) -> str:
    """Take a code or a lasting token, and return what it permits; or refuse it."""
    is_code = form.get("grant_type") == "authorization_code"
    query = "SELECT * FROM tiktok_token WHERE value = ? AND kind = ? AND ends_at > ?"
    kind, value = ("code", form.get("code")) if is_code else ("refresh", form.get("refresh_token"))
    row = context.tx.one(query, value, kind, context.now.timestamp())
    if row is None or (is_code and row["goes_with"] != _brought(form)):
        raise TokenRefusedError("invalid_grant", "The grant is invalid or expired.")
    context.tx.run("DELETE FROM tiktok_token WHERE value = ?", value)
    return str(row["scopes"])


def _check_client(form: Mapping[str, str]) -> None:
    """Refuse whoever is not the application."""
    if (form.get("client_key"), form.get("client_secret")) != (CLIENT, CLIENT):
        raise TokenRefusedError("invalid_client", "Client key or secret is incorrect.")


def _brought(form: Mapping[str, str]) -> str:
    """Return what has to go with a code."""
    verifier = form.get("code_verifier", "")
    challenge = hashlib.sha256(verifier.encode()).hexdigest() if verifier else ""
    return f"{form.get('redirect_uri', '')} {challenge}"


def _new(tx: Transaction, kind: str, scopes: str, life_s: int, goes_with: str = "") -> str:
    """Keep a new code or token, and return it."""
    value = f"{PREFIXES[kind]}.{secrets.token_urlsafe(32)}"
    ends_at = tx.now().timestamp() + life_s
    tx.run(
        "INSERT INTO tiktok_token VALUES (?, ?, ?, ?, ?)", value, kind, scopes, ends_at, goes_with
    )
    return value


bp.add_url_rule("/v2/oauth/token/", view_func=token, methods=["POST"])
bp.add_url_rule("/v2/oauth/revoke/", view_func=revoke, methods=["POST"])
