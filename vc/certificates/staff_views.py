"""The pages of staff: a session's certificates, given out, corrected, taken back."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from vc.access import allow, clock, signed_in
from vc.attendance import who_came
from vc.attendance.models import Registration
from vc.booking import queries as booking_queries
from vc.booking.models import Event, EventKind
from vc.certificates import labels, queries, rules, service
from vc.certificates.download import as_file
from vc.certificates.forms import (
    CertificateSettingsForm,
    CorrectForm,
    KindsForm,
    RuleForm,
    WhyForm,
)
from vc.certificates.models import Certificate
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.inputs import number_of
from vc.office.settings_views import settings_page
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("certificates", __name__)
GIVEN_BY_HAND = "Se emitió. No tenemos su correo: descárguela y entréguela."
Page = Answer | str | tuple[str, int]


@bp.get("/sesiones/<int:event_id>/constancias")
@allow(Capability.ISSUE_CERTIFICATES, event_id=Event)
def index(event_id: int) -> str:
    """Show a session's certificates, and who could have one."""
    return _index(_event(event_id))


@bp.post("/sesiones/<int:event_id>/constancias/regla")
@allow(Capability.ISSUE_CERTIFICATES, event_id=Event)
def set_rule(event_id: int) -> Page:
    """Keep what a session asks for."""
    event, form = _event(event_id), RuleForm()
    if not form.validate():
        return _index(event, form), form.status
    try:
        form.check_seen(_rule_form(event))
    except ConcurrentChangeError:
        return _index(event, form), form.status
    rules.set_own(db.session(), event, form.minimum.data, by=signed_in(), now=clock())
    db.session.commit()
    flash("Se guardó. Las constancias ya emitidas no cambian.", "success")
    return _to_index(event_id)


@bp.post("/sesiones/<int:event_id>/constancias/emitir")
@allow(Capability.ISSUE_CERTIFICATES, event_id=Event)
def give_all(event_id: int) -> Answer:
    """Have all of them given out, and thanks."""
    service.ask_for_all(db.session(), _event(event_id), by=signed_in(), now=clock())
    db.session.commit()
    flash("Se están emitiendo. Puede dejar esta página.", "success")
    return _to_index(event_id)


@bp.route(
    "/sesiones/<int:event_id>/constancias/a-mano/<int:registration_id>", methods=["GET", "POST"]
)
@allow(Capability.ISSUE_CERTIFICATES, event_id=Event, registration_id=Registration)
def give_one(event_id: int, registration_id: int) -> Page:
    """Give a certificate to one person, with the reason."""
    event = _event(event_id)
    row = who_came.registration_by_id(db.session(), event, registration_id)
    form = WhyForm()
    return _form_page(
        *("certificates/give.html", form, event),
        lambda: service.give_by_hand(db.session(), row, form.why.data, by=signed_in(), now=clock()),
        told="Se emitió; se le escribe en un momento." if row.email else GIVEN_BY_HAND,
        row=row,
    )


@bp.route(
    "/sesiones/<int:event_id>/constancias/<int:certificate_id>/corregir", methods=["GET", "POST"]
)
@allow(Capability.ISSUE_CERTIFICATES, event_id=Event, certificate_id=Certificate)
def correct(event_id: int, certificate_id: int) -> Page:
    """Give a certificate out anew with the name corrected."""
    event = _event(event_id)
    row = service.certificate_by_id(db.session(), event, certificate_id)
    form = CorrectForm(data={"name": row.name})
    return _form_page(
        *("certificates/correct.html", form, event),
        lambda: service.reissue(
            db.session(), row, form.name.data, form.why.data, by=signed_in(), now=clock()
        ),
        told="Se emitió con el nombre corregido; el folio anterior lleva al nuevo.",
        row=row,
    )


@bp.route(
    "/sesiones/<int:event_id>/constancias/<int:certificate_id>/revocar", methods=["GET", "POST"]
)
@allow(Capability.ISSUE_CERTIFICATES, event_id=Event, certificate_id=Certificate)
def revoke(event_id: int, certificate_id: int) -> Page:
    """Take a certificate back."""
    event = _event(event_id)
    row = service.certificate_by_id(db.session(), event, certificate_id)
    form = WhyForm()
    return _form_page(
        *("certificates/revoke.html", form, event),
        lambda: service.revoke(db.session(), row, form.why.data, by=signed_in(), now=clock()),
        told="Quedó revocada. Su página ya lo dice.",
        row=row,
    )


@bp.get("/sesiones/<int:event_id>/constancias/<int:certificate_id>.pdf")
@allow(Capability.ISSUE_CERTIFICATES, event_id=Event, certificate_id=Certificate)
def paper(event_id: int, certificate_id: int) -> Response:
    """Hand out the paper of a certificate."""
    return as_file(service.certificate_by_id(db.session(), _event(event_id), certificate_id))


@bp.route("/oficina/constancias", methods=["GET", "POST"])
@allow(Capability.SET_UP)
def usual() -> Page:
    """Show and keep who gets a certificate where nothing else is said, and who signs."""
    return settings_page(
        CertificateSettingsForm,
        lambda form: render_template(
            "certificates/usual.html", form=form, settings=services().settings
        ),
    )


@bp.route("/oficina/constancias/tipos", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def kinds() -> Page:
    """Show and keep what the sessions of each kind ask for."""
    known = {kind.value: code for kind, code in rules.by_kind(db.session()).items()}
    data = {kind.value: known.get(kind.value, "") for kind in EventKind}
    form = KindsForm(data=data)
    if form.is_sent_as_seen(KindsForm(formdata=None, data=data)):
        wanted = {kind: form[kind.value].data for kind in EventKind}
        rules.set_kinds(db.session(), wanted, by=signed_in(), now=clock())
        db.session.commit()
        flash("Se guardó.", "success")
        return redirect(url_for("office.index"), 303)
    page = render_template("certificates/kinds.html", form=form, kinds=EventKind)
    return page, form.status


def _event(event_id: int) -> Event:
    """Return a session."""
    return booking_queries.event_by_id(db.session(), event_id)


def _to_index(event_id: int) -> Answer:
    """Lead to a session's certificates."""
    return redirect(url_for("certificates.index", event_id=event_id), 303)


def _rule_form(event: Event) -> RuleForm:
    """Return the form of a session's own word as it stands."""
    own = rules.own(db.session(), event)
    return RuleForm(formdata=None, data={"minimum": own}).note_seen()


def _index(event: Event, form: RuleForm | None = None) -> str:
    """Return the page of a session's certificates."""
    session = db.session()
    minimum = rules.minimum_of(session, event, services().settings.certificate_minimum)
    length = who_came.length_min(event)
    return render_template(
        "certificates/index.html",
        event=event,
        form=form or _rule_form(event),
        minimum=labels.minimum(minimum.code),
        gives=minimum.gives,
        least=minimum.minutes_of(length) if minimum.gives else None,
        counts=queries.counts(session, event, minimum, length),
        run=queries.run_of(session, event),
        page=queries.given(session, event, number_of(request.args.get("pagina")) or 1),
        lacking=queries.lacking(session, event),
        is_over=event.is_over(clock()) and event.status.value != "CANCELLED",
    )


def _form_page(
    template: str,
    form: WhyForm,
    event: Event,
    work: Callable[[], object],
    *,
    told: str,
    **names: object,
) -> Page:
    """Show a form, or do what was sent and lead back."""
    if form.validate_on_submit():
        try:
            work()
            db.session.commit()
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            flash(told, "success")
            return _to_index(event.id)
    return render_template(template, form=form, event=event, **names), form.status
