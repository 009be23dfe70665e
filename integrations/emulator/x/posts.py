"""X's side: media in segments, and posts, each of which costs money.

Facts: X API v2 (contract of Meta, 7.6; X's OpenAPI document). Members of a body, and parameters,
that are not named here are refused.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, request

from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject
from integrations.emulator.x import state as x_state
from integrations.emulator.x.operation import PROBLEMS, XError, invalid, x_operation
from integrations.emulator.x.state import LINK_USD, POST_USD, Media, XPost

bp = Blueprint("x", __name__)
ROOTS = ("/2/media", "/2/tweets", "/2/users")
MOST_BYTES = 30_000_000
CATEGORIES = ("tweet_video", "subtitles")
KINDS = ("video/mp4", "text/srt")
LINK = re.compile(r"https?://\S+")
BEGIN = frozenset({"media_category", "media_type", "total_bytes"})
POST = frozenset({"text", "media"})
CAPTIONS = frozenset({"id", "media_category", "subtitles"})
READ = frozenset({"expansions", "media.fields", "tweet.fields"})
LIST = READ | {"max_results"}


@x_operation("begin_media")
def begin_media(context: RequestContext) -> Reply:
    """Make a place for the bytes of a media."""
    body = _taken(BEGIN)
    category, kind, size = (body.get(name) for name in sorted(BEGIN))
    if category not in CATEGORIES or kind not in KINDS or not isinstance(size, int) or size < 1:
        raise invalid("media_category, media_type or total_bytes is not valid")
    media = Media(_new_number(), str(category), str(kind), size)
    x_state.save_media(context.tx, media)
    data = {"id": media.id, "media_key": media.key, "expires_after_secs": 86_400}
    return Reply(200, {"data": data})


def append_media(number: str) -> Response:
    """Take a segment of a media."""
    request.max_content_length = MOST_BYTES
    return _append_media(number=number)


@x_operation("append_media")
def _append_media(context: RequestContext, number: str) -> Reply:
    """Keep a segment; after its end a media takes no more."""
    media, index = _media(context, number), request.form.get("segment_index", "")
    file = request.files.get("media")
    if file is None or not index.isdecimal() or media.ready_at is not None:
        raise invalid("segment_index or media is not valid")
    x_state.keep_segment(context.tx, media.id, int(index), file.read())
    return Reply(200, {"data": {"expires_at": int(context.now.timestamp()) + 86_400}})


@x_operation("end_media")
def end_media(context: RequestContext, number: str) -> Reply:
    """End a media; work on a video takes time."""
    media, conduct = _media(context, number), x_state.conduct(context.tx)
    content = x_state.content(context.tx, media.id)
    if len(content) != media.size:
        raise invalid(f"Media size is {len(content)}, and not {media.size}")
    is_video = media.category == "tweet_video"
    media = replace(
        media,
        ready_at=context.now.timestamp() + (conduct.processing_s if is_video else 0),
        trouble=conduct.trouble if is_video else "",
        sha256=hashlib.sha256(content).hexdigest(),
    )
    x_state.save_media(context.tx, media)
    return Reply(200, _media_body(media, context))


@x_operation("read_media")
def read_media(context: RequestContext) -> Reply:
    """Tell how far the work on a media is."""
    _check_query(frozenset({"command", "media_id"}))
    return Reply(200, _media_body(_media(context, request.args.get("media_id", "")), context))


@x_operation("create_post")
def create_post(context: RequestContext) -> Reply:
    """Make a post: the same text twice within a day is refused."""
    body = _taken(POST)
    text, now = str(body.get("text", "")), context.now.timestamp()
    media = _media_given(body, context)
    if not (text or media):
        raise invalid("Your media IDs are invalid.")
    young = [one for one in x_state.all_posts(context.tx) if one.created_at > now - 86_400]
    if text and any(one.text == text for one in young):
        words = "You are not allowed to create a Tweet with duplicate content."
        raise XError(403, "Forbidden", words)
    _charge(context, LINK_USD if LINK.search(text) else POST_USD)
    post = XPost(_new_number(), text, tuple(one.id for one in media), now)
    x_state.save_post(context.tx, post)
    return Reply(201, {"data": {"id": post.id, "text": text, "edit_history_tweet_ids": [post.id]}})


def _media_given(body: JsonObject, context: RequestContext) -> list[Media]:
    """Return the media that a post names. Raises XError unless all of them are ready."""
    given = body.get("media")
    names = given.get("media_ids") if isinstance(given, dict) else None
    if given is not None and (not isinstance(names, list) or set(given) != {"media_ids"}):
        raise invalid("media is not valid")
    media = [_media(context, str(name)) for name in names or []]
    now = context.now.timestamp()
    if any(one.trouble or one.ready_at is None or one.ready_at > now for one in media):
        raise invalid("Your media IDs are invalid.")
    return media


def _charge(context: RequestContext, usd: float) -> None:
    """Take the price of a post off the credit. Raises XError where there is too little."""
    conduct = x_state.conduct(context.tx)
    if conduct.credit_usd < usd:
        words = "Your enrolled account does not have any credits to fulfill this request."
        raise XError(402, "CreditsDepleted", words, kind="credits")
    x_state.keep_conduct(context.tx, replace(conduct, credit_usd=conduct.credit_usd - usd))


@x_operation("read_post")
def read_post(context: RequestContext, number: str) -> Reply:
    """Describe a post; one that is gone is answered with 200 all the same."""
    _check_query(READ)
    post = x_state.post(context.tx, number)
    if post is None:
        error = {
            "resource_type": "tweet",
            "title": "Not Found Error",
            "detail": f"Could not find tweet with id: [{number}].",
            "type": PROBLEMS + "resource-not-found",
        }
        return Reply(200, {"errors": [error]})
    views = {"public_metrics": {"view_count": post.views}}
    carried = [_media(context, one) for one in post.media]
    media = [{"media_key": one.key, "type": "video"} | views for one in carried]
    return Reply(200, {"data": _post_body(post, context), "includes": {"media": media}})


@x_operation("delete_post")
def delete_post(context: RequestContext, number: str) -> Reply:
    """Delete a post; one that is gone already is deleted too."""
    x_state.forget_post(context.tx, number)
    return Reply(200, {"data": {"deleted": True}})


@x_operation("list_posts")
def list_posts(context: RequestContext, user: str) -> Reply:
    """List the account's posts, the newest first."""
    _check_query(LIST)
    most = request.args.get("max_results", default=10, type=int)
    if user != x_state.USER_ID or not 5 <= most <= 100:
        raise invalid("id or max_results is not valid")
    found = [_post_body(one, context) for one in x_state.all_posts(context.tx)[:most]]
    return Reply(200, ({"data": found} if found else {}) | {"meta": {"result_count": len(found)}})


@x_operation("read_account")
def read_account(context: RequestContext) -> Reply:
    """Describe the account whose keys these are."""
    _check_query(frozenset())
    data = {"id": x_state.USER_ID, "username": x_state.USERNAME, "name": "SECESP SLP"}
    return Reply(200, {"data": data})


@x_operation("add_captions")
def add_captions(context: RequestContext) -> Reply:
    """Give a video its captions, which were uploaded as media of their own."""
    body = _taken(CAPTIONS)
    words = body.get("subtitles")
    known = {"id", "language_code", "display_name"}
    if not isinstance(words, dict) or set(words) != known or len(str(words["language_code"])) != 2:
        raise invalid("subtitles is not valid")
    media, captions = _media(context, str(body.get("id"))), _media(context, str(words["id"]))
    if body.get("media_category") != "TweetVideo" or captions.category != "subtitles":
        raise invalid("media_category is not valid")
    x_state.save_media(context.tx, replace(media, captions=captions.id))
    data = {"id": media.id, "media_category": "TweetVideo", "associated_subtitles": [words]}
    return Reply(200, {"data": data})


def _taken(known: frozenset[str]) -> JsonObject:
    """Return the body, unless it has members that the contract does not list."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise invalid("The body is not an object")
    unknown = sorted(set(body) - known)
    if unknown:
        raise invalid(f"[{unknown[0]}] is not one of {sorted(known)}")
    return body


def _check_query(known: frozenset[str]) -> None:
    """Refuse parameters that the contract does not list."""
    unknown = sorted(set(request.args) - known)
    if unknown:
        raise invalid(f"The query parameter [{unknown[0]}] is not one of {sorted(known)}")


def _media(context: RequestContext, number: str) -> Media:
    """Return a media, or refuse."""
    media = x_state.media(context.tx, number)
    if media is None:
        raise XError(404, "Not Found", "The media was not found.", kind="resource-not-found")
    return media


def _media_body(media: Media, context: RequestContext) -> JsonObject:
    """Return a media as X describes it."""
    data: JsonObject = {"id": media.id, "media_key": media.key, "size": media.size}
    if media.category == "tweet_video" and media.ready_at is not None:
        is_done = context.now.timestamp() >= media.ready_at
        state = "in_progress" if not is_done else "failed" if media.trouble else "succeeded"
        work: JsonObject = {"state": state, "progress_percent": 100 if is_done else 50}
        if state == "failed":
            work["error"] = {"code": 1, "name": "InvalidMedia", "message": media.trouble}
        data["processing_info"] = work
    return {"data": data}


def _post_body(post: XPost, context: RequestContext) -> JsonObject:
    """Return a post as X describes it: with addresses written in X's own way."""
    text = LINK.sub("https://t.co/abcdefghij", post.text) + " https://t.co/media12345"
    at = f"{datetime.fromtimestamp(post.created_at, UTC):%Y-%m-%dT%H:%M:%S}.000Z"
    body: JsonObject = {"id": post.id, "text": text, "created_at": at}
    if post.media and not x_state.conduct(context.tx).hides_media_keys:
        body["attachments"] = {"media_keys": [f"13_{one}" for one in post.media]}
    return body


def _new_number() -> str:
    """Return a number as X makes them."""
    return str(10**18 + secrets.randbelow(8 * 10**18))


ROUTES: Mapping[tuple[str, str], Callable[..., Response]] = {
    ("POST", "/2/media/upload/initialize"): begin_media,
    ("POST", "/2/media/upload/<number>/append"): append_media,
    ("POST", "/2/media/upload/<number>/finalize"): end_media,
    ("GET", "/2/media/upload"): read_media,
    ("POST", "/2/media/subtitles"): add_captions,
    ("POST", "/2/tweets"): create_post,
    ("GET", "/2/tweets/<number>"): read_post,
    ("DELETE", "/2/tweets/<number>"): delete_post,
    ("GET", "/2/users/<user>/tweets"): list_posts,
    ("GET", "/2/users/me"): read_account,
}
for (method, address), view in ROUTES.items():
    bp.add_url_rule(address, endpoint=view.__name__, view_func=view, methods=[method])
