"""The pages of series: the review before booking, the preview before changing."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from vc.access import allow, clock, csrf, current_person, office_zone
from vc.booking import queries as booking_queries
from vc.booking.context import context
from vc.booking.form_page import offered, sent_form, set_beside, show_form
from vc.booking.forms import CancelForm, EventForm, MoveForm, form_values, moved_to
from vc.booking.models import Event, Frequency
from vc.booking.move_page import cancel_page, move_page, refused_move
from vc.booking.requests import NewEvent
from vc.db import db
from vc.errors import ConcurrentChangeError, NotFoundError, RuleError
from vc.forms import given, version_of
from vc.permissions import Capability, may
from vc.series import changes, preview, queries, review, service
from vc.series.forms import ResumeForm, SuspendForm
from vc.series.models import Series, Suspension

bp = Blueprint("series", __name__)

UNPROCESSABLE = 422


@bp.post("/series/nueva")
@allow(Capability.BOOK)
@csrf.exempt
def create() -> Response | str | tuple[str, int]:
    """Show every date of the series with its licence; book when nothing is left to decide."""
    form = offered(EventForm())
    if not form.validate() or not form.frequency.data:
        return show_form(form), UNPROCESSABLE
    try:
        is_reviewed = "row_date" in request.form
        slots = (
            review.typed_slots(review.zone_of(form)) if is_reviewed else review.first_slots(form)
        )
    except RuleError as error:
        form.blame(error)
        return show_form(form), UNPROCESSABLE
    if request.form.get("action") != "book_series":
        return review.review(form, slots, suspension=None)
    try:
        asked, frequency = form.new_event(), Frequency(form.frequency.data)
        series_id = service.book_series(context(), asked, frequency, review.wanted_slots(slots)).id
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        return review.review(offered(form), slots, suspension=None, error=error), UNPROCESSABLE
    return redirect(url_for("series.show", series_id=series_id), 303)


@bp.get("/series/<int:series_id>")
@allow(Capability.READ, series_id=Series)
def show(series_id: int) -> str:
    """Show the sessions of a series and what can be done with it."""
    series = queries.series_by_id(db.session(), series_id)
    return render_template("series/show.html", **_show_names(series))


@bp.post("/sesiones/<int:event_id>/serie/editar")
@allow(Capability.CHANGE_SESSION, event_id=Event)
@csrf.exempt
def change(event_id: int) -> Response | str | tuple[str, int]:
    """Preview what an edit does to the sessions of its scope, then carry it out."""
    event, series_id = _of_series(event_id)
    form = sent_form(event)
    if not form.validate():
        return show_form(form, event=event), UNPROCESSABLE
    return _change(event, series_id, form, form.new_event)


@bp.post("/sesiones/<int:event_id>/serie/mover")
@allow(Capability.CHANGE_SESSION, event_id=Event)
@csrf.exempt
def move(event_id: int) -> Response | str | tuple[str, int]:
    """Preview where the sessions of the scope are moved to, then move them."""
    event, series_id = _of_series(event_id)
    form = MoveForm()
    if not form.validate():
        return move_page(event, form), UNPROCESSABLE
    return _change(event, series_id, form, lambda: moved_to(event, form))


@bp.post("/sesiones/<int:event_id>/serie/cancelar")
@allow(Capability.CHANGE_SESSION, event_id=Event)
@csrf.exempt
def cancel(event_id: int) -> Response | str | tuple[str, int]:
    """Preview which sessions are cancelled, then cancel them."""
    event, series_id = _of_series(event_id)
    form = CancelForm()
    if not form.validate():
        return cancel_page(event, form), UNPROCESSABLE
    shown = preview.apply_or_preview(
        lambda: changes.cancel_sessions(
            context(),
            event,
            form.reason.data,
            preview.scope_wanted(),
            left_out=preview.left_out(),
        ),
        title="Cancelar sesiones de la serie",
        action=url_for("series.cancel", event_id=event_id),
        back=_back_to(event),
    )
    return shown or _done(series_id, "Las sesiones se cancelaron y su horario quedó libre.")


@bp.route("/series/<int:series_id>/suspender", methods=["GET", "POST"])
@allow(Capability.CHANGE_SESSION, series_id=Series)
def suspend(series_id: int) -> Response | str | tuple[str, int]:
    """Ask for the days, preview what is cancelled, and suspend the series."""
    series = queries.series_by_id(db.session(), series_id)
    form = SuspendForm()
    if not form.validate_on_submit():
        return render_template("series/suspend.html", form=form, series=series), form.status
    try:
        shown = preview.apply_or_preview(
            lambda: changes.suspend(
                context(), series, given(form.from_on.data), form.until_on.data, form.reason.data
            ),
            title="Suspender la serie",
            action=url_for("series.suspend", series_id=series_id),
            back=url_for("series.show", series_id=series_id),
        )
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        series = queries.series_by_id(db.session(), series_id)
        return render_template("series/suspend.html", form=form, series=series), UNPROCESSABLE
    return shown or _done(series_id, "La serie se suspendió en esos días.")


@bp.get("/series/suspensiones/<int:suspension_id>/reanudar")
@allow(Capability.CHANGE_SESSION, suspension_id=Suspension)
def resume_from(suspension_id: int) -> str:
    """Ask from which day on the series is held again."""
    suspension = queries.suspension_by_id(db.session(), suspension_id)
    return render_template(
        "series/resume.html", suspension=suspension, series=suspension.series, form=ResumeForm()
    )


@bp.post("/series/suspensiones/<int:suspension_id>/reanudar")
@allow(Capability.CHANGE_SESSION, suspension_id=Suspension)
@csrf.exempt
def resume(suspension_id: int) -> Response | str | tuple[str, int]:
    """Show the dates that are booked anew, and book them."""
    suspension = queries.suspension_by_id(db.session(), suspension_id)
    if "row_date" not in request.form:
        return _first_review(suspension)
    form = offered(EventForm())
    if not form.validate():
        return show_form(form), UNPROCESSABLE
    slots = review.typed_slots(review.zone_of(form))
    if request.form.get("action") != "book_series":
        return review.review(form, slots, suspension=suspension)
    try:
        series_id = changes.resume(
            context(), suspension, form.new_event(), review.wanted_slots(slots)
        ).id
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        suspension = queries.suspension_by_id(db.session(), suspension_id)
        page = review.review(offered(form), slots, suspension=suspension, error=error)
        return page, UNPROCESSABLE
    flash("La serie se reanudó.", "success")
    return redirect(url_for("series.show", series_id=series_id), 303)


def _first_review(suspension: Suspension) -> str | tuple[str, int]:
    """Return the review of what a suspension had cancelled, from the day that was asked for."""
    asked = ResumeForm()
    events: list[Event] = []
    if asked.validate():
        events = changes.suspended_from(suspension, given(asked.from_on.data), context())
        if not events:
            asked.from_on.errors = ["De ese día en adelante no hay sesiones suspendidas."]
    if not events:
        page = render_template(
            "series/resume.html", suspension=suspension, series=suspension.series, form=asked
        )
        return page, UNPROCESSABLE
    # A key of its own: the sessions that were cancelled keep theirs.
    values = form_values(events[0]) | {"version": ""}
    form = offered(EventForm(formdata=None, data=values))
    zone = office_zone()
    slots = [(event.starts_at.astimezone(zone), review.BOOK) for event in events]
    return review.review(form, slots, suspension=suspension)


def _of_series(event_id: int) -> tuple[Event, int]:
    """Return a session with the number of its series. Raises NotFoundError where it has none."""
    event = booking_queries.event_by_id(db.session(), event_id)
    if event.series_id is None:
        raise NotFoundError("Esa sesión no es de ninguna serie.")
    return event, event.series_id


def _change(
    event: Event, series_id: int, form: EventForm | MoveForm, wanted: Callable[[], NewEvent]
) -> Response | str | tuple[str, int]:
    """Preview or carry out a change of the sessions of the scope."""
    event_id = event.id
    endpoint = "series.move" if isinstance(form, MoveForm) else "series.change"
    try:
        shown = preview.apply_or_preview(
            lambda: changes.change_sessions(
                context(),
                event,
                wanted(),
                preview.scope_wanted(),
                version=version_of(form),
                left_out=preview.left_out(),
            ),
            title="Cambiar sesiones de la serie",
            action=url_for(endpoint, event_id=event_id),
            back=_back_to(event),
        )
    except (RuleError, ConcurrentChangeError) as error:
        return _refused(event_id, form, error)
    return shown or _done(series_id, "Se guardaron los cambios. Los enlaces son los mismos.")


def _refused(
    event_id: int, form: EventForm | MoveForm, error: RuleError | ConcurrentChangeError
) -> tuple[str, int]:
    """Show the form again with the refusal and what was typed."""
    db.session.rollback()
    event = booking_queries.event_by_id(db.session(), event_id)
    if isinstance(form, MoveForm):
        return refused_move(form, error, event), form.status
    if isinstance(error, ConcurrentChangeError):
        return set_beside(form, error, event), form.status
    form.blame(error)
    return show_form(offered(form), event=event), UNPROCESSABLE


def _done(series_id: int, message: str) -> Response:
    """Commit, say so, and show the series."""
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("series.show", series_id=series_id), 303)


def _show_names(series: Series) -> dict[str, object]:
    """Return what the page of a series names."""
    now = clock()
    live = [event for event in series.events if event.status.value != "CANCELLED"]
    coming = [event for event in live if event.starts_at > now]
    waiting = [event for event in coming if event.meeting.is_being_made]
    return {
        "series": series,
        "live": live,
        "coming": coming,
        "ready": len([event for event in coming if event.meeting.is_ready]),
        "is_working": bool(waiting),
        "may_change": may(current_person(), Capability.CHANGE_SESSION, series),
        "open_suspensions": [one for one in series.suspensions if one.resumed_at is None],
    }


def _back_to(event: Event) -> str:
    """Return the address of a session's page."""
    return url_for("booking.show", event_id=event.id)
