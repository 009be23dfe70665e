"""The buttons of publications: one service call each, then back to where they were pressed."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, jsonify, redirect, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc import dates
from vc.access import FORM_BYTES, allow, clock, current_person, office_zone, takes_up_to
from vc.db import db
from vc.errors import AppError, NotFoundError, RuleError
from vc.evidence import MOST_BYTES, drawer
from vc.forms import Form
from vc.lists.requests import carry_out
from vc.office.cures import cured
from vc.permissions import Capability
from vc.publishing import metrics, pauses, publication_page, queries, service, takedowns, views
from vc.publishing import proof as proof_module
from vc.publishing.composer import context
from vc.publishing.forms import (
    LinkForm,
    MoveForm,
    ProofForm,
    RetractForm,
    TextForm,
    check,
    figures_form,
    move_of,
)
from vc.publishing.models import Pause, Publication
from vc.services import services
from vc.toasts import offer_undo

bp = Blueprint("publishing_buttons", __name__)

UNPROCESSABLE = 422
NO_MOVE = "No hay nada que deshacer."
RESUMED = "Terminó la pausa. Siguen {count} publicaciones, separadas entre sí."
RESUMED_ONE = "Terminó la pausa. Sigue 1 publicación."
Answer = AnyResponse | tuple[str | AnyResponse, int]


@bp.post("/publicaciones/<int:publication_id>/enlace")
@allow(Capability.PUBLISH, publication_id=Publication)
def report(publication_id: int) -> Answer:
    """Keep the address of a post that a person made."""
    form = LinkForm()

    def do(row: Publication) -> None:
        check(form)
        proof_module.report(context(), row, form.permalink_url.data)

    said = "Se guardó el enlace. En cuanto conteste, queda como publicada."
    return _done(publication_id, do, said, link_form=form)


@bp.post("/publicaciones/<int:publication_id>/enlace/quitar")
@allow(Capability.PUBLISH, publication_id=Publication)
def take_back_link(publication_id: int) -> Answer:
    """Forget an address that was not that of the post."""
    said = "Se quitó el enlace. Pegue el de la publicación."
    return _done(publication_id, lambda row: proof_module.take_back_link(context(), row), said)


@bp.post("/publicaciones/<int:publication_id>/enlace/comprobar")
@allow(Capability.PUBLISH, publication_id=Publication)
def look_again(publication_id: int) -> Answer:
    """Let the worker look at the address now."""
    return _done(
        publication_id, lambda row: proof_module.look_again(context(), row), "Se comprueba ahora."
    )


@bp.post("/publicaciones/<int:publication_id>/vista")
@allow(Capability.PUBLISH, publication_id=Publication)
def confirm_seen(publication_id: int) -> Answer:
    """Note that a person saw the post where the network hides it from us."""
    said = "Queda como publicada, con su nombre."
    return _done(publication_id, lambda row: proof_module.confirm_seen(context(), row), said)


@bp.post("/publicaciones/<int:publication_id>/no-esta")
@allow(Capability.PUBLISH, publication_id=Publication)
def deny(publication_id: int) -> Answer:
    """Note that a person looked, and the post is not there."""
    said = "Queda anotado que no está. Puede volver a la cola."
    return _done(publication_id, lambda row: proof_module.deny(context(), row), said)


@bp.post("/publicaciones/<int:publication_id>/mover")
@allow(Capability.PREPARE_PUBLICATION, publication_id=Publication)
def move(publication_id: int) -> Answer:
    """Give a publication another time: by its form, or dragged over the plan."""
    form = MoveForm()
    before = queries.publication_by_id(db.session(), publication_id).publish_after

    def do(row: Publication) -> None:
        check(form)
        form.check_seen(move_of(row, office_zone()))
        to_when = form.wanted(row, office_zone())
        service.move(context(), row, to_when, insists=form.insists.data)

    if "application/json" not in request.headers.get("Accept", ""):
        return _done(publication_id, do, lambda row: _say_moved(row, before), move_form=form)
    try:
        row = queries.publication_by_id(db.session(), publication_id)
        do(row)
        db.session.commit()
        _say_moved(row, before)
    except AppError as error:
        db.session.rollback()
        return jsonify(message=error.message, html=cured(error.message)), UNPROCESSABLE
    return jsonify(message="Se movió la publicación.")


@bp.post("/publicaciones/<int:publication_id>/mover/deshacer")
@allow(Capability.PREPARE_PUBLICATION, publication_id=Publication)
def move_back(publication_id: int) -> Answer:
    """Undo the last move of a publication, as long as nothing else was changed."""
    before = request.args.get("antes", type=datetime.fromisoformat)
    version = request.args.get("version", 0, type=int)

    def do(row: Publication) -> None:
        if before is None or before.tzinfo is None:
            raise NotFoundError(NO_MOVE)
        service.move_back(context(), row, before, version)

    return _done(publication_id, do, "La publicación volvió a su hora.")


@bp.post("/publicaciones/<int:publication_id>/quitar")
@allow(Capability.PREPARE_PUBLICATION, publication_id=Publication)
def cancel(publication_id: int) -> Answer:
    """Take a publication out of the queue."""
    said = "Se quitó de la cola. Puede devolverla cuando guste."
    return _done(publication_id, lambda row: service.cancel(context(), row), said)


@bp.post("/publicaciones/<int:publication_id>/devolver")
@allow(Capability.PUBLISH, publication_id=Publication)
def put_back(publication_id: int) -> Answer:
    """Queue a publication again."""
    said = "Volvió a la cola, a su hora o a la siguiente libre."
    return _done(publication_id, lambda row: service.put_back(context(), row), said)


@bp.post("/publicaciones/reintentar")
@allow(Capability.PUBLISH, everywhere=True)
def put_back_all() -> AnyResponse:
    """Queue everything again that one cause stopped; what still cannot go is told."""
    rows = queries.stopped_by(db.session(), request.form.get("causa", ""))
    done, refused = service.put_back_all(context(), rows)
    db.session.commit()
    if done:
        flash("Volvió 1 a la cola." if done == 1 else f"Volvieron {done} a la cola.", "success")
    for message in refused:
        flash(message, "error")
    return redirect(to("publishing.index"), 303)


@bp.post("/publicaciones/elegidas/reintentar")
@allow(Capability.PUBLISH)
def put_back_chosen() -> AnyResponse:
    """Queue the chosen ones again; of what may be out already nothing is sent twice."""
    return carry_out(
        "publishing.index",
        lambda asked: queries.found_stuck(queries.Search.of(asked)),
        lambda row: service.put_back(context(), row),
        capability=Capability.PUBLISH,
        said=("Volvió 1 a la cola", "Volvieron {} a la cola", "Ninguna volvió a la cola"),
    )


@bp.post("/publicaciones/<int:publication_id>/texto")
@allow(Capability.APPROVE, publication_id=Publication)
def approve_text(publication_id: int) -> Answer:
    """Approve the words of a channel."""
    form = TextForm()
    return _done(
        publication_id,
        lambda row: service.approve_text(context(), row, form.digest.data or ""),
        "El texto quedó aprobado para este canal.",
    )


@bp.post("/publicaciones/<int:publication_id>/retirar")
@allow(Capability.PUBLISH, publication_id=Publication)
def retract(publication_id: int) -> Answer:
    """Ask for a publication to be taken down."""
    form = RetractForm()

    def do(row: Publication) -> None:
        check(form)
        takedowns.ask(context(), row, form.why.data)

    return _done(publication_id, do, "Queda por retirar, con su plazo.", retract_form=form)


@bp.post("/publicaciones/<int:publication_id>/retirar/no")
@allow(Capability.PAUSE_PUBLISHING, publication_id=Publication)
def call_off(publication_id: int) -> Answer:
    """Leave a publication where it is after all."""
    said = "La publicación se queda."
    return _done(publication_id, lambda row: takedowns.call_off(context(), row), said)


@bp.post("/publicaciones/<int:publication_id>/retirar/listo")
@allow(Capability.PUBLISH, publication_id=Publication)
@takes_up_to(MOST_BYTES + FORM_BYTES)
def finish_retracting(publication_id: int) -> Answer:
    """Note that it was taken down, with proof."""
    form = ProofForm()

    def do(row: Publication) -> None:
        check(form)
        with drawer(services().store, "evidence") as kept:
            proof = kept.take(form.file.data)
            takedowns.finish(context(), row, form.proof.data, proof.key)
            db.session.commit()

    return _done(publication_id, do, "Quedó la constancia del retiro.", proof_form=form)


@bp.post("/publicaciones/<int:publication_id>/cifras")
@allow(Capability.PUBLISH, publication_id=Publication)
def keep_figures(publication_id: int) -> Answer:
    """Keep what somebody read off the network's page."""
    network = queries.publication_by_id(db.session(), publication_id).channel.network
    form = figures_form(network)()

    def do(row: Publication) -> None:
        check(form)
        form.check_figures(row)
        typed = {key: field.data for key, field in form.counts.items()}
        metrics.keep(context(), row, form.chosen, typed)

    return _done(publication_id, do, "Se guardaron las cifras.", figures_form=form)


@bp.post("/publicaciones/pausas")
@allow(Capability.PAUSE_PUBLISHING)
def pause() -> AnyResponse | tuple[str, int]:
    """Hold everything back, or a channel, or a campaign."""
    form = views.pause_form(is_sent=True)
    if not form.validate():
        return views.board(form), UNPROCESSABLE
    try:
        pauses.pause(context(), form.new_pause(office_zone()))
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return views.board(form), UNPROCESSABLE
    flash("Las publicaciones están en pausa; conservan su lugar.", "success")
    return redirect(to("publishing.index", _anchor="pausas"), 303)


@bp.post("/publicaciones/pausas/<int:pause_id>/terminar")
@allow(Capability.PAUSE_PUBLISHING, pause_id=Pause)
def lift(pause_id: int) -> AnyResponse:
    """End a pause."""
    row = pauses.pause_by_id(db.session(), pause_id)
    by, zone = current_person(), office_zone()
    count = pauses.lift(db.session(), row, now=clock(), zone=zone, by=by)
    db.session.commit()
    flash(RESUMED_ONE if count == 1 else RESUMED.format(count=count), "success")
    return redirect(to("publishing.index"), 303)


def _say_moved(row: Publication, before: datetime) -> None:
    """Say where a publication was moved, and offer to take it back."""
    if row.publish_after == before:
        flash("La publicación sigue a su hora.", "success")
        return
    undo = to(
        "publishing_buttons.move_back",
        publication_id=row.id,
        antes=before.isoformat(),
        version=row.version,
        desde=request.values.get("desde"),
    )
    at = dates.stamp(row.publish_after, office_zone(), clock())
    offer_undo(f"«{row.clip.title or row.clip.folio}» pasó al {at}.", undo)


def _back(publication_id: int) -> AnyResponse:
    """Return to where a button was pressed: the plan's month, or the publication."""
    if request.values.get("desde") != "plan":
        return redirect(to("publishing.show", publication_id=publication_id), 303)
    at = queries.publication_by_id(db.session(), publication_id).publish_after
    return redirect(to("publishing.plan", mes=f"{at.astimezone(office_zone()):%Y-%m}"), 303)


def _done(
    publication_id: int,
    change: Callable[[Publication], object],
    said: str | Callable[[Publication], None],
    **forms: Form,
) -> Answer:
    """Carry out what a button asks and say so; a form that is refused is shown as it was typed."""
    row = queries.publication_by_id(db.session(), publication_id)
    try:
        change(row)
        db.session.commit()
        if callable(said):
            said(row)
        else:
            flash(said, "success")
    except AppError as error:
        db.session.rollback()
        again = queries.publication_by_id(db.session(), publication_id)
        if not forms:
            flash(error.message, "error")
            return _back(publication_id)
        form = next(iter(forms.values()))
        if not form.errors:
            form.blame(error)
        return publication_page.show_page(again, **forms), form.status
    return _back(publication_id)
