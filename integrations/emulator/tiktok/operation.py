"""What stands around each of TikTok's operations: the token, the minute, refusals in its form."""

from collections.abc import Callable

from flask import Response, request

from integrations.emulator import operation
from integrations.emulator.operation import Fault, Reply, RequestContext, VendorError, VendorRules
from integrations.emulator.state import JsonObject
from integrations.emulator.tiktok import state


class TikTokError(VendorError):
    """A refusal of TikTok's."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(status, 0, message or code)
        self.reply = Reply(status, {"data": {}, "error": error_of(code, message)})


def error_of(code: str, message: str = "") -> JsonObject:
    """Return the member of every answer that says whether it is one."""
    return {"code": code, "message": message, "log_id": "202611300000000000000000000000"}


def done(data: JsonObject) -> Reply:
    """Return an answer that is one."""
    return Reply(200, {"data": data, "error": error_of("ok")})


def tiktok_operation(
    name: str, *scopes: str
) -> Callable[[Callable[..., Reply]], Callable[..., Response]]:
    """Turn a function of a RequestContext into a view of TikTok's: one of `scopes` is needed."""
    return operation.operation(name, *scopes, rules=TIKTOK)


def count(context: RequestContext, name: str, most: int) -> None:
    """Refuse more calls of an operation than a minute may have."""
    now = context.now.timestamp()
    context.tx.run("INSERT INTO tiktok_call VALUES (?, ?)", name, now)
    query = "SELECT count(*) AS number FROM tiktok_call WHERE operation = ? AND at > ?"
    if context.tx.row(query, name, now - 60)["number"] > most:
        raise TikTokError(429, "rate_limit_exceeded", "The API rate limit was exceeded.")


def _caller_of(context: RequestContext, scopes: tuple[str, ...]) -> str:
    """Return whose token it is; refuse one that is unknown, over, or does not permit this."""
    value = request.headers.get("Authorization", "").removeprefix("Bearer ")
    query = "SELECT * FROM tiktok_token WHERE value = ? AND kind = 'access' AND ends_at > ?"
    row = context.tx.one(query, value, context.now.timestamp())
    if row is None:
        raise TikTokError(401, "access_token_invalid", "The access token is invalid.")
    if not set(scopes) & set(row["scopes"].split(",")):
        raise TikTokError(401, "scope_not_authorized", "The user did not authorize the scope.")
    return state.OPEN_ID


def _refusal_of(fault: Fault) -> Reply | None:
    """Return TikTok's words for a fault that refuses; None for one that does not."""
    args = fault.args
    match fault.kind:
        case "429" | "429_burst":
            return TikTokError(429, "rate_limit_exceeded").reply
        case "429_daily":
            return TikTokError(403, "spam_risk_too_many_posts").reply
        case "500":
            return TikTokError(int(args.get("status", 500)), "internal_error").reply
        case "refuse":
            code, words = str(args.get("code", "invalid_params")), str(args.get("message", ""))
            return TikTokError(int(args.get("status", 400)), code, words).reply
    return None


TIKTOK = VendorRules(_caller_of, _refusal_of, lambda tx: tx.run("DELETE FROM tiktok_token"))
