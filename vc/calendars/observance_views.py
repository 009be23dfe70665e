"""The pages of observances and of their rules."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from vc.access import allow, clock, office_date, signed_in
from vc.accounts.models import Person
from vc.booking import queries as booking_queries
from vc.booking.form_page import campaigns_to_choose, rows_of
from vc.calendars import observances
from vc.calendars.models import Observance, ObservanceRule
from vc.calendars.observance_forms import NTHS, RECURRENCES, ObservanceForm, RuleForm
from vc.db import db
from vc.inputs import number_of
from vc.permissions import Capability

bp = Blueprint("observances", __name__)
YEARS = 5
Page = Response | tuple[str, int]


@bp.get("/efemerides")
@allow(Capability.ARRANGE)
def index() -> str:
    """List a year's observances, and the rules."""
    now = office_date().year
    asked = number_of(request.args.get("ano")) or now
    year = asked if abs(asked - now) <= YEARS else now
    return render_template(
        "calendars/observances.html",
        year=year,
        years=(now - 1, now, now + 1),
        days=observances.of_year(db.session(), year),
        rules=observances.rules(db.session()),
        recurrences=RECURRENCES,
        nths=NTHS,
    )


@bp.route("/efemerides/nueva", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def new() -> Page:
    """Enter an observance."""
    form = ObservanceForm()
    if not form.validate_on_submit():
        return _form_page(form)
    row = observances.add(db.session(), form.days(), by=signed_in(), now=clock())
    return _saved("Se agregó la efeméride.", row.observed_on.year)


@bp.route("/efemerides/<int:observance_id>", methods=["GET", "POST"])
@allow(Capability.ARRANGE, observance_id=Observance)
def edit(observance_id: int) -> Page:
    """Change an observance."""
    row = observances.observance_by_id(db.session(), observance_id)
    form = ObservanceForm(obj=row)
    if not form.is_sent_as_seen(ObservanceForm(formdata=None, obj=row)):
        return _form_page(form, row)
    observances.change(db.session(), row, form.days(), by=signed_in(), now=clock())
    return _saved("Se guardó la efeméride.", row.observed_on.year)


@bp.post("/efemerides/<int:observance_id>/quitar")
@allow(Capability.ARRANGE, observance_id=Observance)
def remove(observance_id: int) -> Response:
    """Take an observance out of the calendars."""
    row = observances.observance_by_id(db.session(), observance_id)
    year = row.observed_on.year
    observances.remove(db.session(), row, by=signed_in(), now=clock())
    return _saved("Se quitó de los calendarios.", year)


@bp.route("/efemerides/reglas/nueva", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def new_rule() -> Page:
    """Enter a rule."""
    form = _offered(RuleForm())
    if not form.validate_on_submit():
        return _rule_page(form)
    observances.add_rule(
        db.session(), form.answers(), by=signed_in(), now=clock(), today=office_date()
    )
    return _saved("Se agregó, y sus días de este año y el próximo.", office_date().year)


@bp.route("/efemerides/reglas/<int:rule_id>", methods=["GET", "POST"])
@allow(Capability.ARRANGE, rule_id=ObservanceRule)
def edit_rule(rule_id: int) -> Page:
    """Change a rule; days to come follow."""
    rule = observances.rule_by_id(db.session(), rule_id)
    form = _offered(RuleForm(obj=rule))
    if not form.is_sent_as_seen(_offered(RuleForm(formdata=None, obj=rule))):
        return _rule_page(form, rule)
    observances.change_rule(
        db.session(), rule, form.answers(), by=signed_in(), now=clock(), today=office_date()
    )
    return _saved("Se guardó; los días por venir siguen la regla.", office_date().year)


def _offered(form: RuleForm) -> RuleForm:
    """Return a rule's form with what its selects offer."""
    form.offer(campaigns_to_choose(), rows_of(booking_queries.preparers, Person.name))
    return form


def _form_page(form: ObservanceForm, row: Observance | None = None) -> tuple[str, int]:
    """Return the page with an observance's form."""
    return render_template("calendars/observance.html", form=form, row=row), form.status


def _rule_page(form: RuleForm, rule: ObservanceRule | None = None) -> tuple[str, int]:
    """Return the page with a rule's form."""
    return render_template("calendars/observance_rule.html", form=form, rule=rule), form.status


def _saved(message: str, year: int) -> Response:
    """Commit, say so, and go back to the list."""
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("observances.index", ano=year), 303)
