"""The page for handing in, and the door for pieces: tus 1.0.0 with creation and termination.

https://tus.io/protocols/resumable-upload: any client that speaks it may be used.
"""

from urllib.parse import quote

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask import url_for as to
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, current_person, office_date, office_zone, signed_in, takes_up_to
from vc.booking import queries as booking
from vc.db import db
from vc.errors import AppError, ConcurrentChangeError, NotAllowedError, NotFoundError, RuleError
from vc.inputs import number_of, size_of, words_in_base64
from vc.office.cures import cured
from vc.permissions import Capability, check
from vc.recordings import queries as recordings
from vc.recordings.hooks import RECORDING_PAGE
from vc.recordings.models import Recording, RecordingFile
from vc.services import services
from vc.uploads import material, queries, service
from vc.uploads.forms import DescriptionForm, MaterialForm, described

bp = Blueprint("uploads", __name__)

TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
ABILITIES = {
    "Tus-Version": "1.0.0",
    "Tus-Extension": "creation,termination",
    "Tus-Max-Size": str(service.MOST_BYTES),
}
PIECE_TYPE = "application/offset+octet-stream"
CREATED, NO_CONTENT, CONFLICT, NO_MEDIA, LOCKED = 201, 204, 409, 415, 423


@bp.get("/grabaciones/subir")
@allow(Capability.HAND_IN)
def new() -> str:
    """Show where a video is handed in."""
    event_id = number_of(request.args.get("sesion"))
    chosen = booking.event_by_id(db.session(), event_id) if event_id is not None else None
    check(current_person(), Capability.HAND_IN, chosen)
    events = queries.recent(db.session(), clock(), by=signed_in())
    return _page(chosen=chosen, events=events, zone=office_zone(), form=None)


@bp.get("/grabaciones/material/nuevo")
@allow(Capability.HAND_IN)
def new_material() -> str:
    """Show where a video is handed in that was no session."""
    today = office_date()
    return _page(form=MaterialForm(formdata=None, data={"recorded_on": today}))


def _page(**shown: object) -> str:
    """Return the page for handing in."""
    return render_template(
        "uploads/new.html",
        **shown,
        most=service.MOST_BYTES,
        piece=service.MOST_PIECE_BYTES,
        videos=service.VIDEOS,
        sounds=service.SOUNDS,
        taken=",".join(f".{one}" for one in service.EXTENSIONS),
    )


@bp.route("/grabaciones/subidas", methods=["OPTIONS"])
@allow(Capability.HAND_IN)
def abilities() -> Response:
    """Answer with what this door can do."""
    return _answer(NO_CONTENT, **ABILITIES)


@bp.post("/grabaciones/subidas")
@allow(Capability.HAND_IN)
def create() -> Response:
    """Begin to take a file."""
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    size = size_of(request.headers.get("Upload-Length"))
    offered = service.Offered(told.get("filename", ""), size or 0)
    begin = _material if told.get("sesion") is None and "material_kind" in told else _of_session
    try:
        file = begin(told, offered)
        db.session.commit()
    except AppError as error:
        db.session.rollback()
        return _refused(error)
    headers = {
        "Location": to("uploads.piece", file_id=file.id),
        "X-Recording": to("player.show", recording_id=file.recording_id),
    }
    return _answer(CREATED, **headers)


@bp.post("/grabaciones/<int:recording_id>/datos")
@allow(Capability.CHANGE_HANDED_IN, recording_id=Recording)
def describe(recording_id: int) -> AnyResponse | tuple[str, int]:
    """Correct what is said of material."""
    recording = recordings.recording_by_id(db.session(), recording_id)
    form, by = DescriptionForm(), signed_in()
    try:
        if not form.validate():
            raise RuleError(next(iter(form.errors.values()))[0])
        form.check_seen(described(recording))
        material.describe(db.session(), recording, form.description(), now=clock(), by=by)
        db.session.commit()
        flash("Se guardaron los datos.", "success")
    except ConcurrentChangeError:
        (page_of,) = services().registry.added_to(RECORDING_PAGE)
        return page_of(recording, material_form=form), form.status
    except RuleError as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(to("player.show", recording_id=recording_id), 303)


def _of_session(told: dict[str, str], offered: service.Offered) -> RecordingFile:
    """Begin to take a file for a session."""
    event = booking.event_by_id(db.session(), number_of(told.get("sesion")) or 0)
    store, by = services().store, signed_in()
    return service.begin(db.session(), event, offered, store=store, now=clock(), by=by)


def _material(told: dict[str, str], offered: service.Offered) -> RecordingFile:
    """Begin to take the file of material."""
    form = MaterialForm(formdata=MultiDict(told))
    if not form.validate():
        raise RuleError(form.first_error())
    new, store = form.material(office_zone()), services().store
    by = signed_in()
    return material.begin(db.session(), new, offered, store=store, now=clock(), by=by)


@bp.route("/grabaciones/subidas/<int:file_id>", methods=["HEAD"])
@allow(Capability.CHANGE_HANDED_IN, file_id=RecordingFile)
def stand(file_id: int) -> Response:
    """Answer with how much of a file is here."""
    try:
        file = service.unfinished(db.session(), file_id, by=signed_in())
    except AppError as error:
        return _refused(error)
    return _answer(
        200,
        **{
            "Upload-Offset": str(file.stored_bytes),
            "Upload-Length": str(file.size_bytes),
            "X-Recording": to("player.show", recording_id=file.recording_id),
        },
    )


@bp.patch("/grabaciones/subidas/<int:file_id>")
@allow(Capability.CHANGE_HANDED_IN, file_id=RecordingFile)
@takes_up_to(service.MOST_PIECE_BYTES + 1)  # werkzeug takes what is just so long for too long
def piece(file_id: int) -> Response:
    """Take the next piece of a file."""
    offset = size_of(request.headers.get("Upload-Offset"))
    if request.mimetype != PIECE_TYPE or offset is None:
        return _answer(415 if request.mimetype != PIECE_TYPE else 400)
    store = services().store
    try:
        file = service.unfinished(db.session(), file_id, by=signed_in())
        stored = service.take(db.session(), file, offset, request.stream, store=store, now=clock())
    except AppError as error:
        db.session.rollback()
        return _refused(error)
    return _answer(NO_CONTENT, **{"Upload-Offset": str(stored)})


@bp.delete("/grabaciones/subidas/<int:file_id>")
@allow(Capability.CHANGE_HANDED_IN, file_id=RecordingFile)
def cancel(file_id: int) -> Response:
    """Forget a file and what came of it."""
    store, by = services().store, signed_in()
    try:
        file = service.unfinished(db.session(), file_id, by=by)
    except AppError as error:
        return _refused(error)
    service.cancel(db.session(), file, store=store, now=clock(), by=by)
    return _answer(NO_CONTENT)


def _metadata(text: str) -> dict[str, str]:
    """Return what the client says of its file: keys and base64 values."""
    told = {}
    for pair in text.split(","):
        name, _, coded = pair.strip().partition(" ")
        words = words_in_base64(coded)
        if words is not None:
            told[name] = words
    return told


def _refused(error: AppError) -> Response:
    """Answer why not, in words that the page shows."""
    statuses = {
        ConcurrentChangeError: CONFLICT,
        NotAllowedError: 403,
        NotFoundError: 404,
        RuleError: 422,
        service.NotMediaError: NO_MEDIA,
    }
    response = _answer(statuses.get(type(error), 400))
    response.set_data(error.message)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    # A header has no accents; the page has it as it is.
    response.headers["X-Cured"] = quote(cured(error.message))
    return response


def _answer(status: int, **headers: str) -> Response:
    """Return an answer of the protocol."""
    response = make_response(b"", status)
    response.headers.update(TUS | headers)
    return response
