"""The page for handing in, and the door for pieces."""

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, current_person, office_date, office_zone, signed_in, takes_up_to
from vc.booking import queries as booking
from vc.db import db
from vc.errors import AppError, ConcurrentChangeError, RuleError
from vc.inputs import number_of
from vc.permissions import Capability, check
from vc.recordings import queries as recordings
from vc.recordings.hooks import RECORDING_PAGE
from vc.recordings.models import Recording, RecordingFile
from vc.services import services
from vc.uploads import material, queries, service, tus
from vc.uploads.forms import DescriptionForm, MaterialForm, described

bp = Blueprint("uploads", __name__)


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
        too_large=service.TOO_LARGE,
        piece=service.MOST_PIECE_BYTES,
        videos=service.VIDEOS,
        sounds=service.SOUNDS,
        taken=",".join(f".{one}" for one in service.EXTENSIONS),
    )


@bp.route("/grabaciones/subidas", methods=["OPTIONS"])
@allow(Capability.HAND_IN)
def abilities() -> Response:
    """Answer with what this door can do."""
    return tus.abilities(service.MOST_BYTES)


@bp.post("/grabaciones/subidas")
@allow(Capability.HAND_IN)
def create() -> Response:
    """Begin to take a file."""
    told, offered = tus.metadata(), tus.offered()
    begin = _material if told.get("sesion") is None and "material_kind" in told else _of_session
    try:
        file = begin(told, offered)
        db.session.commit()
    except AppError as error:
        db.session.rollback()
        return tus.refused(error)
    shown_at = to("player.show", recording_id=file.recording_id)
    return tus.begun(to("uploads.piece", file_id=file.id), shown_at)


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
        return tus.refused(error)
    return tus.stands(file, to("player.show", recording_id=file.recording_id))


@bp.patch("/grabaciones/subidas/<int:file_id>")
@allow(Capability.CHANGE_HANDED_IN, file_id=RecordingFile)
@takes_up_to(service.MOST_PIECE_BYTES + 1)  # werkzeug takes what is just so long for too long
def piece(file_id: int) -> Response:
    """Take the next piece of a file."""
    return tus.take_piece(lambda: service.unfinished(db.session(), file_id, by=signed_in()))


@bp.delete("/grabaciones/subidas/<int:file_id>")
@allow(Capability.CHANGE_HANDED_IN, file_id=RecordingFile)
def cancel(file_id: int) -> Response:
    """Forget a file and what came of it."""
    store, by = services().store, signed_in()
    try:
        file = service.unfinished(db.session(), file_id, by=by)
    except AppError as error:
        return tus.refused(error)
    service.cancel(db.session(), file, store=store, now=clock(), by=by)
    return tus.answer(tus.NO_CONTENT)
