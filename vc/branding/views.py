"""The pages of plates."""

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import FORM_BYTES, allow, clock, signed_in, takes_up_to
from vc.booking.form_page import campaigns_to_choose
from vc.branding import queries, service
from vc.branding.forms import PlateForm, filled, next_of
from vc.branding.models import Plate
from vc.branding.pictures import MOST_BYTES
from vc.db import db
from vc.errors import ConcurrentChangeError, NotFoundError, RuleError
from vc.forms import version_of
from vc.permissions import Capability

bp = Blueprint("branding", __name__)

UNPROCESSABLE = 422
ANOTHER_VERSION = "Alguien más guardó otra versión mientras usted la cambiaba: {plate}."


@bp.get("/plantillas-graficas")
@allow(Capability.READ)
def index() -> str:
    """List the plates."""
    return render_template("branding/index.html", plates=queries.newest(db.session()))


@bp.get("/plantillas-graficas/nueva")
@allow(Capability.MANAGE_PLATES)
def new() -> str:
    """Show the page that adds one."""
    return _form_page(PlateForm(formdata=None))


@bp.post("/plantillas-graficas")
@allow(Capability.MANAGE_PLATES)
@takes_up_to(2 * MOST_BYTES + FORM_BYTES)
def create() -> AnyResponse | tuple[str, int]:
    """Keep a plate as the next version of its name."""
    newest = queries.latest(db.session(), request.form.get("name", "").strip())
    form = filled(newest)
    form.offer(campaigns_to_choose())
    if not form.validate():
        return _form_page(form), UNPROCESSABLE
    if newest is not None and _is_overtaken(form, newest):
        stored = next_of(newest, newest)
        stored.offer(campaigns_to_choose())
        form.set_beside(stored, ConcurrentChangeError(ANOTHER_VERSION.format(plate=newest)))
        return _form_page(form, newest), form.status
    try:
        new_plate = form.new_plate()
        plate = service.keep(db.session(), new_plate, now=clock(), by=signed_in())
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form[error.field or "name"].errors = [error.message]
        return _form_page(form), UNPROCESSABLE
    flash(f"Se guardó {plate}.", "success")
    return redirect(to("branding.show", plate_id=plate.id), 303)


@bp.get("/plantillas-graficas/<int:plate_id>")
@allow(Capability.READ, plate_id=Plate)
def show(plate_id: int) -> str:
    """Show a plate, how it looks, and its versions."""
    plate = queries.plate_by_id(db.session(), plate_id)
    return render_template(
        "branding/show.html",
        plate=plate,
        versions=queries.versions_of(db.session(), plate),
        is_current=service.is_current(db.session(), plate),
    )


@bp.get("/plantillas-graficas/<int:plate_id>/cambiar")
@allow(Capability.MANAGE_PLATES, plate_id=Plate)
def change(plate_id: int) -> str:
    """Show the page that makes the next version."""
    plate = queries.plate_by_id(db.session(), plate_id)
    newest = queries.latest(db.session(), plate.name) or plate
    return _form_page(next_of(plate, newest), plate)


@bp.post("/plantillas-graficas/<int:plate_id>/retirar")
@allow(Capability.MANAGE_PLATES, plate_id=Plate)
def retire(plate_id: int) -> AnyResponse:
    """Offer a plate no more."""
    plate = queries.plate_by_id(db.session(), plate_id)
    service.retire(db.session(), plate, now=clock(), by=signed_in())
    db.session.commit()
    flash("La plantilla ya no se ofrece. Los clips que la tienen la conservan.", "success")
    return redirect(to("branding.show", plate_id=plate_id), 303)


@bp.post("/plantillas-graficas/<int:plate_id>/recuperar")
@allow(Capability.MANAGE_PLATES, plate_id=Plate)
def bring_back(plate_id: int) -> AnyResponse:
    """Offer a plate again."""
    plate = queries.plate_by_id(db.session(), plate_id)
    service.bring_back(db.session(), plate, now=clock(), by=signed_in())
    db.session.commit()
    flash("La plantilla se ofrece de nuevo.", "success")
    return redirect(to("branding.show", plate_id=plate_id), 303)


@bp.get("/plantillas-graficas/<int:plate_id>/<what>.png")
@allow(Capability.READ, plate_id=Plate)
def picture(plate_id: int, what: str) -> Response:
    """Give the logo or the card; a version never changes, so it is kept for good."""
    plate = queries.plate_by_id(db.session(), plate_id)
    content = {"logotipo": plate.logo, "cierre": plate.card}.get(what)
    if not content:
        raise NotFoundError("Esa imagen no existe.")
    answer = Response(content, mimetype="image/png")
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def _is_overtaken(form: PlateForm, newest: Plate) -> bool:
    """Tell whether somebody made another version of the plate since its page was opened."""
    begun = db.session.get(Plate, version_of(form))
    return begun is not None and begun.name == newest.name and begun.id != newest.id


def _form_page(form: PlateForm, plate: Plate | None = None) -> str:
    """Return the page with the form."""
    form.offer(campaigns_to_choose())
    return render_template("branding/form.html", form=form, plate=plate)
