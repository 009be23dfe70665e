"""The pages of those who administer: people, their roles and passwords, and the audit."""

from flask import (
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from vc import history
from vc.access import allow, clock, signed_in
from vc.accounts import queries, service
from vc.accounts.forms import HeirForm, PersonForm
from vc.accounts.hooks import HOLDINGS
from vc.accounts.models import Person
from vc.accounts.views import bp, form_page
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import choices_of
from vc.inputs import day_of, number_of
from vc.permissions import Capability
from vc.services import services


@bp.get("/personas")
@allow(Capability.MANAGE_PEOPLE)
def people() -> str:
    """Show everybody with an account."""
    number = number_of(request.args.get("pagina", "")) or 1
    return render_template("accounts/people.html", page=queries.people_page(db.session(), number))


@bp.route("/personas/nueva", methods=["GET", "POST"])
@allow(Capability.MANAGE_PEOPLE)
def new_person() -> str | tuple[str, int]:
    """Add a person and show their temporary password this once."""
    form = PersonForm()
    if not form.validate_on_submit():
        return form_page("accounts/person.html", form, edited=None)
    try:
        added, password = service.add_person(
            db.session(), form.answers(), by=signed_in(), now=clock()
        )
        db.session.commit()
    except RuleError as error:
        form.blame(error)
        return form_page("accounts/person.html", form, edited=None)
    return render_template("accounts/password.html", edited=added, password=password)


@bp.route("/personas/<int:person_id>", methods=["GET", "POST"])
@allow(Capability.MANAGE_PEOPLE, person_id=Person)
def person(person_id: int) -> Response | str | tuple[str, int]:
    """Change a person's data, role or access."""
    edited = queries.person_by_id(db.session(), person_id)
    form = PersonForm(obj=edited)
    if not form.is_submitted():
        form.note_seen()
    if not form.validate_on_submit():
        return form_page("accounts/person.html", form, edited=edited)
    try:
        form.check_seen(PersonForm(formdata=None, obj=edited))
        service.change_person(
            db.session(),
            edited,
            form.answers(),
            by=signed_in(),
            now=clock(),
            holdings=services().registry.added_to(HOLDINGS),
            heir_id=HeirForm().heir_id.data,
        )
        db.session.commit()
    except ConcurrentChangeError:
        return render_template("accounts/person.html", form=form, edited=edited), form.status
    except RuleError as error:
        db.session.rollback()
        edited = queries.person_by_id(db.session(), person_id)
        if error.field == "heir_id":
            return _closing_page(form, edited, error)
        form.blame(error)
        return form_page("accounts/person.html", form, edited=edited)
    flash("Se guardaron los cambios.", "success")
    return redirect(url_for("accounts.people"), 303)


@bp.post("/personas/<int:person_id>/contrasena")
@allow(Capability.MANAGE_PEOPLE, person_id=Person)
def reset_password(person_id: int) -> str:
    """Give a person a temporary password and show it this once."""
    edited = queries.person_by_id(db.session(), person_id)
    password = service.reset_password(db.session(), edited, by=signed_in(), now=clock())
    db.session.commit()
    return render_template("accounts/password.html", edited=edited, password=password)


@bp.get("/auditoria")
@allow(Capability.INSPECT)
def audit() -> str:
    """Show who did what, the newest first."""
    wanted = queries.AuditSearch(
        person_id=number_of(request.args.get("persona", "")),
        action=request.args.get("accion", ""),
        since_on=day_of(request.args.get("desde", "")),
        until_on=day_of(request.args.get("hasta", "")),
        page=number_of(request.args.get("pagina", "")) or 1,
    )
    zone = services().zone
    return render_template(
        "accounts/audit.html",
        wanted=wanted,
        page=queries.audit_lines(db.session(), wanted, zone),
        people=queries.people(db.session()),
        actions=sorted(history.actions().items(), key=lambda item: item[1]),
    )


def _closing_page(form: PersonForm, edited: Person, error: RuleError) -> tuple[str, int]:
    """Return the page of an account to be closed: all it holds, and the select of an heir."""
    holdings = services().registry.added_to(HOLDINGS)
    held = [(one.label, one.held(db.session(), edited, clock())) for one in holdings]
    heir = HeirForm()
    heir.heir_id.choices = [
        SelectChoice("", "Elija a una persona"),
        *choices_of(queries.heirs(db.session(), edited)),
    ]
    if heir.heir_id.raw_data:
        heir.blame(error)
    held = [one for one in held if one[1]]
    return form_page("accounts/close.html", form, heir=heir, edited=edited, held=held)
