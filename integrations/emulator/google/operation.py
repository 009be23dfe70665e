"""What stands around each of Google's operations: the token, and refusals in Google's own form."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Response, request

from integrations.emulator import operation
from integrations.emulator.operation import Fault, Reply, RequestContext, VendorError, VendorRules
from integrations.emulator.state import Transaction

REASONS = {
    400: ("invalid", "INVALID_ARGUMENT"),
    401: ("authError", "UNAUTHENTICATED"),
    403: ("forbidden", "PERMISSION_DENIED"),
    404: ("notFound", "NOT_FOUND"),
    409: ("duplicate", "ALREADY_EXISTS"),
    410: ("deleted", "FAILED_PRECONDITION"),
    412: ("conditionNotMet", "FAILED_PRECONDITION"),
    429: ("rateLimitExceeded", "RESOURCE_EXHAUSTED"),
}


class GoogleError(VendorError):
    """A refusal of one of Google's APIs."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        reason: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, 0, message)
        usual, name = REASONS.get(status, ("backendError", "INTERNAL"))
        one = {"domain": "global", "reason": reason or usual, "message": message}
        error = {"code": status, "message": message, "errors": [one], "status": name}
        self.reply = Reply(status, {"error": error}, dict(headers or {}))


def google_operation(
    name: str, *scopes: str
) -> Callable[[Callable[..., Reply]], Callable[..., Response]]:
    """Turn a function of a RequestContext into a view of Google's: one of `scopes` is needed."""
    return operation.operation(name, *scopes, rules=GOOGLE)


def _caller_of(context: RequestContext, scopes: tuple[str, ...]) -> str:
    """Return whose token it is; refuse one that is unknown, over, or does not permit this."""
    value = request.headers.get("Authorization", "").removeprefix("Bearer ")
    row = context.tx.one("SELECT * FROM google_token WHERE value = ?", value)
    if row is None or datetime.fromisoformat(row["ends_at"]) <= context.now:
        raise GoogleError(401, "Request had invalid authentication credentials.")
    if not set(scopes) & set(row["scopes"].split()):
        challenge = f'Bearer realm="https://accounts.google.com/", scope="{" ".join(scopes)}"'
        raise GoogleError(
            403,
            "Request had insufficient authentication scopes.",
            reason="insufficientPermissions",
            headers={"WWW-Authenticate": challenge},
        )
    return row["email"]


def _refusal_of(fault: Fault) -> Reply | None:
    """Return Google's words for a fault that refuses; None for one that does not."""
    args = fault.args
    given = args.get("retry_after")
    headers = {"Retry-After": str(given)} if given else {}
    match fault.kind:
        case "429" | "429_burst":
            return GoogleError(429, "Rate Limit Exceeded", headers=headers).reply
        case "429_daily":
            words, reason = "Calendar usage limits exceeded.", "quotaExceeded"
            return GoogleError(403, words, reason=reason, headers=headers).reply
        case "500":
            return GoogleError(int(args.get("status", 500)), "Backend Error", headers=headers).reply
        case "refuse":
            status = int(args.get("status", 400))
            message, reason = str(args.get("message", "Bad Request")), str(args.get("code", ""))
            return GoogleError(status, message, reason=reason).reply
    return None


def _revoke(tx: Transaction) -> None:
    """Forget every token of Google's."""
    tx.run("DELETE FROM google_token")


GOOGLE = VendorRules(_caller_of, _refusal_of, _revoke)
