"""The pages of sessions: form → one service call → template or redirect."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from integrations.errors import IntegrationError
from vc import spreadsheet
from vc.access import allow, clock, csrf, current_person, office_zone, only_answers
from vc.booking import invitation, labels, queries, service, session_page, today_page, worker
from vc.booking.context import context
from vc.booking.form_page import (
    event_asked_about,
    first_values,
    is_good,
    offered,
    refuse,
    sent_form,
    show_form,
    take_choice,
    take_offer,
    typed_title,
    values_again,
)
from vc.booking.forms import EventForm, LinkForm, linked
from vc.booking.hooks import BOOKING_FIELDS
from vc.booking.models import Event, EventKind
from vc.booking.preview import shown_first
from vc.booking.times_page import LENGTHS, propose_free, when_of
from vc.db import db
from vc.errors import AlreadyBookedError, ConcurrentChangeError, RuleError
from vc.forms import version_of
from vc.lists.requests import exported
from vc.permissions import Capability, Reach, reach_of
from vc.services import services
from vc.web import let_forms_lead_to

bp = Blueprint("booking", __name__)

UNPROCESSABLE = 422
EXPORTED = (
    *("Folio", "Título", "Tipo", "Estado", "Empieza", "Termina", "Anfitrión", "Área"),
    *("Institución o grupo", "Municipio", "Personas esperadas", "Campaña", "Cuenta"),
)
TYPED_TITLE = "typed_title"
"""What the next booking form begins with, in the browser's own session."""


@bp.get("/hoy")
@allow(Capability.READ)
def today() -> str:
    """Show the day: that of the office, and first their own to those who only change their own."""
    is_own = reach_of(current_person(), Capability.CHANGE_SESSION) is Reach.OWN
    is_office_asked = request.args.get("ver") == "oficina"
    return today_page.own_day() if is_own and not is_office_asked else today_page.board()


@bp.get("/sesiones")
@allow(Capability.READ)
def index() -> str:
    """Show the list of sessions, searched and narrowed."""
    wanted = queries.Search.of(request.args)
    return render_template(
        "booking/index.html",
        wanted=wanted,
        page=queries.search(db.session(), wanted, clock()),
        kinds=[(kind.value, labels.KINDS[kind]) for kind in EventKind],
        hosts=queries.hosts(db.session()),
        licences=queries.licences(db.session()),
        campaigns=queries.campaigns(db.session()),
        areas=queries.areas(db.session()),
    )


@bp.route("/sesiones/lista.<kind>", methods=["GET", "POST"])
@allow(Capability.READ)
@only_answers
def export(kind: str) -> Response:
    """Give the sessions of the list, as it is narrowed or chosen from, as a file."""
    found = exported(lambda asked: queries.found(queries.Search.of(asked), clock()))
    rows = (_exported(event) for event in found)
    return spreadsheet.download(kind, "sesiones", EXPORTED, rows, office_zone())


@bp.get("/sesiones/nueva")
@allow(Capability.BOOK)
def new() -> str:
    """Show the booking form, filled with what its kind usually is."""
    title = session.pop(TYPED_TITLE, "")
    values = first_values() | ({"summary": title} if title else {})
    form = offered(EventForm(data=values))
    is_asked = {"fecha", "hora"} & set(request.args)
    return show_form(form, when=None if is_asked else propose_free(form))


@bp.post("/sesiones/nueva")
@allow(Capability.BOOK)
def new_titled() -> Response:
    """Lead to the booking form with a title that was typed elsewhere: it stands in no address."""
    session[TYPED_TITLE] = typed_title(request.form)
    return redirect(url_for("booking.new"), 303)


@bp.get("/sesiones/<int:event_id>/otra")
@allow(Capability.BOOK, event_id=Event)
def again(event_id: int) -> str:
    """Show the booking form, filled from another session; its day is left to be chosen."""
    event = queries.event_by_id(db.session(), event_id)
    return show_form(offered(EventForm(data=values_again(event))))


@bp.post("/sesiones")
@allow(Capability.BOOK)
@csrf.exempt
def create() -> Response | tuple[str, int]:
    """Book; when it cannot be, show the form again with everything that was typed."""
    form = offered(EventForm())
    take_offer(form)
    if take_choice(form):
        return show_form(form), UNPROCESSABLE
    if form.frequency.data and request.form.get("action") == "book":
        # The same form, asked again there: every date of a series is shown before it is booked.
        return redirect(url_for("series.create"), 307)
    if not is_good(form) or request.form.get("action") == "check":
        return show_form(form), UNPROCESSABLE
    asked = form.new_event(waits_for_licence=request.form.get("action") == "wait")
    try:
        event = service.book(context(), asked)
        _keep_more_fields(event)
        event_id = event.id
        db.session.commit()
    except AlreadyBookedError as error:
        # What is there and what was corrected since meet in the form that changes it.
        form.version.data = str(queries.event_by_id(db.session(), error.event_id).version)
        return refuse(form, error, error.event_id)
    except RuleError as error:
        return refuse(form, error)
    return redirect(url_for("booking.show", event_id=event_id), 303)


@bp.post("/sesiones/disponibilidad")
@allow(Capability.BOOK)
@only_answers
def availability() -> str:
    """Say, while the form is being filled, whether the time is free, and what can be chosen."""
    event = event_asked_about()
    form = sent_form(event) if event else offered(EventForm())
    form.validate()
    return render_template(
        "booking/_times.html", form=form, event=event, when=when_of(form, event), lengths=LENGTHS
    )


@bp.get("/sesiones/<int:event_id>")
@allow(Capability.READ, event_id=Event)
def show(event_id: int) -> Response:
    """Show one session and its whole life."""
    event = queries.event_by_id(db.session(), event_id)
    page = session_page.page(event)
    return let_forms_lead_to(page, invitation.origin(event.meeting.join_url))


@bp.get("/sesiones/<int:event_id>/editar")
@allow(Capability.CHANGE_SESSION, event_id=Event)
def edit(event_id: int) -> str:
    """Show the form with what the session is."""
    event = queries.event_by_id(db.session(), event_id)
    return show_form(sent_form(event), event=event)


@bp.post("/sesiones/<int:event_id>/editar")
@allow(Capability.CHANGE_SESSION, event_id=Event)
@csrf.exempt
def change(event_id: int) -> Response | str | tuple[str, int]:
    """Change the session; where many are told of it, show first whom."""
    event = queries.event_by_id(db.session(), event_id)
    form = sent_form(event)
    take_offer(form)
    if take_choice(form):
        return show_form(form, event=event), UNPROCESSABLE
    if not is_good(form) or request.form.get("action") == "check":
        return show_form(form, event=event), UNPROCESSABLE
    try:
        service.change(context(), event, form.new_event(), version_of(form))
        _keep_more_fields(event)
        if (page := shown_first(event)) is not None:
            return page
        db.session.commit()
    except (RuleError, ConcurrentChangeError) as error:
        return refuse(form, error, event_id)
    flash("Se guardaron los cambios.", "success")
    return redirect(url_for("booking.show", event_id=event_id), 303)


@bp.post("/sesiones/<int:event_id>/reintentar")
@allow(Capability.CHANGE_SESSION, event_id=Event)
def retry(event_id: int) -> Response:
    """Try again what failed."""
    service.retry(context(), queries.event_by_id(db.session(), event_id))
    db.session.commit()
    return redirect(url_for("booking.show", event_id=event_id), 303)


@bp.post("/sesiones/<int:event_id>/enlace")
@allow(Capability.CHANGE_SESSION, event_id=Event)
def link(event_id: int) -> Response | tuple[str, int]:
    """Keep the link of a room that was made by hand."""
    event, form = queries.event_by_id(db.session(), event_id), LinkForm()
    if not form.validate():
        return render_template("booking/link.html", event=event, form=form), form.status
    try:
        form.check_seen(linked(event))
        service.paste_link(context(), event, form.pasted_url.data)
        db.session.commit()
    except ConcurrentChangeError:
        return render_template("booking/link.html", event=event, form=form), form.status
    except RuleError as error:
        return refuse(form, error, event_id, "booking/link.html")
    return redirect(url_for("booking.show", event_id=event_id), 303)


@bp.post("/sesiones/<int:event_id>/iniciar")
@allow(Capability.CHANGE_SESSION, event_id=Event)
def start(event_id: int) -> Response:
    """Lead the host into the room; the link is fetched now and kept nowhere."""
    event = queries.event_by_id(db.session(), event_id)
    try:
        url = worker.start_link(context(), event)
    except IntegrationError as error:
        flash(f"No se pudo iniciar: {error.message}", "error")
        return redirect(url_for("booking.show", event_id=event_id), 303)
    response = redirect(url, 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _exported(event: Event) -> tuple[spreadsheet.Cell, ...]:
    """Return a session's cells, in the order of `EXPORTED`; whom it invites is not among them."""
    licence = event.meeting.licence
    return (
        *(
            event.folio,
            event.summary,
            labels.KINDS[event.kind],
            labels.EVENT_STATUSES[event.status],
        ),
        *(event.starts_at, event.ends_at, event.host.name, event.area),
        *(event.institution, event.municipality, event.audience_size or None),
        *(event.campaign.name if event.campaign else "", licence.label if licence else ""),
    )


def _keep_more_fields(event: Event) -> None:
    """Let whoever asks more in the form keep what was answered."""
    for more in services().registry.added_to(BOOKING_FIELDS):
        more.keep(event)
