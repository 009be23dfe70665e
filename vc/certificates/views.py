"""The pages for everybody: somebody's own certificate, and whether one is valid."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from vc.access import anybody, clock
from vc.attendance import service as attendance
from vc.attendance.models import Registration
from vc.certificates import paper, service
from vc.certificates.download import as_file
from vc.certificates.forms import FolioForm, NameForm
from vc.certificates.models import Certificate
from vc.db import db, read_only
from vc.errors import NotFoundError
from vc.privacy.models import initials_of
from vc.rate_limit import Limit, count_attempt, origin_of
from vc.services import services
from vc.surveys import service as surveys
from vc.web import visitor_address

bp = Blueprint("certificates_public", __name__)
FREE_PER_ORIGIN, SLOWED_ORIGIN = 120, timedelta(minutes=1)
"""Looks from one origin, then one a minute: a school may verify a whole group's."""
FREE_NAMES, SLOWED_NAMES = 10, timedelta(minutes=5)
"""Names that are tried on one certificate, then one in five minutes: nobody guesses it."""
NOT_FOUND = 404


@bp.route("/constancia", methods=["GET", "POST"])
@anybody
def look_up() -> Answer | tuple[str, int]:
    """Ask for a folio, and lead to its page."""
    form = FolioForm()
    if form.validate_on_submit():
        return redirect(url_for("certificates_public.verify", folio=form.folio.data.strip()), 303)
    return render_template("certificates/look_up.html", form=form), form.status


@bp.route("/constancia/<folio>", methods=["GET", "POST"])
@anybody
def verify(folio: str) -> str | tuple[str, int]:
    """Tell whether a certificate is valid, of which session, and whether a name is the one on it.

    The name itself is not told: who has the paper types it in.
    """
    form = NameForm()
    is_asked = form.validate_on_submit()
    _count(folio if is_asked else "")
    try:
        row = service.by_folio(db.session(), folio)
    except NotFoundError as error:
        form = FolioForm(formdata=None, folio=folio[:60])
        page = render_template("certificates/look_up.html", form=form, refused=error.message)
        return page, NOT_FOUND
    is_theirs = service.is_of(row, form.name.data) if is_asked else None
    page = render_template(
        "certificates/verify.html",
        row=row,
        form=form,
        is_theirs=is_theirs,
        initials=initials_of(row.name),
        held=paper.held(row, ZoneInfo(row.event.tzid)),
    )
    return page, form.status


@bp.get("/s/<slug>/<token>/constancia")
@anybody
def own(slug: str, token: str) -> str:
    """Show somebody their own certificate."""
    registration, row = _own(slug, token)
    return render_template(
        "certificates/own.html",
        event=registration.event,
        row=row,
        slug=slug,
        token=token,
        asks=_asks(registration),
    )


@bp.get("/s/<slug>/<token>/constancia.pdf")
@anybody
def own_paper(slug: str, token: str) -> Response:
    """Hand somebody the paper of their own certificate."""
    _, row = _own(slug, token)
    if row is None:
        raise NotFoundError(service.MISSING)
    return as_file(row)


def _own(slug: str, token: str) -> tuple[Registration, Certificate | None]:
    """Return the registration of a personal address, and its certificate."""
    event = attendance.event_by_slug(db.session(), slug)
    registration = attendance.registration_by_token(db.session(), event, token)
    return registration, service.latest(db.session(), registration.id)


def _asks(registration: Registration) -> bool:
    """Tell whether somebody can still answer the survey."""
    days = services().settings.survey_days
    is_open = surveys.is_open(registration.event, clock(), days)
    return is_open and not surveys.has_answered(db.session(), registration)


def _count(named: str) -> None:
    """Count a look, and a name that is tried on a folio. Raises TooManyTriesError."""
    limits = [Limit(f"verify-from:{origin_of(visitor_address())}", FREE_PER_ORIGIN, SLOWED_ORIGIN)]
    if named:
        limits.append(Limit(f"verify-name:{named[:60]}", FREE_NAMES, SLOWED_NAMES))
    # Also where it is only looked at: a folio must not be guessed.
    read_only(False)
    count_attempt(db.session(), limits, clock())
    read_only(request.method == "GET")
