"""The versions of lists: how coordinators write, compare and publish them."""

from collections.abc import Callable

from flask import flash, redirect, render_template
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, signed_in
from vc.checklists import evaluation, labels, queries, versions
from vc.checklists.forms import RULES, ItemForm
from vc.checklists.labels import COLUMN_NAMES
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
    return _index_page()


@bp.get("/listas/<int:template_id>")
@allow(Capability.READ, template_id=Template)
def template(template_id: int) -> str:
    """Show one version."""
    return _template_page(queries.template_by_id(db.session(), template_id))


@bp.get("/listas/<int:template_id>/comparar")
@allow(Capability.READ, template_id=Template)
def compare(template_id: int) -> str:
    """Show what a version changed."""
    found = queries.template_by_id(db.session(), template_id)
    before = queries.before(db.session(), found)
    if before is None:
        raise NotFoundError("Es la primera versión: no hay otra con que compararla.")
    return _comparison_page(before, found)


@bp.post("/listas/<kind>/nueva-version")
@allow(Capability.WRITE_CHECKLISTS)
def begin_version(kind: str) -> AnyResponse:
    """Begin a new version of a kind's list."""
    if kind not in list(ClipKind):
        raise NotFoundError("No hay clips de ese tipo.")
    try:
        draft = versions.begin_version(db.session(), ClipKind(kind), now=clock(), by=signed_in())
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
        lambda: versions.publish(db.session(), found, now=clock(), by=signed_in()),
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
        lambda form: versions.add_item(
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
        lambda form: versions.change_item(
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
        lambda: versions.drop_item(db.session(), item, now=clock(), by=signed_in()),
        "Se quitó el punto de este borrador; las versiones anteriores lo conservan.",
    )


def _moved(item_id: int, by_how_many: int) -> AnyResponse:
    """Move a point, and lead back to it."""
    item = queries.item_by_id(db.session(), item_id)
    return _done(
        item.template,
        lambda: versions.move_item(db.session(), item, by_how_many, now=clock(), by=signed_in()),
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
        return _item_page(template, form, item)
    if not form.validate():
        return _item_page(template, form, item), UNPROCESSABLE
    try:
        if item is not None:
            versions.check_draft(template)
            form.check_seen(ItemForm(item, formdata=None))
        keep(form)
        db.session.commit()
    except ConcurrentChangeError:
        return _item_page(template, form, item), form.status
    except RuleError as error:
        db.session.rollback()
        field = getattr(form, error.field or "label", form.label)
        field.errors = [*field.errors, error.message]
        return _item_page(template, form, item), UNPROCESSABLE
    flash("Se guardó el punto.", "success")
    return _to(template_id)


def _done(
    template: Template, change: Callable[[], None], said: str, *, anchor: str = ""
) -> AnyResponse:
    """Carry out what a button asks, say so, and lead back to the version."""
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


def _index_page() -> str:
    """Return the page of all lists, by kind."""
    versions = queries.templates(db.session())
    kinds = [(kind, [one for one in versions if one.kind is kind]) for kind in ClipKind]
    return render_template("checklists/index.html", kinds=kinds)


def _template_page(template: Template) -> str:
    """Return the page of one version."""
    return render_template(
        "checklists/template.html",
        template=template,
        before=queries.before(db.session(), template),
        when=_when_of,
        approval=evaluation.APPROVAL,
    )


def _item_page(template: Template, form: ItemForm, item: TemplateItem | None = None) -> str:
    """Return the page on which a point is written."""
    return render_template("checklists/item.html", template=template, form=form, item=item)


def _comparison_page(old: Template, new: Template) -> str:
    """Return the page that compares two versions."""
    return render_template(
        "checklists/compare.html",
        old=old,
        new=new,
        comparison=versions.compared(old, new),
        value=_value_of,
        names=COLUMN_NAMES,
    )


def _value_of(item: TemplateItem, name: str) -> str:
    """Return a column of a point in words."""
    said = {
        "level": labels.LEVELS[item.level],
        "evidence": labels.EVIDENCES[item.evidence],
        "rule": _when_of(item),
        "depends_on": labels.DEPENDS[item.depends_on],
        "needs_two": "Sí" if item.needs_two else "No",
    }
    return said[name] if name in said else getattr(item, name) or "(vacío)"


def _when_of(item: TemplateItem) -> str:
    """Return in words when a point is asked."""
    name = next((name for name, rule in RULES.items() if rule == item.rule), None)
    return "Según una regla propia" if name is None else labels.WHEN[name]
