"""The pages for whoever asks for a talk: the form, and the private page of what was asked."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from vc.access import anybody, clock, csrf, office_zone
from vc.booking.hooks import MUNICIPALITIES
from vc.calendars.hooks import BANDS
from vc.db import db
from vc.error_pages import told_to_wait, when_again
from vc.errors import RuleError, TooManyTriesError
from vc.privacy import service as privacy
from vc.services import services
from vc.talk_requests import labels, opened, queries, service
from vc.talk_requests.forms import TalkRequestForm
from vc.talk_requests.models import TalkRequest
from vc.web import visitor_address

bp = Blueprint("talk_requests", __name__)
UNPROCESSABLE = 422


@bp.get("/solicitar-platica")
@anybody
def new() -> str:
    """Show the form, or that the office takes no requests at present."""
    return _form_page(_form()) if services().settings.takes_requests else _closed_page()


@bp.post("/solicitar-platica")
@anybody
@csrf.exempt
def create() -> Response | str | tuple[str, int]:
    """Keep what is asked for; what was typed stays where something is missing."""
    if not services().settings.takes_requests:
        return _closed_page(), UNPROCESSABLE
    form = _form()
    if not form.validate() or form.trap(services().settings.secret_key, clock()):
        return _form_page(form), UNPROCESSABLE
    try:
        token = _ask(form)
    except TooManyTriesError as error:
        form = _form()
        form.form_errors = [labels.MANY_ASK.format(when=when_again(error.until))]
        return told_to_wait(_form_page(form), error)
    if token:
        return redirect(url_for("talk_requests.show", token=token), 303)
    return redirect(url_for("talk_requests.sent"), 303)


@bp.get("/solicitar-platica/enviada")
@anybody
def sent() -> str:
    """Say what comes next. It says the same to somebody who had asked before."""
    return render_template("talk_requests/sent.html")


@bp.get("/solicitud/<token>")
@anybody
def show(token: str) -> str:
    """Show whoever asked how it stands."""
    return _own_page(service.request_by_token(db.session(), token), token)


@bp.post("/solicitud/<token>/confirmar")
@anybody
def confirm(token: str) -> Response:
    """Keep that the e-mail is theirs. By a button: programs that look into mail open every link."""
    service.confirm(db.session(), service.request_by_token(db.session(), token), clock())
    db.session.commit()
    return redirect(url_for("talk_requests.show", token=token), 303)


@bp.post("/solicitud/<token>/retirar")
@anybody
def withdraw(token: str) -> Response | tuple[str, int]:
    """Take a request back."""
    request = service.request_by_token(db.session(), token)
    try:
        service.withdraw(db.session(), request, clock())
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        request = service.request_by_token(db.session(), token)
        return _own_page(request, token, refusal=error.message), UNPROCESSABLE
    return redirect(url_for("talk_requests.show", token=token), 303)


def _form() -> TalkRequestForm:
    """Return the form, under the privacy notice in force and the office's days."""
    settings, session, now = services().settings, db.session(), clock()
    form = TalkRequestForm().under(privacy.current(session).version)
    bounds = service.bounds(session, settings, office_zone(), now)
    form.within(bounds, queries.themes(session))
    if opened.opened_at(settings.secret_key, form.opened.data or "") is None:
        form.opened.data = opened.stamp(settings.secret_key, now)
    return form


def _ask(form: TalkRequestForm) -> str:
    """Count that somebody asks, and keep it; return the token of a new one that no mail brings."""
    new = form.new_request(visitor_address(), dict(queries.themes(db.session())))
    now, sends_mail = clock(), services().mail is not None
    service.count_request(db.session(), new.email, address=visitor_address(), now=now)
    request = service.ask(db.session(), new, sends_mail=sends_mail, now=now)
    # Anybody can type somebody else's e-mail: what was there before is shown to nobody.
    is_shown = request.token == new.token and not sends_mail
    db.session.commit()
    return new.token if is_shown else ""


def _form_page(form: TalkRequestForm) -> str:
    """Return the page of the form, with the bans of the time that can be asked for."""
    bounds = form.bounds
    added_to = services().registry.added_to
    bands = [band for add in added_to(BANDS) for band in add(bounds.first, bounds.last)]
    towns = [town for add in added_to(MUNICIPALITIES) for town in add(db.session())]
    return render_template(
        "talk_requests/new.html",
        form=form,
        towns=towns,
        bounds=bounds,
        bans=[band for band in bands if band["is_ban"]],
    )


def _closed_page() -> str:
    """Return the page that says that no requests are taken."""
    return render_template("talk_requests/closed.html")


def _own_page(request: TalkRequest, token: str, refusal: str = "") -> str:
    """Return the private page of a request."""
    return render_template("talk_requests/own.html", asked=request, token=token, refusal=refusal)
