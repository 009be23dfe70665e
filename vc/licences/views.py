"""The pages of licences and of the connections to the vendors."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from integrations.contracts.common import Connection
from integrations.contracts.meetings import HostAccount, MeetingProvider
from integrations.errors import IntegrationError
from integrations.google import scopes as google_scopes
from integrations.zoom import scopes as zoom_scopes
from vc.access import allow, clock, signed_in
from vc.connections import service as connections
from vc.connections.models import Use
from vc.db import db
from vc.errors import ConcurrentChangeError, NotFoundError, RuleError
from vc.licences import service
from vc.licences.forms import BlockForm, LicenceForm, form_values
from vc.licences.hooks import (
    CONNECTION_CARDS,
    CONNECTION_PANELS,
    LICENCE_TAKEN,
    LICENCES_CHANGED,
    Taken,
)
from vc.licences.models import Licence, LicenceBlock, Platform
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("licences", __name__)

UNPROCESSABLE = 422


@bp.get("/licencias")
@allow(Capability.MANAGE_LICENCES)
def index() -> str:
    """Show the accounts that can host, and how much each was used today."""
    query = select(Licence).options(selectinload(Licence.blocks)).order_by(Licence.label)
    return render_template(
        "licences/index.html",
        licences=list(db.session.scalars(query)),
        writes=service.writes_today(db.session(), clock()),
        resets_at=service.cap_resets_at(clock()),
        providers=_providers(),
    )


@bp.route("/licencias/nueva", methods=["GET", "POST"])
@allow(Capability.MANAGE_LICENCES)
def new() -> Response | str | tuple[str, int]:
    """Add a licence by hand."""
    form = LicenceForm()
    if form.validate_on_submit():
        try:
            service.add(db.session(), form.answers(), by=signed_in(), now=clock())
        except RuleError as error:
            form.blame(error)
            return _form_page(form, None), UNPROCESSABLE
        return _saved("La cuenta se agregó.")
    return _form_page(form, None), form.status


@bp.route("/licencias/<int:licence_id>", methods=["GET", "POST"])
@allow(Capability.MANAGE_LICENCES, licence_id=Licence)
def edit(licence_id: int) -> Response | str | tuple[str, int]:
    """Change a licence."""
    licence = _licence(licence_id)
    form = LicenceForm(data=form_values(licence))
    if form.validate_on_submit():
        now, lost = service.remains_of(licence), service.remains_after(licence, form.answers())
        losing = _without(lost, now)
        if not _is_confirmed(losing):
            return _form_page(form, licence, losing=losing), UNPROCESSABLE
        try:
            service.change(db.session(), licence, form.answers(), by=signed_in(), now=clock())
        except RuleError as error:
            form.blame(error)
            return _form_page(form, _licence(licence_id)), UNPROCESSABLE
        except ConcurrentChangeError as error:
            db.session.rollback()
            licence = _licence(licence_id)
            form.set_beside(LicenceForm(formdata=None, data=form_values(licence)), error)
            return _form_page(form, licence), form.status
        return _saved("Se guardaron los cambios de la cuenta.")
    return _form_page(form, licence), form.status


@bp.post("/licencias/<int:licence_id>/bloqueos")
@allow(Capability.MANAGE_LICENCES, licence_id=Licence)
def block(licence_id: int) -> Response | tuple[str, int]:
    """Keep a licence free for some days."""
    licence, form = _licence(licence_id), BlockForm()
    if not form.validate():
        return _form_page(LicenceForm(formdata=None, data=form_values(licence)), licence, form), 422
    new_block = form.new_block(services().zone)
    losing = _without(
        service.Remains(licence.id, starts_at=new_block.starts_at, ends_at=new_block.ends_at)
    )
    if not _is_confirmed(losing):
        shown = LicenceForm(formdata=None, data=form_values(licence))
        return _form_page(shown, licence, form, blocking=losing), UNPROCESSABLE
    try:
        service.block(db.session(), licence, new_block, by=signed_in(), now=clock())
    except RuleError as error:
        form.blame(error)
        return _form_page(LicenceForm(formdata=None, data=form_values(licence)), licence, form), 422
    return _saved("La cuenta queda bloqueada esos días.", licence_id)


@bp.post("/licencias/<int:licence_id>/bloqueos/<int:block_id>/quitar")
@allow(Capability.MANAGE_LICENCES, licence_id=Licence, block_id=LicenceBlock)
def unblock(licence_id: int, block_id: int) -> Response:
    """Give a blocked period free again."""
    row = db.session.get(LicenceBlock, block_id)
    if row is None or row.licence_id != licence_id:
        raise NotFoundError("Esos días ya no están bloqueados.")
    service.unblock(db.session(), row, by=signed_in(), now=clock())
    return _saved("La cuenta ya se puede usar esos días.", licence_id)


@bp.get("/licencias/importar")
@allow(Capability.MANAGE_LICENCES)
def proposals() -> str:
    """Read Zoom's accounts and propose those that are not among the licences yet."""
    hosts, problem = _hosts_at_zoom()
    return render_template(
        "licences/import.html",
        hosts=service.proposals(db.session(), hosts, Platform.ZOOM),
        known=len(hosts),
        problem=problem,
    )


@bp.post("/licencias/importar")
@allow(Capability.MANAGE_LICENCES)
def import_hosts() -> Response:
    """Add the accounts that were ticked, with what Zoom says of them now."""
    ticked = set(request.form.getlist("email"))
    hosts, problem = _hosts_at_zoom()
    if problem:
        flash(problem, "error")
        return redirect(url_for("licences.proposals"), 303)
    chosen = [host for host in hosts if host.email in ticked]
    count = service.import_hosts(db.session(), chosen, Platform.ZOOM, by=signed_in(), now=clock())
    return _saved(f"Se agregaron {count} cuentas." if count != 1 else "Se agregó 1 cuenta.")


@bp.get("/integraciones")
@allow(Capability.MANAGE_LICENCES)
def integrations() -> str:
    """Show how each platform is connected."""
    return _integrations_page(None)


@bp.post("/integraciones/<platform>/probar")
@allow(Capability.MANAGE_LICENCES)
def check(platform: str) -> str:
    """Try a platform's credentials and name what is missing."""
    found = connections.check_now(db.session(), Use.MEETINGS, platform, services())
    return _integrations_page((platform, found))


def _integrations_page(checked: tuple[str, Connection] | None) -> str:
    """Return the page of the connections, with what a platform just answered."""
    return render_template(
        "licences/integrations.html",
        providers=_providers(),
        checked=checked,
        stops=connections.stops(db.session(), Use.MEETINGS),
        scopes={"zoom": zoom_scopes.by_part(), "google_meet": google_scopes.by_part()},
        cards=[card() for card in services().registry.added_to(CONNECTION_CARDS)],
        panels=[
            (platform.value, panel())
            for platform, panel in services().registry.added_to(CONNECTION_PANELS)
        ],
    )


def _providers() -> Mapping[str, MeetingProvider]:
    """Return the platforms' adapters."""
    return services().providers


def _hosts_at_zoom() -> tuple[list[HostAccount], str]:
    """Return Zoom's accounts, and why they could not be read; no transaction is open meanwhile."""
    db.session.rollback()
    try:
        return _providers()["zoom"].hosts(), ""
    except IntegrationError as error:
        return [], error.message


def _licence(licence_id: int) -> Licence:
    """Return a licence. Raises NotFoundError."""
    licence = db.session.get(Licence, licence_id)
    if licence is None:
        raise NotFoundError("Esa cuenta no existe.")
    return licence


def _form_page(
    form: LicenceForm,
    licence: Licence | None,
    block_form: BlockForm | None = None,
    **lists: Sequence[Taken],
) -> str:
    """Return the page with a licence's form, and with the sessions that a change would leave."""
    return render_template(
        "licences/form.html",
        form=form,
        licence=licence,
        block_form=block_form or BlockForm(None),
        **{name: (taken, _mark_of(taken)) for name, taken in lists.items()},
    )


def _without(after: service.Remains, before: service.Remains | None = None) -> Sequence[Taken]:
    """Return the coming sessions of a licence that it will not be able to host any more."""
    (left,) = services().registry.added_to(LICENCE_TAKEN)
    already = {one.id for one in left(db.session(), before, clock())} if before else set()
    return [one for one in left(db.session(), after, clock()) if one.id not in already]


def _is_confirmed(taken: Sequence[Taken]) -> bool:
    """Tell whether the person saw these sessions, or there are none."""
    return not taken or request.form.get("seen_sessions") == _mark_of(taken)


def _mark_of(taken: Sequence[Taken]) -> str:
    """Return what tells one list of sessions from another."""
    return "-".join(str(one.id) for one in taken)


def _saved(message: str, licence_id: int | None = None) -> Response:
    """Commit, let the waiting list look again, say so, and go back to the list (or the licence)."""
    for hear in services().registry.added_to(LICENCES_CHANGED):
        hear(db.session(), clock())
    db.session.commit()
    flash(message, "success")
    if licence_id is None:
        return redirect(url_for("licences.index"), 303)
    return redirect(url_for("licences.edit", licence_id=licence_id), 303)
