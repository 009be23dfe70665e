"""Instagram's side of Graph: containers, published once each, and the reels that they become.

Facts: contract of Meta, 7.5. A container is worked on after its film came, and expires in a day.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace

from flask import Response, current_app, request

from integrations.emulator import operation
from integrations.emulator.meta import checks, reel_state, state
from integrations.emulator.meta import fetch as meta_fetch
from integrations.emulator.meta.fields import picked
from integrations.emulator.meta.live_bodies import page_of_nodes, written
from integrations.emulator.meta.operation import (
    GraphError,
    check_token,
    given_token,
    meta_operation,
    no_object,
    parameter,
)
from integrations.emulator.meta.reel_state import DAY_S, Container, all_containers, find
from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject

USER_ID = "178400000000001"
SCOPES = ("instagram_basic", "instagram_content_publish")
MOST_UPLOAD_BYTES = 100_000_000
NOT_READY = "Media ID is not available"
ONLY_MEDIA = "Only photo or video can be accepted as media type."
BAD_URI = "Media download has failed. The media URI doesn't meet our requirements."
UNAUTHORIZED = {
    "retriable": False,
    "type": "ProcessingFailedError",
    "message": '{"success":false,"error":{"message":"unauthorized user request"}}',
}
"""How the host that takes bytes refuses; the form is that of its other failures."""


def create_container(node: str) -> Response:
    """Make a container, and fetch its film where an address was given.

    No transaction is open by then: whoever is slow keeps nobody else waiting.
    """
    response = _create_container(node=node)
    url, made = str(parameter("video_url")), response.get_json(silent=True) or {}
    if url and "id" in made:
        meta_fetch.fetch(current_app.config["STATE"], made["id"], url)
    return response


@meta_operation("create_container", *SCOPES)
def _create_container(context: RequestContext, node: str) -> Reply:
    """Make a container for a reel whose bytes are to come, or are at an address."""
    _check_user(node)
    given = checks.taken("create_container")
    is_sent, url = given.get("upload_type") == "resumable", str(given.get("video_url") or "")
    if given.get("media_type") != "REELS" or is_sent is bool(url):
        message = "(#100) Only REELS that are uploaded, or have a video_url, are emulated"
        raise GraphError(100, message, subcode=2207023)
    if is_sent and state.conduct(context.tx).takes_films == "fetched":
        message = "(#3) Application does not have the capability to make this API call."
        raise GraphError(3, message)
    if url and not url.startswith(("https://", "http://")):
        text = f"The media could not be fetched from this URI: {url}."
        raise GraphError(9004, ONLY_MEDIA, subcode=meta_fetch.NOT_FETCHED, title=BAD_URI, text=text)
    number, now = str(10**16 + secrets.randbelow(9 * 10**16)), context.now.timestamp()
    offset = int(str(given.get("thumb_offset") or 0))
    caption = str(given.get("caption", ""))
    made = Container(number, caption, now, is_fetched=bool(url), thumb_offset=offset)
    reel_state.save(context.tx, made)
    if url:
        return Reply(200, {"id": number})
    return Reply(200, {"id": number, "uri": f"{context.base_url}/ig-api-upload/v26.0/{number}"})


def receive(container_id: str) -> Response:
    """Take a container's bytes at the address that was given for them."""
    request.max_content_length = MOST_UPLOAD_BYTES
    return _receive(container_id=container_id)


@meta_operation("receive_container")
def _receive(context: RequestContext, container_id: str) -> Reply:
    """Keep the digest of what arrives; a test can let the line break."""
    check_token(context, given_token())
    kept, content = _container(context, container_id), request.get_data()
    conduct = state.conduct(context.tx)
    if conduct.takes_films != "sent" or kept.is_fetched:
        return Reply(403, {"debug_info": UNAUTHORIZED})
    if conduct.cut_uploads_at:
        others = conduct.cut_uploads_at[1:]
        state.keep_conduct(context.tx, replace(conduct, cut_uploads_at=others))
        operation.drop_connection()
        return Reply(200)
    if kept.sha256 or request.environ.get("meta.file_size") != str(len(content)):
        raise GraphError(100, "ProcessingFailedError: Request processing failed", subcode=2207077)
    reel_state.arrive(
        context.tx,
        kept.id,
        hashlib.sha256(content).hexdigest(),
        ready_at=context.now.timestamp() + conduct.processing_s,
        why=conduct.processing_trouble,
    )
    return Reply(200, {"success": True, "message": "Upload successful."})


@meta_operation("publish_container", *SCOPES)
def publish_container(context: RequestContext, node: str) -> Reply:
    """Publish a container that is ready; a second time is refused."""
    _check_user(node)
    given = checks.taken("publish_container")
    kept = _container(context, str(given.get("creation_id", "")))
    now = context.now.timestamp()
    code = kept.code(now)
    if code != "FINISHED":
        subcode = {"EXPIRED": 2207020, "ERROR": 2207026}.get(code, 2207027)
        raise GraphError(9007 if subcode == 2207027 else 100, NOT_READY, subcode=subcode)
    if _used(context, now) >= state.conduct(context.tx).most_reels:
        raise GraphError(9, "Application request limit reached", subcode=2207042)
    media = str(10**16 + secrets.randbelow(9 * 10**16))
    shortcode = secrets.token_urlsafe(8)
    reel_state.save(context.tx, replace(kept, media=media, shortcode=shortcode, published_at=now))
    return Reply(200, {"id": media})


@meta_operation("read_container", *SCOPES)
def read_reel(context: RequestContext, node: str) -> Reply:
    """Read the account, a container, or the reel that one became."""
    checks.taken("read_container")
    wanted = str(parameter("fields"))
    if node == USER_ID:
        account = {"id": node, "username": "secesp.slp", "name": "SECESP"}
        return Reply(200, picked("IGUser", account, wanted, ()))
    kept = _container(context, node)
    if node == kept.media:
        return Reply(200, picked("IGMedia", _media_body(kept), wanted, ()))
    code = kept.code(context.now.timestamp())
    status = f"Error: {kept.trouble}" if code == "ERROR" else code.title()
    body = {"id": kept.id, "status_code": code, "status": status}
    return Reply(200, picked("IGContainer", body, wanted, ()))


@meta_operation("list_media", *SCOPES)
def list_media(context: RequestContext, node: str) -> Reply:
    """List the account's reels, the newest first."""
    _check_user(node)
    checks.taken("list_media")
    found = [one for one in all_containers(context.tx) if one.published_at is not None]
    page, wanted = page_of_nodes(found), str(parameter("fields"))
    page["data"] = [picked("IGMedia", _media_body(one), wanted, ()) for one in page["data"]]
    return Reply(200, page)


@meta_operation("read_quota", *SCOPES)
def read_quota(context: RequestContext, node: str) -> Reply:
    """Tell how many reels were published within a day, and how many may be."""
    _check_user(node)
    checks.taken("read_quota")
    most = state.conduct(context.tx).most_reels
    config = {"quota_total": most, "quota_duration": DAY_S}
    used = _used(context, context.now.timestamp())
    return Reply(200, {"data": [{"config": config, "quota_usage": used}]})


@meta_operation("media_insights", *SCOPES, "instagram_manage_insights")
def media_insights(context: RequestContext, node: str) -> Reply:
    """Tell how a reel is doing."""
    kept = _container(context, node)
    metrics = checks.taken("media_insights").get("metric") or []
    figures = {"views": kept.views, "reach": kept.views // 2}
    known = [name for name in figures if name not in state.conduct(context.tx).gone_metrics]
    for metric in metrics:
        # One of them that is none refuses all of them.
        if metric not in known:
            told = ", ".join(known)
            raise GraphError(100, f"(#100) metric[0] must be one of the following values: {told}")
    data = [
        {"name": one, "period": "lifetime", "values": [{"value": figures[one]}]} for one in metrics
    ]
    return Reply(200, {"data": data})


def _container(context: RequestContext, number: str) -> Container:
    """Return a container, or refuse."""
    found = find(context.tx, number)
    if found is None:
        raise no_object(number)
    return found


def _media_body(kept: Container) -> JsonObject:
    """Return a reel as Graph describes it."""
    return {
        "id": kept.media,
        "caption": kept.caption,
        "media_product_type": "REELS",
        "media_type": "VIDEO",
        "shortcode": kept.shortcode,
        "permalink": f"https://www.instagram.com/reel/{kept.shortcode}/",
        "timestamp": written(kept.published_at or 0),
    }


def _used(context: RequestContext, now: float) -> int:
    """Return how many reels were published within a day."""
    times = [one.published_at for one in all_containers(context.tx)]
    return sum(at is not None and at > now - DAY_S for at in times)


def _check_user(node: str) -> None:
    """Refuse an account that is not the emulator's."""
    if node != USER_ID:
        raise no_object(node)


ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("POST", "/<node>/media", create_container),
    ("GET", "/<node>/media", list_media),
    ("POST", "/<node>/media_publish", publish_container),
    ("GET", "/<node>/content_publishing_limit", read_quota),
)
