"""The pages of keeping: what is decided of a recording, and the rules of how long it is kept."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, current_person, office_zone, signed_in
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import Form
from vc.inputs import number_of
from vc.paging import MOST_COUNTED
from vc.permissions import Capability
from vc.recordings import queries as recordings
from vc.recordings.hooks import RECORDING_NEEDED, RECORDING_PAGE
from vc.recordings.models import Recording
from vc.retention import forms, queries, records, service
from vc.services import services
from vc.toasts import offer_undo

bp = Blueprint("retention", __name__)

UNPROCESSABLE = 422


@bp.get("/grabaciones/conservacion")
@allow(Capability.READ)
def index() -> str:
    """Show how long each kind is kept, and what would go today."""
    return _page()


@bp.post("/grabaciones/conservacion")
@allow(Capability.SET_RETENTION)
def save_rules() -> AnyResponse | tuple[str, int]:
    """Keep the rules."""
    wanted, errors = forms.wanted_rules(queries.lines(db.session()), request.form)
    if errors:
        return _page(errors), UNPROCESSABLE
    service.set_rules(db.session(), wanted, now=clock(), by=signed_in())
    db.session.commit()
    flash("Se guardaron las reglas. Abajo está lo que se iría hoy.", "success")
    return redirect(to("retention.index", _anchor="vencidas"), 303)


@bp.post("/grabaciones/conservacion/registros")
@allow(Capability.SET_RETENTION)
def save_record_rules() -> AnyResponse | tuple[str, int]:
    """Keep how long mails and audit lines stay."""
    wanted, errors = forms.wanted_records(_records(), request.form)
    if errors:
        return _page(errors), UNPROCESSABLE
    records.set_rules(db.session(), wanted, now=clock(), by=signed_in())
    db.session.commit()
    flash("Se guardaron las reglas. Abajo está cuánto se iría hoy.", "success")
    return redirect(to("retention.index", _anchor="registros"), 303)


@bp.post("/grabaciones/conservacion/papelera")
@allow(Capability.SET_RETENTION)
def throw_due_away() -> AnyResponse:
    """Put what a person ticked of the due recordings into the bin."""
    chosen = {number_of(text) for text in request.form.getlist("grabacion")}
    due = [one for one in queries.due(db.session(), clock()) if one.recording.id in chosen]
    kept = 0
    for one in due:
        reason = service.why_needed(db.session(), one.recording, _needs())
        if reason:
            kept += 1
            flash(f"{one.recording}: {reason}", "warning")
            continue
        service.throw_away(
            db.session(), one.recording, reason=service.BY_RULE, now=clock(), by=current_person()
        )
    db.session.commit()
    gone = len(due) - kept
    flash(f"{gone} a la papelera. Se pueden recuperar durante 30 días.", "success")
    return redirect(to("retention.index", _anchor="vencidas"), 303)


@bp.post("/grabaciones/<int:recording_id>/decidir")
@allow(Capability.DECIDE_RECORDING, recording_id=Recording)
def decide(recording_id: int) -> AnyResponse | tuple[str, int]:
    """Keep what was decided of a recording."""
    recording = recordings.recording_by_id(db.session(), recording_id)
    form = forms.DecisionForm()
    if not form.validate():
        return _shown(recording, decision_form=form)
    try:
        form.check_seen(forms.decided(recording, office_zone()))
        decision = form.decision(office_zone())
        service.decide(db.session(), recording, decision, now=clock(), by=signed_in())
        db.session.commit()
    except ConcurrentChangeError:
        return _shown(recording, decision_form=form)[0], form.status
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _shown(recording, decision_form=form)
    flash("Se guardó lo decidido.", "success")
    return _back(recording_id)


@bp.post("/grabaciones/<int:recording_id>/papelera")
@allow(Capability.DECIDE_RECORDING, recording_id=Recording)
def throw_away(recording_id: int) -> AnyResponse | tuple[str, int]:
    """Put a recording into the bin."""
    recording, form = recordings.recording_by_id(db.session(), recording_id), forms.BinForm()
    if not form.validate():
        return _shown(recording, bin_form=form)
    reason, by = form.reason.data, current_person()
    try:
        service.throw_away(
            db.session(), recording, reason=reason, now=clock(), by=by, needs=_needs()
        )
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _shown(recording, bin_form=form)
    said = "Quedó en la papelera. Se puede recuperar durante 30 días."
    offer_undo(said, to("retention.restore", recording_id=recording_id))
    return _back(recording_id)


@bp.post("/grabaciones/<int:recording_id>/restaurar")
@allow(Capability.DECIDE_RECORDING, recording_id=Recording)
def restore(recording_id: int) -> AnyResponse:
    """Bring a recording back from the bin."""
    recording = recordings.recording_by_id(db.session(), recording_id)
    try:
        service.restore(db.session(), recording, now=clock(), by=signed_in())
        db.session.commit()
        flash("La grabación volvió a su lugar.", "success")
    except RuleError as error:
        db.session.rollback()
        flash(error.message, "error")
    return _back(recording_id)


@bp.post("/grabaciones/<int:recording_id>/borrar-en-plataforma")
@allow(Capability.DELETE_AT_VENDOR, recording_id=Recording)
def delete_at_vendor(recording_id: int) -> AnyResponse:
    """Have the vendor's copy deleted, once ours was verified."""
    recording = recordings.recording_by_id(db.session(), recording_id)
    try:
        service.ask_for_deletion(
            db.session(), recording, now=clock(), by=signed_in(), needs=_needs()
        )
        db.session.commit()
        flash("Primero se revisa nuestra copia; después se borra la otra.", "info")
    except RuleError as error:
        db.session.rollback()
        flash(error.message, "error")
    return _back(recording_id)


def _page(errors: dict[str, str] | None = None) -> str:
    """Return the page of the rules; what was typed stays where it was refused."""
    return render_template(
        "retention/index.html",
        lines=queries.lines(db.session()),
        due=queries.due(db.session(), clock()),
        records=_records(),
        most=MOST_COUNTED,
        errors=errors or {},
        sent=request.form,
        name_of=forms.name_of,
        label_of=forms.label_of,
        shown_of=forms.shown_of,
        typed_in=forms.typed_in,
    )


def _needs() -> tuple[service.Need, ...]:
    """Return what tells that a recording is still needed."""
    return services().registry.added_to(RECORDING_NEEDED)


def _shown(recording: Recording, **refused: Form) -> tuple[str, int]:
    """Answer with the recording's page, a form of it as it was sent."""
    (page_of,) = services().registry.added_to(RECORDING_PAGE)
    return page_of(recording, **refused), UNPROCESSABLE


def _back(recording_id: int) -> AnyResponse:
    """Lead back to the recording."""
    return redirect(to("player.show", recording_id=recording_id), 303)


def _records() -> list[records.Line]:
    """Return the lines of the table of records."""
    return records.lines(db.session(), records.kinds_of(services()), clock())
