"""Meta's videos and reels: begun, received in pieces, finished, read, deleted.

Facts: contract of Meta, 7.1 to 7.3. A finished upload is only an acknowledgement: the video is
worked on, and may fail or stay a draft that nobody sees.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from flask import Response, request

from integrations.emulator import operation
from integrations.emulator.meta import checks, state, video_state
from integrations.emulator.meta.fields import picked
from integrations.emulator.meta.live_bodies import written
from integrations.emulator.meta.live_videos import READ, WRITE, check_page
from integrations.emulator.meta.operation import (
    GraphError,
    check_token,
    given_token,
    meta_operation,
    no_object,
    parameter,
)
from integrations.emulator.meta.video_state import Film
from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject

DAY_S = 86_400
PIECE_BYTES = 500_000
MOST_UPLOAD_BYTES = 100_000_000
CAPTIONS_NAME = re.compile(r".+\.[a-z]{2}_[A-Z]{2}\.srt")
UNFINISHED = "The video upload is not complete"
UNASKED = ("updated_time", "description")


@meta_operation("create_reel", *WRITE, "pages_show_list")
def create_reel(context: RequestContext, node: str) -> Reply:
    """Begin a reel, or finish it once it was received."""
    check_page(node)
    given = checks.taken("create_reel")
    phase = given.get("upload_phase")
    if phase == "start":
        film = _begun(context, node, is_reel=True)
        url = f"{context.base_url}/video-upload/v26.0/{film.id}"
        return Reply(200, {"video_id": film.id, "upload_url": url})
    if phase != "finish":
        raise GraphError(100, "(#100) The parameter upload_phase is required")
    film = _film(context, str(given.get("video_id", "")))
    wanted = str(given.get("video_state", "DRAFT"))
    film = _finished(context, film, given, wanted)
    return Reply(200, {"success": True, "post_id": f"{node}_{film.id}"})


@meta_operation("create_video", *WRITE)
def create_video(context: RequestContext, node: str) -> Reply:
    """Begin a video, take a piece of it, or finish it."""
    check_page(node)
    given = checks.taken("create_video")
    match given.get("upload_phase"):
        case "start":
            return _start(context, node, given)
        case "transfer":
            return _transfer(context, given)
        case "finish":
            film = _film(context, str(given.get("upload_session_id", "")))
            _finished(context, film, given, "PUBLISHED")
            return Reply(200, {"success": True})
    if "source" not in given:
        raise GraphError(100, "(#100) No video file was selected", subcode=1363025)
    film = _begun(context, node, is_reel=False)
    film = video_state.take_piece(context.tx, film, given["source"].read())
    _finished(context, film, given, "PUBLISHED")
    return Reply(200, {"id": film.id})


def receive(video_id: str) -> Response:
    """Take bytes of a reel at the address that was given for it, from `offset` on."""
    # Before anything reads the body: the emulator's own bound is for bodies in JSON.
    request.max_content_length = MOST_UPLOAD_BYTES
    return _receive(video_id=video_id)


@meta_operation("receive_video")
def _receive(context: RequestContext, video_id: str) -> Reply:
    """Keep what arrives; a test can let the line break after some of it."""
    check_token(context, given_token())
    film = _film(context, video_id)
    offset = request.headers.get("offset", "")
    if not offset.isdecimal() or int(offset) != film.received:
        message = f"The offset must be {film.received}"
        raise GraphError(100, message, subcode=1363030)
    size, content = request.environ.get("meta.file_size", ""), request.get_data()
    if not size.isdecimal():
        raise GraphError(100, "The header file_size is required", subcode=1363030)
    film = video_state.save(context.tx, replace(film, size=int(size)))
    conduct = state.conduct(context.tx)
    if conduct.cut_uploads_at:
        cut, *others = conduct.cut_uploads_at
        state.keep_conduct(context.tx, replace(conduct, cut_uploads_at=tuple(others)))
        video_state.take_piece(context.tx, film, content[:cut])
        operation.drop_connection()
        return Reply(200)
    video_state.take_piece(context.tx, film, content)
    return Reply(200, {"success": True})


@meta_operation("read_film", READ)
def read_film(context: RequestContext, node: str) -> Reply:
    """Read a video: how far the work on it is, and where it is seen."""
    film = _film(context, node)
    checks.taken("read_film")
    return Reply(200, picked("Video", film_body(film, context), str(parameter("fields")), UNASKED))


@meta_operation("delete_film", *WRITE)
def delete_film(context: RequestContext, node: str) -> Reply:
    """Delete a video."""
    video_state.forget(context.tx, _film(context, node))
    checks.taken("delete_film")
    return Reply(200, {"success": True})


@meta_operation("create_captions", *WRITE)
def create_captions(context: RequestContext, node: str) -> Reply:
    """Take a video's captions; the file's name tells their language."""
    film, given = _film(context, node), checks.taken("create_captions")
    file = given.get("captions_file")
    if file is None or not CAPTIONS_NAME.fullmatch(file.filename or ""):
        message = "(#100) The caption file's name must end in language_COUNTRY.srt"
        raise GraphError(100, message, subcode=1990060)
    video_state.save(context.tx, replace(film, captions=(*film.captions, file.filename)))
    return Reply(200, {"success": True})


@meta_operation("create_thumbnail", *WRITE)
def create_thumbnail(context: RequestContext, node: str) -> Reply:
    """Take a video's picture."""
    film = _film(context, node)
    if "source" not in checks.taken("create_thumbnail"):
        raise GraphError(100, "(#100) The parameter source is required")
    video_state.save(context.tx, replace(film, has_thumbnail=True))
    return Reply(200, {"success": True})


def film_body(film: Film, context: RequestContext) -> JsonObject:
    """Return all that the emulator knows of a video."""
    now = context.now.timestamp()
    body: JsonObject = {
        "id": film.id,
        "title": film.title,
        "description": film.description,
        "created_time": written(film.created_at),
        "updated_time": written(film.finished_at or film.created_at),
        "published": film.is_public(now),
        "status": _status(film, now),
        "views": film.views,
    }
    if film.finished_at is not None:
        body |= {"permalink_url": film.permalink, "post_id": f"{film.page}_{film.id}"}
    return body


def _status(film: Film, now: float) -> JsonObject:
    """Return how far a video is."""
    uploading = {
        "status": "complete" if film.is_whole else "in_progress",
        # Meta's page spells it like this.
        "bytes_transfered": film.received,
    }
    if film.finished_at is None:
        word = "upload_complete" if film.is_whole else "processing"
        return _phases(word, uploading, {"status": "not_started"}, {"status": "not_started"})
    if not film.is_done(now):
        return _phases(
            "processing", uploading, {"status": "in_progress"}, {"status": "not_started"}
        )
    if film.trouble:
        errors = [{"code": 1363128, "message": film.trouble}]
        processing = {"status": "error", "errors": errors}
        return _phases("error", uploading, processing, {"status": "not_started"})
    is_public = film.is_public(now)
    publishing = {
        "status": "complete" if is_public else "not_started",
        "publish_status": "published" if is_public else "draft",
    }
    return _phases("ready", uploading, {"status": "complete"}, publishing)


def _phases(word: str, *phases: JsonObject) -> JsonObject:
    """Return the status with its three phases."""
    names = ("uploading_phase", "processing_phase", "publishing_phase")
    return {"video_status": word, **dict(zip(names, phases, strict=True))}


def _begun(context: RequestContext, page: str, *, is_reel: bool, size: int | None = None) -> Film:
    """Keep a video of which nothing was received yet."""
    film = Film(
        id=video_state.new_number(context.tx),
        is_reel=is_reel,
        page=page,
        created_at=context.now.timestamp(),
        session="" if is_reel else video_state.new_number(context.tx),
        size=size,
    )
    return video_state.add(context.tx, film)


def _start(context: RequestContext, node: str, given: JsonObject) -> Reply:
    """Begin a video of a known size."""
    if not given.get("file_size"):
        raise GraphError(100, "(#100) The parameter file_size is required")
    film = _begun(context, node, is_reel=False, size=int(str(given["file_size"])))
    return Reply(
        200,
        {"video_id": film.id, "upload_session_id": film.session, **_offsets(film)},
    )


def _transfer(context: RequestContext, given: JsonObject) -> Reply:
    """Take the next piece of a video."""
    film = _film(context, str(given.get("upload_session_id", "")))
    if given.get("start_offset") != film.received:
        message = f"Invalid start offset: it is {film.received}"
        raise GraphError(6001, message, subcode=1363037)
    piece = given.get("video_file_chunk")
    if piece is None:
        raise GraphError(100, "(#100) The parameter video_file_chunk is required")
    film = video_state.take_piece(context.tx, film, piece.read())
    return Reply(200, _offsets(film))


def _offsets(film: Film) -> JsonObject:
    """Return which piece is wanted next; equal ends mean that all of it was received."""
    end = min(film.received + PIECE_BYTES, film.size or 0)
    return {"start_offset": str(film.received), "end_offset": str(end)}


def _finished(context: RequestContext, film: Film, given: JsonObject, wanted: str) -> Film:
    """Let the work on a video begin; a second time is refused."""
    if film.finished_at is not None:
        raise GraphError(100, "This video was already published", subcode=1366051)
    if not film.is_whole:
        raise GraphError(6000, UNFINISHED, subcode=1363030)
    conduct, now = state.conduct(context.tx), context.now.timestamp()
    if film.is_reel and wanted == "PUBLISHED":
        _check_daily(context, conduct.most_reels, now)
    if not film.is_reel and conduct.videos_stay_drafts:
        wanted = "DRAFT"
    return video_state.save(
        context.tx,
        replace(
            film,
            title=str(given.get("title", "")),
            description=str(given.get("description", "")),
            wanted=wanted,
            finished_at=now,
            done_at=now + conduct.processing_s,
            trouble=conduct.processing_trouble,
        ),
    )


def _check_daily(context: RequestContext, most: int, now: float) -> None:
    """Refuse more reels within a day than Meta takes by its interface."""
    made = [
        one
        for one in video_state.all_films(context.tx)
        if one.is_reel and one.finished_at is not None and one.finished_at > now - DAY_S
    ]
    if len(made) >= most:
        raise GraphError(613, "(#613) The limit of reels published by API was reached")


def _film(context: RequestContext, number: str) -> Film:
    """Return a video by its id or its session's, or refuse."""
    film = video_state.find(context.tx, number)
    if film is None:
        raise no_object(number)
    return film


ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("POST", "/<node>/video_reels", create_reel),
    ("POST", "/<node>/videos", create_video),
    ("POST", "/<node>/captions", create_captions),
    ("POST", "/<node>/thumbnails", create_thumbnail),
)
