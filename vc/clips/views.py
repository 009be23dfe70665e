"""The pages of clips: the list, the editor, and what it saves while somebody cuts."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, signed_in
from vc.clips import imports, locking, pages, queries, serialization, service
from vc.clips.cutlists import MOST_BYTES, write_csv, write_llc
from vc.clips.edit import Length, captions_of
from vc.clips.forms import (
    ClipForm,
    CutListForm,
    NewClipForm,
    WithdrawForm,
    described,
    save_of,
)
from vc.clips.models import Clip, ClipKind, ClipRender
from vc.clips.subtitles import caption_file_name, srt_text, vtt_text
from vc.db import db
from vc.errors import AppError, ConcurrentChangeError, NotFoundError, RuleError
from vc.inputs import number_of
from vc.permissions import Capability
from vc.recordings import queries as recordings
from vc.recordings.models import RecordingFile
from vc.recordings.pages import give_kept
from vc.recordings.serving import Kept
from vc.web import PageRequest

bp = Blueprint("clips", __name__)

UNPROCESSABLE, CONFLICT = 422, 409
NO_SUCH_FILE = "No hay un archivo de ese tipo."
LOST_PAGE = "La página envió algo que no se entiende. Vuelva a cargarla."


@bp.get("/clips")
@allow(Capability.READ)
def index() -> str:
    """List the clips."""
    wanted = queries.Search.of(request.args)
    page = queries.search(db.session(), wanted)
    return render_template("clips/index.html", page=page, wanted=wanted, tones=pages.TONES)


@bp.get("/grabaciones/archivos/<int:file_id>/clips/nuevo")
@allow(Capability.CUT, file_id=RecordingFile)
def new(file_id: int) -> str:
    """Show the page on which a clip of a file is begun."""
    file = recordings.file_by_id(db.session(), file_id)
    asked = {name: request.args[name] for name in ("begins", "ends") if name in request.args}
    return pages.new_page(file, NewClipForm(formdata=None, **asked))


@bp.post("/grabaciones/archivos/<int:file_id>/clips")
@allow(Capability.CUT, file_id=RecordingFile)
def create(file_id: int) -> AnyResponse | tuple[str, int]:
    """Begin a clip of a file and lead to its editor."""
    file, form = recordings.file_by_id(db.session(), file_id), NewClipForm()
    if not form.validate():
        return pages.new_page(file, form), UNPROCESSABLE
    try:
        clip = service.create(db.session(), file, form.new_clip(), now=clock(), by=signed_in())
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        file = recordings.file_by_id(db.session(), file_id)
        return pages.new_page(file, form, error.message), UNPROCESSABLE
    return redirect(to("clips.edit", clip_id=clip.id), 303)


@bp.get("/clips/<int:clip_id>")
@allow(Capability.READ, clip_id=Clip)
def show(clip_id: int) -> str:
    """Show a clip: its files, its words, and what is still to be done."""
    return pages.show_page(queries.clip_by_id(db.session(), clip_id))


@bp.get("/clips/<int:clip_id>/editar")
@allow(Capability.CUT, clip_id=Clip)
def edit(clip_id: int) -> AnyResponse | str:
    """Show the editor."""
    clip = queries.clip_by_id(db.session(), clip_id)
    try:
        return pages.editor_page(clip)
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
        locking.take(
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
    locking.let_go(db.session(), clip, request.form.get("token", ""))
    db.session.commit()
    return "", 204


@bp.post("/clips/<int:clip_id>/datos")
@allow(Capability.CUT, clip_id=Clip)
def describe(clip_id: int) -> AnyResponse:
    """Say what a clip is."""
    clip, form = queries.clip_by_id(db.session(), clip_id), ClipForm()

    def change() -> None:
        if not form.validate():
            raise RuleError("Elija una de las opciones.")
        form.check_seen(described(clip))
        service.describe(
            db.session(),
            clip,
            kind=ClipKind(form.kind.data),
            has_minors=form.has_minors.data,
            now=clock(),
            by=signed_in(),
        )

    return _done(clip_id, change, "Los datos del clip se guardaron.")


@bp.post("/clips/<int:clip_id>/subtitulos")
@allow(Capability.CUT, clip_id=Clip)
def review_captions(clip_id: int) -> AnyResponse:
    """Note that the captions were read through."""
    clip = queries.clip_by_id(db.session(), clip_id)
    shown = request.form.get("captions", "")

    def review() -> None:
        _check_editor(clip)
        if shown != clip.captions_sha256:
            raise ConcurrentChangeError("Los subtítulos cambiaron. Léalos de nuevo.")
        service.review_captions(db.session(), clip, now=clock(), by=signed_in())

    return _done(clip_id, review, "Los subtítulos quedaron revisados.")


@bp.post("/clips/<int:clip_id>/archivos")
@allow(Capability.CUT, clip_id=Clip)
def ask_for_files(clip_id: int) -> AnyResponse:
    """Let the files of the cut be made."""
    clip = queries.clip_by_id(db.session(), clip_id)

    def ask() -> None:
        _check_editor(clip)
        service.ask_for_files(db.session(), clip, now=clock(), by=signed_in())

    return _done(clip_id, ask, "Los archivos se están preparando. Puede cerrar la página.")


@bp.post("/clips/<int:clip_id>/archivos/cancelar")
@allow(Capability.CUT, clip_id=Clip)
def stop_files(clip_id: int) -> AnyResponse:
    """Stop making the files."""
    clip = queries.clip_by_id(db.session(), clip_id)
    return _done(
        clip_id,
        lambda: service.stop_files(db.session(), clip, now=clock(), by=signed_in()),
        "Se canceló. Lo que ya estaba listo se conserva.",
    )


@bp.post("/clips/<int:clip_id>/retirar")
@allow(Capability.CUT, clip_id=Clip)
def withdraw(clip_id: int) -> AnyResponse | tuple[str, int]:
    """Let nobody publish a clip (any more)."""
    clip, form = queries.clip_by_id(db.session(), clip_id), WithdrawForm()
    if not form.validate():
        return pages.show_page(clip, withdraw_form=form), UNPROCESSABLE
    return _done(
        clip_id,
        lambda: service.withdraw(
            db.session(), clip, why=form.why.data, now=clock(), by=signed_in()
        ),
        "El clip se retiró. Se puede recuperar.",
    )


@bp.post("/clips/<int:clip_id>/recuperar")
@allow(Capability.CUT, clip_id=Clip)
def restore(clip_id: int) -> AnyResponse:
    """Bring a clip back that was withdrawn."""
    clip = queries.clip_by_id(db.session(), clip_id)
    return _done(
        clip_id,
        lambda: service.restore(db.session(), clip, now=clock(), by=signed_in()),
        "El clip se recuperó.",
    )


@bp.get("/clips/<int:clip_id>/archivos/<int:render_id>.mp4")
@allow(Capability.READ, clip_id=Clip, render_id=ClipRender)
def film(clip_id: int, render_id: int) -> Response:
    """Give one file of a clip."""
    render = queries.render_by_id(db.session(), clip_id, render_id)
    return give_kept(Kept(render.key, "mp4", render.sha256, title=str(render)))


@bp.get("/clips/<int:clip_id>/archivos/<int:render_id>.jpg")
@allow(Capability.READ, clip_id=Clip, render_id=ClipRender)
def thumbnail(clip_id: int, render_id: int) -> Response:
    """Give the picture that stands for a file of a clip."""
    render = queries.render_by_id(db.session(), clip_id, render_id)
    if not render.thumbnail_key:
        raise NotFoundError("Ese archivo no tiene miniatura.")
    return give_kept(Kept(render.thumbnail_key, "jpg", render.sha256))


@bp.get("/clips/<int:clip_id>/subtitulos.<kind>")
@allow(Capability.READ, clip_id=Clip)
def captions(clip_id: int, kind: str) -> Response:
    """Give the captions as a file."""
    write = {"srt": srt_text, "vtt": vtt_text}.get(kind)
    if write is None:
        raise NotFoundError(NO_SUCH_FILE)
    clip = queries.clip_by_id(db.session(), clip_id)
    shown = captions_of(queries.edit_of(db.session(), clip), Length.FULL)
    name = caption_file_name(clip.folio, "es_LA") if kind == "srt" else f"{clip.folio}.vtt"
    return pages.as_file(write(shown), name)


@bp.get("/clips/<int:clip_id>/cortes.<kind>")
@allow(Capability.READ, clip_id=Clip)
def cut_list(clip_id: int, kind: str) -> Response:
    """Give the parts of a clip as a list for another program."""
    write = {"csv": write_csv, "llc": write_llc}.get(kind)
    if write is None:
        raise NotFoundError(NO_SUCH_FILE)
    clip = queries.clip_by_id(db.session(), clip_id)
    cuts = pages.cuts_of(clip, queries.edit_of(db.session(), clip))
    return pages.as_file(write(cuts), f"{clip.folio}.{kind}")


@bp.post("/grabaciones/archivos/<int:file_id>/clips/importar")
@allow(Capability.CUT, file_id=RecordingFile)
def bring_cuts(file_id: int) -> AnyResponse | tuple[str, int]:
    """Take a list of cuts that another program made; a worker begins its clips."""
    file, form = recordings.file_by_id(db.session(), file_id), CutListForm()
    if not form.validate():
        return pages.new_page(file, NewClipForm(formdata=None), cut_form=form), UNPROCESSABLE
    sent = form.cut_list.data
    try:
        imports.hand_in(
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
        page = pages.new_page(file, NewClipForm(formdata=None), error.message, cut_form=form)
        return page, UNPROCESSABLE
    return redirect(to("clips.new", file_id=file_id, _anchor="cortes"), 303)


def _answer(
    clip_id: int, change: Callable[[Clip, Mapping[str, object]], None]
) -> Response | tuple[Response, int]:
    """Do what the editor asks, and answer with how the clip stands, or why it was not done.

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
        said = pages.conflict_of(clip, error) | {"sent": body.get("edit")}
        return jsonify(said), CONFLICT
    except AppError as error:
        db.session.rollback()
        said = {"message": error.message, "field": getattr(error, "field", "")}
        return jsonify(said), int(error.http_status)
    return jsonify(pages.state_of(clip, queries.edit_of(db.session(), clip)))


def _check_editor(clip: Clip) -> None:
    """Refuse what a button of the editor asks, unless its page has the clip as it is.

    A clip's own page has the same buttons, and no token; neither has the editor without its script.
    """
    if not request.form.get("token"):
        return
    asked = save_of({"token": request.form["token"], "base": number_of(request.form.get("base"))})
    if asked is None:
        raise RuleError(LOST_PAGE)
    service.check_is_theirs(
        db.session(), clip, token=asked.token, base=asked.base, now=clock(), by=signed_in()
    )


def _done(clip_id: int, change: Callable[[], None], said: str) -> AnyResponse:
    """Do what a button asks, say so, and lead back to the clip."""
    try:
        change()
        db.session.commit()
        flash(said, "success")
    except AppError as error:
        db.session.rollback()
        flash(error.message, "error")
    where = "clips.edit" if number_of(request.form.get("editor")) else "clips.show"
    return redirect(to(where, clip_id=clip_id), 303)
