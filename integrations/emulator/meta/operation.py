"""What stands around each of Meta's operations: token, proof, permissions; refusals as Graph's."""

import hmac
import secrets
from collections.abc import Callable

from flask import Response, request

from integrations.emulator import operation as gate
from integrations.emulator.meta import state
from integrations.emulator.meta.state import INVALID, MetaConduct
from integrations.emulator.operation import Fault, Reply, RequestContext, VendorError, VendorRules
from integrations.emulator.state import JsonObject

FORBIDDEN = 403
TOKEN_WORDS = {
    458: "The user has not authorized application emulator.",
    460: "The session has been invalidated because the user changed their password.",
    463: "Session has expired. The current time is later than its end.",
    INVALID: "Cannot parse access token",
}
LIMITS = {
    4: "(#4) Application request limit reached",
    17: "(#17) User request limit reached",
    32: "(#32) Page request limit reached",
    613: "(#613) Calls to this api have exceeded the rate limit.",
    80001: "(#80001) There have been too many calls to this Page account.",
}
NO_OBJECT = (
    "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to "
    "missing permissions, or does not support this operation. Please read the Graph API "
    "documentation at https://developers.facebook.com/docs/graph-api"
)


class GraphError(VendorError):
    """A refusal of the Graph API; `title` and `text` are what a person is to read."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: int = 400,
        subcode: int = 0,
        title: str = "",
        text: str = "",
        is_transient: bool = False,
    ) -> None:
        super().__init__(status, code, message)
        error: JsonObject = {"message": message, "type": "OAuthException", "code": code}
        if subcode:
            error["error_subcode"] = subcode
        error["is_transient"] = is_transient
        if title or text:
            error |= {"error_user_title": title, "error_user_msg": text}
        self.reply = Reply(status, {"error": error | {"fbtrace_id": "A" + secrets.token_hex(11)}})


def meta_operation(
    name: str, *scopes: str
) -> Callable[[Callable[..., Reply]], Callable[..., Response]]:
    """Turn a function of a RequestContext into a view of Meta's: all of `scopes` are needed."""
    return gate.operation(name, *scopes, rules=META)


def no_object(object_id: str) -> GraphError:
    """Return the refusal of an id that leads nowhere, or nowhere for this caller."""
    message = NO_OBJECT.format(method=request.method.lower(), id=object_id)
    return GraphError(100, message, subcode=33)


def given_token() -> str:
    """Return the token of this call: in the header, or among the parameters."""
    header = request.headers.get("Authorization", "")
    for scheme in ("Bearer ", "OAuth "):
        if header.startswith(scheme):
            return header.removeprefix(scheme)
    return str(parameter("access_token"))


def parameter(name: str) -> object:
    """Return a parameter of this call wherever it stands: address, form or JSON; "" for none."""
    body = request.get_json(silent=True) if request.is_json else None
    inner = body.get(name, "") if isinstance(body, dict) else ""
    return request.values.get(name) or inner


def check_token(context: RequestContext, token: str) -> str:
    """Return the kind of a token; refuse one that is unknown or taken no more."""
    row = context.tx.one("SELECT * FROM meta_token WHERE value = ?", token)
    if row is None or row["refused_as"]:
        raise token_error(row["refused_as"] if row else INVALID)
    return row["kind"]


def token_error(subcode: int) -> GraphError:
    """Return the refusal of a token."""
    words = TOKEN_WORDS.get(subcode, "The session is invalid.")
    message = f"Error validating access token: {words}"
    if subcode == INVALID:
        message = f"Invalid OAuth access token - {words}"
    return GraphError(190, message, subcode=subcode, status=401)


def check_proof(token: str) -> None:
    """Refuse a call without a proof of the application's secret, or with another one."""
    proof = str(parameter("appsecret_proof"))
    if not proof:
        raise GraphError(100, "API calls from the server require an appsecret_proof argument")
    if not hmac.compare_digest(state.hex_hmac(token.encode()), proof):
        raise GraphError(100, "Invalid appsecret_proof provided in the API argument")


def _caller_of(context: RequestContext, scopes: tuple[str, ...]) -> str:
    """Return the kind of token; refuse one that does not permit this, or anything at all."""
    # The token goes first: a wrong proof of a token that is dead is an error of the token.
    token = given_token()
    if not token:
        message = "An access token is required to request this resource."
        raise GraphError(104, message, status=401)
    kind = check_token(context, token)
    check_proof(token)
    conduct = state.conduct(context.tx)
    _check_conduct(conduct)
    missing = [scope for scope in scopes if scope not in conduct.scopes]
    if missing:
        raise _not_permitted(missing)
    return kind


def _check_conduct(conduct: MetaConduct) -> None:
    """Refuse everything while a policy blocks the application, or its allowance is used up."""
    if conduct.is_blocked:
        message = "The action attempted has been deemed abusive or is otherwise disallowed"
        raise GraphError(
            368, message, title="Acción bloqueada", text="Esta función está bloqueada por ahora."
        )
    if conduct.call_count >= 100:
        raise GraphError(80001, LIMITS[80001], subcode=2446079)


def _not_permitted(missing: list[str]) -> GraphError:
    """Return the refusal of a call for which permissions are missing."""
    names = ", ".join(name.upper() for name in missing)
    message = f"(#200) App needs permission scopes ({names}) to do this on behalf of a page user"
    return GraphError(200, message, status=FORBIDDEN)


def usage_header(conduct: MetaConduct) -> dict[str, str]:
    """Return the header that tells how much of the allowance is used; none at 0 percent."""
    if not conduct.call_count:
        return {}
    count, minutes = conduct.call_count, conduct.regain_min
    used = (
        f'{{"type":"pages","call_count":{count},"total_cputime":{count // 2},'
        f'"total_time":{count // 2},"estimated_time_to_regain_access":{minutes}}}'
    )
    return {"X-Business-Use-Case-Usage": f'{{"{state.PAGE_ID}":[{used}]}}'}


def _refusal_of(fault: Fault) -> Reply | None:
    """Return Graph's words for a fault that refuses; None for one that does not."""
    args = fault.args
    match fault.kind:
        case "429" | "429_burst":
            return _limited(int(args.get("code", 4)), args)
        case "429_daily":
            return _limited(int(args.get("code", 80001)), args)
        case "500":
            status = int(args.get("status", 500))
            words = "An unexpected error has occurred. Please retry your request later."
            return GraphError(2, words, status=status, is_transient=True).reply
        case "refuse":
            return _refused(args)
    return None


def _limited(code: int, args: JsonObject) -> Reply:
    """Return the refusal of too many calls; `regain_min` tells for how long."""
    message = LIMITS.get(code, f"(#{code}) There have been too many calls.")
    status = FORBIDDEN if code in (4, 17, 32) else 400
    reply = GraphError(code, message, status=int(args.get("status", status))).reply
    used = MetaConduct(call_count=100, regain_min=int(args.get("regain_min", 0)))
    reply.headers |= usage_header(used)
    return reply


def _refused(args: JsonObject) -> Reply:
    """Return the refusal that a fault spells out."""
    return GraphError(
        int(args.get("code", 100)),
        str(args.get("message", "Invalid parameter")),
        status=int(args.get("status", 400)),
        subcode=int(args.get("subcode", 0)),
        title=str(args.get("title", "")),
        text=str(args.get("text", "")),
        is_transient=bool(args.get("is_transient", False)),
    ).reply


META = VendorRules(_caller_of, _refusal_of, state.refuse_tokens)
