"""What stands around each of X's operations: the signature, and refusals in X's own form."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

from flask import Response, request
from oauthlib.oauth1.rfc5849.signature import collect_parameters, verify_hmac_sha1

from integrations.emulator import operation
from integrations.emulator.operation import Fault, Reply, RequestContext, VendorError, VendorRules
from integrations.emulator.state import Transaction
from integrations.emulator.x import state

PROBLEMS = "https://api.twitter.com/2/problems/"


class XError(VendorError):
    """A refusal of X's."""

    def __init__(self, status: int, title: str, detail: str, *, kind: str = "about:blank") -> None:
        super().__init__(status, 0, detail)
        known = kind if kind == "about:blank" else PROBLEMS + kind
        body = {"title": title, "detail": detail, "type": known, "status": status}
        self.reply = Reply(status, body)


def invalid(message: str) -> XError:
    """Return the refusal of a request that does not hold what it must."""
    error = XError(400, "Invalid Request", "One or more parameters to your request was invalid.")
    error.reply.body |= {"errors": [{"message": message}], "type": PROBLEMS + "invalid-request"}
    return error


def x_operation(name: str) -> Callable[[Callable[..., Reply]], Callable[..., Response]]:
    """Turn a function of a RequestContext into a view of X's: every one needs a signature."""
    return operation.operation(name, "signed", rules=X)


def _caller_of(context: RequestContext, _scopes: tuple[str, ...]) -> str:
    """Return who signed the request; refuse one that is not signed with the keys."""
    conduct = state.conduct(context.tx)
    if not _is_signed(conduct.keys):
        raise XError(401, "Unauthorized", "Unauthorized")
    if conduct.is_suspended:
        raise XError(403, "Forbidden", "Your account is suspended.", kind="user-suspended")
    if request.method != "GET" and not conduct.may_write:
        words = "Your client app is not configured with the appropriate oauth1 app permissions."
        raise XError(403, "Forbidden", words, kind="oauth1-permissions")
    return state.USER_ID


def _is_signed(keys: tuple[str, str, str, str]) -> bool:
    """Tell whether whoever made the request has all four keys."""
    api_key, api_secret, token, token_secret = keys
    try:
        given = collect_parameters(
            uri_query=request.query_string.decode(),
            headers={"Authorization": request.headers.get("Authorization", "")},
            exclude_oauth_signature=False,
        )
    except ValueError:
        return False
    told = dict(given)
    if (told.get("oauth_consumer_key"), told.get("oauth_token")) != (api_key, token):
        return False
    signed = SimpleNamespace(
        http_method=request.method,
        uri=request.base_url,
        params=[pair for pair in given if pair[0] != "oauth_signature"],
        signature=told.get("oauth_signature", ""),
    )
    return verify_hmac_sha1(signed, api_secret, token_secret)


def _refusal_of(fault: Fault) -> Reply | None:
    """Return X's words for a fault that refuses; None for one that does not."""
    args = fault.args
    match fault.kind:
        case "429" | "429_burst" | "429_daily":
            reply = XError(429, "Too Many Requests", "Too Many Requests").reply
            reply.headers["x-rate-limit-reset"] = str(args.get("reset", ""))
            return reply
        case "500":
            return Reply(int(args.get("status", 503)), {"title": "Service Unavailable"})
        case "refuse":
            status, words = int(args.get("status", 400)), str(args.get("message", "Bad Request"))
            return XError(status, "Refused", words, kind=str(args.get("code", "refused"))).reply
    return None


def _revoke(tx: Transaction) -> None:
    """Take no key any more."""
    state.keep_conduct(tx, replace(state.conduct(tx), keys=("", "", "", "")))


X = VendorRules(_caller_of, _refusal_of, _revoke)
