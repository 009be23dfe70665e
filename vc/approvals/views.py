"""The pages of approving: what waits for me, and the buttons of a clip's review."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, g, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, current_person, office_date, office_zone, signed_in
from vc.approvals import queries, review_page, service, takedowns
from vc.approvals.forms import ApproveForm, ChangesForm, EmergencyForm, TakedownForm
from vc.approvals.models import Reason, Takedown
from vc.approvals.put_off_rows import rows_put_off
from vc.booking.context import back_at, piles
from vc.booking.pending import rows_of
from vc.clips import queries as clips
from vc.clips.clip_page import show_page
from vc.clips.models import Clip, ClipStatus
from vc.db import db
from vc.errors import AppError, RuleError
from vc.forms import Form
from vc.inputs import day_of
from vc.permissions import Capability

bp = Blueprint("approvals", __name__)

UNPROCESSABLE = 422
Answer = AnyResponse | tuple[str, int]


@bp.get("/pendientes")
@allow(Capability.READ)
def inbox() -> str:
    """Show what waits for whoever asks."""
    person, now = signed_in(), clock()
    lists = [(one, rows_of(db.session(), one.kind, person, now)) for one in piles()]
    return render_template(
        "approvals/inbox.html", lists=lists, put_off=rows_put_off(), back_at=back_at()
    )


@bp.get("/aprobaciones/emergencia")
@allow(Capability.READ)
def emergencies() -> str:
    """List the approvals without a second person, month by month: the report tells of them."""
    begin, end = _month(request.args.get("mes", ""))
    found = queries.emergencies(db.session(), begin, end)
    return render_template("approvals/emergencies.html", reviews=found, begin=begin, end=end)


@bp.get("/clips/<int:clip_id>/revision")
@allow(Capability.APPROVE, clip_id=Clip)
def review(clip_id: int) -> AnyResponse | str:
    """Show a clip that waits for somebody else: what changed, what asks for a look, the film."""
    clip = clips.clip_by_id(db.session(), clip_id)
    if clip.status is not ClipStatus.IN_REVIEW:
        return redirect(to("clips.show", clip_id=clip_id, _anchor="revision"), 303)
    return review_page.review_page(clip)


@bp.post("/clips/<int:clip_id>/revision")
@allow(Capability.CUT, clip_id=Clip)
def submit(clip_id: int) -> Answer:
    """Ask for a clip's review."""
    clip = clips.clip_by_id(db.session(), clip_id)
    return _done(
        clip_id,
        lambda: service.submit(db.session(), clip, now=clock(), by=signed_in()),
        "El clip pasa a revisión. Otra persona lo ve en «Mis pendientes».",
    )


@bp.post("/clips/<int:clip_id>/revision/quitar")
@allow(Capability.CUT, clip_id=Clip)
def take_back(clip_id: int) -> Answer:
    """Take a clip out of its review."""
    clip = clips.clip_by_id(db.session(), clip_id)
    return _done(
        clip_id,
        lambda: service.take_back(db.session(), clip, now=clock(), by=signed_in()),
        "El clip salió de revisión.",
    )


@bp.post("/clips/<int:clip_id>/aprobar")
@allow(Capability.APPROVE, clip_id=Clip)
def approve(clip_id: int) -> Answer:
    """Approve what was seen."""
    clip, form = clips.clip_by_id(db.session(), clip_id), ApproveForm()
    return _done(
        clip_id,
        lambda: service.approve(
            db.session(),
            clip,
            files=form.files.data or "",
            text=form.text.data or "",
            now=clock(),
            zone=office_zone(),
            by=signed_in(),
        ),
        "El clip quedó aprobado.",
    )


@bp.post("/clips/<int:clip_id>/emergencia")
@allow(Capability.APPROVE, clip_id=Clip)
def approve_alone(clip_id: int) -> Answer:
    """Approve without a second person, with the reason."""
    clip, form = clips.clip_by_id(db.session(), clip_id), EmergencyForm()

    def do() -> None:
        _check(form)
        service.approve(
            db.session(),
            clip,
            files=form.files.data or "",
            text=form.text.data or "",
            emergency=form.comment.data,
            now=clock(),
            zone=office_zone(),
            by=signed_in(),
        )

    said = "El clip quedó aprobado por emergencia. Sale en el informe del mes."
    return _done(clip_id, do, said, form=form)


@bp.post("/clips/<int:clip_id>/cambios")
@allow(Capability.APPROVE, clip_id=Clip)
def request_changes(clip_id: int) -> Answer:
    """Send a clip back."""
    clip, form = clips.clip_by_id(db.session(), clip_id), ChangesForm()

    def do() -> None:
        _check(form)
        service.request_changes(
            db.session(),
            clip,
            reason=Reason(form.reason.data),
            comment=form.comment.data,
            now=clock(),
            by=signed_in(),
        )

    return _done(clip_id, do, "Se pidieron los cambios.", form=form)


@bp.post("/retiros/<int:takedown_id>")
@allow(Capability.APPROVE, takedown_id=Takedown)
def finish_takedown(takedown_id: int) -> Answer:
    """Note where a clip was taken down."""
    task, form = queries.takedown_by_id(db.session(), takedown_id), TakedownForm()

    def do() -> None:
        _check(form)
        takedowns.finish_takedown(
            db.session(), task, proof=form.proof.data, now=clock(), by=current_person()
        )

    return _done(task.clip_id, do, "Quedó la constancia del retiro.", form=form)


def _check(form: Form) -> None:
    """Raise RuleError for a form that is not filled in as it should be."""
    if not form.validate():
        raise RuleError(next(iter(form.errors.values()))[0])


def _done(
    clip_id: int, change: Callable[[], object], said: str, *, form: Form | None = None
) -> Answer:
    """Carry out what a button asks, say so, and lead back to the clip.

    A `form` that is refused is shown again with what was typed.
    """
    try:
        change()
        db.session.commit()
        flash(said, "success")
    except AppError as error:
        db.session.rollback()
        flash(error.message, "error")
        clip, g.refused_form = clips.clip_by_id(db.session(), clip_id), form
        # Whoever decides beside the film goes on there.
        if request.form.get("beside") and clip.status is ClipStatus.IN_REVIEW:
            if form is None:
                return redirect(to("approvals.review", clip_id=clip_id), 303)
            return review_page.review_page(clip), UNPROCESSABLE
        if form is not None:
            return show_page(clip), UNPROCESSABLE
    return redirect(to("clips.show", clip_id=clip_id, _anchor="revision"), 303)


def _month(text: str) -> tuple[datetime, datetime]:
    """Return the month of an address, such as 2031-03, in the office's time; else the present."""
    zone = office_zone()
    day = day_of(f"{text}-01") or office_date()
    begin = datetime(day.year, day.month, 1, tzinfo=zone)
    return begin, begin.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
