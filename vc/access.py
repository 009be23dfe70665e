"""Who may call each route: every view declares it, and a view that declares nothing is refused.

    @bp.get("/personas")
    @allow(Role.ADMINISTRATOR)
    def people() -> str: ...

The person is looked up only when somebody asks, so that pages and feeds for anybody touch neither
the cookie nor the database.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from vc.accounts import service
from vc.accounts.models import Person, Role
from vc.db import db, read_only
from vc.errors import NotAllowedError

View = Callable[..., object]

ANYBODY = frozenset({"anybody"})
STAFF = tuple(Role)
BOOKERS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.HOST)
COORDINATORS = (Role.ADMINISTRATOR, Role.COORDINATOR)

FORM_BYTES = 1_000_000
"""Room for the fields beside a file."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

csrf = CSRFProtect()
"""Checks every POST. A view that lets its form check the token itself is marked exempt, so that a
page that was open too long is shown again with what was typed."""


def allow(*roles: Role) -> Callable[[View], View]:
    """Declare that only signed-in people with one of `roles` may call the view."""

    def declare(view: View) -> View:
        view.access = frozenset(roles)
        return view

    return declare


def anybody(view: View) -> View:
    """Declare that everybody may call the view, signed in or not."""
    view.access = ANYBODY
    return view


def takes_up_to(body_bytes: int) -> Callable[[View], View]:
    """Declare how large a request the view takes, where that is not the usual.

    It holds before anything reads the form, the check of its token included.
    """

    def declare(view: View) -> View:
        view.most_body_bytes = body_bytes
        return view

    return declare


def current_person() -> Person | None:
    """Return who is signed in, or None; looked up once a request."""
    if "person" not in g:
        token = session.get("sign_in", "")
        is_demo = current_app.config["SETTINGS"].is_demo
        g.person = (
            service.person_of(db.session, token, now=clock(), is_demo=is_demo) if token else None
        )
        if token and g.person is None:
            session.pop("sign_in", None)
    return g.person


person: Person = LocalProxy(current_person)


def clock() -> datetime:
    """Return the present instant; the one place of the pages that reads the clock."""
    return current_app.config["CLOCK"]()


def can(endpoint: str) -> bool:
    """Tell whether the current person may call an endpoint, so that pages offer what works."""
    access = getattr(current_app.view_functions.get(endpoint), "access", None)
    if access is None:
        return False
    if access is ANYBODY:
        return True
    who = current_person()
    return who is not None and who.role in access


def guard() -> Response | None:
    """Let the request through to its view, send it to the sign-in page, or refuse it."""
    read_only(request.method in SAFE_METHODS)
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    access = getattr(view, "access", None)
    if access is None:
        current_app.logger.error("%s declares nobody who may call it", request.endpoint)
        abort(403)
    if access is ANYBODY:
        return None
    who = current_person()
    if who is None:
        next_path = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=next_path), 303)
    if who.role not in access:
        raise NotAllowedError("Su cuenta no tiene permiso para esta página.")
    is_changing = request.endpoint in ("accounts.account", "accounts.sign_out")
    if who.must_change_password and not is_changing:
        return redirect(url_for("accounts.account"), 303)
    # Only now: from somebody who may not call it, nothing large is read.
    if hasattr(view, "most_body_bytes"):
        request.max_content_length = view.most_body_bytes
    return None


def init_access(app: Flask) -> None:
    """Guard every route of the app; then check the tokens of what is left."""
    app.config.setdefault("CLOCK", lambda: datetime.now(UTC))
    app.view_functions["static"].access = ANYBODY
    app.before_request(guard)
    csrf.init_app(app)
