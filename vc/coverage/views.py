"""The pages of coverages: the year by municipality, one municipality, one coverage."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response

from vc.access import allow, clock, office_date, office_zone, signed_in
from vc.coverage import choices, months, photographs, queries, service, zones
from vc.coverage.forms import CoverageForm, ProofForm, values_of
from vc.coverage.map_shapes import shapes
from vc.coverage.models import Coverage, Municipality
from vc.db import db
from vc.errors import RuleError
from vc.inputs import number_of
from vc.permissions import Capability
from vc.toasts import offer_undo

bp = Blueprint("coverage", __name__)
Page = Response | tuple[str, int]
YEARS = 10


@bp.get("/cobertura")
@allow(Capability.READ)
def index() -> str:
    """Show a year's coverages as a map and as a table, and what is covered next."""
    today = office_date()
    asked = number_of(request.args.get("ano")) or today.year
    year = asked if abs(asked - today.year) <= YEARS else today.year
    return render_template(
        "coverage/index.html",
        year=year,
        years=(today.year - 1, today.year, today.year + 1),
        months=[months.first_day(one) for one in months.of_year(year)],
        zones=queries.year_of(db.session(), year, today),
        proposal=queries.proposal(db.session(), months.index_of(today)),
        this_month=months.text_of(months.index_of(today)),
        map=shapes(),
        today=today,
    )


@bp.get("/cobertura/municipios/<int:municipality_id>")
@allow(Capability.READ, municipality_id=Municipality)
def municipality(municipality_id: int) -> str:
    """Show a municipality: its coverages, its sessions, its photographs."""
    town = zones.municipality_by_id(db.session(), municipality_id)
    rows = queries.of_municipality(db.session(), town.id)
    return render_template(
        "coverage/municipality.html",
        town=town,
        rows=rows,
        sessions=queries.sessions_in(db.session(), town),
        pictures=photographs.of_municipality(db.session(), town.id),
        gaps_of=photographs.gaps_of,
        today=office_date(),
    )


@bp.route("/cobertura/nueva", methods=["GET", "POST"])
@allow(Capability.COVER)
def new() -> Page:
    """Plan a coverage; a month of the address proposes its municipality."""
    form = choices.offered(CoverageForm(data=_first_values()))
    if not form.validate_on_submit():
        return _form_page(form)
    try:
        answers = form.new_coverage()
        row = service.plan(db.session(), answers, by=signed_in(), now=clock(), zone=office_zone())
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _form_page(form)
    db.session.commit()
    flash(f"Se planeó la cobertura de {row.municipality.name}.", "success")
    return redirect(to("coverage.show", coverage_id=row.id), 303)


@bp.get("/cobertura/<int:coverage_id>")
@allow(Capability.READ, coverage_id=Coverage)
def show(coverage_id: int) -> str:
    """Show a coverage, what proves it, its photographs."""
    row = service.coverage_by_id(db.session(), coverage_id)
    return _show_page(row, ProofForm(formdata=None, obj=row).note_seen())[0]


@bp.route("/cobertura/<int:coverage_id>/cambiar", methods=["GET", "POST"])
@allow(Capability.COVER, coverage_id=Coverage)
def edit(coverage_id: int) -> Page:
    """Change a coverage."""
    row = service.coverage_by_id(db.session(), coverage_id)
    kept = values_of(row)
    form = choices.offered(CoverageForm(data=kept))
    if not form.is_sent_as_seen(choices.offered(CoverageForm(formdata=None, data=kept))):
        return _form_page(form, row)
    try:
        answers = form.new_coverage()
        service.change(db.session(), row, answers, by=signed_in(), now=clock(), zone=office_zone())
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _form_page(form, row)
    db.session.commit()
    flash("Se guardó la cobertura.", "success")
    return redirect(to("coverage.show", coverage_id=coverage_id), 303)


@bp.post("/cobertura/<int:coverage_id>/cancelar")
@allow(Capability.COVER, coverage_id=Coverage)
def cancel(coverage_id: int) -> Response:
    """Cancel a coverage; it can be undone."""
    row = service.coverage_by_id(db.session(), coverage_id)
    service.cancel(db.session(), row, by=signed_in(), now=clock())
    db.session.commit()
    offer_undo("La cobertura quedó cancelada.", to("coverage.restore", coverage_id=coverage_id))
    return redirect(to("coverage.show", coverage_id=coverage_id), 303)


@bp.post("/cobertura/<int:coverage_id>/recuperar")
@allow(Capability.COVER, coverage_id=Coverage)
def restore(coverage_id: int) -> Response:
    """Take a cancellation back."""
    row = service.coverage_by_id(db.session(), coverage_id)
    service.restore(db.session(), row, by=signed_in(), now=clock())
    db.session.commit()
    flash("La cobertura sigue en pie.", "success")
    return redirect(to("coverage.show", coverage_id=coverage_id), 303)


@bp.post("/cobertura/<int:coverage_id>/enlace")
@allow(Capability.COVER, coverage_id=Coverage)
def keep_address(coverage_id: int) -> Page:
    """Keep the address of what shows that it took place, or take it away."""
    row = service.coverage_by_id(db.session(), coverage_id)
    form = ProofForm(obj=row)
    if not form.is_sent_as_seen(ProofForm(formdata=None, obj=row)):
        return _show_page(row, form)
    try:
        url, today = form.url.data or "", office_date()
        service.keep_address(db.session(), row, url, by=signed_in(), now=clock(), today=today)
        db.session.commit()
        flash("Se guardó el enlace." if row.url else "Se quitó el enlace.", "success")
    except RuleError as error:
        # As it stands now, the page has no such field any more beside which it could be said.
        db.session.rollback()
        flash(error.message, "error")
    return redirect(to("coverage.show", coverage_id=coverage_id), 303)


def _first_values() -> dict[str, object]:
    """Return what a new coverage begins with: what the address asks for, else the proposal."""
    town_id = number_of(request.args.get("municipio"))
    if town_id is not None and db.session.get(Municipality, town_id) is None:
        town_id = None
    month = months.month_of(request.args.get("mes"))
    if month is not None and town_id is None:
        proposed = queries.proposal(db.session(), month).municipality
        town_id = proposed.id if proposed is not None else None
    return {"municipality_id": town_id, "goes_id": signed_in().id}


def _form_page(form: CoverageForm, row: Coverage | None = None) -> tuple[str, int]:
    """Return the page with the form."""
    return render_template("coverage/form.html", form=form, row=row), form.status


def _show_page(row: Coverage, form: ProofForm) -> tuple[str, int]:
    """Return the page of a coverage."""
    today: date = office_date()
    page = render_template(
        "coverage/show.html",
        row=row,
        state=row.state(today),
        form=form,
        pictures=photographs.of_coverage(db.session(), row.id),
        gaps_of=photographs.gaps_of,
        today=today,
    )
    return page, form.status
