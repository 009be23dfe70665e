"""The pages of clips: the list, one clip, its files, and what its buttons do."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask import url_for as to
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as AnyResponse

from vc import spreadsheet
from vc.access import allow, clock, office_zone, only_answers, signed_in
from vc.clips import clip_page, labels, queries, renders, service, tabs
from vc.clips.cutlists import CutList, Segment, write_csv, write_llc
from vc.clips.edit import Edit, Length, captions_of
from vc.clips.forms import ClipForm, WithdrawForm, described, save_of
from vc.clips.hooks import SHOWN
from vc.clips.models import Clip, ClipKind, ClipRender
from vc.clips.spreadsheet import COLUMNS, row_of
from vc.clips.subtitles import caption_file_name, srt_text, vtt_text
from vc.db import db
from vc.errors import AppError, ConcurrentChangeError, NotFoundError, RuleError
from vc.inputs import number_of
from vc.lists.requests import exported
from vc.permissions import Capability
from vc.recordings.serving import Kept, serve
from vc.services import services
from vc.toasts import offer_undo

bp = Blueprint("clips", __name__)
UNPROCESSABLE, CONFLICT = 422, 409
NO_SUCH_FILE = "No hay un archivo de ese tipo."
LOST_PAGE = "No se guardó el último cambio. Vuelva a cargar la página y repítalo."


@bp.get("/clips")
@allow(Capability.READ)
def index() -> str:
    """List the clips."""
    wanted = queries.Search.of(request.args)
    (shown,) = services().registry.added_to(SHOWN)
    page = queries.search(db.session(), wanted, shown.is_out())
    return render_template(
        "clips/index.html",
        page=page,
        wanted=wanted,
        tones=labels.TONES,
        tab_counts=tabs.counts(db.session(), shown.is_out()),
        number=tabs.number,
        views=shown.views(db.session(), [one.id for one in page.rows]),
    )


@bp.route("/clips/lista.<kind>", methods=["GET", "POST"])
@allow(Capability.READ)
@only_answers
def export(kind: str) -> Response:
    """Give the clips of the list, as it is narrowed or chosen from, as a file."""
    (shown,) = services().registry.added_to(SHOWN)
    rows = exported(
        lambda asked: queries.found(queries.Search.of(asked), shown.is_out()),
        joinedload(Clip.event),
        joinedload(Clip.author),
    )
    return spreadsheet.download(kind, "clips", COLUMNS, map(row_of, rows), office_zone())


@bp.get("/clips/<int:clip_id>")
@allow(Capability.READ, clip_id=Clip)
def show(clip_id: int) -> str:
    """Show a clip: its files, its words, and what is still to be done."""
    return clip_page.show_page(queries.clip_by_id(db.session(), clip_id))


@bp.post("/clips/<int:clip_id>/datos")
@allow(Capability.CUT, clip_id=Clip)
def describe(clip_id: int) -> AnyResponse:
    """Set a clip's kind."""
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
        renders.ask_for_files(db.session(), clip, now=clock(), by=signed_in())

    return _done(clip_id, ask, "Los archivos se están preparando. Puede cerrar la página.")


@bp.post("/clips/<int:clip_id>/archivos/cancelar")
@allow(Capability.CUT, clip_id=Clip)
def stop_files(clip_id: int) -> AnyResponse:
    """Stop making the files."""
    clip = queries.clip_by_id(db.session(), clip_id)
    return _done(
        clip_id,
        lambda: renders.stop_files(db.session(), clip, now=clock(), by=signed_in()),
        "Se canceló. Lo que ya estaba listo se conserva.",
    )


@bp.post("/clips/<int:clip_id>/retirar")
@allow(Capability.CUT, clip_id=Clip)
def withdraw(clip_id: int) -> AnyResponse | tuple[str, int]:
    """Let nobody publish a clip (any more)."""
    clip, form = queries.clip_by_id(db.session(), clip_id), WithdrawForm()
    if not form.validate():
        return clip_page.show_page(clip, withdraw_form=form), UNPROCESSABLE
    return _done(
        clip_id,
        lambda: service.withdraw(
            db.session(), clip, why=form.why.data, now=clock(), by=signed_in()
        ),
        "El clip se descartó. Se puede recuperar.",
        undone_by=to("clips.restore", clip_id=clip_id),
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
    return serve(Kept(render.key, "mp4", render.sha256, title=str(render)))


@bp.get("/clips/<int:clip_id>/archivos/<int:render_id>.jpg")
@allow(Capability.READ, clip_id=Clip, render_id=ClipRender)
def thumbnail(clip_id: int, render_id: int) -> Response:
    """Give the picture that stands for a file of a clip."""
    render = queries.render_by_id(db.session(), clip_id, render_id)
    if not render.thumbnail_key:
        raise NotFoundError("Ese archivo no tiene miniatura.")
    return serve(Kept(render.thumbnail_key, "jpg", render.sha256))


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
    return _as_file(write(shown), name)


@bp.get("/clips/<int:clip_id>/cortes.<kind>")
@allow(Capability.READ, clip_id=Clip)
def cut_list(clip_id: int, kind: str) -> Response:
    """Give the parts of a clip as a list for another program."""
    write = {"csv": write_csv, "llc": write_llc}.get(kind)
    if write is None:
        raise NotFoundError(NO_SUCH_FILE)
    clip = queries.clip_by_id(db.session(), clip_id)
    cuts = _cuts_of(clip, queries.edit_of(db.session(), clip))
    return _as_file(write(cuts), f"{clip.folio}.{kind}")


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


def _done(
    clip_id: int, change: Callable[[], None], said: str, *, undone_by: str = ""
) -> AnyResponse:
    """Carry out what a button asks, say so, and lead back to the clip."""
    try:
        change()
        db.session.commit()
        if undone_by:
            offer_undo(said, undone_by)
        else:
            flash(said, "success")
    except AppError as error:
        db.session.rollback()
        flash(error.message, "error")
    where = "clips.edit" if number_of(request.form.get("editor")) else "clips.show"
    return redirect(to(where, clip_id=clip_id), 303)


def _as_file(text: str, name: str) -> Response:
    """Answer with a text that is downloaded under a name."""
    answer = Response(text, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _cuts_of(clip: Clip, edit: Edit) -> CutList:
    """Return the parts of a clip as a list of cuts."""
    names = [edit.title or clip.folio] * len(edit.pieces)
    segments = zip(edit.pieces, names, strict=True)
    media = clip.file.name.rpartition("/")[2]
    return CutList(tuple(Segment(one.in_ms, one.out_ms, name) for one, name in segments), media)
