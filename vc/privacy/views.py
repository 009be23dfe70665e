"""The privacy notices for anybody, in every version; and the office's page that writes the next."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, anybody, clock, current_person, signed_in
from vc.booking.models import Event
from vc.booking.queries import event_by_id
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import version_of
from vc.inputs import number_of
from vc.permissions import Capability
from vc.privacy import queries, refusals, service
from vc.privacy.forms import PrivacyNoticeForm, RefusalForm
from vc.privacy.hooks import APPEARANCE_REFUSED
from vc.privacy.models import PrivacyNotice, Refusal, Source
from vc.services import services

bp = Blueprint("privacy", __name__)

UNPROCESSABLE = 422


@bp.get("/privacidad")
@anybody
def simple() -> str:
    """Show the short notice in force."""
    return _page(service.current(db.session()), is_full=False)


@bp.get("/privacidad/integral")
@anybody
def full() -> str:
    """Show the whole notice in force."""
    return _page(service.current(db.session()), is_full=True)


@bp.get("/privacidad/<int:version>")
@anybody
def simple_version(version: int) -> str:
    """Show the short notice as somebody accepted it."""
    return _page(queries.notice_by_version(db.session(), version), is_full=False)


@bp.get("/privacidad/<int:version>/integral")
@anybody
def full_version(version: int) -> str:
    """Show the whole notice as it was in a version."""
    return _page(queries.notice_by_version(db.session(), version), is_full=True)


@bp.get("/avisos-de-privacidad")
@allow(Capability.READ)
def index() -> str:
    """List the versions."""
    return render_template("privacy/index.html", versions=queries.versions(db.session()))


@bp.get("/avisos-de-privacidad/nueva")
@allow(Capability.WRITE_NOTICES)
def new() -> str:
    """Show the page that writes the next version, beginning with the one in force or an older."""
    current = service.current(db.session())
    number = number_of(request.args.get("desde"))
    begin = queries.notice_by_version(db.session(), number) if number else current
    form = PrivacyNoticeForm(
        formdata=None, version=current.version, simple=begin.simple, full=begin.full
    )
    return _form_page(form)


@bp.post("/avisos-de-privacidad")
@allow(Capability.WRITE_NOTICES)
def publish() -> AnyResponse | tuple[str, int]:
    """Put a new version in force."""
    form = PrivacyNoticeForm()
    if not form.validate():
        return _form_page(form), UNPROCESSABLE
    try:
        notice = service.publish(
            db.session(),
            simple=form.simple.data,
            full=form.full.data,
            reason=form.reason.data,
            after=version_of(form),
            by=signed_in(),
            now=clock(),
        )
        db.session.commit()
    except ConcurrentChangeError as error:
        db.session.rollback()
        current = service.current(db.session())
        kept = {"version": current.version, "simple": current.simple, "full": current.full}
        form.set_beside(PrivacyNoticeForm(formdata=None, reason=current.reason, **kept), error)
        return _form_page(form), form.status
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _form_page(form), form.status
    flash(f"Quedó vigente la versión {notice.version}.", "success")
    return redirect(to("privacy.index"), 303)


@bp.route("/sesiones/<int:event_id>/no-aparecer", methods=["GET", "POST"])
@allow(Capability.REGISTER_CONSENT, event_id=Event)
def refuse(event_id: int) -> AnyResponse | str | tuple[str, int]:
    """Note that somebody told the office that they do not want to appear."""
    event, form = event_by_id(db.session(), event_id), RefusalForm()
    if not form.validate_on_submit():
        return render_template("privacy/refuse.html", event=event, form=form), form.status
    found = refusals.note(
        db.session(),
        event,
        form.name.data,
        hint=form.hint.data,
        source=Source.OFFICE,
        now=clock(),
        by=current_person(),
        hearers=services().registry.added_to(APPEARANCE_REFUSED),
    )
    db.session.commit()
    flash(f"Se anotó {found.folio}. Se verá al cortar y al revisar los clips.", "success")
    return redirect(to("booking.show", event_id=event_id), 303)


@bp.post("/consentimientos/no-aparecer/<int:refusal_id>/retirar")
@allow(Capability.REVOKE_CONSENT, refusal_id=Refusal)
def withdraw(refusal_id: int) -> AnyResponse:
    """Note that somebody may appear after all."""
    found = refusals.refusal_by_id(db.session(), refusal_id)
    refusals.withdraw(db.session(), found, now=clock(), by=current_person())
    db.session.commit()
    flash(f"{found.folio} quedó anulada: la persona ya puede aparecer.", "success")
    return redirect(to("consents.index", ver="refusals", sesion=found.event_id), 303)


def _page(notice: PrivacyNotice, *, is_full: bool) -> str:
    """Return the page of one notice."""
    settings = services().settings
    names = {
        "oficina": settings.office_name,
        "correo": settings.contact_email or settings.office_name,
    }
    return render_template(
        "privacy/notice.html",
        notice=notice,
        is_full=is_full,
        sections=queries.sections(notice.full if is_full else notice.simple, names),
        versions=queries.versions(db.session()),
    )


def _form_page(form: PrivacyNoticeForm) -> str:
    """Return the page with the form."""
    return render_template("privacy/form.html", form=form)
