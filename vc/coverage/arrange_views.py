"""The pages of what is arranged once: zones, municipalities, and whose turn each month is."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response

from vc import dates
from vc.access import allow, clock, office_date, signed_in
from vc.coverage import choices, months, rotation, zones
from vc.coverage.forms import (
    PLACES,
    MunicipalityForm,
    OrderForm,
    SwapForm,
    ZoneForm,
    municipality_values,
)
from vc.coverage.models import Municipality, Zone
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.inputs import number_of
from vc.permissions import Capability

bp = Blueprint("municipalities", __name__)
turns_bp = Blueprint("zone_turns", __name__)
Page = Response | tuple[str, int]
YEARS, MONTHS_AHEAD = 10, 18


@bp.route("/zonas", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def index() -> Page:
    """List the zones and their municipalities, and add a municipality."""
    form = MunicipalityForm().offer(choices.zones_to_choose())
    if form.validate_on_submit():
        try:
            name, zone_id = form.name.data, form.zone_id.data
            zones.add(db.session(), name, zone_id, by=signed_in(), now=clock())
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            return _saved(f"Se agregó {name}.")
    rows = zones.all_of_them(db.session())
    return render_template("coverage/zones.html", form=form, zones=rows), form.status


@bp.route("/zonas/municipios/<int:municipality_id>", methods=["GET", "POST"])
@allow(Capability.ARRANGE, municipality_id=Municipality)
def edit(municipality_id: int) -> Page:
    """Rename a municipality, or move it to another zone."""
    row = zones.municipality_by_id(db.session(), municipality_id)
    kept = municipality_values(row)
    form = MunicipalityForm(data=kept).offer(choices.zones_to_choose())
    stored = MunicipalityForm(formdata=None, data=kept).offer(choices.zones_to_choose())
    if form.is_sent_as_seen(stored):
        try:
            zones.change(
                *(db.session(), row, form.name.data, form.zone_id.data),
                is_active=True,
                by=signed_in(),
                now=clock(),
            )
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            return _saved("Se guardó el municipio.")
    return render_template("coverage/municipality_form.html", form=form, row=row), form.status


@bp.post("/zonas/municipios/<int:municipality_id>/quitar")
@allow(Capability.ARRANGE, municipality_id=Municipality)
def take_out(municipality_id: int) -> Response:
    """Take a municipality out."""
    row = zones.municipality_by_id(db.session(), municipality_id)
    name = row.name
    is_gone = zones.take_out(db.session(), row, by=signed_in(), now=clock())
    said = f"Se quitó {name}." if is_gone else f"{name} ya no se ofrece; sus coberturas siguen."
    return _saved(said)


@bp.route("/zonas/nueva", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def new_zone() -> Page:
    """Add a zone."""
    form = ZoneForm()
    if form.validate_on_submit():
        try:
            zones.add_zone(db.session(), form.name.data, by=signed_in(), now=clock())
        except RuleError as error:
            form.blame(error)
        else:
            return _saved("Se agregó la zona. Dele su lugar en el turno.")
    return render_template("coverage/zone_form.html", form=form, row=None), form.status


@bp.route("/zonas/<int:zone_id>", methods=["GET", "POST"])
@allow(Capability.ARRANGE, zone_id=Zone)
def edit_zone(zone_id: int) -> Page:
    """Rename a zone."""
    row = zones.zone_by_id(db.session(), zone_id)
    form = ZoneForm(obj=row)
    if form.is_sent_as_seen(ZoneForm(formdata=None, obj=row)):
        try:
            zones.rename_zone(db.session(), row, form.name.data, by=signed_in(), now=clock())
        except RuleError as error:
            form.blame(error)
        else:
            return _saved("Se guardó la zona.")
    return render_template("coverage/zone_form.html", form=form, row=zone_id), form.status


@turns_bp.get("/cobertura/turnos")
@allow(Capability.READ)
def list_turns() -> str:
    """Show the twelve months of a year, each with its zone."""
    now = office_date()
    asked = number_of(request.args.get("ano")) or now.year
    year = asked if abs(asked - now.year) <= YEARS else now.year
    return render_template(
        "coverage/turns.html",
        year=year,
        years=(now.year - 1, now.year, now.year + 1),
        turns=rotation.turns(db.session(), months.of_year(year)),
        months=months,
        this_month=months.index_of(now),
    )


@turns_bp.route("/cobertura/turnos/<mes>", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def swap(mes: str) -> Page:
    """Give a month to another zone."""
    month = _month(mes)
    turn = rotation.turn_of(db.session(), month)
    form, stored = _swap_form(turn), _swap_form(turn, is_kept=True)
    if form.is_sent_as_seen(stored):
        try:
            answers = (form.zone_id.data, form.reason.data)
            rotation.swap(db.session(), month, *answers, by=signed_in(), now=clock())
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            return _to_turns("Se cambió la zona del mes.", month)
    page = render_template("coverage/swap.html", form=form, turn=turn, months=months)
    return page, form.status


@turns_bp.post("/cobertura/turnos/<mes>/devolver")
@allow(Capability.ARRANGE)
def end_swap(mes: str) -> Response:
    """Give a month back to the zone whose turn it is."""
    month = _month(mes)
    rotation.end_swap(db.session(), month, by=signed_in(), now=clock())
    return _to_turns("El mes volvió a su turno.", month)


@turns_bp.route("/cobertura/turnos/orden", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def order() -> Page:
    """Set the order in which zones take turns, from a month on."""
    this_month = months.index_of(office_date())
    form = OrderForm(data=_present_order(this_month))
    coming = range(this_month, this_month + MONTHS_AHEAD)
    form.offer(
        choices.zones_to_choose(),
        [(months.text_of(one), dates.month(months.first_day(one))) for one in coming],
    )
    if form.validate_on_submit():
        try:
            rotation.set_order(
                *(db.session(), form.month, form.zone_ids),
                this_month=this_month,
                by=signed_in(),
                now=clock(),
            )
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            return _to_turns("Se guardó el orden de las zonas.", form.month)
    return render_template("coverage/order.html", form=form), form.status


def _swap_form(turn: rotation.Turn, *, is_kept: bool = False) -> SwapForm:
    """Return the form of a month; `is_kept` as it is, whatever was sent."""
    data = {
        "zone_id": turn.zone.id if turn.zone is not None else None,
        "reason": turn.swap.reason if turn.swap is not None else "",
    }
    form = SwapForm(formdata=None, data=data) if is_kept else SwapForm(data=data)
    form.zone_id.offer(choices.zones_to_choose(), "ya no se ofrece")
    return form


def _present_order(month: int) -> dict[str, object]:
    """Return the order in force as its form has it."""
    zone_ids = rotation.order_from(db.session(), month)
    return {"since": months.text_of(month), **dict(zip(PLACES, zone_ids, strict=False))}


def _month(text: str) -> int:
    """Return the month that an address names. Raises NotFoundError."""
    month = months.month_of(text)
    if month is None:
        raise NotFoundError("Ese mes no existe.")
    return month


def _saved(message: str) -> Response:
    """Commit, say so, and go back to the zones."""
    db.session.commit()
    flash(message, "success")
    return redirect(to("municipalities.index"), 303)


def _to_turns(message: str, month: int) -> Response:
    """Commit, say so, and go back to the year of the month."""
    db.session.commit()
    flash(message, "success")
    return redirect(to("zone_turns.list_turns", ano=months.first_day(month).year), 303)
