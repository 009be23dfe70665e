"""Moments: marked with one key, renamed, removed and brought back."""

from http import HTTPStatus

from flask import redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, signed_in
from vc.booking import queries as booking
from vc.booking.models import Event
from vc.db import db
from vc.errors import ConcurrentChangeError, NotFoundError, RuleError
from vc.inputs import number_of
from vc.permissions import Capability
from vc.player import queries, recording_page, service
from vc.player.forms import MomentForm, NoteForm, noted
from vc.player.labels import MARKED, REMOVED
from vc.player.models import Moment
from vc.player.views import CHANGED_MEANWHILE, UNPROCESSABLE, bp
from vc.recordings import queries as recordings
from vc.recordings.models import RecordingFile
from vc.toasts import offer_undo


@bp.get("/sesiones/<int:event_id>/momentos")
@allow(Capability.CUT, event_id=Event)
def moments(event_id: int) -> str:
    """Show the page on which moments of a running session are marked, one key each."""
    event = booking.event_by_id(db.session(), event_id)
    part = recording_page.marks_part(event, None)
    return render_template("player/moments.html", event=event, part=part)


@bp.post("/sesiones/<int:event_id>/momentos")
@allow(Capability.CUT, event_id=Event)
def mark_now(event_id: int) -> AnyResponse | str | tuple[str, int]:
    """Mark this instant of a session."""
    event, form = booking.event_by_id(db.session(), event_id), MomentForm()
    if not form.validate():
        return _refused(event, None, form)
    note, by = form.note.data or "", signed_in()
    try:
        moment = service.mark_now(db.session(), event, note=note, now=clock(), by=by)
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        return _refused(event, None, form, message=error.message)
    if "from_session" in request.form:
        offer_undo(MARKED, to("player.remove", moment_id=moment.id, from_session="yes"))
    return _marked(event, None)


@bp.post("/grabaciones/archivos/<int:file_id>/momentos")
@allow(Capability.CUT, file_id=RecordingFile)
def mark_in(file_id: int) -> AnyResponse | str | tuple[str, int]:
    """Mark a second of a recording."""
    file, form = recordings.file_by_id(db.session(), file_id), MomentForm()
    if not form.validate():
        return _refused(file.recording.event, file, form)
    second, note, by = float(form.second.data or 0), form.note.data or "", signed_in()
    try:
        moment = service.mark_in(db.session(), file, second, note=note, now=clock(), by=by)
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        return _refused(file.recording.event, file, form, message=error.message)
    return _marked(moment.event, file)


@bp.post("/momentos/<int:moment_id>/nota")
@allow(Capability.CUT, moment_id=Moment)
def rename(moment_id: int) -> AnyResponse | str | tuple[str, int]:
    """Write what a moment is."""
    moment, form = queries.moment_by_id(db.session(), moment_id), NoteForm()
    if not form.validate():
        return _refused(moment.event, _file_of(form, moment), form, moment=moment)
    try:
        form.check_seen(noted(moment))
    except ConcurrentChangeError:
        said = CHANGED_MEANWHILE.format(note=moment.note or "sin nota")
        return _refused(moment.event, _file_of(form, moment), form, moment=moment, message=said)
    service.rename(moment, form.note.data or "")
    db.session.commit()
    return _marked(moment.event, _file_of(form, moment))


@bp.post("/momentos/<int:moment_id>/quitar")
@allow(Capability.CUT, moment_id=Moment)
def remove(moment_id: int) -> AnyResponse | str:
    """Take a moment away."""
    moment = queries.moment_by_id(db.session(), moment_id)
    service.remove(moment, now=clock())
    db.session.commit()
    file = _file_of(MomentForm(), moment)
    if "HX-Request" in request.headers:
        return recording_page.marks_part(moment.event, file, removed=moment)
    if "from_session" in request.values:
        again = to("player.bring_back", moment_id=moment.id, from_session="yes")
        offer_undo(REMOVED, again)
    return _marked(moment.event, file)


@bp.post("/momentos/<int:moment_id>/recuperar")
@allow(Capability.CUT, moment_id=Moment)
def bring_back(moment_id: int) -> AnyResponse | str:
    """Bring a moment back that was taken away."""
    moment = queries.moment_by_id(db.session(), moment_id)
    service.bring_back(moment)
    db.session.commit()
    return _marked(moment.event, _file_of(MomentForm(), moment))


def _marked(event: Event | None, file: RecordingFile | None) -> AnyResponse | str:
    """Answer with the list of marks, or lead back to the page that shows it."""
    if "HX-Request" in request.headers:
        return recording_page.marks_part(event, file)
    if file is not None:
        return redirect(to("player.show", recording_id=file.recording_id, archivo=file.id), 303)
    if event is None:
        return redirect(to("recordings.index"), 303)
    if "from_session" in request.values:
        return redirect(to("booking.show", event_id=event.id), 303)
    return redirect(to("player.moments", event_id=event.id), 303)


def _refused(
    event: Event | None,
    file: RecordingFile | None,
    form: MomentForm | NoteForm,
    *,
    moment: Moment | None = None,
    message: str = "",
) -> tuple[str, int]:
    """Answer with the marks, or the page that shows them, and with what was typed."""
    message = message or next(iter(form.errors.values()))[0]
    refused = recording_page.Refused(form, message, moment)
    status = int(form.status) if form.status is HTTPStatus.CONFLICT else UNPROCESSABLE
    if "HX-Request" not in request.headers and file is not None:
        return recording_page.show_page(file.recording, file, refused=refused), status
    part = recording_page.marks_part(event, file, refused=refused)
    if "HX-Request" in request.headers or event is None:
        return part, status
    return render_template("player/moments.html", event=event, part=part), status


def _file_of(form: MomentForm | NoteForm, moment: Moment) -> RecordingFile | None:
    """Return the file that is in the player, None on a session's own page."""
    number = number_of(form.file.data)
    if number is None:
        # Material has no page of a session: its marks are shown beside its first file.
        files = recordings.playable(moment.recording) if moment.recording else []
        return next(iter(files), None)
    try:
        return recordings.file_by_id(db.session(), number)
    except NotFoundError:
        return None
