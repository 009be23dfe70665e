"""The office's pages of requests: the inbox, one request with its dates, and its answer."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from vc.access import allow, clock, office_zone, signed_in
from vc.booking import queries as booking_queries
from vc.booking.form_page import offered, show_form
from vc.booking.forms import EventForm
from vc.booking.models import Event
from vc.booking.times_page import Availability, availability_of
from vc.calendars.hooks import BANDS
from vc.db import db
from vc.errors import RuleError
from vc.inputs import number_of
from vc.office.settings_views import settings_page
from vc.permissions import Capability
from vc.services import services
from vc.talk_requests import booking_fields, queries, service
from vc.talk_requests.forms import DeclineForm, RequestSettingsForm
from vc.talk_requests.models import TalkRequest
from vc.talk_requests.views import bp

Page = Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class ProposedDate:
    """A date that was proposed, and what stands in its way."""

    number: int
    starts_at: datetime
    ends_at: datetime
    is_past: bool
    availability: Availability | None
    others: list[Event]
    """The sessions of the office that overlap it."""
    bands: list[str]
    """Bans and days off of that day."""

    @property
    def is_free(self) -> bool:
        """Tell whether it can be booked as it stands."""
        return not self.is_past and self.availability is not None and self.availability.is_free


@bp.get("/solicitudes")
@allow(Capability.ANSWER_REQUESTS)
def index() -> str:
    """Show the inbox, or what became of others."""
    asked = request.args.get("ver", "")
    part = asked if asked in queries.PARTS else next(iter(queries.PARTS))
    number = number_of(request.args.get("pagina")) or 1
    return render_template(
        "talk_requests/index.html",
        page=queries.listed(db.session(), part, number),
        part=part,
        counts=queries.counts(db.session()),
    )


@bp.get("/solicitudes/<int:request_id>")
@allow(Capability.ANSWER_REQUESTS, request_id=TalkRequest)
def review(request_id: int) -> str:
    """Show a request, its dates against what is free, and how it can be answered."""
    return _page(service.request_by_id(db.session(), request_id))


@bp.get("/solicitudes/<int:request_id>/agendar/<int:number>")
@allow(Capability.ANSWER_REQUESTS, request_id=TalkRequest, number=None)
def book(request_id: int, number: int) -> Response | str:
    """Show the booking form, filled from the request; booking it accepts the request."""
    asked = service.request_by_id(db.session(), request_id)
    if not asked.is_open:
        return redirect(url_for("talk_requests.review", request_id=request_id), 303)
    return show_form(offered(EventForm(data=booking_fields.values_for(asked, number))))


@bp.post("/solicitudes/<int:request_id>/tomar")
@allow(Capability.ANSWER_REQUESTS, request_id=TalkRequest)
def take(request_id: int) -> Page:
    """Keep that whoever is signed in looks after it."""
    asked = service.request_by_id(db.session(), request_id)
    try:
        service.take(db.session(), asked, by=signed_in(), now=clock())
        db.session.commit()
    except RuleError as error:
        return _refused(request_id, error)
    flash("La atiende usted.", "success")
    return redirect(url_for("talk_requests.review", request_id=request_id), 303)


@bp.post("/solicitudes/<int:request_id>/soltar")
@allow(Capability.ANSWER_REQUESTS, request_id=TalkRequest)
def release(request_id: int) -> Page:
    """Give it back to the inbox."""
    asked = service.request_by_id(db.session(), request_id)
    try:
        service.release(db.session(), asked, by=signed_in(), now=clock())
        db.session.commit()
    except RuleError as error:
        return _refused(request_id, error)
    flash("Volvió a la lista de solicitudes.", "success")
    return redirect(url_for("talk_requests.review", request_id=request_id), 303)


@bp.route("/solicitudes/<int:request_id>/declinar", methods=["GET", "POST"])
@allow(Capability.ANSWER_REQUESTS, request_id=TalkRequest)
def decline(request_id: int) -> Page:
    """Say why it cannot be; whoever asked is told so."""
    asked, form = service.request_by_id(db.session(), request_id), DeclineForm()
    if form.validate_on_submit():
        try:
            service.decline(db.session(), asked, form.reason(), by=signed_in(), now=clock())
            db.session.commit()
        except RuleError as error:
            return _refused(request_id, error)
        flash("Se declinó. Se le escribe con el motivo.", "success")
        return redirect(url_for("talk_requests.review", request_id=request_id), 303)
    return render_template("talk_requests/decline.html", form=form, asked=asked), form.status


@bp.route("/oficina/solicitudes", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def settings() -> Page:
    """Show and keep whether talks can be asked for."""
    return settings_page(
        RequestSettingsForm,
        lambda form: render_template("talk_requests/settings.html", form=form),
    )


def _refused(request_id: int, error: RuleError) -> tuple[str, int]:
    """Show the request as it stands by now, with the refusal."""
    db.session.rollback()
    asked = service.request_by_id(db.session(), request_id)
    return _page(asked, refusal=error.message), error.http_status


def _page(asked: TalkRequest, refusal: str = "") -> str:
    """Return a request's page."""
    proposed = [_proposed(asked, number) for number in range(1, len(asked.starts) + 1)]
    return render_template(
        "talk_requests/review.html",
        asked=asked,
        proposed=proposed if asked.is_open else [],
        best=next((one.number for one in proposed if one.is_free), 0),
        refusal=refusal,
    )


def _proposed(asked: TalkRequest, number: int) -> ProposedDate:
    """Return one of a request's dates, and what stands in its way."""
    starts_at = asked.starts[number - 1]
    day = starts_at.astimezone(office_zone()).date()
    is_past = starts_at <= clock()
    found = None
    if asked.is_open and not is_past:
        values = booking_fields.values_for(asked, number)
        found = availability_of(offered(EventForm(formdata=None, data=values)))
    return ProposedDate(
        number=number,
        starts_at=starts_at,
        ends_at=starts_at + asked.length,
        is_past=is_past,
        availability=found,
        others=booking_queries.between(db.session(), starts_at, starts_at + asked.length),
        bands=[
            band["title"] for add in services().registry.added_to(BANDS) for band in add(day, day)
        ],
    )
