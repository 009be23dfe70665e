"""The list of a clip: its points, the answers to them, and what was watched."""

import json

from flask import Blueprint, Response, flash, redirect, request
from flask import url_for as to
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from vc import evidence, labels
from vc.access import (
    FORM_BYTES,
    allow,
    can,
    clock,
    csrf,
    only_answers,
    signed_in,
    takes_up_to,
)
from vc.checklists import answering, appearances, list_page, queries, watched
from vc.checklists.forms import AppearanceForm, ListForm, spans_of
from vc.checklists.hooks import REVIEWING
from vc.checklists.labels import MANY_OPEN, ONE_OPEN
from vc.checklists.list_page import Sent
from vc.checklists.models import Answer, Appearance
from vc.clips import queries as clips
from vc.clips.models import Clip, ClipRender
from vc.consents.models import Consent
from vc.db import db
from vc.errors import AppError, ConcurrentChangeError, NotFoundError, RuleError
from vc.inputs import number_of
from vc.page_request import PageRequest
from vc.permissions import Capability
from vc.recordings.serving import Kept, serve
from vc.services import services

bp = Blueprint("checklists", __name__)

UNPROCESSABLE, CONFLICT = 422, 409
MOST_FILES = 3
"""How many papers of the largest size one request may bring."""
SENT = "El clip pasa a revisión. Otra persona lo ve en «Mis pendientes»."


@bp.get("/clips/<int:clip_id>/lista")
@allow(Capability.READ, clip_id=Clip)
def show(clip_id: int) -> str:
    """Show what is still to be done for a clip, and answer it."""
    clip = clips.clip_by_id(db.session(), clip_id)
    number = number_of(request.args.get("quitada"))
    removed = queries.appearance_by_id(db.session(), clip, number) if number else None
    return list_page.list_page(clip, removed=removed)


@bp.post("/clips/<int:clip_id>/lista/quien")
@allow(Capability.READ, clip_id=Clip)
@only_answers
def find_person(clip_id: int) -> str:
    """Show the list with the consents of a name or folio, which stands in no address."""
    return list_page.list_page(clips.clip_by_id(db.session(), clip_id))


@bp.post("/clips/<int:clip_id>/lista")
@allow(Capability.ANSWER_CHECKLIST, clip_id=Clip)
@csrf.exempt  # its form checks the token, and shows again what was typed
@takes_up_to(MOST_FILES * evidence.MOST_BYTES + FORM_BYTES)
def answer(clip_id: int) -> AnyResponse | str | tuple[str, int]:
    """Keep the answers that were given: of one point, or of the whole list."""
    clip, whole = clips.clip_by_id(db.session(), clip_id), ListForm()
    touched = answering.touched_forms(clip)
    if not whole.validate():
        for form in touched.values():
            form.validate()  # What else is wrong is told at once, not at the next attempt.
            form.reply.errors = [*form.reply.errors, labels.EXPIRED_FORM]
        return _refused(clip_id, Sent(touched, whole))
    try:
        said = answering.keep_whole(clip, whole)
        refused = answering.keep_all(clip_id, touched)
    except (RuleError, ConcurrentChangeError) as error:
        db.session.rollback()
        whole.form_errors = [*whole.form_errors, error.message]
        return _refused(clip_id, Sent(touched, whole), error.http_status)
    said = said or (answering.ANSWERED if len(refused) < len(touched) else "")
    if refused:
        return _refused(clip_id, Sent(refused, whole, said))
    clip = clips.clip_by_id(db.session(), clip_id)
    return _send(clip) if whole.send.data else _answered(clip, next(iter(touched), 0), said)


@bp.get("/clips/<int:clip_id>/lista/evidencia/<int:answer_id>")
@allow(Capability.ANSWER_CHECKLIST, clip_id=Clip, answer_id=Answer)
def proof(clip_id: int, answer_id: int) -> Response:
    """Give the file that proves an answer."""
    clip = clips.clip_by_id(db.session(), clip_id)
    found = queries.answer_by_id(db.session(), clip, answer_id)
    ending = found.file_key.rpartition(".")[2]
    return serve(Kept(found.file_key, ending, found.file_sha256))


@bp.post("/clips/<int:clip_id>/archivos/<int:render_id>/visto")
@allow(Capability.ANSWER_CHECKLIST, clip_id=Clip, render_id=ClipRender)
def note_watched(clip_id: int, render_id: int) -> tuple[str, int]:
    """Keep which seconds of a file the person has really watched."""
    assert isinstance(request, PageRequest)  # So are all of this application.
    spans = spans_of(request.sent_object())
    render = clips.render_by_id(db.session(), clip_id, render_id)
    watched.note(db.session(), render, spans, now=clock(), by=signed_in())
    db.session.commit()
    return "", 204


@bp.post("/clips/<int:clip_id>/aparece")
@allow(Capability.ANSWER_CHECKLIST, clip_id=Clip)
def name_person(clip_id: int) -> AnyResponse:
    """Note who appears in a clip."""
    clip, form = clips.clip_by_id(db.session(), clip_id), AppearanceForm()
    try:
        if not form.validate():
            raise RuleError(next(iter(form.errors.values()))[0])
        consent = db.session.get(Consent, number_of(form.consent.data) or 0)
        if consent is None:
            raise NotFoundError("Ese consentimiento no existe.")
        appearances.name_person(
            db.session(), clip, consent, form.span(), now=clock(), by=signed_in()
        )
        db.session.commit()
        flash("Se agregó quién aparece.", "success")
    except RuleError as error:
        db.session.rollback()
        flash(error.message, "error")
    return _to_people(clip_id)


@bp.post("/clips/<int:clip_id>/aparece/<int:appearance_id>/quitar")
@allow(Capability.ANSWER_CHECKLIST, clip_id=Clip, appearance_id=Appearance)
def unname_person(clip_id: int, appearance_id: int) -> AnyResponse:
    """Note that somebody does not appear after all."""
    found = _appearance(clip_id, appearance_id)
    appearances.remove(db.session(), found, now=clock(), by=signed_in())
    db.session.commit()
    return _to_people(clip_id, appearance_id)


@bp.post("/clips/<int:clip_id>/aparece/<int:appearance_id>/recuperar")
@allow(Capability.ANSWER_CHECKLIST, clip_id=Clip, appearance_id=Appearance)
def bring_person_back(clip_id: int, appearance_id: int) -> AnyResponse:
    """Undo that somebody was removed."""
    found = _appearance(clip_id, appearance_id)
    appearances.restore(db.session(), found, now=clock(), by=signed_in())
    db.session.commit()
    return _to_people(clip_id)


def _appearance(clip_id: int, appearance_id: int) -> Appearance:
    """Return one who appears in a clip, or did. Raises NotFoundError."""
    clip = clips.clip_by_id(db.session(), clip_id)
    return queries.appearance_by_id(db.session(), clip, appearance_id)


def _to_people(clip_id: int, removed: int | None = None) -> AnyResponse:
    """Lead back to who appears, with an offer to undo a removal."""
    where = to("checklists.show", clip_id=clip_id, quitada=removed, _anchor="aparecen")
    return redirect(where, 303)


def _refused(clip_id: int, sent: Sent, status: int = UNPROCESSABLE) -> tuple[str, int]:
    """Show the list again, with what was typed and what is wrong with it."""
    show_list = list_page.list_part if "HX-Request" in request.headers else list_page.list_page
    is_beside = CONFLICT in [status, *(one.status for one in sent.forms.values())]
    page = show_list(clips.clip_by_id(db.session(), clip_id), sent)
    return page, CONFLICT if is_beside else UNPROCESSABLE


def _answered(clip: Clip, item_id: int, said: str) -> AnyResponse | str:
    """Show the list as it is now, at the point that was answered."""
    if "HX-Request" in request.headers:
        return list_page.list_part(clip, Sent(said=said))
    if said:
        flash(said, "success")
    anchor = f"punto-{item_id}" if item_id else None
    return redirect(to("checklists.show", clip_id=clip.id, _anchor=anchor), 303)


def _send(clip: Clip) -> AnyResponse:
    """Ask for the clip's review, or lead to the first point that is missing."""
    (reviewing,) = services().registry.added_to(REVIEWING)
    waiting = list_page.state_for(clip).waiting
    if waiting:
        count = len(waiting)
        flash(ONE_OPEN if count == 1 else MANY_OPEN.format(count=count), "warning")
        anchor = f"punto-{waiting[0].item.id}"
        return redirect(to("checklists.show", clip_id=clip.id, _anchor=anchor), 303)
    try:
        reviewing.ask(db.session(), clip, clock(), signed_in())
        db.session.commit()
        flash(SENT, "success")
    except AppError as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(to("clips.show", clip_id=clip.id, _anchor="revision"), 303)


@bp.app_template_global("watched")
def _watched_attributes(render: ClipRender, *, is_told: bool = False) -> Markup:
    """Return the attributes of a file's `video` with which `viewing.js` reports what is played.

    Templates of every feature may call it. With `is_told` the page says how much is left to watch.
    """
    if not can("checklists.note_watched"):
        return Markup()
    address = to("checklists.note_watched", clip_id=render.clip_id, render_id=render.id)
    attributes = ' data-watched-url="{}" data-watched-token="{}"'
    shown = Markup(attributes).format(address, generate_csrf())  # noqa: S704 - it escapes both
    if not is_told:
        return shown
    known = json.dumps(watched.known_spans(db.session(), render, signed_in()))
    told = Markup(' data-watched-known="{}" data-watched-ms="{}"')
    return shown + told.format(known, render.duration_ms or 0)
