"""The pages of staff: who registered for a session, and how many came."""

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from vc import spreadsheet
from vc.access import allow, clock, office_zone, only_answers, signed_in
from vc.addresses import absolute_url
from vc.attendance import (
    headcount,
    labels,
    queries,
    service,
    unregistered,
    who_came,
)
from vc.attendance.forms import (
    AttendanceForm,
    NewcomerForm,
    PresenceForm,
    corrected,
    stayed,
)
from vc.attendance.models import Registration, RegistrationStatus
from vc.attendance.spreadsheet import COLUMNS, rows_of
from vc.attendance.views import bp
from vc.booking import queries as booking_queries
from vc.booking.models import Event
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import given
from vc.inputs import number_of
from vc.permissions import Capability

BY_PRESENCE = "presencia"


@bp.get("/sesiones/<int:event_id>/registro")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def registrations(event_id: int) -> str:
    """Show who registered, page by page."""
    number = number_of(request.args.get("pagina")) or 1
    by_presence = request.args.get("orden") == BY_PRESENCE
    return _registrations_page(event_id, "", number, by_presence=by_presence)


@bp.post("/sesiones/<int:event_id>/registro/buscar")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
@only_answers
def find_registrations(event_id: int) -> str:
    """Show who registered under a name or e-mail, which stands in no address: those are logged."""
    text = request.form.get("q", "").strip()[:100]
    return _registrations_page(event_id, text, number_of(request.form.get("pagina")) or 1)


def _registrations_page(event_id: int, text: str, number: int, *, by_presence: bool = False) -> str:
    """Return a page of those who registered, all of them without a text."""
    event = booking_queries.event_by_id(db.session(), event_id)
    return render_template(
        "attendance/registrations.html",
        event=event,
        page=queries.registrations(
            db.session(), event, text=text, number=number, by_presence=by_presence
        ),
        by_presence=by_presence,
        is_past=event.is_past(clock()),
        not_known=labels.NOT_KNOWN,
        text=text,
        counts=queries.counts(db.session(), event),
        statuses=RegistrationStatus,
        is_asked_again=service.is_asked_again,
        address=absolute_url("attendance.join", slug=event.slug),
    )


@bp.route(
    "/sesiones/<int:event_id>/registro/<int:registration_id>/presencia", methods=["GET", "POST"]
)
@allow(Capability.READ_ATTENDANCE, event_id=Event, registration_id=Registration)
def presence(event_id: int, registration_id: int) -> Answer | tuple[str, int]:
    """Show and keep how long somebody who registered was there by a person's word."""
    event = booking_queries.event_by_id(db.session(), event_id)
    row = who_came.registration_by_id(db.session(), event, registration_id)
    stored = stayed(row)
    form = PresenceForm() if request.method == "POST" else stored
    if form.is_sent_as_seen(stored):
        try:
            who_came.correct(
                *(db.session(), row, form.minutes.data, form.reason.data),
                by=signed_in(),
                now=clock(),
            )
            db.session.commit()
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            flash("Se guardó junto a lo que dice la sala.", "success")
            return redirect(url_for("attendance.registrations", event_id=event_id), 303)
    most = who_came.length_min(event)
    page = render_template(
        "attendance/presence.html", event=event, row=row, form=form, most=most,
        not_known=labels.NOT_KNOWN,
    )  # fmt: skip
    return page, form.status


@bp.route("/sesiones/<int:event_id>/registro/agregar", methods=["GET", "POST"])
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def add(event_id: int) -> Answer | tuple[str, int]:
    """Add somebody who was there and never registered."""
    event = booking_queries.event_by_id(db.session(), event_id)
    form = NewcomerForm().offer(unregistered.of_event(db.session(), event))
    if form.validate_on_submit():
        try:
            new = form.newcomer()
            unregistered.add(db.session(), event, new, by=signed_in(), now=clock())
            db.session.commit()
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            flash(f"Se agregó a {new.name}.", "success")
            return redirect(url_for("attendance.registrations", event_id=event_id), 303)
    page = render_template(
        "attendance/add.html", event=event, form=form, most=who_came.length_min(event)
    )
    return page, form.status


@bp.post("/sesiones/<int:event_id>/registro.csv")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def export(event_id: int) -> Response:
    """Hand out the list as a file; that it was taken along is kept."""
    event = booking_queries.event_by_id(db.session(), event_id)
    rows = service.export(db.session(), event, by=signed_in(), now=clock())
    table = [*rows_of(rows)]
    db.session.commit()
    return spreadsheet.download("csv", f"registro-{event.folio}", COLUMNS, table, office_zone())


@bp.post("/sesiones/<int:event_id>/asistencia")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def correct(event_id: int) -> Answer | tuple[str, int]:
    """Keep how many came by a person's count."""
    event = booking_queries.event_by_id(db.session(), event_id)
    form = AttendanceForm()
    if not form.validate():
        return render_template("attendance/attendance.html", event=event, form=form), form.status
    try:
        form.check_seen(corrected(queries.attendance(db.session(), event)))
    except ConcurrentChangeError:
        return render_template("attendance/attendance.html", event=event, form=form), form.status
    headcount.correct(
        db.session(), event, given(form.total.data), form.note.data, by=signed_in(), now=clock()
    )
    db.session.commit()
    flash("Se guardó su conteo junto al de la sala.", "success")
    return redirect(url_for("booking.show", event_id=event_id), 303)


@bp.post("/sesiones/<int:event_id>/asistencia/contar")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def count_again(event_id: int) -> Answer:
    """Ask the vendor once more."""
    event = booking_queries.event_by_id(db.session(), event_id)
    headcount.count_again(db.session(), event, clock())
    db.session.commit()
    flash("Se comprueba de nuevo; aquí se verá en un momento.", "success")
    return redirect(url_for("booking.show", event_id=event_id), 303)
