"""The pages of a year's programme and of its goals."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from vc import dates
from vc.access import allow, clock, office_date, office_zone, signed_in
from vc.accounts.models import Person
from vc.accounts.request_context import RequestContext
from vc.booking.form_page import campaigns_to_choose, rows_of
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.forms import Form, Rows
from vc.inputs import day_of, number_of
from vc.permissions import Capability
from vc.programme import board, goal_words, labels, queries, service
from vc.programme.forms import AdjustmentForm, BeginForm, GoalForm, TermsForm
from vc.programme.models import Adjustment, Goal, Programme
from vc.services import services

bp = Blueprint("programme", __name__)
Page = Response | tuple[str, int]
Row = TypeVar("Row", Goal, Adjustment)
FIRST_YEAR, LAST_YEAR = 2000, 2100
NO_YEAR = "Ese año no tiene programa."


@bp.get("/programa")
@allow(Capability.READ)
def index() -> str:
    """Show the goals of a month."""
    today = office_date()
    day = day_of(f"{request.args.get('mes', '')}-01") or today
    month = day.replace(day=1)
    programme = queries.programme_of(db.session(), month.year)
    person_id = number_of(request.args.get("persona"))
    look = queries.looking_of(services())
    lines = board.month_of(db.session(), programme, month, look, person_id) if programme else []
    return render_template(
        "programme/index.html",
        **_of_year(programme, month.year),
        month=month,
        before=dates.months_from(month, -1),
        after=dates.months_from(month, 1),
        lines=lines,
        person_id=person_id,
        people=board.people_of(programme.goals if programme else ()),
        begin_form=_begin_form(month.year) if programme is None else None,
    )


@bp.get("/programa/<int:year>")
@allow(Capability.READ, year=None)
def year(year: int) -> str:
    """Show a year's goals, month by month."""
    programme = _programme(year)
    look = queries.looking_of(services())
    return render_template(
        "programme/year.html",
        **_of_year(programme, year),
        rows=board.year_of(db.session(), programme, look),
        months=[date(year, month, 1) for month in board.MONTHS_OF_YEAR],
        today=look.today,
    )


@bp.post("/programa/<int:year>")
@allow(Capability.SET_PROGRAMME, year=None)
def begin(year: int) -> Response:
    """Begin a year's programme, with the goals of another one or without."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFoundError(NO_YEAR)
    form, back = _begin_form(year), url_for("programme.index", mes=f"{year}-01")
    form.process(request.form)
    if not form.validate():
        flash("Elija de la lista con qué empezar.", "error")
        return redirect(back, 303)
    like = db.session.get(Programme, form.like.data) if form.like.data else None
    try:
        service.begin(context(), year, like=like)
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        flash(error.message, "error")
        return redirect(back, 303)
    flash(f"El programa de {year} quedó abierto.", "success")
    month = office_date() if office_date().year == year else date(year, 1, 1)
    return redirect(url_for("programme.index", mes=f"{month:%Y-%m}"), 303)


@bp.get("/programa/metas/<int:goal_id>")
@allow(Capability.READ, goal_id=Goal)
def goal(goal_id: int) -> str:
    """Show a goal: its pieces through the year, its versions and adjustments."""
    row = queries.goal_by_id(db.session(), goal_id)
    look = queries.looking_of(services())
    begin, end = date(row.programme.year, 1, 1), date(row.programme.year + 1, 1, 1)
    found = queries.standing(db.session(), row.programme, begin, end, look)
    is_by_hand = row.kind in list(labels.HAND_KINDS)
    return render_template(
        "programme/goal.html",
        **_words(),
        row=row,
        one=next((one for one in found if one.goal is row), None),
        kind=look.kinds.get(row.kind),
        is_by_hand=is_by_hand,
        withdrawn=queries.withdrawn_of(db.session(), row) if is_by_hand else [],
        is_adjustable=bool(service.adjustable(row)),
        since=service.changes_from(row, clock(), office_zone()),
        today=look.today,
    )


@bp.route("/programa/<int:year>/metas/nueva", methods=["GET", "POST"])
@allow(Capability.SET_PROGRAMME, year=None)
def new_goal(year: int) -> Page:
    """Add a goal to a year's programme."""
    programme = _programme(year)
    kinds = queries.looking_of(services()).kinds.values()
    today = office_date()
    first = date(year, today.month if today.year == year else 1, 1)
    form = GoalForm(data=None if request.form else {"since": first.isoformat()})
    form.offer(campaigns_to_choose(), people_to_choose()).offer_of(year, kinds)
    if form.validate_on_submit():
        saved = _saved(form, lambda: service.add_goal(context(), programme, form.goal))
        if saved is not None:
            flash("Se agregó la meta.", "success")
            return redirect(url_for("programme.goal", goal_id=saved.id), 303)
    page = render_template("programme/goal_form.html", form=form, programme=programme)
    return page, form.status


@bp.route("/programa/metas/<int:goal_id>/cambiar", methods=["GET", "POST"])
@allow(Capability.SET_PROGRAMME, goal_id=Goal)
def edit_goal(goal_id: int) -> Page:
    """Let a goal ask something else from the next period on."""
    row = queries.goal_by_id(db.session(), goal_id)
    form = _terms_form(row)
    if form.is_sent_as_seen(_terms_form(row, formdata=None)):
        who = form.responsible_id.data
        try:
            since = service.change_goal(context(), row, form.terms, who)
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            db.session.commit()
            said = "Se guardó la meta."
            flash(f"{said} Cuenta así desde el {dates.plain_day(since)}." if since else said)
            return redirect(url_for("programme.goal", goal_id=goal_id), 303)
    page = render_template(
        "programme/goal_change.html",
        form=form,
        row=queries.goal_by_id(db.session(), goal_id),
        since=service.changes_from(row, clock(), office_zone()),
    )
    return page, form.status


@bp.post("/programa/metas/<int:goal_id>/terminar")
@allow(Capability.SET_PROGRAMME, goal_id=Goal)
def end_goal(goal_id: int) -> Response:
    """Let a goal ask nothing from the next period on."""
    row = queries.goal_by_id(db.session(), goal_id)
    return _done(goal_id, lambda: service.end_goal(context(), row), "La meta termina.")


@bp.route("/programa/metas/<int:goal_id>/ajuste", methods=["GET", "POST"])
@allow(Capability.SET_PROGRAMME, goal_id=Goal)
def adjust(goal_id: int) -> Page:
    """Let one period of a goal ask less."""
    row = queries.goal_by_id(db.session(), goal_id)
    form = AdjustmentForm().offer(row, service.adjustable(row))
    if form.validate_on_submit():
        saved = _saved(form, lambda: service.adjust(context(), row, form.adjustment))
        if saved is not None:
            flash("Se registró el ajuste.", "success")
            return redirect(url_for("programme.goal", goal_id=goal_id), 303)
        row = queries.goal_by_id(db.session(), goal_id)
    return render_template("programme/adjustment.html", form=form, row=row), form.status


@bp.post("/programa/ajustes/<int:adjustment_id>/anular")
@allow(Capability.SET_PROGRAMME, adjustment_id=Adjustment)
def withdraw_adjustment(adjustment_id: int) -> Response:
    """Let an adjustment hold no more."""
    found = queries.adjustment_by_id(db.session(), adjustment_id)
    return _done(
        found.goal_id,
        lambda: service.withdraw_adjustment(context(), found),
        "El ajuste se anuló.",
    )


def context() -> RequestContext:
    """Return the present request as the rules take it."""
    return RequestContext(session=db.session(), by=signed_in(), now=clock(), zone=office_zone())


def people_to_choose() -> Rows:
    """Return the people who can look after a goal, for a select."""
    return rows_of(queries.deliverers, Person.name)


def _programme(year: int) -> Programme:
    """Return the programme of a year. Raises NotFoundError."""
    found = queries.programme_of(db.session(), year)
    if found is None:
        raise NotFoundError(NO_YEAR)
    return found


def _begin_form(year: int) -> BeginForm:
    """Return the form that begins a year: the year before is proposed."""
    years = queries.years(db.session())
    before = [number for number, known in years if known < year][:1]
    form = BeginForm(formdata=None, data={"like": before[0] if before else None})
    return form.offer((number, known) for number, known in years if known != year)


def _terms_form(row: Goal, **more: object) -> TermsForm:
    """Return the form of what a goal asks last."""
    last = row.versions[-1]
    data = {name: getattr(last, name) for name in ("name", "least", "most", "campaign_id")}
    form = TermsForm(data=data | {"responsible_id": row.responsible_id}, **more)
    return form.offer(campaigns_to_choose(), people_to_choose())


def _of_year(programme: Programme | None, year: int) -> dict[str, object]:
    """Return what every page of a year shows."""
    return _words() | {"programme": programme, "year": year}


def _words() -> dict[str, object]:
    """Return the words of goals for a template."""
    return {"words": goal_words}


def _saved(form: Form, keep: Callable[[], Row]) -> Row | None:
    """Keep what a form says and commit; return the row, or None with the refusal in the form."""
    try:
        row = keep()
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return None
    return row


def _done(goal_id: int, change: Callable[[], object], said: str) -> Response:
    """Carry out what a button asks, say so, and lead back to the goal."""
    try:
        change()
        db.session.commit()
        flash(said, "success")
    except RuleError as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(url_for("programme.goal", goal_id=goal_id), 303)
