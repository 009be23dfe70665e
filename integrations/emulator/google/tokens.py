"""Google's token address: assertions of a service account, codes and refresh tokens of accounts."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from flask import current_app, request

from integrations.emulator.google import consent as google_consents
from integrations.emulator.google import keys
from integrations.emulator.google import state as google_state
from integrations.emulator.google.consent import CodeError
from integrations.emulator.google.keys import CONSENT, YOUTUBE_CONSENT
from integrations.emulator.google.operation import google_operation
from integrations.emulator.operation import Reply, RequestContext, VendorError
from integrations.emulator.state import JsonObject
from integrations.emulator.youtube import state as youtube_state

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_LIFE_S = 3599
LEEWAY_S = 10
UNAUTHORIZED = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized "
    "for any of the scopes requested."
)
NOT_TIMELY = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
)


class TokenRefusedError(VendorError):
    """A refusal of the token address, which has a form of its own."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(status, 0, description)
        self.reply = Reply(status, {"error": error, "error_description": description})


@google_operation("google_token")
def token(context: RequestContext) -> Reply:
    """Give a token for an assertion, a code or a refresh token."""
    form = request.form
    told: JsonObject = {}
    if form.get("grant_type") == JWT_GRANT:
        # Google tells what a consent permits, and of an assertion nothing.
        email, scopes = _of_assertion(context, form.get("assertion", ""))
    elif form.get("grant_type") in ("refresh_token", "authorization_code"):
        email, scopes, told = _of_consent(context, form)
    else:
        raise TokenRefusedError("unsupported_grant_type", "Invalid grant_type.")
    value = "ya29." + secrets.token_urlsafe(32)
    ends_at = context.now + timedelta(seconds=TOKEN_LIFE_S)
    context.tx.run(
        "INSERT INTO google_token VALUES (?, ?, ?, ?)", value, email, scopes, ends_at.isoformat()
    )
    body = {"access_token": value, "expires_in": TOKEN_LIFE_S, "token_type": "Bearer"}
    return Reply(200, body | told)


@google_operation("google_revoke")
def revoke(context: RequestContext) -> Reply:
    """Take back what an account gave."""
    if not google_consents.revoke(context.tx, request.form.get("token", "")):
        raise TokenRefusedError("invalid_token", "Token expired or revoked")
    return Reply(200, {})


def _of_assertion(context: RequestContext, assertion: str) -> tuple[str, str]:
    """Return whom a service account may act for, and what for; or refuse as Google does."""
    claims = _claims_of(context, assertion)
    subject, scopes = str(claims.get("sub") or ""), str(claims.get("scope") or "")
    if not scopes:
        raise TokenRefusedError("invalid_scope", "Empty or missing scope not allowed.")
    if subject in ("", claims["iss"]):
        return str(claims["iss"]), scopes
    if set(scopes.split()) - set(google_state.conduct(context.tx).delegated):
        raise TokenRefusedError("unauthorized_client", UNAUTHORIZED, 401)
    if google_state.account(context.tx, subject) is None:
        raise TokenRefusedError("invalid_grant", "Invalid email or User ID")
    return subject, scopes


def _claims_of(context: RequestContext, assertion: str) -> JsonObject:
    """Return what an assertion says, once it is known who made it, for whom, and when."""
    try:
        claims = keys.verified(assertion, current_app.config["GOOGLE_KEY"])
    except keys.BadAssertionError as error:
        raise TokenRefusedError(error.code, str(error)) from error
    # The clock of the emulator may have been moved, and that of who asks may not.
    clocks = (context.now, datetime.now(UTC))
    if claims["exp"] - claims["iat"] > 3600 or not any(_is_timely(claims, now) for now in clocks):
        raise TokenRefusedError("invalid_grant", NOT_TIMELY)
    if claims.get("aud") != keys.AUDIENCE:
        raise TokenRefusedError("invalid_grant", "Invalid JWT: Failed audience check.")
    return claims


def _is_timely(claims: JsonObject, now: datetime) -> bool:
    """Tell whether an assertion was made before now and is not over."""
    now_s = now.timestamp()
    return claims["iat"] <= now_s + LEEWAY_S and claims["exp"] >= now_s - LEEWAY_S


def _of_consent(context: RequestContext, form: Mapping[str, str]) -> tuple[str, str, JsonObject]:
    """Return the account that consented, what for, and what else the answer tells."""
    try:
        google_consents.client_of(form)
        standing = _standing_consent(context, form.get("refresh_token", ""))
        if standing:
            return *standing, {"scope": standing[1]}
        if form["grant_type"] == "authorization_code":
            consent, lasting = google_consents.redeem(context, form)
        else:
            consent, lasting = google_consents.consent_of(context, form), ""
    except CodeError as error:
        status = 401 if error.code == "invalid_client" else 400
        raise TokenRefusedError(error.code, str(error), status) from error
    told = google_consents.told(consent, lasting, context.now, current_app.config["GOOGLE_KEY"])
    return consent.email, consent.scopes, told


def _standing_consent(context: RequestContext, refresh_token: str) -> tuple[str, str] | None:
    """Return what a consent stands for that the emulator always had; None for any other."""
    if refresh_token == YOUTUBE_CONSENT["refresh_token"]:
        return google_state.ACCOUNTS[1].email, youtube_state.conduct(context.tx).scope
    if refresh_token == CONSENT["refresh_token"]:
        return google_state.ACCOUNTS[0].email, " ".join(google_state.DELEGATED)
    return None
