"""The pages for those who attend: our own address to join, registration; and the lists of staff."""

from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from vc.access import allow, anybody, clock, csrf, only_answers, signed_in
from vc.addresses import absolute_url
from vc.attendance import counting, labels, pages, queries, service
from vc.attendance.forms import (
    NO,
    YES,
    AppearanceForm,
    AttendanceForm,
    RegistrationForm,
    corrected,
)
from vc.attendance.hooks import PUBLIC_PANELS
from vc.attendance.models import Registration, RegistrationStatus
from vc.attendance.service import Door, NewRegistration
from vc.booking import exposure, invitation
from vc.booking import queries as booking_queries
from vc.booking.models import Event, Visibility
from vc.db import db
from vc.errors import AppError, ConcurrentChangeError, RuleError, TooManyTriesError
from vc.forms import given
from vc.inputs import number_of
from vc.permissions import Capability
from vc.privacy import service as privacy
from vc.privacy.forms import RefusalForm
from vc.services import services
from vc.web import told_to_wait, visitor_address, when_again

bp = Blueprint("attendance", __name__)

UNPROCESSABLE = 422


@bp.get("/s/<slug>")
@anybody
def join(slug: str) -> Answer | str:
    """Lead into the room when it is time; a public session shows its page instead."""
    event = service.event_by_slug(db.session(), slug)
    if event.visibility is Visibility.PUBLIC:
        return _public_page(event, _registration_form(event))
    return _through_the_door(event)


@bp.get("/s/<slug>/<token>")
@anybody
def join_as(slug: str, token: str) -> Answer | str:
    """Lead somebody who registered, or was invited, into the room by their own address."""
    event = service.event_by_slug(db.session(), slug)
    if pages.is_key(event, token):
        return join(slug) if event.takes_registrations else _through_the_door(event, None, token)
    registration = service.registration_by_token(db.session(), event, token)
    if registration.status is RegistrationStatus.CONFIRMED:
        return _through_the_door(event, registration, token)
    return _door_page(event, registration, token, door=registration.status.value.lower())


@bp.post("/s/<slug>/aparecer")
@anybody
@csrf.exempt
def appear(slug: str) -> Answer | str | tuple[str, int]:
    """Note that somebody at the door of a session does not want to appear."""
    return _note_refusal(service.event_by_slug(db.session(), slug))


@bp.post("/s/<slug>/<token>/aparecer")
@anybody
@csrf.exempt
def appear_as(slug: str, token: str) -> Answer | str | tuple[str, int]:
    """Keep what somebody who registered answers to being recorded."""
    event = service.event_by_slug(db.session(), slug)
    if pages.is_key(event, token):
        return _note_refusal(event, token)
    registration = service.registration_by_token(db.session(), event, token)
    form = AppearanceForm().under(privacy.current(db.session()).version)
    if not form.validate():
        return _door_page(event, registration, token, form), UNPROCESSABLE
    acceptance = form.acceptance(visitor_address())
    now, hearers = clock(), pages.hearers()
    service.accept(db.session(), registration, acceptance, now=now, hearers=hearers)
    db.session.commit()
    return redirect(_address(event, token, dicho="si"), 303)


@bp.get("/s/<slug>/sesion.ics")
@anybody
def calendar_file(slug: str) -> Response:
    """Return a public session as a calendar file, without the way in."""
    event = service.event_by_slug(db.session(), slug)
    if not queries.public_entry(db.session(), event):
        return Response("No disponible.\n", 404, mimetype="text/plain")
    headers = {"Content-Disposition": 'attachment; filename="sesion.ics"'}
    return Response(pages.calendar_file(event), mimetype="text/calendar", headers=headers)


@bp.post("/s/<slug>/registro")
@anybody
@csrf.exempt
def register(slug: str) -> Answer | str | tuple[str, int]:
    """Register somebody; what they typed stays when something is missing."""
    event = service.public_event(db.session(), slug)
    form = _registration_form(event)
    if not form.validate():
        return _public_page(event, form), UNPROCESSABLE
    token = ""
    if not form.website.data:
        try:
            token = _register(event, form.new_registration(visitor_address()))
        except RuleError as error:
            return _refused(slug, form, error), UNPROCESSABLE
        except TooManyTriesError as error:
            return told_to_wait(_refused(slug, form, error), error)
    if token and not pages.sends_mail():
        return redirect(url_for("attendance.registered_as", slug=slug, token=token), 303)
    return redirect(url_for("attendance.registered", slug=slug), 303)


@bp.get("/s/<slug>/registro")
@anybody
def registered(slug: str) -> str:
    """Say what comes next. It says the same to somebody who had registered before."""
    event = service.public_event(db.session(), slug)
    return render_template(
        "attendance/registered.html", event=event, office_email=pages.own_office().head.email
    )


@bp.get("/s/<slug>/<token>/registro")
@anybody
def registered_as(slug: str, token: str) -> str:
    """Give somebody their own address, where no mail will bring it."""
    event = service.public_event(db.session(), slug)
    registration = service.registration_by_token(db.session(), event, token)
    address = absolute_url("attendance.join_as", slug=slug, token=token)
    return render_template(
        "attendance/registered.html",
        event=event,
        registration=registration,
        address=address,
        qr=invitation.qr_image(address),
        token=token,
        office_email=pages.own_office().head.email,
    )


@bp.route("/s/<slug>/<token>/cancelar", methods=["GET", "POST"])
@anybody
def cancel(slug: str, token: str) -> str:
    """Ask, and give somebody's seat back."""
    event = service.event_by_slug(db.session(), slug)
    registration = service.registration_by_token(db.session(), event, token)
    if request.method == "POST":
        service.cancel(db.session(), registration, office=pages.own_office(), now=clock())
        db.session.commit()
    return render_template(
        "attendance/cancel.html", event=event, registration=registration, token=token
    )


@bp.get("/sesiones/<int:event_id>/registro")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def registrations(event_id: int) -> str:
    """Show who registered, page by page."""
    return _registrations_page(event_id, "", number_of(request.args.get("pagina")) or 1)


@bp.post("/sesiones/<int:event_id>/registro/buscar")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
@only_answers
def find_registrations(event_id: int) -> str:
    """Show who registered under a name or e-mail, which stands in no address: those are logged."""
    text = request.form.get("q", "").strip()[:100]
    return _registrations_page(event_id, text, number_of(request.form.get("pagina")) or 1)


def _registrations_page(event_id: int, text: str, number: int) -> str:
    """Return a page of those who registered, all of them without a text."""
    event = booking_queries.event_by_id(db.session(), event_id)
    return render_template(
        "attendance/registrations.html",
        event=event,
        page=queries.registrations(db.session(), event, text=text, number=number),
        text=text,
        counts=queries.counts(db.session(), event),
        statuses=RegistrationStatus,
        is_asked_again=service.is_asked_again,
        address=pages.own_address(event),
    )


@bp.post("/sesiones/<int:event_id>/registro.csv")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def export(event_id: int) -> Response:
    """Hand out the list as a file; that it was taken along is kept."""
    event = booking_queries.event_by_id(db.session(), event_id)
    rows = service.export(db.session(), event, by=signed_in(), now=clock())
    content = pages.as_csv(rows)
    db.session.commit()
    headers = {"Content-Disposition": f'attachment; filename="registro-{event.folio}.csv"'}
    return Response(content, mimetype="text/csv", headers=headers)


@bp.post("/sesiones/<int:event_id>/asistencia")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def correct(event_id: int) -> Answer | tuple[str, int]:
    """Keep how many came by a person's count."""
    event = booking_queries.event_by_id(db.session(), event_id)
    form = AttendanceForm()
    if not form.validate():
        return render_template("attendance/attendance.html", event=event, form=form), form.status
    try:
        form.check_seen(corrected(queries.attendance(db.session(), event)))
    except ConcurrentChangeError:
        return render_template("attendance/attendance.html", event=event, form=form), form.status
    counting.correct(
        db.session(), event, given(form.total.data), form.note.data, by=signed_in(), now=clock()
    )
    db.session.commit()
    flash("Se guardó su conteo junto al de la plataforma.", "success")
    return redirect(url_for("booking.show", event_id=event_id), 303)


@bp.post("/sesiones/<int:event_id>/asistencia/contar")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def count_again(event_id: int) -> Answer:
    """Ask the vendor once more."""
    event = booking_queries.event_by_id(db.session(), event_id)
    counting.count_again(db.session(), event, clock())
    db.session.commit()
    flash("Se le preguntará de nuevo a la plataforma.", "success")
    return redirect(url_for("booking.show", event_id=event_id), 303)


def _through_the_door(
    event: Event, registration: Registration | None = None, token: str = ""
) -> Answer | str:
    """Lead into the room, or say why not yet or not any more.

    Before anybody comes into a room where they are recorded, a page says so.
    """
    door = service.door_of(event, clock())
    has_read = not exposure.kinds(event) or "entrar" in request.args
    is_asked = registration is not None and service.is_asked_again(registration)
    if door is not Door.OPEN or not has_read or is_asked:
        return _door_page(event, registration, token)
    join_url = event.meeting.join_url
    pages.note_click(event)
    response = redirect(join_url, 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _door_page(
    event: Event,
    registration: Registration | None = None,
    token: str = "",
    form: AppearanceForm | RefusalForm | None = None,
    door: str = "",
) -> str:
    """Return the page at the door: what is to be known before one enters, and when one can."""
    if form is None and registration is not None:
        answered = NO if registration.is_refusing else YES
        known = None if service.is_asked_again(registration) else answered
        form = AppearanceForm(formdata=None, appears=known)
        form.notice.data = str(privacy.current(db.session()).version)
    return render_template(
        "attendance/door.html",
        event=event,
        door=door or service.door_of(event, clock()).value,
        registration=registration,
        token=token,
        form=form or RefusalForm(formdata=None),
        opens_at=event.starts_at - service.OPENS_BEFORE,
        enter=_address(event, token, entrar="si"),
        is_asked=registration is not None and service.is_asked_again(registration),
    )


def _registration_form(event: Event) -> RegistrationForm:
    """Return the form of a session, under the privacy notice in force."""
    return RegistrationForm.about(event, privacy.current(db.session()).version)


def _public_page(event: Event, form: RegistrationForm) -> str:
    """Return the page of a public session."""
    now = clock()
    taken = service.seats_taken(db.session(), event)
    return render_template(
        "attendance/public.html",
        event=event,
        form=form,
        door=service.door_of(event, now).value,
        is_open=service.is_open(event, now),
        is_full=bool(event.seats and taken >= event.seats),
        seats_left=max(event.seats - taken, 0),
        public_panels=[panel(event) for panel in services().registry.added_to(PUBLIC_PANELS)],
    )


def _register(event: Event, new: NewRegistration) -> str:
    """Count that somebody asks to come, and register them; return the token of a new one.

    Who was registered before gets none: anybody can type somebody else's e-mail.
    """
    now = clock()
    service.count_registration(db.session(), event, new, address=visitor_address(), now=now)
    registration = service.register(
        db.session(), event, new, office=pages.own_office(), now=now, hearers=pages.hearers()
    )
    is_new = registration.token == new.token
    db.session.commit()
    return registration.token if is_new else ""


def _refused(slug: str, form: RegistrationForm, error: AppError) -> str:
    """Show the page again with the refusal and what was typed."""
    db.session.rollback()
    if isinstance(error, TooManyTriesError):
        when = when_again(error.until)
        form.form_errors = [labels.MANY_REGISTER.format(when=when)]
    else:
        form.blame(error)
    form.event = service.event_by_slug(db.session(), slug)
    return _public_page(form.event, form)


def _note_refusal(event: Event, token: str = "") -> Answer | str | tuple[str, int]:
    """Note that somebody who did not register does not want to appear, and show the door again."""
    form = RefusalForm()
    if not form.validate():
        return _door_page(event, None, token, form), UNPROCESSABLE
    name, hint, address = form.name.data, form.hint.data, visitor_address()
    event_id = event.id
    try:
        service.refuse_at_door(
            db.session(), event, name, hint,
            address=address, now=clock(), hearers=pages.hearers(),
        )  # fmt: skip
        db.session.commit()
    except (RuleError, TooManyTriesError) as error:
        db.session.rollback()
        event = booking_queries.event_by_id(db.session(), event_id)
        if isinstance(error, TooManyTriesError):
            form.form_errors = [labels.MANY_REGISTER.format(when=when_again(error.until))]
            return told_to_wait(_door_page(event, None, token, form), error)
        form.blame(error)
        return _door_page(event, None, token, form), UNPROCESSABLE
    return redirect(_address(event, token, dicho="si"), 303)


def _address(event: Event, token: str, **asked: str) -> str:
    """Return the path of the door at which somebody stands, asking that."""
    if token:
        path = url_for("attendance.join_as", slug=event.slug, token=token)
    else:
        path = url_for("attendance.join", slug=event.slug)
    return f"{path}?{urlencode(asked)}"
