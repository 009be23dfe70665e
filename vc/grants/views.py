"""The pages that connect an account, and where its vendor leads back."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session
from flask import url_for as to
from werkzeug.wrappers import Response

from integrations.errors import IntegrationError
from vc.access import allow, clock, current_person
from vc.addresses import absolute_url
from vc.connections import service as connections
from vc.db import db, read_only
from vc.errors import NotFoundError, RuleError
from vc.grants import authorization, labels, panels, service
from vc.grants.forms import ClientForm
from vc.grants.guides import steps_for
from vc.grants.known import PURPOSES, Purpose, of_vendor
from vc.grants.models import AccountGrant
from vc.grants.queries import grant_for
from vc.permissions import Capability
from vc.services import services
from vc.web import let_forms_lead_to

bp = Blueprint("grants", __name__)

MOST_CODE = 2000
Answer = Response | str | tuple[Response | str, int]


@bp.get("/integraciones/<purpose>/conexion")
@allow(Capability.MANAGE_LICENCES)
def show(purpose: str) -> Response:
    """Show whose account is connected, and what connecting one takes."""
    return _page(_purpose_of(purpose))


@bp.post("/integraciones/<purpose>/conectar")
@allow(Capability.MANAGE_LICENCES)
def connect(purpose: str) -> Answer:
    """Lead to the vendor's page, which asks whoever presses the button."""
    what, settings = _purpose_of(purpose), services().settings
    back, form = _redirect_uri(what), ClientForm()
    problem = service.redirect_fault(what, back)
    if authorization.is_set_elsewhere(what) or problem:
        flash(problem or labels.SET_ELSEWHERE.format(names=_names(what)), "error")
        return redirect(to("grants.show", purpose=purpose), 303)
    client = service.client_for(db.session(), what, settings)
    if not settings.given(*PURPOSES[what].client):
        client = form.client(client) if form.validate() else None
    if client is None:
        return _page(what, form), 422
    asked = authorization.authorizer(what).request(client, back)
    service.note_request(
        db.session(), what, client, asked, redirect_uri=back, sign_in=_sign_in(), now=clock()
    )
    db.session.commit()
    return redirect(asked.url, 303)


@bp.get("/integraciones/<purpose>/regreso")
@allow(Capability.MANAGE_LICENCES)
def receive(purpose: str) -> Response:
    """Take what a vendor brings back; whatever comes of it is told on the connection's page."""
    what = _purpose_of(purpose)
    # The vendor comes by GET, and what it brings is for once.
    db.session.rollback()
    read_only(False)
    try:
        flash(_taken(what), "success")
    except (RuleError, IntegrationError) as error:
        db.session.rollback()
        flash(error.message, "error")
    # The code leaves the address bar.
    return redirect(to("grants.show", purpose=purpose), 303)


@bp.get("/integraciones/<purpose>/desconectar")
@allow(Capability.MANAGE_LICENCES)
def confirm(purpose: str) -> str:
    """Ask before an account is disconnected."""
    what = _purpose_of(purpose)
    grant = _given(what)
    others = (grant_for(db.session(), one) for one in of_vendor(what)[1:])
    return render_template(
        "grants/disconnect.html",
        known=PURPOSES[what],
        grant=grant,
        beside=next((one for one in others if one is not None and one.is_given), None),
    )


@bp.post("/integraciones/<purpose>/desconectar")
@allow(Capability.MANAGE_LICENCES)
def disconnect(purpose: str) -> Response:
    """Withdraw the consent at its vendor, and forget it."""
    grant = _given(_purpose_of(purpose))
    account, known = grant.account, PURPOSES[grant.purpose]
    is_withdrawn = authorization.disconnect(db.session(), grant, by=current_person())
    said = labels.FORGOTTEN if is_withdrawn else labels.FORGOTTEN_HERE
    words = {"vendor": known.vendor, "address": known.withdrawn_at}
    flash(said.format(account=account, **words), "success" if is_withdrawn else "error")
    return redirect(to("grants.show", purpose=purpose), 303)


@bp.post("/integraciones/<purpose>/revisar")
@allow(Capability.MANAGE_LICENCES)
def check(purpose: str) -> Response:
    """Try the consent at once."""
    what = _given(_purpose_of(purpose)).purpose
    found = connections.check_now(db.session(), PURPOSES[what].use, what.value, services())
    flash(found.message, "success" if found.is_working else "error")
    return redirect(to("grants.show", purpose=purpose), 303)


def _taken(purpose: Purpose) -> str:
    """Redeem what came back, and return what became of it. Raises RuleError, IntegrationError."""
    sent = {name: request.args.get(name, "")[:MOST_CODE] for name in ("state", "code", "error")}
    pending = service.take_request(
        db.session(), purpose, sent["state"], sign_in=_sign_in(), now=clock()
    )
    # Before anything else: what was asked for is spent, whatever comes of it.
    db.session.commit()
    code = service.code_in(purpose, sent)
    given = authorization.authorizer(purpose).redeem(
        pending.client,
        code,
        verifier=pending.verifier,
        redirect_uri=pending.redirect_uri,
    )
    return authorization.take(db.session(), purpose, given, by=current_person())


def _page(purpose: Purpose, form: ClientForm | None = None) -> Response:
    """Return the connection's page; its button leads to Google."""
    settings, known = services().settings, PURPOSES[purpose]
    back = _redirect_uri(purpose)
    client = service.client_for(db.session(), purpose, settings)
    page = render_template(
        "grants/show.html",
        view=panels.view_of(purpose),
        form=form or ClientForm(None, data={"client_id": client.id if client else ""}),
        knows_secret=client is not None,
        has_client=bool(settings.given(*known.client)),
        problem=service.redirect_fault(purpose, back),
        redirect_uri=back,
        steps=steps_for(purpose, has_client=client is not None),
        names=_names(purpose),
    )
    parts = urlsplit(getattr(settings, known.page.lower()))
    return let_forms_lead_to(page, f"{parts.scheme}://{parts.netloc}")


def _redirect_uri(purpose: Purpose) -> str:
    """Return where a vendor leads back to: what is registered there, letter by letter."""
    return absolute_url("grants.receive", purpose=purpose.value)


def _names(purpose: Purpose) -> str:
    """Return the settings that say who we are instead, as far as they are set."""
    return ", ".join(services().settings.given(*PURPOSES[purpose].settings))


def _given(purpose: Purpose) -> AccountGrant:
    """Return the consent that is kept. Raises NotFoundError."""
    grant = grant_for(db.session(), purpose)
    if grant is None or not grant.is_given:
        raise NotFoundError(labels.NOT_CONNECTED)
    return grant


def _sign_in() -> str:
    """Return what tells this browser from any other one."""
    return str(session.get("sign_in", ""))


def _purpose_of(name: str) -> Purpose:
    """Return the purpose of an address. Raises NotFoundError."""
    try:
        return Purpose(name)
    except ValueError as error:
        raise NotFoundError(labels.NO_SUCH) from error
