"""The frame of every page: headers, errors in words, what templates can call."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache, cached_property, partial
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, Request, current_app, jsonify, make_response, render_template, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadHost, HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import (
    IntegerConverter,
    Map,
    RequestRedirect,
    Rule,
    UnicodeConverter,
    ValidationError,
)
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from vc import access, database_gate, dates, history, inputs, kept_settings, labels
from vc.addresses import BelowPrefix, absolute_url, asking_more
from vc.assets import init_assets
from vc.config import Settings
from vc.database_gate import DATABASE_FAILED, DatabaseGate
from vc.db import db
from vc.errors import AppError, TooManyTriesError
from vc.networks.known import NETWORKS
from vc.services import services, services_of

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# OWASP ASVS 4.0.3 level 2, chapter 14.4 (HTTP security headers).
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TRANSPORT_SECURITY = ("Strict-Transport-Security", "max-age=31536000")
NO_HOST = "La dirección no se entiende: el nombre del servidor no es válido.\n"
LARGEST_BODY_BYTES = 8 * 1024 * 1024
"""A form of 5 MB still gets its message beside the field; beyond this the body is not read."""

LONGEST_COUNTED_S = 90
"""Up to so many seconds a wait is told in seconds, beyond it by the clock."""
BEHIND_A_PROXY = (
    "TRUSTED_PROXIES is 0, yet a request came by a proxy: all visitors count as one origin, "
    "so one who guesses passwords slows everybody down"
)


class _Warned(set[str]):
    """What this process has warned of, once."""


ASCII = "".join(map(chr, range(128)))
DATED = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE")


class SessionCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, marked Secure whenever the page was served by https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Tell whether the cookie may travel by https only."""
        return request.is_secure


class PageRequest(Request):
    """A request whose texts can be kept, wherever they stand.

    A sign stands for what no database keeps (NUL, halves of characters). Forms refuse it beside
    the field, where the person sees it among what was typed; nothing else ever meets it.
    """

    def __init__(
        self, environ: "WSGIEnvironment", populate_request: bool = True, shallow: bool = False
    ) -> None:
        """Take a request; a condition on a date that nobody can read is none (RFC 9110, 13.1).

        Letters that an address holds unencoded, as old links and scripts send them, are encoded.
        """
        asked = str(environ.get("QUERY_STRING", ""))
        if not asked.isascii():
            environ["QUERY_STRING"] = quote(asked.encode("latin-1"), safe=ASCII)
        for name in DATED:
            if not inputs.is_readable_date(str(environ.get(name, ""))):
                del environ[name]
        super().__init__(environ, populate_request, shallow)

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What the address asks for."""
        return _keepable(super().args)

    def _load_form_data(self) -> None:
        """Read the form, once."""
        if "form" not in self.__dict__:
            super()._load_form_data()
            self.__dict__["form"] = _keepable(self.__dict__["form"])
            for file in self.__dict__["files"].values():
                file.filename = inputs.keepable(file.filename or "")

    def sent_object(self, most_bytes: int = inputs.MOST_JSON_BYTES) -> Mapping[str, object]:
        """Return the JSON object that a page sent. Raises InputError."""
        return inputs.object_of(self.get_data() if self.is_json else b"", most_bytes=most_bytes)


def _keepable(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return the same names and texts as they can be kept."""
    pairs = sent.items(multi=True)
    return ImmutableMultiDict([(inputs.keepable(a), inputs.keepable(b)) for a, b in pairs])


class LazyRule(Rule):
    """An address whose builder is compiled when the first link to it is made, not at the start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """Return what compiles the builder and calls it; the next calls find it compiled."""
        compiled = cache(partial(super()._compile_builder, append_unknown))
        return lambda rule, **values: compiled()(rule, **values)


class RowNumber(IntegerConverter):
    """A row's number in an address; what no column can hold is an address that does not exist."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=inputs.LARGEST_NUMBER)

    def to_python(self, value: str) -> int:
        """Read the number. Python refuses thousands of digits by another error than this."""
        if len(value) > inputs.MOST_DIGITS:
            raise ValidationError
        return super().to_python(value)


class Word(UnicodeConverter):
    """A word in an address; one with characters that cannot be kept does not exist."""

    def to_python(self, value: str) -> str:
        """Read the word."""
        if not inputs.is_fit(value):
            raise ValidationError
        return super().to_python(value)


def init_web(app: Flask, settings: Settings) -> None:
    """Give the app its headers, error pages, CSRF protection and the names templates use."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY_BYTES,
        SESSION_COOKIE_NAME="vc",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH=settings.path_prefix or "/",
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the signed-in session
        WTF_I18N_ENABLED=False,
    )
    app.session_interface = SessionCookie()
    # Before any request: it is what makes texts fit for both databases.
    app.request_class = PageRequest
    app.url_rule_class = LazyRule
    app.url_map.converters |= {"int": RowNumber, "default": Word, "string": Word}
    inner, count = app.wsgi_app, settings.trusted_proxies
    if settings.path_prefix:
        # Inside of ProxyFix: what that one believes of the proxy is not about the prefix.
        inner = BelowPrefix(inner, settings.path_prefix)
    if count:
        inner = ProxyFix(inner, x_for=count, x_proto=count, x_host=count)
    app.wsgi_app = inner  # type: ignore[method-assign]  # as Flask's own documentation has it
    app.config["HEADERS"] = HEADERS | {"Content-Security-Policy": _policy(app)}
    init_assets(app)
    # First of all: without tables not even a sign-in can be looked up.
    app.before_request(services_of(app).memory(DatabaseGate).guard)
    app.before_request(_follow_settings)
    access.init_access(app)
    app.after_request(add_headers)
    app.jinja_env.filters.update(
        dates.FILTERS,
        day=lambda moment, zone=None: dates.day(moment, zone, access.clock()),
        plain_day=lambda moment: dates.plain_day(moment, access.clock()),
        stamp=lambda moment, zone: dates.stamp(moment, zone, access.clock()),
        column_name=history.column_name,
        file_size=labels.file_size,
        counted=labels.counted,
        when_again=when_again,
    )
    app.jinja_env.globals.update(
        can=access.can,
        row_history=history,
        # The words of each feature, by its name: `labels.booking.KINDS`.
        labels={one.name: one.labels for one in services_of(app).registry.features},
        frame_labels=labels,
        networks=NETWORKS,
        absolute_url=absolute_url,
        asking_more=asking_more,
    )
    app.context_processor(_page_names)
    _show_errors(app)


def _follow_settings() -> None:
    """Answer by the settings as the office's pages keep them now."""
    if not (request.endpoint or "").startswith(database_gate.OPEN):
        kept_settings.follow(current_app._get_current_object())  # type: ignore[attr-defined]


def _policy(app: Flask) -> str:
    """Return the policy of every page; recordings may come from where they are kept."""
    parts = urlsplit(services_of(app).store.address("origin"))
    if not parts.netloc:
        return CONTENT_SECURITY_POLICY
    origin = f"{parts.scheme}://{parts.netloc}"
    policy = CONTENT_SECURITY_POLICY
    for directive in ("img-src 'self'", "media-src 'self'"):
        policy = policy.replace(directive, f"{directive} {origin}")
    return policy


def let_be_embedded(response: Response) -> Response:
    """Let any other site show a public page in a frame, and nothing else of us."""
    policy: str = current_app.config["HEADERS"]["Content-Security-Policy"]
    anywhere = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
    response.headers["Content-Security-Policy"] = anywhere.replace(
        "form-action 'self'", "form-action 'none'"
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def add_headers(response: Response) -> Response:
    """Add the security headers; pages for signed-in people are kept by no cache."""
    given = {name for name, _ in response.headers}
    # X-Frame-Options knows no «anywhere»: the policy's frame-ancestors stands alone there.
    is_embeddable = "frame-ancestors *" in response.headers.get("Content-Security-Policy", "")
    for name, value in current_app.config["HEADERS"].items():
        if name not in given and not (is_embeddable and name == "X-Frame-Options"):
            response.headers.add(name, value)
    if request.is_secure:
        response.headers.setdefault(*TRANSPORT_SECURITY)
    if "Cache-Control" not in given:
        response.headers.add("Cache-Control", "no-store")
    return response


def let_forms_lead_to(page: str, origin: str) -> Response:
    """Return the page with a policy that lets its forms be answered by a redirect to `origin`.

    Browsers hold `form-action` against redirects too, and the button that starts a meeting leads
    to the vendor.
    """
    response = make_response(page)
    targets = f"form-action 'self' {origin} https://*.zoom.us" if origin else "form-action 'self'"
    policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", targets)
    response.headers["Content-Security-Policy"] = policy
    return response


def _page_names() -> dict[str, object]:
    """Return what every template may name."""
    settings: Settings = services().settings
    return {
        "demo": settings.is_demo,
        "demo_is_open": settings.demo_open,
        "office_name": settings.office_name,
        "office_email": settings.contact_email,
        "person": access.current_person() if _may_ask_who() else None,
        "now": access.clock(),
        "office_zone": ZoneInfo(settings.tzid),
    }


def _may_ask_who() -> bool:
    """Tell whether looking the person up can work: not after the database itself failed."""
    return not request.environ.get(DATABASE_FAILED)


def _show_errors(app: Flask) -> None:
    """Answer every failure by a page that says what happened and what to do."""

    @app.errorhandler(AppError)
    def on_app_error(error: AppError) -> Response:
        db.session.rollback()
        return _error_page(error.http_status, error.message)

    @app.errorhandler(TooManyTriesError)
    def on_too_many_tries(error: TooManyTriesError) -> Response:
        db.session.rollback()
        message = f"{error.message} {labels.TRY_AGAIN.format(when=when_again(error.until))}"
        return told_to_wait(_error_page(error.http_status, message), error)

    @app.errorhandler(CSRFError)
    def on_csrf_error(error: CSRFError) -> Response:
        return _error_page(HTTPStatus.BAD_REQUEST, labels.EXPIRED_PAGE)

    @app.errorhandler(StaleDataError)
    def on_stale_row(error: StaleDataError) -> Response:
        db.session.rollback()
        return _error_page(HTTPStatus.CONFLICT, labels.SOMEBODY_CHANGED_IT)

    @app.errorhandler(OperationalError)
    @app.errorhandler(ProgrammingError)
    def on_database_error(error: OperationalError | ProgrammingError) -> Response:
        db.session.rollback()
        if services().memory(DatabaseGate).answers():
            # It is there, with our tables: what failed is told in full.
            current_app.logger.error("the database failed", exc_info=error)
        request.environ[DATABASE_FAILED] = True
        return _error_page(HTTPStatus.SERVICE_UNAVAILABLE, "")

    @app.errorhandler(HTTPException)
    def on_http_error(error: HTTPException) -> Response:
        if isinstance(error, RequestRedirect):
            # Werkzeug writes the Host of the request into it, which anybody can have written.
            where = urlsplit(error.new_url)
            return redirect(where._replace(scheme="", netloc="").geturl(), error.code)
        if error.code is None or error.code < 400:
            return error.get_response()
        if isinstance(error, BadHost):
            # Without a host's name no address can be made, so that no page can be shown.
            return Response(NO_HOST, error.code, mimetype="text/plain")
        return _error_page(HTTPStatus(error.code), "")

    @app.errorhandler(Exception)
    def on_anything_else(error: Exception) -> Response:
        db.session.rollback()
        current_app.logger.error("unexpected failure", exc_info=error)
        return _error_page(HTTPStatus.INTERNAL_SERVER_ERROR, "")


def _error_page(status: HTTPStatus, message: str) -> Response:
    """Return the page for a failure; feeds, uploads and scripts get its words as they read them."""
    title, hint = labels.HTTP_ERRORS.get(status, labels.HTTP_ERRORS[HTTPStatus.BAD_REQUEST])
    if status is HTTPStatus.FORBIDDEN and message:
        # A refusal says itself who can.
        hint = ""
    if request.path.startswith("/feeds/"):
        return Response(f"{title}\n", status, mimetype="text/plain")
    if "Tus-Resumable" in request.headers and message:
        return Response(message, status, mimetype="text/plain")
    takes_json = request.is_json or request.accept_mimetypes.best == "application/json"
    if takes_json and message:
        return make_response(jsonify(message=message), status)
    html = render_template(
        "errors/error.html", status=int(status), title=title, message=message, hint=hint
    )
    return make_response(html, status)


def told_to_wait(page: str | Response, error: TooManyTriesError) -> Response:
    """Return a page that says from when on to try again, and says so to programs as well."""
    response = make_response(page)
    response.status_code = error.http_status
    response.headers["Retry-After"] = str(_seconds_until(error.until))
    return response


def when_again(until: datetime) -> str:
    """Return from when on something may be tried again, in words."""
    seconds = _seconds_until(until)
    if seconds <= LONGEST_COUNTED_S:
        return "en 1 segundo" if seconds == 1 else f"en {seconds} segundos"
    # The minute that has begun by then: at the one before it would still be refused.
    minute = until + timedelta(seconds=59, microseconds=999_999)
    zone = services().zone
    return f"a las {dates.clock_time(minute, zone)} h"


def visitor_address() -> str:
    """Return the address a request comes from, as far as TRUSTED_PROXIES lets us know."""
    settings: Settings = services().settings
    is_hidden = "X-Forwarded-For" in request.headers and not settings.trusted_proxies
    # Once a process: whoever sends the header by themselves must not fill the log.
    if is_hidden and not services().memory(_Warned):
        services().memory(_Warned).add(BEHIND_A_PROXY)
        current_app.logger.warning(BEHIND_A_PROXY)
    return request.remote_addr or ""


def _seconds_until(moment: datetime) -> int:
    """Return how many whole seconds are left until an aware instant, rounded up."""
    return max(1, ceil((moment - access.clock()).total_seconds()))
