"""The pages of days off and of areas."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from vc.access import allow, clock, office_date, signed_in
from vc.db import db
from vc.errors import RuleError
from vc.inputs import day_of, number_of
from vc.office import holidays, service
from vc.office.forms import AreaForm, HolidayForm
from vc.office.hooks import AREA_RENAMED, AREAS_USED
from vc.office.models import Area
from vc.office.settings_views import bp
from vc.permissions import Capability
from vc.services import services

YEARS = 5
"""So many years before and after the present one have a page."""
Page = Response | tuple[str, int]


@bp.get("/oficina/inhabiles")
@allow(Capability.READ)
def days_off() -> str:
    """Show the days off of a year."""
    return _holidays_page(HolidayForm(formdata=None), _year())


@bp.post("/oficina/inhabiles")
@allow(Capability.ARRANGE)
def keep_days_off() -> Response:
    """Keep on which of the law's days the office works."""
    year = _year()
    kept = set(request.form.getlist("inhabil"))
    worked = [one.on for one in holidays.official(year) if one.on.isoformat() not in kept]
    holidays.keep_official(db.session(), year, worked, by=signed_in(), now=clock())
    db.session.commit()
    flash("Se guardaron los días inhábiles.", "success")
    return _to_days_off(year)


@bp.post("/oficina/inhabiles/agregar")
@allow(Capability.ARRANGE)
def add_day_off() -> Page:
    """Add a day off of the office's own."""
    form = HolidayForm()
    if not form.validate():
        return _holidays_page(form, _year()), form.status
    on = form.observed_on.data
    assert on is not None, "its validators ask for one"
    try:
        holidays.add(db.session(), on, form.name.data, by=signed_in(), now=clock())
    except RuleError as error:
        form.blame(error)
        return _holidays_page(form, _year()), form.status
    db.session.commit()
    flash("Se agregó el día inhábil.", "success")
    return _to_days_off(on.year)


@bp.post("/oficina/inhabiles/quitar")
@allow(Capability.ARRANGE)
def remove_day_off() -> Response:
    """Take a day off of the office's own from the list."""
    on = day_of(request.form.get("dia"))
    if on is not None:
        holidays.remove(db.session(), on, by=signed_in(), now=clock())
        db.session.commit()
        flash("Se quitó de la lista.", "success")
    return _to_days_off(on.year if on else _year())


@bp.route("/oficina/areas", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def areas() -> Page:
    """List the areas, and add one."""
    form = AreaForm()
    if form.validate_on_submit():
        try:
            service.add_area(db.session(), form.name.data, by=signed_in(), now=clock())
        except RuleError as error:
            form.blame(error)
        else:
            db.session.commit()
            flash("Se agregó el área.", "success")
            return redirect(url_for("office.areas"), 303)
    return _areas_page(form), form.status


@bp.route("/oficina/areas/<int:area_id>", methods=["GET", "POST"])
@allow(Capability.ARRANGE, area_id=Area)
def area(area_id: int) -> Page:
    """Rename an area, or stop offering it."""
    found = service.area_by_id(db.session(), area_id)
    form = AreaForm(obj=found)
    if form.is_sent_as_seen(AreaForm(formdata=None, obj=found)):
        try:
            service.change_area(
                *(db.session(), found, form.name.data, form.is_active.data),
                by=signed_in(),
                now=clock(),
                renamers=services().registry.added_to(AREA_RENAMED),
            )
        except RuleError as error:
            form.blame(error)
        else:
            db.session.commit()
            flash("Se guardó el área.", "success")
            return redirect(url_for("office.areas"), 303)
    return render_template("office/area.html", form=form, area_id=area_id), form.status


def _year() -> int:
    """Return the year that is asked for; the present one for what is none near it."""
    now = office_date().year
    asked = number_of(request.values.get("ano")) or now
    return asked if abs(asked - now) <= YEARS else now


def _to_days_off(year: int) -> Response:
    """Lead back to the days off of a year."""
    begun = request.args.get("desde") or None
    return redirect(url_for("office.days_off", ano=year, desde=begun), 303)


def _holidays_page(form: HolidayForm, year: int) -> str:
    """Return the page of a year's days off."""
    return render_template(
        "office/days_off.html",
        form=form,
        year=year,
        years=[year + one for one in (-1, 0, 1) if abs(year + one - office_date().year) <= YEARS],
        days=holidays.of_year(db.session(), year),
    )


def _areas_page(form: AreaForm) -> str:
    """Return the page of the areas: those of the list, and those that something has besides."""
    known = service.areas(db.session())
    names = {one.name for one in known}
    added = services().registry.added_to(AREAS_USED)
    used = sorted({name for names_of in added for name in names_of(db.session())} - names)
    return render_template("office/areas.html", form=form, areas=known, used=used)
