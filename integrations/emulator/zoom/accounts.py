"""Zoom's token address, and the users of the emulated account."""

import base64
import binascii
import secrets
from datetime import timedelta

from flask import current_app, request

from integrations.emulator.operation import Reply, RequestContext, VendorError, operation, page_of
from integrations.emulator.state import Credentials, JsonObject
from integrations.emulator.zoom import state
from integrations.emulator.zoom.seeds import SeedUser

TOKEN_LIFE_S = 3599


@operation("token")
def token(context: RequestContext) -> Reply:
    """Give a token for the account's credentials; parameters in the query are refused."""
    known: Credentials = current_app.config["CREDENTIALS"]
    if request.args:
        # Zoom began to refuse this in 2024; an adapter that still does it must be noticed.
        return _no_token(400, "Bad Request", "invalid_request")
    if _basic_pair() != (known.client_id, known.client_secret):
        return _no_token(401, "Invalid client_id or client_secret", "invalid_client")
    if request.form.get("grant_type") != "account_credentials":
        return _no_token(400, "unsupported grant type", "unsupported_grant_type")
    if request.form.get("account_id") != known.account_id:
        return _no_token(400, "Bad request", "invalid_request")
    value, scopes = secrets.token_urlsafe(32), " ".join(state.scopes(context.tx))
    ends_at = context.now + timedelta(seconds=TOKEN_LIFE_S)
    context.tx.run("INSERT INTO token VALUES (?, ?, ?)", value, scopes, ends_at.isoformat())
    return Reply(
        200,
        {
            "access_token": value,
            "token_type": "bearer",
            "expires_in": TOKEN_LIFE_S,
            "scope": scopes,
            "api_url": context.base_url,
        },
    )


def _basic_pair() -> tuple[str, str] | None:
    """Return client and secret of the Authorization header."""
    kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        client, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (client, secret) if kind.lower() == "basic" and colon else None


def _no_token(status: int, reason: str, error: str) -> Reply:
    """Return the refusal of the token address, which has a shape of its own."""
    return Reply(status, {"reason": reason, "error": error})


@operation("list_users", "user:read:list_users:admin", "user:read:admin", "user:write:admin")
def list_users(context: RequestContext) -> Reply:
    """List the account's users."""
    status = request.args.get("status", "active")
    users = [_user_body(*found) for found in state.users(context.tx) if found[1].status == status]
    return Reply(200, page_of(users, "users", most=2000))


@operation("read_user", "user:read:user:admin", "user:read:admin", "user:write:admin")
def read_user(context: RequestContext, user_id: str) -> Reply:
    """Read one user."""
    return Reply(200, _user_body(*user_of(context, user_id)))


@operation("user_settings", "user:read:settings:admin", "user:read:admin", "user:write:admin")
def user_settings(context: RequestContext, user_id: str) -> Reply:
    """Read what a user may do: size, recording, streaming, webinars."""
    _, user = user_of(context, user_id)
    return Reply(
        200,
        {
            "feature": {
                "concurrent_meeting": "None",
                "meeting_capacity": user.capacity,
                "large_meeting": False,
                "webinar": user.webinar_capacity > 0,
                "webinar_capacity": user.webinar_capacity,
            },
            "recording": {"cloud_recording": user.has_recording, "auto_recording": "none"},
            "in_meeting": {
                "allow_live_streaming": user.has_streaming,
                "custom_live_streaming_service": user.has_streaming and user.has_custom_service,
                "waiting_room": True,
            },
        },
    )


def user_of(context: RequestContext, user_id: str) -> tuple[str, SeedUser]:
    """Return a user, or say that there is none."""
    found = state.user(context.tx, user_id)
    if found is None or found[1].status != "active":
        raise VendorError(404, 1001, f"User does not exist: {user_id}.")
    return found


def _user_body(user_id: str, user: SeedUser) -> JsonObject:
    """Return a user as Zoom describes them."""
    return {
        "id": user_id,
        "email": user.email,
        "type": user.kind,
        "status": user.status,
        "first_name": user.name,
        "last_name": "",
        "display_name": user.name,
        "timezone": "America/Mexico_City",
        "verified": 1,
    }
