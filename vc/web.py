"""The frame of every page: headers, errors in words, what templates can call."""

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, current_app, make_response, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from vc import access, database_gate, dates, history, kept_settings, labels
from vc.addresses import BelowPrefix, absolute_url, asking_more
from vc.assets import init_assets
from vc.config import Settings
from vc.database_gate import DATABASE_FAILED, DatabaseGate
from vc.error_pages import show_errors, when_again
from vc.networks.known import NETWORKS
from vc.page_request import LazyRule, PageRequest, RowNumber, Word
from vc.services import services, services_of

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
LARGEST_BODY_BYTES = 8 * 1024 * 1024
"""A form of 5 MB still gets its message beside the field; beyond this the body is not read."""

BEHIND_A_PROXY = (
    "TRUSTED_PROXIES is 0, yet a request came by a proxy: all visitors count as one origin, "
    "so one who guesses passwords slows everybody down"
)


class _Warned(set[str]):
    """What this process has warned of, once."""


class SessionCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, marked Secure whenever the page was served by https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Tell whether the cookie may travel by https only."""
        return request.is_secure


def init_web(app: Flask, settings: Settings) -> None:
    """Give the app its headers, error pages, CSRF protection and the names templates use."""
    _configure(app, settings)
    _stand_behind(app, settings)
    app.config["HEADERS"] = HEADERS | {"Content-Security-Policy": _policy(app)}
    init_assets(app)
    # First of all: without tables not even a sign-in can be looked up.
    app.before_request(services_of(app).memory(DatabaseGate).guard)
    app.before_request(_follow_settings)
    access.init_access(app)
    app.after_request(add_headers)
    _name_for_templates(app)
    show_errors(app)


def _configure(app: Flask, settings: Settings) -> None:
    """Say how requests and cookies are read."""
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


def _stand_behind(app: Flask, settings: Settings) -> None:
    """Believe the reverse proxies in front, and answer below the path that they give us."""
    inner, count = app.wsgi_app, settings.trusted_proxies
    if settings.path_prefix:
        # Inside of ProxyFix: what that one believes of the proxy is not about the prefix.
        inner = BelowPrefix(inner, settings.path_prefix)
    if count:
        inner = ProxyFix(inner, x_for=count, x_proto=count, x_host=count)
    app.wsgi_app = inner  # type: ignore[method-assign]  # as Flask's own documentation has it


def _name_for_templates(app: Flask) -> None:
    """Name what every template may call."""
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


def visitor_address() -> str:
    """Return the address a request comes from, as far as TRUSTED_PROXIES lets us know."""
    settings: Settings = services().settings
    is_hidden = "X-Forwarded-For" in request.headers and not settings.trusted_proxies
    # Once a process: whoever sends the header by themselves must not fill the log.
    if is_hidden and not services().memory(_Warned):
        services().memory(_Warned).add(BEHIND_A_PROXY)
        current_app.logger.warning(BEHIND_A_PROXY)
    return request.remote_addr or ""
