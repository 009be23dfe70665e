"""What stands around each operation: the journal, the faults on request, the token, the scopes."""

import functools
import json
import math
import random
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from datetime import time as time_of_day

from flask import Response, current_app, request

from integrations.emulator.state import JsonObject, State, Transaction
from integrations.emulator.zoom import webhooks

KINDS = frozenset(
    {
        *("429", "429_burst", "429_daily", "500", "500_after", "cut", "html", "html_after"),
        *("lost_answer", "lost_request", "refuse", "revoked_token", "slow", "slow_before"),
        "wrong_length",
    }
)
"""The faults that can be asked for; `control.add_fault` says what each one does."""

HTML = "<!doctype html><html lang='en'><title>502 Bad Gateway</title><h1>Bad Gateway</h1></html>"


class VendorError(Exception):
    """A refusal in the vendor's own form; what was written until then is undone."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        errors: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.reply = Reply(status, {"code": code, "message": message}, dict(headers or {}))
        if errors:
            self.reply.body["errors"] = errors


NO_BODY: JsonObject = {}


@dataclass(slots=True)
class Reply:
    """An answer: status, JSON body (`NO_BODY` for none), headers."""

    status: int
    body: JsonObject = field(default_factory=lambda: NO_BODY)
    headers: dict[str, str] = field(default_factory=dict)

    def as_response(self) -> Response:
        """Return it as Flask sends it."""
        text = "" if self.body is NO_BODY else json.dumps(self.body, ensure_ascii=False)
        kind = "application/json;charset=UTF-8"
        return Response(text, self.status, headers=self.headers, content_type=kind)


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What an operation works with: one transaction, the emulator's instant, its own address."""

    tx: Transaction
    now: datetime
    base_url: str
    caller: str = ""
    """Whose token it was, for a vendor that asks on behalf of one account."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure that was asked for, taken from the list for this very call."""

    kind: str
    args: JsonObject


@dataclass(frozen=True, slots=True)
class VendorRules:
    """What differs from vendor to vendor.

    Whose token it is, how a fault is worded, how every token given so far ceases to be taken, and
    how an answer is sent with the fault that it is to have.
    """

    caller_of: Callable[[RequestContext, tuple[str, ...]], str]
    refusal_of: Callable[[Fault], Reply | None]
    revoke: Callable[[Transaction], object]
    send: Callable[[Reply, Fault | None], Response] = lambda reply, _: reply.as_response()


def operation(
    name: str, *scopes: str, rules: VendorRules | None = None
) -> Callable[[Callable[..., Reply]], Callable[..., Response]]:
    """Turn a function of a RequestContext into a view; without `scopes` it needs no token."""
    rules = rules or ZOOM

    def wrap(act: Callable[..., Reply]) -> Callable[..., Response]:
        @functools.wraps(act)
        def view(**arguments: str) -> Response:
            state: State = current_app.config["STATE"]
            number, fault = _arrive(state, name, rules)
            reply = _before(fault, rules)
            try:
                reply = reply or _carry_out(
                    state, functools.partial(_enter, rules, scopes, act), arguments
                )
            except VendorError as refusal:
                reply = refusal.reply
            # The transaction is over by now: whoever waits here does not keep the file from others.
            response = _after(fault, reply, rules)
            response.call_on_close(lambda: webhooks.send_all(state))
            with state.transaction() as tx:
                tx.run("UPDATE call SET status = ? WHERE id = ?", response.status_code, number)
            return response

        return view

    return wrap


def _arrive(state: State, name: str, rules: VendorRules) -> tuple[int, Fault | None]:
    """Write the call down, without its query or body, and take the fault that is due for it."""
    with state.transaction() as tx:
        tx.run(
            "INSERT INTO call (method, path, operation) VALUES (?, ?, ?)",
            request.method,
            request.path,
            name,
        )
        number = tx.row("SELECT last_insert_rowid() AS id")["id"]
        # Taking a fault and counting it down is one step, so that two calls never share one.
        row = tx.one(
            "SELECT * FROM fault WHERE operation IN (?, '*') AND times > 0 ORDER BY id", name
        )
        if row is None:
            return number, _chance(tx, name)
        tx.run("UPDATE fault SET times = times - 1 WHERE id = ?", row["id"])
        if row["kind"] == "revoked_token":
            rules.revoke(tx)
        return number, Fault(row["kind"], json.loads(row["args"]))


def _chance(tx: Transaction, name: str) -> Fault | None:
    """Return the fault that chance brings to a call, where a test lets it."""
    weather = json.loads(tx.setting("weather", "{}"))
    drawn = random.random()  # noqa: S311
    for fault in weather.get("faults", ()):
        if fault.get("operation", name) == name:
            drawn -= fault["share"]
            if drawn < 0:
                return Fault(fault["kind"], fault)
    return None


def _carry_out(state: State, act: Callable[..., Reply], arguments: Mapping[str, str]) -> Reply:
    """Run the operation in one transaction."""
    with state.transaction() as tx:
        base_url = current_app.config["BASE_URL"] or request.host_url.rstrip("/")
        return act(RequestContext(tx, tx.now(), base_url), **arguments)


def _enter(
    rules: VendorRules,
    scopes: tuple[str, ...],
    act: Callable[..., Reply],
    context: RequestContext,
    **arguments: str,
) -> Reply:
    """Check the token, and do what was asked on behalf of its owner."""
    if scopes:
        context = replace(context, caller=rules.caller_of(context, scopes))
    return act(context, **arguments)


def _check_token(context: RequestContext, scopes: tuple[str, ...]) -> str:
    """Refuse a token that is unknown, over, or does not permit this."""
    value = request.headers.get("Authorization", "").removeprefix("Bearer ")
    row = context.tx.one("SELECT * FROM token WHERE value = ?", value)
    if row is None:
        raise VendorError(401, 124, "Invalid access token.")
    if datetime.fromisoformat(row["ends_at"]) <= context.now:
        raise VendorError(401, 124, "Access token is expired.")
    if not set(scopes) & set(row["scopes"].split()):
        wanted = f"Invalid access token, does not contain scopes:[{', '.join(scopes)}]."
        raise VendorError(400, 4711, wanted)
    return ""


def _before(fault: Fault | None, rules: VendorRules) -> Reply | None:
    """Fail before anything is done: return the failure's answer, or None to go on."""
    if fault is None:
        return None
    match fault:
        case Fault("html" | "lost_request", _):
            return Reply(200)
        case Fault("slow_before", args):
            time.sleep(float(args.get("seconds", 1)))
    return rules.refusal_of(fault)


def _refused(fault: Fault) -> Reply | None:
    """Return Zoom's words for a fault that refuses; None for one that does not."""
    match fault:
        case Fault("429" | "429_burst", args):
            return _too_many("QPS", "maximum per-second rate limit", _burst_headers(args))
        case Fault("429_daily", args):
            return _too_many("Daily-limit", "maximum daily rate limit", _daily_headers(args))
        case Fault("500", args):
            return Reply(int(args.get("status", 500)), {"message": "Internal error."})
        case Fault("refuse", args):
            return _refusal(args).reply
    return None


def _after(fault: Fault | None, reply: Reply, rules: VendorRules) -> Response:
    """Send the answer, or what the fault makes of it: what was written by then stays written."""
    kind, args = (fault.kind, fault.args) if fault else ("", {})
    if kind == "slow":
        time.sleep(float(args.get("seconds", 1)))
    if kind in ("lost_answer", "lost_request"):
        drop_connection()
    if kind == "500_after":
        return (rules.refusal_of(Fault("500", args)) or reply).as_response()
    if kind in ("html", "html_after"):
        return Response(HTML, 200, content_type="text/html")
    return rules.send(reply, fault)


def drop_connection() -> None:
    """Close the caller's connection, so that no answer reaches them."""
    connection = request.environ.get("werkzeug.socket")
    if connection is not None:
        # An exception would be answered by the server with 500; only this leaves no answer at all.
        connection.shutdown(socket.SHUT_RDWR)


def _refusal(args: JsonObject) -> VendorError:
    """Return the refusal that a fault spells out."""
    return VendorError(
        int(args.get("status", 400)),
        int(args.get("code", 300)),
        str(args.get("message", "Validation Failed.")),
        errors=args.get("errors"),
    )


def _too_many(kind: str, words: str, headers: Mapping[str, str]) -> Reply:
    """Return the vendor's 429."""
    message = f"You have reached the {words} for this API. Try again later."
    limits = {"X-RateLimit-Type": kind, "X-RateLimit-Remaining": "0"}
    return Reply(429, {"code": 429, "message": message}, {**limits, **headers})


def _burst_headers(args: JsonObject) -> dict[str, str]:
    """Return the headers of a burst: the vendor gives no Retry-After unless the fault does."""
    given = args.get("retry_after")
    return {"X-RateLimit-Category": "Light"} | ({"Retry-After": str(given)} if given else {})


def _daily_headers(args: JsonObject) -> dict[str, str]:
    """Return the headers of a day's cap, until midnight of UTC unless the fault says otherwise."""
    with current_app.config["STATE"].transaction() as tx:
        until = args.get("retry_after") or next_midnight(tx.now())
    return {"X-RateLimit-Category": "Light", "Retry-After": str(until)}


def next_midnight(now: datetime) -> str:
    """Return the end of the day in UTC, as the vendor writes it in Retry-After."""
    tomorrow = now.date() + timedelta(days=1)
    return f"{datetime.combine(tomorrow, time_of_day()):%Y-%m-%dT%H:%M:%SZ}"


def page_of(listed: list[JsonObject], name: str, *, most: int) -> JsonObject:
    """Return the part of a list that was asked for. The token is the number of the next page."""
    size = request.args.get("page_size", default=30, type=int)
    if not 1 <= size <= most:
        raise VendorError(400, 300, f"The value that you entered in page_size is invalid: {size}.")
    by_token = request.args.get("next_page_token", default=0, type=int)
    number = by_token or request.args.get("page_number", default=1, type=int)
    count = math.ceil(len(listed) / size)
    return {
        "page_count": count,
        "page_number": number,
        "page_size": size,
        "total_records": len(listed),
        "next_page_token": str(number + 1) if number < count else "",
        name: listed[(number - 1) * size : number * size],
    }


def new_number() -> int:
    """Return a room's number as the vendor makes them: 11 digits."""
    return random.randint(10_000_000_000, 99_999_999_999)  # noqa: S311


def _revoke(tx: Transaction) -> None:
    """Forget every token of Zoom's."""
    tx.run("DELETE FROM token")


ZOOM = VendorRules(_check_token, _refused, _revoke)
