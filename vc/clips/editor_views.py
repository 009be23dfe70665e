"""Cutting: how clips of a file begin, and the editor with what it saves meanwhile."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from flask import Response, flash, jsonify, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, office_zone, signed_in
from vc.clips import cutlist_import, edit_lock, editor_page, queries, serialization, service
from vc.clips.cutlists import MOST_BYTES
from vc.clips.editor_page import screen_of
from vc.clips.forms import CutListForm, NewClipForm, save_of
from vc.clips.labels import TONES
from vc.clips.models import Clip
from vc.clips.views import CONFLICT, LOST_PAGE, UNPROCESSABLE, bp
from vc.db import db
from vc.errors import AppError, ConcurrentChangeError, RuleError
from vc.office.cures import cured
from vc.page_request import PageRequest
from vc.permissions import Capability
from vc.recordings import queries as recordings
from vc.recordings.models import RecordingFile

A_DAY = timedelta(days=1)


@bp.get("/grabaciones/archivos/<int:file_id>/clips/nuevo")
@allow(Capability.CUT, file_id=RecordingFile)
def new(file_id: int) -> str:
    """Show the page on which a clip of a file is begun."""
    file = recordings.file_by_id(db.session(), file_id)
    asked = {
        name: request.args[name] for name in ("kind", "begins", "ends") if name in request.args
    }
    return _new_page(file, NewClipForm(formdata=None, **asked))


@bp.post("/grabaciones/archivos/<int:file_id>/clips")
@allow(Capability.CUT, file_id=RecordingFile)
def create(file_id: int) -> AnyResponse | tuple[str, int]:
    """Begin a clip of a file and lead to its editor."""
    file, form = recordings.file_by_id(db.session(), file_id), NewClipForm()
    if not form.validate():
        return _new_page(file, form), UNPROCESSABLE
    try:
        clip = service.create(db.session(), file, form.new_clip(), now=clock(), by=signed_in())
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        file = recordings.file_by_id(db.session(), file_id)
        return _new_page(file, form, error.message), UNPROCESSABLE
    return redirect(to("clips.edit", clip_id=clip.id), 303)


@bp.post("/grabaciones/archivos/<int:file_id>/clips/importar")
@allow(Capability.CUT, file_id=RecordingFile)
def bring_cuts(file_id: int) -> AnyResponse | tuple[str, int]:
    """Take a list of cuts that another program made; a worker begins its clips."""
    file, form = recordings.file_by_id(db.session(), file_id), CutListForm()
    if not form.validate():
        return _new_page(file, NewClipForm(formdata=None), cut_form=form), UNPROCESSABLE
    sent = form.cut_list.data
    try:
        cutlist_import.hand_in(
            db.session(),
            file,
            sent.filename or "",
            sent.read(MOST_BYTES + 1),
            is_one=form.how.data == "one",
            now=clock(),
            by=signed_in(),
        )
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        file = recordings.file_by_id(db.session(), file_id)
        page = _new_page(file, NewClipForm(formdata=None), error.message, cut_form=form)
        return page, UNPROCESSABLE
    return redirect(to("clips.new", file_id=file_id, _anchor="cortes"), 303)


@bp.get("/clips/<int:clip_id>/editar")
@allow(Capability.CUT, clip_id=Clip)
def edit(clip_id: int) -> AnyResponse | str:
    """Show the editor."""
    clip = queries.clip_by_id(db.session(), clip_id)
    try:
        return editor_page.editor_page(clip)
    except RuleError as error:
        flash(error.message, "warning")
        return redirect(to("clips.show", clip_id=clip_id), 303)


@bp.post("/clips/<int:clip_id>/edicion")
@allow(Capability.CUT, clip_id=Clip)
def save(clip_id: int) -> Response | tuple[Response, int]:
    """Keep what the editor shows."""

    def keep(clip: Clip, body: Mapping[str, object]) -> None:
        asked = save_of(body)
        if asked is None:
            raise RuleError(LOST_PAGE)
        service.save(
            db.session(),
            clip,
            serialization.read(body.get("edit")),
            token=asked.token,
            base=asked.base,
            now=clock(),
            by=signed_in(),
        )

    return _answer(clip_id, keep)


@bp.post("/clips/<int:clip_id>/paso")
@allow(Capability.CUT, clip_id=Clip)
def step(clip_id: int) -> Response | tuple[Response, int]:
    """Undo the last change, or do it again."""

    def go(clip: Clip, body: Mapping[str, object]) -> None:
        asked, way = save_of(body), body.get("step")
        if asked is None or type(way) is not int or way not in (-1, 1):
            raise RuleError(LOST_PAGE)
        service.step(
            db.session(),
            clip,
            way,
            token=asked.token,
            base=asked.base,
            now=clock(),
            by=signed_in(),
        )

    return _answer(clip_id, go)


@bp.post("/clips/<int:clip_id>/turno")
@allow(Capability.CUT, clip_id=Clip)
def lock(clip_id: int) -> Response | tuple[Response, int]:
    """Keep others from cutting while this page is open, or take over from them.

    Who `opens` the page takes it from their own other one; from somebody else only who `takesOver`.
    """

    def hold(clip: Clip, body: Mapping[str, object]) -> None:
        asked = save_of(body)
        if asked is None:
            raise RuleError(LOST_PAGE)
        edit_lock.take(
            db.session(),
            clip,
            asked.token,
            opens=body.get("opens") is True,
            takes_over=body.get("takesOver") is True,
            now=clock(),
            by=signed_in(),
        )

    return _answer(clip_id, hold)


@bp.post("/clips/<int:clip_id>/soltar")
@allow(Capability.CUT, clip_id=Clip)
def let_go(clip_id: int) -> tuple[str, int]:
    """Let others cut: this page was closed."""
    clip = queries.clip_by_id(db.session(), clip_id)
    edit_lock.let_go(db.session(), clip, request.form.get("token", ""))
    db.session.commit()
    return "", 204


def _answer(
    clip_id: int, change: Callable[[Clip, Mapping[str, object]], None]
) -> Response | tuple[Response, int]:
    """Carry out what the editor asks, and answer with the clip's state, or why it was not done.

    Who lost the clip, or began from an older state, gets both: what they sent and what is kept.
    """
    clip = queries.clip_by_id(db.session(), clip_id)
    body: Mapping[str, object] = {}
    try:
        assert isinstance(request, PageRequest)  # So are all of this application.
        body = request.sent_object(serialization.MOST_BYTES)
        change(clip, body)
        db.session.commit()
    except ConcurrentChangeError as error:
        db.session.rollback()
        said = editor_page.conflict_of(clip, error) | {"sent": body.get("edit")}
        return jsonify(said), CONFLICT
    except AppError as error:
        db.session.rollback()
        said = {
            "message": error.message,
            "html": cured(error.message),
            "field": getattr(error, "field", ""),
        }
        return jsonify(said), int(error.http_status)
    return jsonify(editor_page.state_of(clip, queries.edit_of(db.session(), clip)))


def _new_page(
    file: RecordingFile,
    form: NewClipForm,
    message: str = "",
    *,
    cut_form: CutListForm | None = None,
) -> str:
    """Return the page on which a clip of a file is begun."""
    event = file.recording.event
    try:
        screen, waits = screen_of(file), ""
    except RuleError as error:
        screen, waits = None, error.message
    return render_template(
        "clips/new.html",
        file=file,
        recording=file.recording,
        event=event,
        form=form,
        cut_form=cut_form or CutListForm(formdata=None),
        message=message,
        screen=screen,
        waits=waits,
        suggestions=queries.suggestions_of(db.session(), file) if screen else [],
        written=_written_time,
        clips=queries.clips_of_file(db.session(), file),
        imports=queries.imports_of(db.session(), file, clock() - A_DAY),
        tones=TONES,
        zone=office_zone(),
    )


def _written_time(ms: int) -> str:
    """Return a time as people write it, which the form reads: 1:02:05.5."""
    minutes, seconds = divmod(ms / 1000, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{seconds:04.1f}" if hours else f"{minutes}:{seconds:04.1f}"
