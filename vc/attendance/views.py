"""The pages for those who attend: our own address to join, registration, and the way back out."""

from hmac import compare_digest
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from vc.access import anybody, clock, csrf, office_zone
from vc.addresses import absolute_url
from vc.attendance import labels, page_card, queries, service
from vc.attendance.clicks import note_click
from vc.attendance.door import Door, door_of
from vc.attendance.forms import NO, YES, AppearanceForm, RegistrationForm
from vc.attendance.models import Registration, RegistrationStatus
from vc.attendance.public_page import public_page, registration_form
from vc.attendance.service import NewRegistration
from vc.booking import exposure, invitation
from vc.booking import queries as booking_queries
from vc.booking.invitation import OPENS_BEFORE
from vc.booking.models import Event, Visibility
from vc.booking.session_page import when_words
from vc.calendars.ical import render_single
from vc.card_picture import answer as picture_answer
from vc.db import db
from vc.error_pages import told_to_wait, when_again
from vc.errors import AppError, NotFoundError, RuleError, TooManyTriesError
from vc.mail.service import Office, office_of
from vc.privacy import service as privacy
from vc.privacy.forms import RefusalForm
from vc.privacy.hooks import APPEARANCE_REFUSED
from vc.privacy.refusals import Hearer
from vc.services import services
from vc.web import visitor_address

bp = Blueprint("attendance", __name__)
UNPROCESSABLE = 422


@bp.get("/s/<slug>")
@anybody
def join(slug: str) -> Answer | str:
    """Lead into the room when it is time; a public session shows its page instead."""
    event = service.event_by_slug(db.session(), slug)
    if event.visibility is Visibility.PUBLIC:
        return public_page(event, registration_form(event))
    return _through_the_door(event)


@bp.get("/s/<slug>/<token>")
@anybody
def join_as(slug: str, token: str) -> Answer | str:
    """Lead somebody who registered, or was invited, into the room by their own address."""
    event = service.event_by_slug(db.session(), slug)
    if _is_key(event, token):
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
    if _is_key(event, token):
        return _note_refusal(event, token)
    registration = service.registration_by_token(db.session(), event, token)
    form = AppearanceForm().under(privacy.current(db.session()).version)
    if not form.validate():
        return _door_page(event, registration, token, form), UNPROCESSABLE
    acceptance = form.acceptance(visitor_address())
    now, hearers = clock(), _hearers()
    service.accept(db.session(), registration, acceptance, now=now, hearers=hearers)
    db.session.commit()
    return redirect(_address(event, token, dicho="si"), 303)


@bp.get("/s/<slug>.png")
@anybody
def card_picture(slug: str) -> Answer:
    """Give the picture of a session where its address is pasted; of one that is told to all."""
    event = service.public_event(db.session(), slug)
    if not page_card.is_told(event):
        raise NotFoundError(labels.NO_PICTURE)
    return picture_answer(page_card.drawn_of(event))


@bp.get("/s/<slug>/sesion.ics")
@anybody
def calendar_file(slug: str) -> Response:
    """Return a public session as a calendar file, without the way in."""
    event = service.event_by_slug(db.session(), slug)
    if not queries.public_entry(db.session(), event):
        return Response("No disponible.\n", 404, mimetype="text/plain")
    headers = {"Content-Disposition": 'attachment; filename="sesion.ics"'}
    return Response(
        render_single(queries.public_entry(db.session(), event), office_zone().key),
        mimetype="text/calendar",
        headers=headers,
    )


@bp.post("/s/<slug>/registro")
@anybody
@csrf.exempt
def register(slug: str) -> Answer | str | tuple[str, int]:
    """Register somebody; what they typed stays when something is missing."""
    event = service.public_event(db.session(), slug)
    form = registration_form(event)
    if not form.validate():
        return public_page(event, form), UNPROCESSABLE
    token = ""
    if not form.website.data:
        try:
            token = _register(event, form.new_registration(visitor_address()))
        except RuleError as error:
            return _refused(slug, form, error), UNPROCESSABLE
        except TooManyTriesError as error:
            return told_to_wait(_refused(slug, form, error), error)
    if token and not _sends_mail():
        return redirect(url_for("attendance.registered_as", slug=slug, token=token), 303)
    return redirect(url_for("attendance.registered", slug=slug), 303)


@bp.get("/s/<slug>/registro")
@anybody
def registered(slug: str) -> str:
    """Show what comes next. It says the same to somebody who had registered before."""
    event = service.public_event(db.session(), slug)
    return render_template("attendance/registered.html", event=event)


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
    )


@bp.route("/s/<slug>/<token>/cancelar", methods=["GET", "POST"])
@anybody
def cancel(slug: str, token: str) -> str:
    """Ask, and give somebody's seat back."""
    event = service.event_by_slug(db.session(), slug)
    registration = service.registration_by_token(db.session(), event, token)
    if request.method == "POST":
        service.cancel(db.session(), registration, office=_own_office(), now=clock())
        db.session.commit()
    return render_template(
        "attendance/cancel.html", event=event, registration=registration, token=token
    )


def _through_the_door(
    event: Event, registration: Registration | None = None, token: str = ""
) -> Answer | str:
    """Lead into the room, or say why not yet or not any more.

    Before anybody comes into a room where they are recorded, a page says so.
    """
    door = door_of(event, clock())
    has_read = not exposure.kinds(event) or "entrar" in request.args
    is_asked = registration is not None and service.is_asked_again(registration)
    if door is not Door.OPEN or not has_read or is_asked:
        return _door_page(event, registration, token)
    join_url = event.meeting.join_url
    note_click(event, registration, clock())
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
    is_asked = registration is not None and service.is_asked_again(registration)
    if form is None and registration is not None:
        form = _appearance_form(registration, is_asked=is_asked)
    return render_template(
        "attendance/door.html",
        event=event,
        door=door or door_of(event, clock()).value,
        registration=registration,
        token=token,
        form=form or RefusalForm(formdata=None),
        opens_at=event.starts_at - OPENS_BEFORE,
        enter=_address(event, token, entrar="si"),
        when=when_words(event, clock(), office_zone()),
        has_file=page_card.is_told(event),
        is_asked=is_asked,
    )


def _appearance_form(registration: Registration, *, is_asked: bool) -> AppearanceForm:
    """Return the form of whether somebody appears, as they answered, under the present notice."""
    answered = NO if registration.is_refusing else YES
    form = AppearanceForm(formdata=None, appears=None if is_asked else answered)
    form.notice.data = str(privacy.current(db.session()).version)
    return form


def _register(event: Event, new: NewRegistration) -> str:
    """Count that somebody asks to come, and register them; return the token of a new one.

    Who was registered before gets none: anybody can type somebody else's e-mail.
    """
    now = clock()
    service.count_registration(db.session(), event, new, address=visitor_address(), now=now)
    registration = service.register(
        db.session(), event, new, office=_own_office(), now=now, hearers=_hearers()
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
    return public_page(form.event, form)


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
            address=address, now=clock(), hearers=_hearers(),
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


def _own_office() -> Office:
    """Return what telling people needs."""
    return office_of(services())


def _sends_mail() -> bool:
    """Tell whether there is a server that sends what is promised by mail."""
    return _own_office().mail_sender is not None


def _is_key(event: Event, token: str) -> bool:
    """Tell whether a personal address is that of everybody who was invited to a session."""
    return compare_digest(token.encode(), event.invitation_key.encode())


def _hearers() -> tuple[Hearer, ...]:
    """Return who hears that somebody does not want to appear."""
    return services().registry.added_to(APPEARANCE_REFUSED)
