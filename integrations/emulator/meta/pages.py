"""Meta's Page, its tokens, who is told of it, and the copies of its broadcasts."""

import json
from itertools import chain

from integrations.emulator.meta import checks, live_state, state
from integrations.emulator.meta.fields import picked
from integrations.emulator.meta.live_bodies import video_body
from integrations.emulator.meta.live_lifecycle import Live
from integrations.emulator.meta.live_videos import READ, check_page
from integrations.emulator.meta.operation import (
    GraphError,
    check_proof,
    check_token,
    given_token,
    meta_operation,
    no_object,
    parameter,
    token_error,
)
from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject

TASKS = ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MANAGE", "MODERATE"]
SUBSCRIBE = "pages_manage_metadata"


@meta_operation("read_page", READ)
def read_page(context: RequestContext, node: str) -> Reply:
    """Read the Page."""
    check_page(node)
    checks.taken("read_page")
    return Reply(200, picked("Page", _page_body(context), _wanted(), ("name",)))


@meta_operation("read_me", "public_profile")
def read_me(context: RequestContext) -> Reply:
    """Tell whose token it is: the Page's, or that of somebody who manages it."""
    checks.taken("read_me")
    if context.caller == "PAGE":
        return Reply(200, picked("Page", _page_body(context), _wanted(), ("name",)))
    return Reply(200, {"id": state.USER_ID, "name": "Comunicación Social"})


@meta_operation("read_accounts", "pages_show_list")
def read_accounts(context: RequestContext) -> Reply:
    """List the Pages that somebody manages, with their tokens; a Page manages none."""
    checks.taken("read_accounts")
    if context.caller == "PAGE":
        message = "(#100) Tried accessing nonexisting field (accounts) on node type (Page)"
        raise GraphError(100, message)
    body = picked("Page", _page_body(context), _wanted(), ("name", "category", "access_token"))
    return Reply(200, {"data": [body | {"tasks": TASKS}]})


@meta_operation("read_video", READ)
def read_video(context: RequestContext, node: str) -> Reply:
    """Read the copy of a live video, which has an id of its own."""
    live = _of_video(context, node)
    checks.taken("read_video")
    return Reply(200, picked("Video", video_body(live, context), _wanted(), ("updated_time",)))


@meta_operation("subscribe_app", SUBSCRIBE)
def subscribe_app(context: RequestContext, node: str) -> Reply:
    """Let the application be told of fields of the Page."""
    check_page(node)
    fields = checks.taken("subscribe_app").get("subscribed_fields")
    if not fields:
        raise GraphError(100, "(#100) The parameter subscribed_fields is required")
    context.tx.run("INSERT OR REPLACE INTO meta_subscribed VALUES (?, ?)", node, json.dumps(fields))
    return Reply(200, {"success": True})


@meta_operation("list_subscribed_apps", SUBSCRIBE)
def list_subscribed_apps(context: RequestContext, node: str) -> Reply:
    """List the applications that are told of the Page."""
    check_page(node)
    checks.taken("list_subscribed_apps")
    rows = context.tx.all("SELECT fields FROM meta_subscribed WHERE page = ?", node)
    app = {"id": state.APP_ID, "name": "Emulador"}
    return Reply(
        200, {"data": [app | {"subscribed_fields": json.loads(row["fields"])} for row in rows]}
    )


@meta_operation("debug_token")
def debug_token(context: RequestContext) -> Reply:
    """Tell how a token stands, to the application itself or to whoever has a good token."""
    wanted = str(checks.taken("debug_token").get("input_token", ""))
    token = given_token()
    # The application's own token holds its secret, so that it proves itself.
    if token != f"{state.APP_ID}|{state.APP_SECRET}":
        check_token(context, token)
        check_proof(token)
    elif parameter("appsecret_proof"):
        check_proof(token)
    if not wanted:
        raise GraphError(100, "(#100) The parameter input_token is required")
    row = context.tx.one("SELECT * FROM meta_token WHERE value = ?", wanted)
    if row is None:
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return Reply(200, {"data": {"error": error, "is_valid": False, "scopes": []}})
    return Reply(200, {"data": _token_body(context, row["kind"], row["refused_as"])})


def _token_body(context: RequestContext, kind: str, refused_as: int) -> JsonObject:
    """Return how a token stands; 0 as its end means that it has none."""
    conduct, now_s = state.conduct(context.tx), int(context.now.timestamp())
    body: JsonObject = {
        "app_id": state.APP_ID,
        "type": kind,
        "application": "Emulador",
        "data_access_expires_at": 0,
        "expires_at": now_s - 60 if refused_as == 463 else 0,
        "issued_at": now_s - 86_400,
        "is_valid": not refused_as,
        "scopes": [] if refused_as else list(conduct.scopes),
        "user_id": state.USER_ID,
    }
    if kind == "PAGE":
        body["profile_id"] = state.PAGE_ID
    if refused_as:
        error = token_error(refused_as).reply.body["error"]
        body["error"] = {"code": 190, "message": error["message"], "subcode": refused_as}
    return body


def _page_body(context: RequestContext) -> JsonObject:
    """Return all that the emulator knows of the Page."""
    conduct = state.conduct(context.tx)
    rows = context.tx.all("SELECT fields FROM meta_subscribed")
    return {
        "id": state.PAGE_ID,
        "name": conduct.page_name,
        "category": "Organización gubernamental",
        "link": f"https://www.facebook.com/{state.PAGE_ID}",
        "followers_count": conduct.followers,
        "fan_count": conduct.followers,
        "is_published": conduct.is_published,
        "is_webhooks_subscribed": any(
            chain.from_iterable(json.loads(row["fields"]) for row in rows)
        ),
        "access_token": state.PAGE_TOKEN,
    }


def _of_video(context: RequestContext, node: str) -> Live:
    """Return the live video whose copy has this id, or refuse."""
    live = live_state.find(context.tx, node)
    if live is None or live.video_id != node:
        raise no_object(node)
    return live


def _wanted() -> str:
    """Return the fields that were asked for."""
    return str(parameter("fields"))
