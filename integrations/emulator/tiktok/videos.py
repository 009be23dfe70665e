"""TikTok's Content Posting API: told of first, uploaded in pieces, posted with the last of them.

Facts: developers.tiktok.com/doc/content-posting-api-reference-direct-post, …-get-video-status and
…-media-transfer-guide. A body is taken only with members that the documents list.
"""

import secrets
from dataclasses import asdict, replace
from html import escape

from flask import Blueprint, Response, current_app, jsonify, request

from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.pages import HEADERS, PAGE
from integrations.emulator.state import JsonObject
from integrations.emulator.tiktok import state
from integrations.emulator.tiktok.operation import TikTokError, count, done, tiktok_operation
from integrations.emulator.tiktok.state import TikTokConduct, TikTokPost

bp = Blueprint("tiktok", __name__)
SCOPE = "video.publish"
PUBLIC, SELF = "PUBLIC_TO_EVERYONE", "SELF_ONLY"
LEAST, MOST, MOST_LAST = 5_000_000, 64_000_000, 128_000_000
OPEN_S, DAY_S = 3600, 86_400
INTERACTIONS = ("comment", "duet", "stitch")
ABOUT = frozenset(
    {
        *("title", "privacy_level", "video_cover_timestamp_ms", "is_aigc"),
        *("brand_content_toggle", "brand_organic_toggle"),
        *(f"disable_{one}" for one in INTERACTIONS),
    }
)
SOURCE = frozenset({"source", "video_size", "chunk_size", "total_chunk_count"})


@tiktok_operation("read_creator", SCOPE)
def read_creator(context: RequestContext) -> Reply:
    """Tell what the account allows now."""
    count(context, "read_creator", 20)
    conduct = state.conduct(context.tx)
    _check_account(context, conduct)
    told: JsonObject = {
        "creator_username": state.USERNAME,
        "creator_nickname": "SECESP SLP",
        "privacy_level_options": _options(conduct),
        "max_video_post_duration_sec": conduct.most_seconds,
    }
    return done(told | {f"{one}_disabled": one in conduct.disabled for one in INTERACTIONS})


@tiktok_operation("begin_video", SCOPE)
def begin_video(context: RequestContext) -> Reply:
    """Begin an upload: what the post is to be is told now, its bytes come afterwards."""
    count(context, "begin_video", 6)
    conduct, body = state.conduct(context.tx), request.get_json(silent=True) or {}
    about, source = dict(body.get("post_info") or {}), dict(body.get("source_info") or {})
    if set(body) != {"post_info", "source_info"} or set(about) - ABOUT or set(source) != SOURCE:
        raise TikTokError(400, "invalid_params", "The body has members that are not known.")
    _check_account(context, conduct)
    _check_about(about, conduct)
    size, piece = _checked_sizes(source)
    post = TikTokPost(
        id=f"v_pub_file~v2-1.{secrets.randbelow(10**19)}",
        number=str(7 * 10**18 + secrets.randbelow(10**18)),
        upload=secrets.token_urlsafe(24),
        created_at=context.now.timestamp(),
        size=size,
        piece=piece,
        about=about,
    )
    state.begin(context.tx, post)
    address = f"{context.base_url}/video/?upload_id=1&upload_token={post.upload}"
    return done({"publish_id": post.id, "upload_url": address})


def put_video() -> Response:
    """Take bytes at the address that was given for them."""
    request.max_content_length = MOST_LAST
    return _put_video()


@tiktok_operation("put_video")
def _put_video(context: RequestContext) -> Reply:
    """Keep the next piece; with the last one the post is made."""
    token, now = request.args.get("upload_token", ""), context.now.timestamp()
    post = next((one for one in state.posts(context.tx) if one.upload == token), None)
    if post is None:
        return Reply(404)
    if now >= post.created_at + OPEN_S:
        return Reply(403)
    is_last = post.size - post.received < 2 * post.piece
    wanted, content = post.size if is_last else post.received + post.piece, request.get_data()
    span = f"bytes {post.received}-{wanted - 1}/{post.size}"
    if request.headers.get("Content-Range") != span or len(content) != wanted - post.received:
        return Reply(416)
    conduct = state.conduct(context.tx)
    post = replace(post, received=wanted)
    if is_last:
        ready_at = now + conduct.processing_s
        public_at = ready_at + conduct.moderation_s
        post = replace(
            post, whole_at=now, ready_at=ready_at, public_at=public_at, failure=conduct.failure
        )
    state.save(context.tx, post, content)
    return Reply(201 if is_last else 206, headers={"Content-Range": span})


@tiktok_operation("read_status", SCOPE)
def read_status(context: RequestContext) -> Reply:
    """Tell how far a post is."""
    count(context, "read_status", 30)
    number, now = (request.get_json(silent=True) or {}).get("publish_id"), context.now.timestamp()
    post = next((one for one in state.posts(context.tx) if one.id == number), None)
    if post is None:
        raise TikTokError(400, "invalid_publish_id", "The publish_id does not exist.")
    return done({"uploaded_bytes": post.received, **_stage_of(post, now)})


def _stage_of(post: TikTokPost, now: float) -> JsonObject:
    """Return what is told of how far a post is."""
    is_over = post.whole_at is None and now >= post.created_at + OPEN_S
    is_done = post.whole_at is not None and now >= post.ready_at
    if is_over or (is_done and post.failure):
        return {"status": "FAILED", "fail_reason": post.failure or "internal"}
    if not is_done:
        return {"status": "PROCESSING_UPLOAD"}
    shown = post.number_for_all(now)
    return {
        "status": "PUBLISH_COMPLETE",
        "publicaly_available_post_id": [int(shown)] if shown else [],
    }


@bp.get("/@<name>/video/<number>")
def watch(name: str, number: str) -> Response:
    """Show a post to the public. Of one that is gone TikTok's page answers 200 too."""
    with current_app.config["STATE"].transaction() as tx:
        told = state.embed(tx, request.path)
    text = escape(told["title"]) if told else "Este video no está disponible."
    return Response(PAGE.format(title="Video simulado en TikTok", text=text), headers=HEADERS)


@bp.post("/_emulator/tiktok/conduct")
def behave() -> Response:
    """Let TikTok behave in another way; the fields are those of `TikTokConduct`."""
    with current_app.config["STATE"].transaction() as tx:
        tx.keep_conduct("tiktok", replace(state.conduct(tx), **request.get_json()))
        return jsonify(asdict(state.conduct(tx)))


def _options(conduct: TikTokConduct) -> list[str]:
    """Return for whom the account may publish."""
    widest = "FOLLOWER_OF_CREATOR" if conduct.is_private else PUBLIC
    return [widest, "MUTUAL_FOLLOW_FRIENDS", SELF]


def _check_account(context: RequestContext, conduct: TikTokConduct) -> None:
    """Refuse an account that may not post, or not any more today."""
    if conduct.is_banned:
        raise TikTokError(403, "spam_risk_user_banned_from_posting", "The user is banned.")
    since = context.now.timestamp() - DAY_S
    if sum(one.created_at > since for one in state.posts(context.tx)) >= conduct.most_posts:
        raise TikTokError(403, "spam_risk_too_many_posts", "The daily post cap is reached.")


def _check_about(about: JsonObject, conduct: TikTokConduct) -> None:
    """Refuse what a post may not be."""
    if len(str(about.get("title", "")).encode("utf-16-le")) > 2 * 2200:
        raise TikTokError(400, "invalid_params", "The title is too long.")
    if any(about.get(f"disable_{one}") is not True for one in conduct.disabled):
        raise TikTokError(403, "invalid_params", "The account does not let others do this.")
    _check_audience(about.get("privacy_level"), conduct)


def _check_audience(level: object, conduct: TikTokConduct) -> None:
    """Refuse to publish for whom the account, or an application that is not audited, may not."""
    if level not in _options(conduct):
        raise TikTokError(403, "privacy_level_option_mismatch", "The privacy level is not offered.")
    if not conduct.is_audited and (level != SELF or not conduct.is_private):
        code = "unaudited_client_can_only_post_to_private_accounts"
        raise TikTokError(403, code, "Please review our integration guidelines.")


def _checked_sizes(source: JsonObject) -> tuple[int, int]:
    """Return the size of a video and of its pieces, or refuse them."""
    size, piece, pieces = (source[one] for one in ("video_size", "chunk_size", "total_chunk_count"))
    is_whole = all(isinstance(one, int) and one > 0 for one in (size, piece, pieces))
    if source["source"] != "FILE_UPLOAD" or not is_whole or not 1 <= pieces <= 1000:
        raise TikTokError(400, "invalid_params", "The source is not valid.")
    least, last = min(size, LEAST), size - piece * (pieces - 1)
    if not least <= piece <= MOST or pieces != size // piece or last > MOST_LAST:
        raise TikTokError(400, "invalid_params", "The total chunk count is invalid.")
    return size, piece


ROUTES = (
    ("POST", "/v2/post/publish/creator_info/query/", read_creator),
    ("POST", "/v2/post/publish/video/init/", begin_video),
    ("POST", "/v2/post/publish/status/fetch/", read_status),
    ("PUT", "/video/", put_video),
)
for method, address, view in ROUTES:
    bp.add_url_rule(address, endpoint=view.__name__, view_func=view, methods=[method])
