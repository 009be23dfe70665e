"""The pages that say what failed, and when to try again."""

import secrets
from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil
from urllib.parse import urlsplit

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadHost, HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from vc import access, dates, labels
from vc.database_gate import DATABASE_FAILED, DatabaseGate
from vc.db import db
from vc.errors import AppError, TooManyTriesError
from vc.services import services

NO_HOST = "La dirección no se entiende: el nombre del servidor no es válido.\n"
UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE
LOOKS_AGAIN = timedelta(seconds=30)
"""After so long a page that could not be shown is asked for again, by itself."""
LONGEST_COUNTED_S = 90
"""Up to so many seconds a wait is told in seconds, beyond it by the clock."""


def show_errors(app: Flask) -> None:
    """Answer every failure by a page that says what happened and what to do."""
    _show_refusals(app)
    _show_failures(app)


def _show_refusals(app: Flask) -> None:
    """Answer what was refused: by our rules, by an older page, by somebody who was faster."""

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


def _show_failures(app: Flask) -> None:
    """Answer what no rule foresaw: of the database, of an address, of ours."""

    @app.errorhandler(OperationalError)
    @app.errorhandler(ProgrammingError)
    def on_database_error(error: OperationalError | ProgrammingError) -> Response:
        db.session.rollback()
        if services().memory(DatabaseGate).answers():
            # It is there, with our tables: what failed is told in full.
            current_app.logger.error("the database failed (%s)", _number(), exc_info=error)
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
        current_app.logger.error("unexpected failure (%s)", _number(), exc_info=error)
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
        "errors/error.html",
        status=int(status),
        title=title,
        message=message,
        hint=hint,
        number=g.get("failure", ""),
        looks_again_at=access.clock() + LOOKS_AGAIN if status == UNAVAILABLE else None,
    )
    return make_response(html, status)


def _number() -> str:
    """Return the number of this failure, short enough to be said by phone; the log has it too."""
    g.failure = secrets.token_hex(2).upper()
    return str(g.failure)


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


def _seconds_until(moment: datetime) -> int:
    """Return how many whole seconds are left until an aware instant, rounded up."""
    return max(1, ceil((moment - access.clock()).total_seconds()))
