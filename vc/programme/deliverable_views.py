"""The pages of what is entered by hand, and of the files that show it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Response, flash, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from vc import evidence
from vc.access import FORM_BYTES, allow, office_date, takes_up_to
from vc.booking.form_page import campaigns_to_choose
from vc.db import db
from vc.errors import AppError, NotFoundError, RuleError
from vc.evidence import Drawer
from vc.permissions import Capability
from vc.programme import deliveries, labels, queries
from vc.programme.deliveries import NewDeliverable
from vc.programme.forms import AnyDeliverableForm, DeliverableForm, WithdrawForm
from vc.programme.models import Deliverable, Goal, HandKind
from vc.programme.views import Page, bp, context
from vc.services import services
from vc.store import media_type

FOLDER = "entregables"
NOT_BY_HAND = "Lo de esta meta se cuenta solo: no se registra a mano."
NO_FILE = "Ese entregable no tiene archivo."
COUNTS = "Quedó registrado y cuenta."
PLANNED = "Quedó programado. Cuenta cuando tenga una dirección o un archivo."
Keep = Callable[[NewDeliverable], Deliverable]


@bp.route("/programa/metas/<int:goal_id>/entregable", methods=["GET", "POST"])
@allow(Capability.DELIVER, goal_id=Goal)
@takes_up_to(evidence.MOST_BYTES + FORM_BYTES)
def deliver(goal_id: int) -> AnyResponse | Page:
    """Enter something that was delivered for a goal."""
    goal = queries.goal_by_id(db.session(), goal_id)
    if goal.kind not in list(labels.HAND_KINDS):
        raise NotFoundError(NOT_BY_HAND)
    kind = HandKind(goal.kind)
    first = {"day": office_date(), "campaign_id": goal.versions[-1].campaign_id}
    form = DeliverableForm(data=first).offer(campaigns_to_choose())
    if form.validate_on_submit():
        saved = _kept(form, lambda new: deliveries.enter(context(), kind, new, goal=goal))
        if saved is not None:
            return redirect(url_for("programme.deliverable", deliverable_id=saved.id), 303)
    back = url_for("programme.goal", goal_id=goal_id), f"Meta {goal.number}"
    return _form_page(form, f"Registrar {labels.HAND_KINDS[kind][0]}", back)


@bp.route("/programa/entregables/nuevo", methods=["GET", "POST"])
@allow(Capability.DELIVER, everywhere=True)
@takes_up_to(evidence.MOST_BYTES + FORM_BYTES)
def deliver_any() -> AnyResponse | Page:
    """Enter something that was delivered, of any kind."""
    form = AnyDeliverableForm(data={"day": office_date()}).offer(campaigns_to_choose())
    if form.validate_on_submit():
        kind = HandKind(form.kind.data)
        saved = _kept(form, lambda new: deliveries.enter(context(), kind, new))
        if saved is not None:
            return redirect(url_for("programme.deliverable", deliverable_id=saved.id), 303)
    return _form_page(form, "Registrar entregable", (url_for("programme.index"), "Programa"))


@bp.get("/programa/entregables/<int:deliverable_id>")
@allow(Capability.READ, deliverable_id=Deliverable)
def deliverable(deliverable_id: int) -> str:
    """Show what was delivered, and what shows it."""
    return _show(deliverable_id, WithdrawForm(formdata=None))


@bp.route("/programa/entregables/<int:deliverable_id>/cambiar", methods=["GET", "POST"])
@allow(Capability.DELIVER, deliverable_id=Deliverable)
@takes_up_to(evidence.MOST_BYTES + FORM_BYTES)
def edit_deliverable(deliverable_id: int) -> AnyResponse | Page:
    """Put right what was entered, or add what shows it."""
    row = queries.deliverable_by_id(db.session(), deliverable_id)
    form = DeliverableForm.of(row).offer(campaigns_to_choose())

    def change(new: NewDeliverable) -> Deliverable:
        deliveries.change(context(), row, new)
        return row

    stored = DeliverableForm.of(row, formdata=None).offer(campaigns_to_choose())
    if form.is_sent_as_seen(stored) and _kept(form, change) is not None:
        return redirect(url_for("programme.deliverable", deliverable_id=deliverable_id), 303)
    back = url_for("programme.deliverable", deliverable_id=deliverable_id), "Volver"
    return _form_page(form, "Corregir entregable", back)


@bp.post("/programa/entregables/<int:deliverable_id>/retirar")
@allow(Capability.DELIVER, deliverable_id=Deliverable)
def withdraw_deliverable(deliverable_id: int) -> AnyResponse | Page:
    """Let what was entered count no more."""
    row, form = queries.deliverable_by_id(db.session(), deliverable_id), WithdrawForm()
    if not form.validate():
        return _show(deliverable_id, form), form.status
    try:
        deliveries.withdraw(context(), row, form.why.data)
        db.session.commit()
        flash("El entregable quedó retirado: ya no cuenta.", "success")
    except AppError as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(url_for("programme.deliverable", deliverable_id=deliverable_id), 303)


@bp.get("/programa/entregables/<int:deliverable_id>/archivo")
@allow(Capability.READ, deliverable_id=Deliverable)
def evidence_file(deliverable_id: int) -> Response:
    """Give the file that shows what was delivered."""
    row = queries.deliverable_by_id(db.session(), deliverable_id)
    if not row.evidence_key:
        raise NotFoundError(NO_FILE)
    # At most 10 MB, and few ever look: it is sent by us wherever the store is.
    return send_file(
        services().store.open(row.evidence_key),
        mimetype=media_type(row.evidence_key.rpartition(".")[2]),
        download_name=row.evidence_name,
        as_attachment=True,
        etag=row.evidence_sha256,
    )


def _drawer() -> AbstractContextManager[Drawer]:
    """Lend what keeps the files of a request."""
    return evidence.drawer(services().store, FOLDER)


def _kept(form: DeliverableForm, keep: Keep) -> Deliverable | None:
    """Keep what a form says with its file; return the row, or None with the refusal in the form."""
    try:
        with _drawer() as drawer:
            row = keep(form.deliverable(drawer.take(form.file.data)))
            db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return None
    flash(COUNTS if row.has_evidence else PLANNED, "success")
    return row


def _form_page(form: DeliverableForm, heading: str, back: tuple[str, str]) -> Page:
    """Return the page of a deliverable's form."""
    url, label = back
    page = render_template(
        "programme/deliverable_form.html", form=form, heading=heading, back=url, back_label=label
    )
    return page, form.status


def _show(deliverable_id: int, form: WithdrawForm) -> str:
    """Return the page of a deliverable."""
    row = queries.deliverable_by_id(db.session(), deliverable_id)
    goals = queries.goals_of_kind(db.session(), row.kind.value, row.day.year)
    return render_template(
        "programme/deliverable.html",
        row=row,
        kind_words=labels.HAND_KINDS[row.kind],
        goals=goals,
        form=form,
        today=office_date(),
    )
