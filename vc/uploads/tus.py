"""The protocol of resumable uploads: what its doors answer (tus 1.0.0, creation and termination).

https://tus.io/protocols/resumable-upload: any client that speaks it may be used.
"""

from collections.abc import Callable
from urllib.parse import quote

from flask import Response, make_response, request

from vc.access import clock
from vc.db import db
from vc.errors import (
    AppError,
    ConcurrentChangeError,
    NotAllowedError,
    NotFoundError,
    RuleError,
    TooManyTriesError,
)
from vc.inputs import size_of, words_in_base64
from vc.office.cures import cured
from vc.recordings.models import RecordingFile
from vc.services import services
from vc.uploads import service

TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
PIECE_TYPE = "application/offset+octet-stream"
CREATED, NO_CONTENT, CONFLICT, NO_MEDIA = 201, 204, 409, 415
STATUSES = {
    ConcurrentChangeError: CONFLICT,
    NotAllowedError: 403,
    NotFoundError: 404,
    RuleError: 422,
    TooManyTriesError: 429,
    service.NotMediaError: NO_MEDIA,
}


def abilities(most_bytes: int) -> Response:
    """Answer with what a door can do."""
    told = {
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,termination",
        "Tus-Max-Size": str(most_bytes),
    }
    return answer(NO_CONTENT, **told)


def offered() -> service.Offered:
    """Return the file that a request announces."""
    size = size_of(request.headers.get("Upload-Length"))
    return service.Offered(metadata().get("filename", ""), size or 0)


def metadata() -> dict[str, str]:
    """Return what the client says of its file: keys and base64 values."""
    told = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _, coded = pair.strip().partition(" ")
        words = words_in_base64(coded)
        if words is not None:
            told[name] = words
    return told


def begun(address: str, shown_at: str) -> Response:
    """Answer that a file is awaited at an address; its page is at `shown_at`."""
    return answer(CREATED, **{"Location": address, "X-Recording": shown_at})


def stands(file: RecordingFile, shown_at: str) -> Response:
    """Answer with how much of a file is here."""
    told = {"Upload-Offset": str(file.stored_bytes), "Upload-Length": str(file.size_bytes)}
    return answer(200, **told, **{"X-Recording": shown_at})


def take_piece(find: Callable[[], RecordingFile]) -> Response:
    """Take the next piece of the file that `find` returns, where it does not raise AppError."""
    offset = size_of(request.headers.get("Upload-Offset"))
    if request.mimetype != PIECE_TYPE or offset is None:
        return answer(NO_MEDIA if request.mimetype != PIECE_TYPE else 400)
    session, store = db.session(), services().store
    try:
        stored = service.take(session, find(), offset, request.stream, store=store, now=clock())
    except AppError as error:
        session.rollback()
        return refused(error)
    return answer(NO_CONTENT, **{"Upload-Offset": str(stored)})


def refused(error: AppError) -> Response:
    """Answer why not, in words that the page shows."""
    response = answer(STATUSES.get(type(error), 400))
    response.set_data(error.message)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    # A header has no accents; the page has it as it is.
    response.headers["X-Cured"] = quote(cured(error.message))
    return response


def answer(status: int, **headers: str) -> Response:
    """Return an answer of the protocol."""
    response = make_response(b"", status)
    response.headers.update(TUS | headers)
    return response
