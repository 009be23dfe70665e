"""The pages of what the office is called, when it works, and by whom it is connected."""

from collections.abc import Callable

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from integrations import connect, connect_mail
from integrations.contracts.common import Connection
from integrations.errors import IntegrationError
from vc import kept_settings
from vc.access import allow, anybody, clock, signed_in
from vc.config import Settings
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.office import service
from vc.office.forms import HoursForm, IdentityForm, MailForm, SettingsForm, ZoomForm
from vc.office.hooks import OFFICE_CHANGED
from vc.office.pictures import as_logo
from vc.office.views import bp
from vc.permissions import Capability
from vc.services import services
from vc.setting_rules import SettingsError

FIRST_DAY = "primer-dia"
"""Says in the query of an address that the page was opened from the first day."""
KEPT = "Se guardó. Ya vale en todo el sistema."
A_YEAR_S = 31_536_000
NOT_LET_IN = "No se guardó: {message}"
NOT_REACHED = "Se guardó, pero no se pudo comprobar ahora: {message}"

Page = AnyResponse | tuple[str, int]
Check = Callable[[Settings], str]
"""Says what to tell of settings before they are kept; raises RuleError where they cannot be."""


@bp.route("/oficina/nombre", methods=["GET", "POST"])
@allow(Capability.SET_UP)
def identity() -> Page:
    """Show and keep the name, the logo, the colours and what the public finds the office by."""
    return settings_page(IdentityForm, _by("office/identity.html"), more=logo_of)


@bp.route("/oficina/horario", methods=["GET", "POST"])
@allow(Capability.SET_UP)
def hours() -> Page:
    """Show and keep the zone and the working days and hours."""
    return settings_page(HoursForm, _by("office/hours.html"))


@bp.route("/oficina/servidor-de-correo", methods=["GET", "POST"])
@allow(Capability.SET_UP)
def mail_server() -> Page:
    """Show and keep by whom mail is sent; it is tried before it is kept."""
    return settings_page(MailForm, _by("office/mail_server.html"), check=try_mail)


@bp.route("/oficina/zoom", methods=["GET", "POST"])
@allow(Capability.SET_UP)
def zoom() -> Page:
    """Show and keep the credentials for Zoom; they are tried before they are kept."""
    return settings_page(
        ZoomForm, _by("office/zoom.html"), check=try_zoom, then="licences.proposals"
    )


@bp.get("/logo/<token>.png")
@anybody
def logo(token: str) -> Response:
    """Send a logo; its address is its content's, so browsers keep it for good."""
    found = service.logo_by_digest(db.session(), token)
    response = Response(found.content, mimetype="image/png")
    response.cache_control.public, response.cache_control.max_age = True, A_YEAR_S
    return response


def settings_page(
    kind: type[SettingsForm],
    shown: Callable[[SettingsForm], str],
    *,
    check: Check | None = None,
    more: Callable[[SettingsForm], dict[str, str]] = lambda form: {},
    then: str = "office.index",
) -> Page:
    """Show the form of some settings, or keep what was sent."""
    settings = services().settings
    form = kind.shown(settings)
    if request.method == "GET":
        form.note_seen()
        return shown(form), form.status
    if not form.validate():
        return shown(form), form.status
    try:
        form.check_seen(kind.shown(settings, formdata=None))
        values = form.values() | more(form)
        told = _tried(settings, values, check) if check else KEPT
        hearers = services().registry.added_to(OFFICE_CHANGED)
        service.keep(db.session(), settings, values, by=signed_in(), now=clock(), hearers=hearers)
        db.session.commit()
        # Every other process sees it with its next request; this one's very next page is right too.
        kept_settings.follow(current_app._get_current_object())  # type: ignore[attr-defined]
    except (RuleError, ConcurrentChangeError) as error:
        db.session.rollback()
        if isinstance(error, RuleError):
            form.blame(error)
        return shown(form), form.status
    flash(told, "success" if told == KEPT else "warning")
    return redirect(_next_page(then), 303)


def _by(template: str) -> Callable[[SettingsForm], str]:
    """Return what shows a form of settings by a template."""
    return lambda form: render_template(template, form=form, settings=services().settings)


def _next_page(then: str) -> str:
    """Return where to go on."""
    is_first_day = request.args.get("desde") == FIRST_DAY
    return url_for("first_day.index") if is_first_day else url_for(then)


def logo_of(form: SettingsForm) -> dict[str, str]:
    """Keep the logo that was handed in; return the setting that says which one is shown."""
    if form["without_logo"].data:
        return {"office_logo": ""}
    content = form["logo"].data.read() if form["logo"].data else b""
    if not content:
        return {}
    return {"office_logo": service.keep_logo(db.session(), as_logo(content), clock())}


def _tried(settings: Settings, values: dict[str, str], check: Check) -> str:
    """Return what to tell after what these settings connect was tried; no transaction is open."""
    db.session.rollback()
    try:
        wanted = settings.with_kept(values)
    except SettingsError as error:
        raise RuleError(NOT_LET_IN.format(message=error)) from error
    return check(wanted)


def try_zoom(wanted: Settings) -> str:
    """Ask Zoom whether it lets us in. Raises RuleError where it does not."""
    return told_of(connect(wanted)["zoom"].check(), "zoom_client_secret")


def told_of(found: Connection, field: str) -> str:
    """Return what to tell of a look at a vendor. Raises RuleError where it refuses us."""
    if found.is_refused:
        raise RuleError(NOT_LET_IN.format(message=found.message), field=field)
    return KEPT if found.is_working else NOT_REACHED.format(message=found.message)


def try_mail(wanted: Settings) -> str:
    """Ask the mail server whether it lets us in. Raises RuleError where it does not."""
    sender = connect_mail(wanted)
    if sender is None:
        return KEPT
    try:
        sender.check()
    except IntegrationError as error:
        raise RuleError(NOT_LET_IN.format(message=error.message), field="smtp_host") from error
    return KEPT
