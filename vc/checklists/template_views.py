"""The versions of lists: how coordinators write, compare and publish them."""

from collections.abc import Callable

from flask import flash, redirect
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, signed_in
from vc.checklists import editing, pages, queries
from vc.checklists.forms import ItemForm
from vc.checklists.models import Template, TemplateItem
from vc.checklists.views import UNPROCESSABLE, bp
from vc.clips.models import ClipKind
from vc.db import db
from vc.errors import ConcurrentChangeError, NotFoundError, RuleError
from vc.permissions import Capability


@bp.get("/listas")
@allow(Capability.READ)
def index() -> str:
    """List the lists of each kind of clip, with their versions."""
    return pages.index_page()


@bp.get("/listas/<int:template_id>")
@allow(Capability.READ, template_id=Template)
def template(template_id: int) -> str:
    """Show one version."""
    return pages.template_page(queries.template_by_id(db.session(), template_id))


@bp.get("/listas/<int:template_id>/comparar")
@allow(Capability.READ, template_id=Template)
def compare(template_id: int) -> str:
    """Show what a version changed."""
    found = queries.template_by_id(db.session(), template_id)
    before = queries.before(db.session(), found)
    if before is None:
        raise NotFoundError("Es la primera versión: no hay otra con que compararla.")
    return pages.comparison_page(before, found)


@bp.post("/listas/<kind>/nueva-version")
@allow(Capability.WRITE_CHECKLISTS)
def begin_version(kind: str) -> AnyResponse:
    """Begin a new version of a kind's list."""
    if kind not in list(ClipKind):
        raise NotFoundError("No hay clips de ese tipo.")
    try:
        draft = editing.begin_version(db.session(), ClipKind(kind), now=clock(), by=signed_in())
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        flash(error.message, "error")
        return redirect(to("checklists.index"), 303)
    flash("Se hizo un borrador. Cámbielo y publíquelo cuando esté listo.", "success")
    return _to(draft.id)


@bp.post("/listas/<int:template_id>/publicar")
@allow(Capability.WRITE_CHECKLISTS, template_id=Template)
def publish(template_id: int) -> AnyResponse:
    """Let new clips begin with a version."""
    found = queries.template_by_id(db.session(), template_id)
    return _done(
        found,
        lambda: editing.publish(db.session(), found, now=clock(), by=signed_in()),
        "Se publicó. Los clips nuevos empiezan con esta versión.",
    )


@bp.route("/listas/<int:template_id>/puntos/nuevo", methods=["GET", "POST"])
@allow(Capability.WRITE_CHECKLISTS, template_id=Template)
def add_item(template_id: int) -> AnyResponse | str | tuple[str, int]:
    """Add a point of one's own."""
    found = queries.template_by_id(db.session(), template_id)
    return _written(
        found,
        None,
        lambda form: editing.add_item(
            db.session(), found, form.new_item(), now=clock(), by=signed_in()
        ),
    )


@bp.route("/listas/puntos/<int:item_id>", methods=["GET", "POST"])
@allow(Capability.WRITE_CHECKLISTS, item_id=TemplateItem)
def change_item(item_id: int) -> AnyResponse | str | tuple[str, int]:
    """Change a point of a draft."""
    item = queries.item_by_id(db.session(), item_id)
    return _written(
        item.template,
        item,
        lambda form: editing.change_item(
            db.session(), item, form.new_item(), now=clock(), by=signed_in()
        ),
    )


@bp.post("/listas/puntos/<int:item_id>/subir")
@allow(Capability.WRITE_CHECKLISTS, item_id=TemplateItem)
def move_up(item_id: int) -> AnyResponse:
    """Move a point up by one."""
    return _moved(item_id, -1)


@bp.post("/listas/puntos/<int:item_id>/bajar")
@allow(Capability.WRITE_CHECKLISTS, item_id=TemplateItem)
def move_down(item_id: int) -> AnyResponse:
    """Move a point down by one."""
    return _moved(item_id, 1)


@bp.post("/listas/puntos/<int:item_id>/quitar")
@allow(Capability.WRITE_CHECKLISTS, item_id=TemplateItem)
def drop_item(item_id: int) -> AnyResponse:
    """Leave a point out of a draft."""
    item = queries.item_by_id(db.session(), item_id)
    return _done(
        item.template,
        lambda: editing.drop_item(db.session(), item, now=clock(), by=signed_in()),
        "Se quitó el punto de este borrador; las versiones anteriores lo conservan.",
    )


def _moved(item_id: int, by_how_many: int) -> AnyResponse:
    """Move a point, and lead back to it."""
    item = queries.item_by_id(db.session(), item_id)
    return _done(
        item.template,
        lambda: editing.move_item(db.session(), item, by_how_many, now=clock(), by=signed_in()),
        "",
        anchor=f"punto-{item_id}",
    )


def _written(
    template: Template, item: TemplateItem | None, keep: Callable[[ItemForm], object]
) -> AnyResponse | str | tuple[str, int]:
    """Show the page of a point, or keep what was written on it."""
    form, template_id = ItemForm(item), template.id
    if not form.is_submitted():
        if item is not None:
            form.note_seen()
        return pages.item_page(template, form, item)
    if not form.validate():
        return pages.item_page(template, form, item), UNPROCESSABLE
    try:
        if item is not None:
            editing.check_draft(template)
            form.check_seen(ItemForm(item, formdata=None))
        keep(form)
        db.session.commit()
    except ConcurrentChangeError:
        return pages.item_page(template, form, item), form.status
    except RuleError as error:
        db.session.rollback()
        field = getattr(form, error.field or "label", form.label)
        field.errors = [*field.errors, error.message]
        return pages.item_page(template, form, item), UNPROCESSABLE
    flash("Se guardó el punto.", "success")
    return _to(template_id)


def _done(
    template: Template, change: Callable[[], None], said: str, *, anchor: str = ""
) -> AnyResponse:
    """Do what a button asks, say so, and lead back to the version."""
    template_id = template.id
    try:
        change()
        db.session.commit()
        if said:
            flash(said, "success")
    except RuleError as error:
        db.session.rollback()
        flash(error.message, "error")
    return _to(template_id, anchor)


def _to(template_id: int, anchor: str = "") -> AnyResponse:
    """Lead to a version."""
    where = to("checklists.template", template_id=template_id, _anchor=anchor or None)
    return redirect(where, 303)
