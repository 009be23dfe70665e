"""The pages of staff: whom to ask of a session, who was asked, and one interview."""

from collections.abc import Callable
from datetime import timedelta

from flask import flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response

from vc.access import allow, clock, office_date, office_zone, signed_in
from vc.attendance.models import Registration
from vc.booking import queries as booking
from vc.booking.models import Event
from vc.db import db
from vc.errors import AppError, NotFoundError, RuleError
from vc.inputs import number_of
from vc.interviews import films, labels, queries, service
from vc.interviews.forms import ADULT, InviteForm
from vc.interviews.models import Interview
from vc.interviews.views import bp
from vc.permissions import Capability

MOST_OFFERED = 100
ANSWER_IN = timedelta(days=10)


@bp.get("/entrevistas")
@allow(Capability.INTERVIEW)
def index() -> str:
    """List the interviews."""
    found = queries.listed(db.session(), signed_in())
    return render_template("interviews/index.html", interviews=found, tones=labels.TONES)


@bp.get("/sesiones/<int:event_id>/entrevistas")
@allow(Capability.INTERVIEW, event_id=Event)
def of_session(event_id: int) -> str:
    """Show who was asked of a session, and who can be."""
    event = booking.event_by_id(db.session(), event_id)
    people, refused = [], ""
    try:
        service.check_is_over(event, clock())
        people = service.candidates(db.session(), event)
    except RuleError as error:
        refused = error.message
    return render_template(
        "interviews/session.html",
        event=event,
        people=people[:MOST_OFFERED],
        more=max(len(people) - MOST_OFFERED, 0),
        refused=refused,
        interviews=queries.of_event(db.session(), event),
        tones=labels.TONES,
    )


@bp.route("/sesiones/<int:event_id>/entrevistas/nueva", methods=["GET", "POST"])
@allow(Capability.INTERVIEW, event_id=Event)
def invite(event_id: int) -> Response | str | tuple[str, int]:
    """Ask one person for an interview."""
    event = booking.event_by_id(db.session(), event_id)
    if request.method == "GET":
        return _invite_page(event, _new_form(event))
    form = InviteForm()
    registration = _registration(event, form.registration.data)
    if not form.validate():
        return _invite_page(event, form), form.status
    try:
        new = form.invitation(registration, office_zone())
        interview = service.invite(db.session(), event, new, now=clock(), by=signed_in())
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _invite_page(booking.event_by_id(db.session(), event_id), form), 422
    flash("La invitación va en camino.", "success")
    return redirect(to("interviews.show", interview_id=interview.id), 303)


@bp.get("/entrevistas/<int:interview_id>")
@allow(Capability.INTERVIEW, interview_id=Interview)
def show(interview_id: int) -> str:
    """Show an interview: how it stands, and what is next."""
    interview = service.interview_by_id(db.session(), interview_id)
    return render_template(
        "interviews/show.html",
        interview=interview,
        film=films.film_of(interview),
        tone=labels.TONES[interview.status],
        now=clock(),
    )


@bp.post("/entrevistas/<int:interview_id>/invitar")
@allow(Capability.INTERVIEW, interview_id=Interview)
def invite_again(interview_id: int) -> Response:
    """Send a new link."""
    interview = service.interview_by_id(db.session(), interview_id)

    def again() -> str:
        service.invite_again(db.session(), interview, now=clock(), by=signed_in())
        flash("Va un enlace nuevo; el anterior ya no sirve.", "success")
        return to("interviews.show", interview_id=interview_id)

    return _done(interview_id, again)


@bp.post("/entrevistas/<int:interview_id>/clip")
@allow(Capability.INTERVIEW, interview_id=Interview)
def begin_clip(interview_id: int) -> Response:
    """Begin the clip and lead to its editor."""
    interview = service.interview_by_id(db.session(), interview_id)

    def begin() -> str:
        clip = films.begin_clip(db.session(), interview, now=clock(), by=signed_in())
        return to("clips.edit", clip_id=clip.id)

    return _done(interview_id, begin)


def _done(interview_id: int, change: Callable[[], str]) -> Response:
    """Carry out what a button asks and lead on; a refusal is said on the interview's page."""
    try:
        where = change()
        db.session.commit()
    except AppError as error:
        db.session.rollback()
        flash(error.message, "error")
        where = to("interviews.show", interview_id=interview_id)
    return redirect(where, 303)


def _new_form(event: Event) -> InviteForm:
    """Return the empty form for the person whom the address names by a number."""
    registration = _registration(event, request.args.get("registro"))
    told = {
        "registration": str(registration.id),
        "answer_by": office_date() + ANSWER_IN,
        "minutes": "20",
        # Where nobody under age took part, that is what is expected; else somebody has to say it.
        "age": None if event.has_minors else ADULT,
    }
    return InviteForm(formdata=None, data=told)


def _registration(event: Event, number: str | None) -> Registration:
    """Return a registration of a session. Raises NotFoundError, also for another session's."""
    found = db.session.get(Registration, number_of(number) or 0)
    if found is None or found.event_id != event.id:
        raise NotFoundError("Ese registro no es de esta sesión.")
    return found


def _invite_page(event: Event, form: InviteForm) -> str:
    """Return the page that asks one person."""
    registration = _registration(event, form.registration.data)
    return render_template(
        "interviews/invite.html", event=event, form=form, registration=registration
    )
