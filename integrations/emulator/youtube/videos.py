"""YouTube's side: uploads that go on where they broke off, and videos whose privacy is changed.

Facts: YouTube Data API v3 (contract of Google, 6). A body is taken only with members that the
adapter may send; YouTube itself ignores some that it does not know.
"""

import hashlib
import json
import re
import secrets
from dataclasses import replace
from email import message_from_bytes

from flask import Blueprint, Response, request

from integrations.emulator import operation
from integrations.emulator.google.operation import GoogleError, google_operation
from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject
from integrations.emulator.youtube import state
from integrations.emulator.youtube.state import Video

bp = Blueprint("youtube", __name__)
ROOTS = ("/youtube/", "/upload/youtube/")
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
READS = "https://www.googleapis.com/auth/youtube.readonly"
UPLOAD = "/upload/youtube/v3/videos"
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
MOST_BYTES = 200_000_000
MOST_THUMBNAIL_BYTES = 2_097_152
SNIPPET = frozenset(
    {"title", "description", "categoryId", "tags", "defaultLanguage", "defaultAudioLanguage"}
)
STATUS = frozenset(
    {
        *("privacyStatus", "selfDeclaredMadeForKids", "embeddable", "license"),
        *("publicStatsViewable", "publishAt", "containsSyntheticMedia"),
    }
)
CAPTION = frozenset({"videoId", "language", "name", "isDraft"})
PRIVACIES = ("public", "private", "unlisted")


@google_operation("insert_video", SCOPE)
def insert_video(context: RequestContext) -> Reply:
    """Begin an upload: what the video is to be is told now, its bytes come afterwards."""
    args = request.args
    if args.get("uploadType") != "resumable" or args.get("part") != "snippet,status":
        raise GoogleError(400, "Only resumable uploads of snippet,status are emulated")
    size = request.headers.get("X-Upload-Content-Length", "")
    if not size.isdecimal():
        raise GoogleError(400, "X-Upload-Content-Length is missing", reason="required")
    if state.begun_today(context.tx) >= state.conduct(context.tx).most_inserts:
        raise GoogleError(403, "Quota exceeded for videos.insert.", reason="quotaExceeded")
    snippet, status = _checked(request.get_json(silent=True))
    video = Video(
        id=secrets.token_urlsafe(8),
        upload=secrets.token_urlsafe(24),
        created_at=context.now.timestamp(),
        size=int(size),
        snippet=snippet,
        # Of a video whose privacy is not told YouTube makes a public one.
        status={"privacyStatus": "public", "selfDeclaredMadeForKids": False} | status,
    )
    state.add(context.tx, video)
    address = f"{context.base_url}{UPLOAD}?uploadType=resumable&upload_id={video.upload}"
    return Reply(200, headers={"Location": address})


def put_video() -> Response:
    """Take bytes at the address that was given for them."""
    request.max_content_length = MOST_BYTES
    return _put_video()


@google_operation("put_video", SCOPE)
def _put_video(context: RequestContext) -> Reply:
    """Keep what arrives, or tell how much there is."""
    video = state.find(context.tx, request.args.get("upload_id", ""))
    if video is None:
        raise GoogleError(404, "The upload was not found.")
    wanted, content = request.headers.get("Content-Range", ""), request.get_data()
    if wanted == f"bytes */{video.size}":
        return Reply(200, _body(video, context)) if video.is_whole else _more(video)
    found = RANGE.fullmatch(wanted)
    if not found or int(found[3]) != video.size or int(found[1]) != video.received:
        raise GoogleError(400, f"Failed to parse Content-Range header: {wanted}")
    conduct = state.conduct(context.tx)
    if conduct.cut_uploads_at:
        cut, *others = conduct.cut_uploads_at
        state.keep_conduct(context.tx, replace(conduct, cut_uploads_at=tuple(others)))
        part = content[:cut]
        state.save(context.tx, replace(video, received=video.received + len(part)), part)
        operation.drop_connection()
        return Reply(200)
    received = video.received + len(content)
    is_whole = received == video.size
    ready_at = context.now.timestamp() + conduct.processing_s if is_whole else None
    video = replace(
        video,
        received=received,
        ready_at=ready_at,
        failure=conduct.failure,
        rejection=conduct.rejection,
        public_times=int(video.status["privacyStatus"] == "public"),
    )
    state.save(context.tx, video, content)
    return Reply(200, _body(video, context)) if is_whole else _more(video)


@google_operation("list_videos", SCOPE)
def list_videos(context: RequestContext) -> Reply:
    """Describe the videos that are asked for; of one that is gone nothing is said."""
    names = request.args.get("id", "").split(",")
    found = [state.find(context.tx, name) for name in names if name]
    parts = set(request.args.get("part", "").split(","))
    items = [_body(one, context, parts) for one in found if one is not None and one.is_whole]
    page = {"totalResults": len(items), "resultsPerPage": len(items)}
    return Reply(200, {"kind": "youtube#videoListResponse", "items": items, "pageInfo": page})


@google_operation("update_video", SCOPE)
def update_video(context: RequestContext) -> Reply:
    """Replace a video's status; what is not said of it is as YouTube would have it."""
    body = request.get_json(silent=True)
    if request.args.get("part") != "status" or not isinstance(body, dict):
        raise GoogleError(400, "Only the part status is emulated")
    _refuse_unknown(body, frozenset({"id", "status"}))
    video = _video(context, str(body.get("id", "")))
    status = _status(body.get("status"))
    is_now_public = status.get("privacyStatus") == "public"
    was_public = video.status["privacyStatus"] == "public"
    times = video.public_times + int(is_now_public and not was_public)
    video = replace(video, status={"privacyStatus": "public"} | status, public_times=times)
    state.save(context.tx, video)
    return Reply(200, _body(video, context, {"status"}))


@google_operation("delete_video", SCOPE)
def delete_video(context: RequestContext) -> Reply:
    """Delete a video."""
    state.forget(context.tx, _video(context, request.args.get("id", "")))
    return Reply(204)


@google_operation("insert_caption", SCOPE)
def insert_caption(context: RequestContext) -> Reply:
    """Take a video's captions; two of one language and name are refused."""
    body, content = _related()
    _refuse_unknown(body, frozenset({"snippet"}))
    words = dict(body.get("snippet") or {})
    _refuse_unknown(words, CAPTION)
    video = _video(context, str(words.get("videoId", "")))
    known = [(one["language"], one["name"]) for one in video.captions]
    if (words.get("language"), words.get("name")) in known:
        raise GoogleError(409, "The caption track exists already.", reason="captionExists")
    if b"-->" not in content:
        raise GoogleError(400, "The caption track contents are invalid.", reason="contentRequired")
    kept = words | {"sha256": hashlib.sha256(content).hexdigest()}
    state.save(context.tx, replace(video, captions=(*video.captions, kept)))
    shown = {"kind": "youtube#caption", "id": secrets.token_urlsafe(8), "snippet": words}
    return Reply(200, shown)


@google_operation("set_thumbnail", SCOPE)
def set_thumbnail(context: RequestContext) -> Reply:
    """Take a video's picture."""
    video, content = _video(context, request.args.get("videoId", "")), request.get_data()
    if len(content) > MOST_THUMBNAIL_BYTES or not content.startswith(b"\xff\xd8"):
        raise GoogleError(400, "The image is invalid.", reason="invalidImage")
    state.save(context.tx, replace(video, thumbnail_bytes=len(content)))
    return Reply(200, {"kind": "youtube#thumbnailSetResponse", "items": []})


@google_operation("list_channels", SCOPE, READS)
def list_channels(context: RequestContext) -> Reply:
    """Describe the caller's channel."""
    found = state.CHANNELS.get(context.caller)
    items = []
    if found and state.conduct(context.tx).has_channel:
        number, title = found
        items = [{"kind": "youtube#channel", "id": number, "snippet": {"title": title}}]
    return Reply(200, {"kind": "youtube#channelListResponse", "items": items})


def _checked(body: object) -> tuple[JsonObject, JsonObject]:
    """Return what a video is to be, or refuse it."""
    if not isinstance(body, dict):
        raise GoogleError(400, "Parse Error", reason="parseError")
    _refuse_unknown(body, frozenset({"snippet", "status"}))
    snippet = dict(body.get("snippet") or {})
    _refuse_unknown(snippet, SNIPPET)
    title, text = str(snippet.get("title", "")), str(snippet.get("description", ""))
    if not title or len(title) > 100 or set("<>") & set(title):
        raise GoogleError(400, "The request metadata specifies an invalid title.")
    if len(text.encode()) > 5000 or set("<>") & set(text):
        words = "The request metadata specifies an invalid video description."
        raise GoogleError(400, words, reason="invalidDescription")
    return snippet, _status(body.get("status"))


def _status(given: object) -> JsonObject:
    """Return what a status is to be, or refuse it."""
    status = dict(given) if isinstance(given, dict) else {}
    _refuse_unknown(status, STATUS)
    if status.get("privacyStatus", "public") not in PRIVACIES:
        raise GoogleError(400, "Invalid privacy status.", reason="invalidVideoMetadata")
    if "publishAt" in status and status.get("privacyStatus") != "private":
        raise GoogleError(400, "publishAt needs private.", reason="invalidPublishAt")
    return status


def _refuse_unknown(body: JsonObject, known: frozenset[str]) -> None:
    """Refuse members that the contract does not list."""
    unknown = sorted(set(body) - known)
    if unknown:
        raise GoogleError(400, f"Unknown name: {', '.join(unknown)}")


def _related() -> tuple[JsonObject, bytes]:
    """Return the two parts of a multipart/related body: what is told, and the file."""
    head = f"Content-Type: {request.content_type}\r\n\r\n".encode()
    whole = message_from_bytes(head + request.get_data())
    if request.args.get("uploadType") != "multipart" or not whole.is_multipart():
        raise GoogleError(400, "Only multipart uploads are emulated")
    _, told, file = whole.walk()
    return json.loads(str(told.get_payload())), bytes(file.get_payload(decode=True))


def _more(video: Video) -> Reply:
    """Return that more bytes are wanted, and how many there are."""
    has = {"Range": f"bytes=0-{video.received - 1}"} if video.received else {}
    return Reply(308, headers=has)


def _video(context: RequestContext, name: str) -> Video:
    """Return a video, or refuse."""
    video = state.find(context.tx, name) if name else None
    if video is None or not video.is_whole:
        raise GoogleError(404, "The video cannot be found.", reason="videoNotFound")
    return video


def _body(video: Video, context: RequestContext, parts: set[str] | None = None) -> JsonObject:
    """Return the parts of a video that were asked for."""
    told = {
        "snippet": video.snippet,
        "status": video.status | _how_far(video, context.now.timestamp()),
        "statistics": {"viewCount": str(video.views)},
    }
    wanted = parts or {"snippet", "status"}
    shown = {name: part for name, part in told.items() if name in wanted}
    return {"kind": "youtube#video", "id": video.id} | shown


def _how_far(video: Video, now: float) -> JsonObject:
    """Return how far the work on a video is, and why it ended if it did."""
    word = video.upload_status(now)
    why = {
        "failed": {"failureReason": video.failure},
        "rejected": {"rejectionReason": video.rejection},
    }
    return {"uploadStatus": word} | why.get(word, {})


ROUTES = (
    ("POST", UPLOAD, insert_video),
    ("PUT", UPLOAD, put_video),
    ("GET", "/youtube/v3/videos", list_videos),
    ("PUT", "/youtube/v3/videos", update_video),
    ("DELETE", "/youtube/v3/videos", delete_video),
    ("POST", "/upload/youtube/v3/captions", insert_caption),
    ("POST", "/upload/youtube/v3/thumbnails/set", set_thumbnail),
    ("GET", "/youtube/v3/channels", list_channels),
)
for method, address, view in ROUTES:
    bp.add_url_rule(address, endpoint=view.__name__, view_func=view, methods=[method])
