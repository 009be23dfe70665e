"""The pages of accounts: sign in and out, the own account, people, audit."""

import re
from io import BytesIO
from urllib.parse import urlencode, urlsplit

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from vc.access import allow, anybody, clock, csrf, current_person, signed_in
from vc.accounts import devices, first_entry, kept_forms, queries, service
from vc.accounts.forms import FirstEntryForm, PasswordForm, SignInForm
from vc.accounts.hooks import ACCOUNT_PANELS
from vc.db import db
from vc.error_pages import told_to_wait
from vc.errors import NotFoundError, RuleError, TooManyTriesError
from vc.forms import Form
from vc.hosts import is_local
from vc.permissions import Capability
from vc.services import services
from vc.web import visitor_address

bp = Blueprint("accounts", __name__)
UNPROCESSABLE = 422
NEW_PASSWORD = {"new": "password"}
WORTH_SHOWING = 20
"""A text that somebody typed, rather than chose."""


@bp.get("/")
@anybody
def home() -> Response:
    """Lead staff to their day and everybody else to the public agenda."""
    return redirect(url_for("booking.today" if current_person() else "calendars.public"))


@bp.route("/entrar", methods=["GET", "POST"])
@anybody
@csrf.exempt
def sign_in() -> Response | str | tuple[str, int]:
    """Sign somebody in, in a session that is new."""
    if request.method == "GET" and current_person():
        return redirect(url_for("booking.today"))
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form)
    known = devices.devices_in(request.cookies.get(devices.COOKIE, ""), _secret_key())
    try:
        signed_in = service.sign_in(
            db.session(), form.email.data, form.password.data, _visitor(known)
        )
    except TooManyTriesError as error:
        return told_to_wait(_sign_in_page(form, until=error.until)[0], error)
    except RuleError as error:
        form.form_errors = [error.message]
        return _sign_in_page(form)
    # Whatever was in the cookie before, its CSRF token too, is worth nothing from here on.
    typed = session.get("kept_form", "")
    session.clear()
    session["sign_in"] = signed_in.token
    target = _local_path(request.args.get("next"))
    if typed and kept_forms.kept(db.session(), typed, signed_in.person_id, now=clock()):
        session["kept_form"] = typed
        target = url_for("accounts.resume")
    response = redirect(target, 303)
    return _knowing(response, devices.cookie_with(known, signed_in.person_id, _secret_key()))


@bp.route("/primera-cuenta", methods=["GET", "POST"])
@anybody
@csrf.exempt
def first_account() -> Response | str | tuple[str, int]:
    """Make the first administrator by the code that was printed, as long as there is no account."""
    if not _is_founded_now():
        raise NotFoundError("La primera cuenta ya se creó. Entre con la suya.")
    form = FirstEntryForm()
    if not form.validate_on_submit():
        return form_page("accounts/first_account.html", form)
    founder = first_entry.Founder(form.name.data, form.email.data, form.password.data)
    try:
        signed_in = first_entry.enter(db.session(), form.code.data, founder, _visitor({}))
    except TooManyTriesError as error:
        page = form_page("accounts/first_account.html", form, until=error.until)[0]
        return told_to_wait(page, error)
    except RuleError as error:
        db.session.rollback()
        # It checks the new password of an account that exists already.
        form.blame(RuleError(error.message, field=NEW_PASSWORD.get(error.field, error.field)))
        return form_page("accounts/first_account.html", form)
    session.clear()
    session["sign_in"] = signed_in.token
    known = devices.cookie_with({}, signed_in.person_id, _secret_key())
    return _knowing(redirect(url_for("first_day.index"), 303), known)


@bp.get("/seguir")
@allow(Capability.READ)
def resume() -> Response | str:
    """Show the form that was sent after its sign-in had ended, as it was typed.

    Nothing is carried out: whoever typed it presses the button once more.
    """
    token = session.get("kept_form", "")
    form = kept_forms.kept(db.session(), token, signed_in().id, now=clock()) if token else None
    if form is None:
        return redirect(url_for("booking.today"), 303)
    fields = kept_forms.fields_of(form)
    if _shows_itself_again(form.path):
        return _shown_again(form.path, fields)
    texts = [text for _, text in fields if len(text) >= WORTH_SHOWING]
    return render_template(
        "accounts/resume.html", action=request.script_root + form.path, fields=fields, texts=texts
    )


@bp.post("/salir")
@allow(Capability.READ)
def sign_out() -> Response:
    """Sign the person out in this browser."""
    service.sign_out(db.session(), session["sign_in"], by=signed_in(), now=clock())
    db.session.commit()
    session.clear()
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/cuenta", methods=["GET", "POST"])
@allow(Capability.READ)
def account() -> Response | str | tuple[str, int]:
    """Show the own account and change its password."""
    form, person = PasswordForm(), signed_in()
    if not form.validate_on_submit():
        return _account_page(form)
    try:
        service.change_password(
            db.session(),
            person,
            form.current.data,
            form.new.data,
            token=session["sign_in"],
            now=clock(),
        )
    except TooManyTriesError as error:
        return told_to_wait(_account_page(form, until=error.until)[0], error)
    except RuleError as error:
        form.blame(error)
        return _account_page(form)
    flash("La contraseña cambió. Se cerraron los demás equipos.", "success")
    return redirect(url_for("accounts.account"), 303)


@bp.post("/cuenta/cerrar-otras")
@allow(Capability.READ)
def sign_out_others() -> Response:
    """Sign the person out everywhere else."""
    service.sign_out_others(db.session(), signed_in(), session["sign_in"], now=clock())
    db.session.commit()
    flash("Se cerraron los demás equipos.", "success")
    return redirect(url_for("accounts.account"), 303)


def _is_founded_now() -> bool:
    """Tell whether the first account is still to be made."""
    return not services().settings.is_demo and first_entry.is_open(db.session())


def demo_opens() -> bool:
    """Tell whether the demonstration's accounts, which everybody knows, open from where this comes.

    A proxy that nobody told us of hides who asks, and says so by its header.
    """
    settings = services().settings
    is_near = (
        is_local(request.remote_addr or "127.0.0.1") and "X-Forwarded-For" not in request.headers
    )
    return settings.is_demo and (settings.demo_open or is_near)


def _visitor(known: devices.Devices) -> service.Visitor:
    """Return who tries to sign in."""
    settings = services().settings
    return service.Visitor(
        address=visitor_address(),
        now=clock(),
        is_demo=demo_opens(),
        hours=settings.session_hours,
        replaces=session.get("sign_in", ""),
        devices=known,
    )


def _knowing(response: Response, cookie: str) -> Response:
    """Return the answer with the cookie by which this browser is known again."""
    response.set_cookie(
        devices.COOKIE,
        cookie,
        max_age=devices.KEPT_S,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _secret_key() -> str:
    """Return what cookies are signed with."""
    return services().settings.secret_key


def _local_path(path: str | None) -> str:
    """Return a path of this site; anything else leads to the day's page."""
    try:
        parts = urlsplit(path or "")
    except ValueError:
        return url_for("booking.today")
    # Browsers take a backslash for a slash, so that one after the first would name another host.
    is_local = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not path or not is_local or re.search(r"[\\\s]", path) or path.startswith("//"):
        return url_for("booking.today")
    # It was noted without the path that all of it may lie below.
    return request.script_root + path


def form_page(template: str, form: Form, **names: object) -> tuple[str, int]:
    """Return a page with its form: as it is asked for, or again with what is to be corrected."""
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render_template(template, form=form, **names), status


def _shows_itself_again(path: str) -> bool:
    """Tell whether what answers a form there shows it again when its token is an old one."""
    adapter = current_app.url_map.bind("")
    try:
        endpoint, _ = adapter.match(path.partition("?")[0], method="POST")
    except HTTPException:
        return False
    return getattr(current_app.view_functions[endpoint], "shows_itself_again", False)


def _shown_again(path: str, fields: list[tuple[str, str]]) -> Response:
    """Return the page with the form as it was typed: it is sent without a token, so it refuses."""
    body = urlencode(fields).encode()
    address, _, query = path.partition("?")
    kept = ("werkzeug.", "flask.", "HTTP_IF_", "HTTP_RANGE")
    environ = {name: one for name, one in request.environ.items() if not name.startswith(kept)}
    environ |= {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    with current_app.request_context(environ):
        response = current_app.full_dispatch_request()
    if response.status_code == UNPROCESSABLE:
        response.status_code = 200
    return response


def _sign_in_page(form: SignInForm, **names: object) -> tuple[str, int]:
    """Return the page to sign in at; from afar a demonstration's accounts do not open."""
    is_far = services().settings.is_demo and not demo_opens()
    names["is_empty"] = _is_founded_now()
    return form_page("accounts/sign_in.html", form, is_far=is_far, **names)


def _account_page(form: PasswordForm, **names: object) -> tuple[str, int]:
    """Return the page of the own account."""
    names["panels"] = [panel() for panel in services().registry.added_to(ACCOUNT_PANELS)]
    names["sign_ins"] = queries.open_sign_ins(db.session(), signed_in(), clock())
    return form_page("accounts/account.html", form, token=session["sign_in"], **names)
