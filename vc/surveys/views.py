"""The pages for who answers: by their own link, or by the session's address for everybody."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from vc.access import anybody, clock, csrf
from vc.attendance import service as attendance
from vc.attendance.models import Registration
from vc.booking.models import Event
from vc.db import db
from vc.error_pages import told_to_wait, when_again
from vc.errors import RuleError, TooManyTriesError
from vc.services import services
from vc.surveys import labels, questions, service
from vc.surveys.forms import SurveyForm
from vc.web import visitor_address

bp = Blueprint("surveys_public", __name__)
Page = Answer | str | tuple[str, int]


@bp.route("/encuesta/<slug>", methods=["GET", "POST"])
@anybody
@csrf.exempt
def answer(slug: str) -> Page:
    """Ask whoever has the session's address, and keep what is answered."""
    return _survey(attendance.event_by_slug(db.session(), slug))


@bp.get("/encuesta/<slug>/gracias")
@anybody
def thanks(slug: str) -> str:
    """Thank whoever answered."""
    event = attendance.event_by_slug(db.session(), slug)
    return render_template("surveys/thanks.html", event=event)


@bp.route("/s/<slug>/<token>/encuesta", methods=["GET", "POST"])
@anybody
@csrf.exempt
def answer_as(slug: str, token: str) -> Page:
    """Ask somebody by their own link, once."""
    event = attendance.event_by_slug(db.session(), slug)
    registration = attendance.registration_by_token(db.session(), event, token)
    return _survey(event, registration)


def _survey(event: Event, registration: Registration | None = None) -> Page:
    """Ask, or keep what is answered."""
    form = SurveyForm().asking(questions.asked(db.session(), event))
    days, now, slug = services().settings.survey_days, clock(), event.slug
    if not form.is_submitted():
        state = _closed(event, registration)
        return _page(event, form, state)
    if not form.validate() or form.is_trapped():
        return _page(event, form), form.status
    try:
        if registration is None:
            service.count_answer(db.session(), event, address=visitor_address(), now=now)
        service.answer(
            *(db.session(), event, form.answers()), registration=registration, days=days, now=now
        )
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _page(event, form, error.message), form.status
    except TooManyTriesError as error:
        db.session.rollback()
        form.form_errors = [labels.MANY_ANSWER.format(when=when_again(error.until))]
        return told_to_wait(_page(event, form), error)
    return redirect(url_for("surveys_public.thanks", slug=slug), 303)


def _closed(event: Event, registration: Registration | None) -> str:
    """Return why no answer is taken; empty where one is."""
    if not service.is_open(event, clock(), services().settings.survey_days):
        return service.CLOSED
    if registration is not None and service.has_answered(db.session(), registration):
        return service.ANSWERED
    return ""


def _page(event: Event, form: SurveyForm, closed: str = "") -> str:
    """Return the page with the questions, or why there are none."""
    return render_template("surveys/survey.html", event=event, form=form, closed=closed)
