"""The pages of kept filters: keep one, rename it, remove it; each person has only their own."""

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from vc.access import allow, clock, signed_in
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.lists import panels, service
from vc.lists.chosen import Chosen
from vc.lists.forms import KeepForm, RenameForm
from vc.lists.models import KeptFilter
from vc.permissions import Capability

bp = Blueprint("lists", __name__)

NO_SUCH_LIST = "Esa lista no existe."
Page = Response | tuple[str, int]


@bp.post("/listas/filtros")
@allow(Capability.READ)
def keep() -> Page:
    """Keep what a list is narrowed to, under a name."""
    listing = panels.listing(request.form.get("lista", ""))
    if listing is None:
        raise NotFoundError(NO_SUCH_LIST)
    values, form = listing.values(Chosen.of(request.form).asked), KeepForm()
    back = panels.address(listing.endpoint, values)
    if form.validate():
        try:
            service.keep(
                db.session(), listing, form.name.data or "", values, by=signed_in(), now=clock()
            )
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            db.session.commit()
            flash(f"Se guardó el filtro «{form.name.data}».", "success")
            return redirect(back, 303)
    page = render_template("lists/keep.html", form=form, listing=listing, back=back)
    return page, form.status if form.errors else 422


@bp.route("/listas/filtros/<int:filter_id>", methods=["GET", "POST"])
@allow(Capability.READ, filter_id=KeptFilter)
def edit(filter_id: int) -> Page:
    """Rename a filter of one's own."""
    row = service.kept_by_id(db.session(), filter_id, by=signed_in())
    back, form = panels.address(row.list_name, row.values), RenameForm(obj=row)
    if form.is_sent_as_seen(RenameForm(formdata=None, obj=row)):
        try:
            service.rename(db.session(), row, form.name.data or "")
        except RuleError as error:
            form.blame(error)
        else:
            db.session.commit()
            flash("Se guardó el nombre del filtro.", "success")
            return redirect(back, 303)
    page = render_template("lists/rename.html", form=form, filter_id=filter_id, back=back)
    return page, form.status


@bp.post("/listas/filtros/<int:filter_id>/quitar")
@allow(Capability.READ, filter_id=KeptFilter)
def remove(filter_id: int) -> Response:
    """Remove a filter of one's own; the list stays narrowed to it."""
    row = service.kept_by_id(db.session(), filter_id, by=signed_in())
    back = panels.address(row.list_name, row.values)
    db.session.delete(row)
    db.session.commit()
    flash(f"Se quitó el filtro «{row.name}».", "success")
    return redirect(back, 303)
