"""The pages of the month's plan, and of the task of each observance."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response

from vc import dates
from vc.access import allow, clock, office_date, office_zone
from vc.accounts.models import Person
from vc.booking import queries as booking_queries
from vc.booking.form_page import rows_of
from vc.calendars.queries import events_between
from vc.channels import queries as channels
from vc.channels.models import Channel
from vc.clips import queries as clips
from vc.db import db
from vc.editorial_plan import agenda, planning, proposals, service, ties
from vc.editorial_plan import month as months
from vc.editorial_plan.forms import ClosingForm, GivingForm, MonthForm, PieceForm, TieForm
from vc.editorial_plan.models import ObservanceTask, PlanBatch
from vc.editorial_plan.planning import Planned
from vc.errors import NotFoundError, RuleError
from vc.inputs import day_of, number_of
from vc.labels import counted
from vc.permissions import Capability
from vc.publishing.composer import context
from vc.publishing.models import Publication
from vc.publishing.panels import names
from vc.publishing_bans.queries import bans_between
from vc.toasts import offer_undo

bp = Blueprint("editorial_plan", __name__)
UNPROCESSABLE = 422
MOST_OFFERED = 5
MOST_KEYS = 200
LONGEST_KEY = 300
Page = Response | str | tuple[str, int]


@bp.get("/publicaciones/mes")
@allow(Capability.READ)
def month() -> str:
    """Show a month: its days, its bans, what goes out and what lacks."""
    day = _month()
    found = months.of_month(context(), day)
    start, end = dates.month_bounds(day, office_zone())
    events = events_between(db.session(), start, end, agenda.ANY)
    return render_template(
        "editorial_plan/month.html",
        day=day,
        before=dates.months_from(day, -1),
        after=dates.months_from(day, 1),
        found=found,
        entries=agenda.entries_of(found, events, office_zone(), clock()),
        gaps=months.gaps(found, office_date(), office_zone()),
        banned=months.BANNED,
        **names(),
    )


@bp.route("/publicaciones/mes/proponer", methods=["GET", "POST"])
@allow(Capability.PLAN_MONTH)
def propose() -> Page:
    """Show what could fill a month, and plan what is chosen of it."""
    day, used, form = _month(), _channels(), MonthForm()
    found = months.propose(context(), months.of_month(context(), day), used)
    if form.is_submitted() and form.validate():
        keys = [one[:LONGEST_KEY] for one in (form.chosen.data or [])[:MOST_KEYS]]
        try:
            planned = planning.plan(context(), planning.chosen_of(found, keys))
        except RuleError as error:
            form.blame(error)
        else:
            return _planned(planned, to("editorial_plan.month", mes=f"{day:%Y-%m}"))
    page = render_template(
        "editorial_plan/propose.html",
        day=day,
        form=form,
        found=found,
        used=used,
        channels=channels.offered(db.session()),
        **names(),
    )
    return page, form.status


@bp.get("/publicaciones/efemerides/<int:task_id>")
@allow(Capability.READ, task_id=ObservanceTask)
def task(task_id: int) -> str:
    """Show the task of an observance: last time's piece, and what is proposed."""
    return _task_page(_task(task_id))


@bp.post("/publicaciones/efemerides/<int:task_id>/planear")
@allow(Capability.ANSWER_PLAN, task_id=ObservanceTask)
def plan_task(task_id: int) -> Page:
    """Plan a clip for an observance."""
    row, form = _task(task_id), PieceForm()
    every = channels.offered(db.session())
    form.offer(clips_of(row, every), every)
    if not form.validate():
        return _task_page(row, form), form.status
    used = [one for one in every if one.id in form.channels.data]
    clip = clips.clip_by_id(db.session(), form.clip_id.data or 0)
    shelf = proposals.library(context(), used)
    asked = months.for_task(shelf, row, office_date(), only=clip)
    if asked.choice is None:
        form.blame(RuleError(asked.why_not, field="clip_id"))
        return _task_page(row, form), form.status
    return _planned(planning.plan(context(), [asked]), to("editorial_plan.task", task_id=task_id))


@bp.post("/publicaciones/efemerides/<int:task_id>/hecha")
@allow(Capability.ANSWER_PLAN, task_id=ObservanceTask)
def finish(task_id: int) -> Page:
    """Note that an observance was observed without a piece of the queue."""
    return _closed(task_id, service.finish, "La efeméride quedó como hecha.")


@bp.post("/publicaciones/efemerides/<int:task_id>/esta-vez-no")
@allow(Capability.ANSWER_PLAN, task_id=ObservanceTask)
def skip(task_id: int) -> Page:
    """Note that an observance is not observed this time."""
    return _closed(task_id, service.skip, "Esta vez no se hace.")


@bp.post("/publicaciones/efemerides/<int:task_id>/abrir")
@allow(Capability.ANSWER_PLAN, task_id=ObservanceTask)
def reopen(task_id: int) -> Response:
    """Open a task again."""
    service.reopen(context(), _task(task_id))
    db.session.commit()
    flash("La tarea está abierta otra vez.", "success")
    return redirect(to("editorial_plan.task", task_id=task_id), 303)


@bp.post("/publicaciones/efemerides/<int:task_id>/responsable")
@allow(Capability.ANSWER_PLAN, task_id=ObservanceTask)
def give(task_id: int) -> Page:
    """Ask somebody else."""
    row = _task(task_id)
    form = _giving(row, is_sent=True)
    if not form.validate():
        return _task_page(row), UNPROCESSABLE
    service.give(context(), row, db.session.get(Person, form.responsible_id.data or 0))
    db.session.commit()
    flash("Se guardó quién es responsable.", "success")
    return redirect(to("editorial_plan.task", task_id=task_id), 303)


@bp.post("/publicaciones/efemerides/<int:task_id>/publicaciones")
@allow(Capability.ANSWER_PLAN, task_id=ObservanceTask)
def tie(task_id: int) -> Page:
    """Note that a publication that there is already is for an observance."""
    row = _task(task_id)
    found = ties.to_tie(context(), row)
    form = _tying(found, is_sent=True)
    if not form.validate():
        return _task_page(row, tying=form), form.status
    chosen = [one for one in found if one.id == form.publication_id.data]
    try:
        ties.tie(context(), chosen, row)
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _task_page(_task(task_id), tying=form), form.status
    undo = to("editorial_plan.untie", task_id=task_id, publication_id=chosen[0].id)
    offer_undo("La publicación quedó para esta efeméride.", undo)
    return redirect(to("editorial_plan.task", task_id=task_id), 303)


@bp.post("/publicaciones/efemerides/<int:task_id>/publicaciones/<int:publication_id>/desmarcar")
@allow(Capability.ANSWER_PLAN, task_id=ObservanceTask, publication_id=None)
def untie(task_id: int, publication_id: int) -> Response:
    """Note that a publication is not for an observance; it stays in the queue."""
    ties.untie(context(), _task(task_id), publication_id)
    db.session.commit()
    flash("La publicación ya no es para esta efeméride. Sigue en su lugar.", "success")
    return redirect(to("editorial_plan.task", task_id=task_id), 303)


@bp.post("/publicaciones/lotes/<int:batch_id>/deshacer")
@allow(Capability.ANSWER_PLAN, batch_id=PlanBatch)
def take_back(batch_id: int) -> Response:
    """Take what was planned at once out of the queue."""
    gone, kept = planning.take_back(context(), planning.batch_by_id(context(), batch_id))
    db.session.commit()
    said = counted(gone, "publicación salió de la cola", "publicaciones salieron de la cola")
    flash(f"Se deshizo: {said}.", "success")
    if kept:
        flash(f"{counted(kept, 'ya no se puede', 'ya no se pueden')} quitar.", "error")
    return redirect(to("editorial_plan.month", mes=request.args.get("mes")), 303)


def clips_of(task: ObservanceTask, used: list[Channel]) -> list[tuple[int, str]]:
    """Return the clips that suit an observance, as (id, name)."""
    suits = proposals.suiting(proposals.library(context(), used), task.observance)
    return [(one.id, str(one)) for one in suits]


def _task(task_id: int) -> ObservanceTask:
    """Return a task. Raises NotFoundError."""
    row = db.session.get(ObservanceTask, task_id)
    if row is None:
        raise NotFoundError("Esa tarea no existe.")
    return row


def _task_page(
    row: ObservanceTask,
    form: PieceForm | None = None,
    tying: TieForm | None = None,
    closing: ClosingForm | None = None,
) -> str:
    """Return the page of a task."""
    every = channels.offered(db.session())
    shelf = proposals.library(context(), every)
    choices, refused = months.offered_for(shelf, row, office_date())
    choices = choices[:MOST_OFFERED]
    if form is None:
        form = PieceForm(formdata=None)
        form.offer([(one.clip.id, str(one.clip)) for one in choices], every)
        if choices:
            form.clip_id.data = choices[0].clip.id
            form.channels.data = [channel.id for channel, _ in choices[0].times]
    observance = row.observance
    pieces = months.pieces_of(db.session(), [row]).get(row.id, [])
    return render_template(
        "editorial_plan/task.html",
        task=row,
        observance=observance,
        pieces=pieces,
        has_piece=any(one.status in months.LIVING for one in pieces),
        last_time=months.last_times(db.session(), row),
        choices=choices,
        refused=refused[:MOST_OFFERED],
        nothing=proposals.NO_CLIP,
        bans=bans_between(db.session(), observance.observed_on, observance.ends_on),
        banned=months.BANNED,
        form=form,
        closing=closing or ClosingForm(formdata=None),
        giving=_giving(row),
        tying=tying or _tying(ties.to_tie(context(), row)),
        **names(),
    )


def _giving(row: ObservanceTask, *, is_sent: bool = False) -> GivingForm:
    """Return the form that asks somebody for a task."""
    given = {} if is_sent else {"formdata": None}
    form = GivingForm(data={"responsible_id": row.responsible_id}, **given)
    form.offer(rows_of(booking_queries.preparers, Person.name))
    return form


def _tying(found: list[Publication], *, is_sent: bool = False) -> TieForm:
    """Return the form that chooses one of the publications near an observance."""
    form = TieForm(**({} if is_sent else {"formdata": None}))
    zone = office_zone()
    form.offer([(one.id, f"{one} ({dates.short_day(one.publish_after, zone)})") for one in found])
    return form


def _closed(task_id: int, close: Callable[..., None], said: str) -> Page:
    """Close a task with a note, and offer to take that back."""
    form = ClosingForm()
    back = to("editorial_plan.task", task_id=task_id)
    if not form.validate():
        return _task_page(_task(task_id), closing=form), form.status
    try:
        close(context(), _task(task_id), form.why.data or "")
        db.session.commit()
        offer_undo(said, to("editorial_plan.reopen", task_id=task_id))
    except RuleError as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(back, 303)


def _planned(planned: Planned, back: str) -> Response:
    """Commit what was planned, say so, and offer to take it back."""
    db.session.commit()
    count = len(planned.publications)
    if count:
        said = counted(count, "publicación planeada", "publicaciones planeadas")
        when = min(one.publish_after for one in planned.publications)
        mes = f"{when.astimezone(office_zone()):%Y-%m}"
        undo = to("editorial_plan.take_back", batch_id=planned.batch.id, mes=mes)
        offer_undo(f"{said}.", undo)
    for reason in planned.refused:
        flash(reason, "error")
    return redirect(back, 303)


def _month() -> date:
    """Return the first day of the month that the address asks for; this one's else."""
    return day_of(f"{request.args.get('mes', '')}-01") or office_date().replace(day=1)


def _channels() -> list[Channel]:
    """Return the channels that the address asks for; without any, all that are offered."""
    every = channels.offered(db.session())
    asked = {number_of(one) for one in request.args.getlist("canal")}
    return [one for one in every if one.id in asked] or every
