"""The doors: every view declares what it takes to call it, and one that does not is refused.

    @bp.post("/grabaciones/<int:recording_id>/decidir")
    @allow(Capability.DECIDE_RECORDING, recording_id=Recording)
    def decide(recording_id: int) -> Response: ...

Whoever may not do that to the recording of the address never reaches the view: `guard` loads each
row that an address names and asks `vc.permissions` about it. Pages ask the same by `can`.

The person is looked up only when somebody asks, so that pages and feeds for anybody touch neither
the cookie nor the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect, validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError

from vc import permissions
from vc.accounts import kept_forms, service
from vc.accounts.models import Person
from vc.db import Base, db, lock_address, read_only
from vc.errors import NotAllowedError
from vc.permissions import Capability, Reach
from vc.services import services

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
"""A view, as it stays for whoever reads its types; what is declared of it are attributes."""

FORM_BYTES = 1_000_000
"""Room for the fields beside a file."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class TokenCheck(CSRFProtect):
    """The check of tokens; it notes on a view that its form checks the token itself."""

    def exempt(self, view: ViewT) -> ViewT:
        """Leave a view's token to its form."""
        _declare(view, shows_itself_again=True)
        super().exempt(view)
        return view


csrf = TokenCheck()
"""Checks every POST. A view that lets its form check the token itself is marked exempt, so that a
page that was open too long is shown again with what was typed."""


@dataclass(frozen=True, slots=True)
class Door:
    """What it takes to call a view: a capability, on each row that its address names."""

    capability: Capability
    rows: Mapping[str, type[Base] | None]
    """The model behind each number of the address; None for a number that is not asked about."""
    is_for_all_rows: bool

    def opens(self, person: Person | None, thing: object = None) -> bool:
        """Tell whether it opens for a person and a thing; without a thing, for any at all."""
        reach = permissions.reach_of(person, self.capability)
        is_enough = reach is Reach.ALL or not self.is_for_all_rows
        return is_enough and permissions.may(person, self.capability, thing)


ANYBODY = "anybody"


def _declare(view: ViewT, **what: object) -> ViewT:
    """Return the view, with what is declared of it."""
    for name, value in what.items():
        setattr(view, name, value)
    return view


def allow(
    capability: Capability, /, *, everywhere: bool = False, **rows: type[Base] | None
) -> Callable[[ViewT], ViewT]:
    """Declare that signed-in people with a capability may call the view, on the rows it names.

    `everywhere` is for views that show or change rows of all people: it takes the whole reach.
    """

    def declare(view: ViewT) -> ViewT:
        return _declare(view, access=Door(capability, rows, everywhere))

    return declare


def anybody(view: ViewT) -> ViewT:
    """Declare that everybody may call the view, signed in or not."""
    return _declare(view, access=ANYBODY)


def takes_up_to(body_bytes: int) -> Callable[[ViewT], ViewT]:
    """Declare how large a request the view takes, where that is not the usual.

    It holds before anything reads the form, the check of its token included.
    """

    def declare(view: ViewT) -> ViewT:
        return _declare(view, most_body_bytes=body_bytes)

    return declare


def only_answers(view: ViewT) -> ViewT:
    """Declare that the view changes nothing, although what it is asked comes in a body.

    What people type stands in no address, and so in no log; and nobody waits for it to be written.
    """
    return _declare(view, only_answers=True)


def current_person() -> Person | None:
    """Return the person who is signed in, or None; looked up once a request."""
    if "person" not in g:
        token = session.get("sign_in", "")
        is_demo = services().settings.is_demo
        g.person = (
            service.person_of(db.session(), token, now=clock(), is_demo=is_demo) if token else None
        )
        if token and g.person is None:
            session.pop("sign_in", None)
    return g.person


def signed_in() -> Person:
    """Return the person who is signed in, behind a door that opens for nobody else."""
    found = current_person()
    assert found is not None
    return found


def clock() -> datetime:
    """Return the present instant; the one place of the pages that reads the clock."""
    return services().clock()


def office_zone() -> ZoneInfo:
    """Return the office's time zone."""
    return services().zone


def office_date() -> date:
    """Return the office's date."""
    return clock().astimezone(office_zone()).date()


def can(endpoint: str, thing: object = None) -> bool:
    """Tell whether the current person may call an endpoint on a thing: pages offer what opens."""
    door = getattr(current_app.view_functions.get(endpoint), "access", None)
    if door is None:
        return False
    return door is ANYBODY or door.opens(current_person(), thing)


def can_all(endpoint: str) -> bool:
    """Tell whether the current person may call an endpoint on every row there is."""
    door = getattr(current_app.view_functions.get(endpoint), "access", None)
    if not isinstance(door, Door):
        return door is ANYBODY
    return permissions.reach_of(current_person(), door.capability) is Reach.ALL


def guard() -> Response | None:
    """Let the request through to its view, send it to the sign-in page, or refuse it."""
    view = current_app.view_functions[request.endpoint] if request.endpoint else None
    read_only(request.method in SAFE_METHODS or hasattr(view, "only_answers"))
    if view is None:
        return None
    access = getattr(view, "access", None)
    if access is None:
        current_app.logger.error("%s declares nobody who may call it", request.endpoint)
        abort(403)
    answer = None if access is ANYBODY else _let_in(view, access)
    # Only now: from somebody who may not call it, nothing large is read.
    if answer is None and hasattr(view, "most_body_bytes"):
        request.max_content_length = view.most_body_bytes
    return answer


def _let_in(view: object, access: Door) -> Response | None:
    """Let those whom a view's door is for through, send the others away."""
    if request.method == "POST" and not hasattr(view, "only_answers"):
        lock_address(db.session(), request.path)
    # Asking who it is forgets a sign-in that has ended, so that is read first.
    ended = session.get("sign_in", "")
    who = current_person()
    if who is None:
        if not hasattr(view, "only_answers"):
            _keep_what_was_typed(ended)
        return _to_sign_in()
    _check(who, access)
    is_changing = request.endpoint in ("accounts.account", "accounts.sign_out")
    if who.must_change_password and not is_changing:
        return redirect(url_for("accounts.account"), 303)
    return None


def _to_sign_in() -> Response:
    """Lead to the page that asks for a sign-in, and from there back to the page that was asked."""
    next_path = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=next_path), 303)


def _keep_what_was_typed(ended: str) -> None:
    """Keep a form that one of our pages sent after the sign-in had ended, until the next one."""
    is_form = request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data")
    is_small = (request.content_length or FORM_BYTES) < FORM_BYTES
    if request.method != "POST" or not ended or not is_form or not is_small:
        return
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return
    fields = list(request.form.items(multi=True))
    path = request.full_path.rstrip("?")
    session["kept_form"] = kept_forms.keep(db.session(), ended, path, fields, now=clock())


def _check(who: Person, door: Door) -> None:
    """Refuse whoever may not do this to every row that the address names.

    A row that is not there is left to the view, which says so.
    """
    if not door.opens(who):
        kind = next((model for model in door.rows.values() if model), None)
        raise NotAllowedError(
            permissions.refusal(door.capability, kind, everywhere=door.is_for_all_rows)
        )
    if permissions.reach_of(who, door.capability) is Reach.ALL:
        return
    for name, model in door.rows.items():
        row = db.session.get(model, (request.view_args or {})[name]) if model else None
        if row is not None:
            permissions.check(who, door.capability, row)


def init_access(app: Flask) -> None:
    """Guard every route of the app; then check the tokens of what is left."""
    anybody(app.view_functions["static"])
    app.before_request(guard)
    csrf.init_app(app)
