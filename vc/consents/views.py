"""The pages of consents. Names are for coordination; others read initials and folios."""

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc import evidence
from vc.access import (
    FORM_BYTES,
    allow,
    clock,
    current_person,
    office_date,
    only_answers,
    signed_in,
    takes_up_to,
)
from vc.consents import panels, queries, service
from vc.consents.forms import ConsentForm, RevokeForm
from vc.consents.hooks import CONSENT_REVOKED
from vc.consents.models import Consent
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.inputs import number_of
from vc.permissions import Capability, check
from vc.privacy import refusals
from vc.privacy.labels import SOURCES
from vc.recordings.serving import Kept, serve
from vc.services import services

bp = Blueprint("consents", __name__)

UNPROCESSABLE = 422
FOLDER = "consentimientos"


@bp.get("/consentimientos")
@allow(Capability.READ)
def index() -> str:
    """List the consents."""
    return _list_page(queries.Search.of(request.args))


@bp.post("/consentimientos/buscar")
@allow(Capability.READ)
@only_answers
def search() -> str:
    """List the consents of a name or folio."""
    return _list_page(queries.Search.of(request.form, request.form.get("q", "")))


def _list_page(wanted: queries.Search) -> str:
    """Return the page with the consents that are looked for."""
    today = office_date()
    if wanted.shown == "refusals":
        return render_template(
            "consents/refusals.html",
            rows=refusals.listed(db.session(), wanted.event_id),
            wanted=wanted,
            event=queries.event_of(db.session(), wanted.event_id),
            sources=SOURCES,
        )
    return render_template(
        "consents/index.html",
        found=queries.search(db.session(), wanted, today, opens=panels.opens),
        wanted=wanted,
        today=today,
        event=queries.event_of(db.session(), wanted.event_id),
    )


@bp.get("/consentimientos/nuevo")
@allow(Capability.REGISTER_CONSENT)
def new() -> str:
    """Show the page that adds one."""
    today = office_date()
    event_id = request.args.get("sesion", "")
    form = ConsentForm(formdata=None, valid_from=today, event_id=event_id)
    _check_session(form)
    return _form_page(form)


@bp.post("/consentimientos")
@allow(Capability.REGISTER_CONSENT)
@takes_up_to(2 * evidence.MOST_BYTES + FORM_BYTES)
def create() -> AnyResponse | tuple[str, int]:
    """Register a consent with its papers."""
    form, store = ConsentForm(), services().store
    _check_session(form)
    if not form.validate():
        return _form_page(form), UNPROCESSABLE
    try:
        with evidence.drawer(store, FOLDER) as drawer:
            paper = drawer.take(form.evidence.data, field="evidence")
            opinion = form.opinion.data if form.is_minor.data else None
            new_consent = form.new_consent(paper.key, drawer.take(opinion, field="opinion").key)
            consent = service.register(db.session(), new_consent, now=clock(), by=signed_in())
            db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form[error.field or "person_name"].errors = [error.message]
        return _form_page(form), UNPROCESSABLE
    flash(f"Se registró {consent.folio}.", "success")
    return redirect(to("consents.show", consent_id=consent.id), 303)


@bp.get("/consentimientos/<int:consent_id>")
@allow(Capability.READ, consent_id=Consent)
def show(consent_id: int) -> str:
    """Show a consent."""
    return _show_page(queries.consent_by_id(db.session(), consent_id))


@bp.post("/consentimientos/<int:consent_id>/revocar")
@allow(Capability.REVOKE_CONSENT, consent_id=Consent)
def revoke(consent_id: int) -> AnyResponse | tuple[str, int]:
    """End a consent: what names its person is to be taken down."""
    consent, form = queries.consent_by_id(db.session(), consent_id), RevokeForm()
    if not form.validate():
        return _show_page(consent, form), UNPROCESSABLE
    service.revoke(
        db.session(),
        consent,
        why=form.why.data,
        now=clock(),
        by=signed_in(),
        hearers=services().registry.added_to(CONSENT_REVOKED),
    )
    db.session.commit()
    flash(
        "El consentimiento quedó revocado. Lo que haya que retirar está en «Mis pendientes».",
        "success",
    )
    return redirect(to("consents.show", consent_id=consent_id), 303)


@bp.get("/consentimientos/<int:consent_id>/<what>")
@allow(Capability.OPEN_CONSENT, consent_id=Consent)
def paper(consent_id: int, what: str) -> Response:
    """Give a signed paper to whoever may see names."""
    consent = queries.consent_by_id(db.session(), consent_id)
    key = {"firmado": consent.evidence_key, "opinion": consent.opinion_key}.get(what)
    if not key:
        raise NotFoundError("Ese archivo no existe.")
    # A key is used once, so it tells versions apart by itself.
    return serve(Kept(key, key.rpartition(".")[2], key.rpartition("/")[2]))


def _check_session(form: ConsentForm) -> None:
    """Refuse whoever may not register consents of the session that the form names."""
    event = queries.event_of(db.session(), number_of(form.event_id.data))
    check(current_person(), Capability.REGISTER_CONSENT, event)


def _form_page(form: ConsentForm) -> str:
    """Return the page with the form."""
    event = queries.event_of(db.session(), number_of(form.event_id.data))
    return render_template("consents/form.html", form=form, event=event)


def _show_page(consent: Consent, form: RevokeForm | None = None) -> str:
    """Return the page of a consent."""
    today = office_date()
    return render_template(
        "consents/show.html",
        consent=consent,
        gaps=service.gaps(consent, (), frozenset(), today),
        event=queries.event_of(db.session(), consent.event_id),
        others=service.of_same_person(db.session(), consent),
        form=form or RevokeForm(formdata=None),
    )
