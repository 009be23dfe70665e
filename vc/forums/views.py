"""The pages of forums: for the public, who asks; for its people, who arrange and moderate."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from vc.access import allow, anybody, clock, csrf, signed_in
from vc.attendance.service import public_event
from vc.booking import queries as booking_queries
from vc.booking.models import Event
from vc.db import db
from vc.error_pages import told_to_wait, when_again
from vc.errors import ConcurrentChangeError, RuleError, TooManyTriesError
from vc.forums import labels, panels, service
from vc.forums.forms import ConclusionsForm, QuestionForm, SpeakerForm
from vc.forums.models import Question, QuestionStatus, Speaker
from vc.permissions import Capability
from vc.web import visitor_address

bp = Blueprint("forums", __name__)
UNPROCESSABLE = 422
Page = Response | tuple[str, int]
DECISIONS = {
    "tomar": QuestionStatus.TAKEN,
    "contestada": QuestionStatus.ANSWERED,
    "descartar": QuestionStatus.DISCARDED,
}
"""What a moderator's buttons send."""


@bp.get("/s/<slug>/preguntas")
@anybody
def public(slug: str) -> str:
    """Show the questions that a moderator took, and where to ask one."""
    event = service.check_forum(public_event(db.session(), slug))
    return _public_page(event, QuestionForm(formdata=None))


@bp.post("/s/<slug>/preguntas")
@anybody
@csrf.exempt
def ask(slug: str) -> Page:
    """Keep a question for a moderator."""
    event, form = service.check_forum(public_event(db.session(), slug)), QuestionForm()
    is_trapped, form.second_sight.data = bool(form.second_sight.data), ""
    if is_trapped:
        form.form_errors = [labels.TRAPPED]
    if not form.validate() or is_trapped:
        return _public_page(event, form), UNPROCESSABLE
    text, now = form.text.data, clock()
    try:
        service.count_question(db.session(), event, address=visitor_address(), now=now)
        service.ask(db.session(), event, text, now)
        db.session.commit()
    except (RuleError, TooManyTriesError) as error:
        db.session.rollback()
        event = public_event(db.session(), slug)
        if isinstance(error, TooManyTriesError):
            form.form_errors = [labels.MANY_ASK.format(when=when_again(error.until))]
            return told_to_wait(_public_page(event, form), error)
        form.blame(error)
        return _public_page(event, form), UNPROCESSABLE
    return redirect(url_for("forums.public", slug=slug, enviada="si"), 303)


@bp.route("/sesiones/<int:event_id>/foro", methods=["GET", "POST"])
@allow(Capability.CHANGE_SESSION, event_id=Event)
def arrange(event_id: int) -> Page:
    """Show a forum's programme, and add somebody to it."""
    event, form = _forum(event_id), SpeakerForm()
    if form.validate_on_submit():
        try:
            new = form.new_speaker()
            service.add_speaker(db.session(), event, new, by=signed_in(), now=clock())
            db.session.commit()
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
            return _arrange_page(_forum(event_id), form), UNPROCESSABLE
        flash(f"Se agregó a {new.name}.", "success")
        return redirect(url_for("forums.arrange", event_id=event_id), 303)
    return _arrange_page(event, form), form.status


@bp.route("/sesiones/<int:event_id>/foro/<int:speaker_id>", methods=["GET", "POST"])
@allow(Capability.CHANGE_SESSION, event_id=Event, speaker_id=Speaker)
def speaker(event_id: int, speaker_id: int) -> Page:
    """Correct what is said of somebody who speaks."""
    event = _forum(event_id)
    row = service.speaker_by_id(db.session(), event, speaker_id)
    form = SpeakerForm.of(row)
    if form.is_sent_as_seen(SpeakerForm.of(row, formdata=None)):
        service.change_speaker(db.session(), row, form.new_speaker(), by=signed_in(), now=clock())
        db.session.commit()
        flash("Se guardó el programa.", "success")
        return redirect(url_for("forums.arrange", event_id=event_id), 303)
    return render_template("forums/speaker.html", event=event, form=form), form.status


@bp.post("/sesiones/<int:event_id>/foro/<int:speaker_id>/quitar")
@allow(Capability.CHANGE_SESSION, event_id=Event, speaker_id=Speaker)
def remove(event_id: int, speaker_id: int) -> Response:
    """Take somebody from the programme."""
    row = service.speaker_by_id(db.session(), _forum(event_id), speaker_id)
    service.remove_speaker(db.session(), row, by=signed_in(), now=clock())
    db.session.commit()
    return redirect(url_for("forums.arrange", event_id=event_id), 303)


@bp.post("/sesiones/<int:event_id>/foro/<int:speaker_id>/antes")
@allow(Capability.CHANGE_SESSION, event_id=Event, speaker_id=Speaker)
def sooner(event_id: int, speaker_id: int) -> Response:
    """Let somebody speak before whoever speaks before."""
    row = service.speaker_by_id(db.session(), _forum(event_id), speaker_id)
    service.let_speak_sooner(db.session(), row)
    db.session.commit()
    return redirect(url_for("forums.arrange", event_id=event_id), 303)


@bp.route("/sesiones/<int:event_id>/foro/conclusiones", methods=["GET", "POST"])
@allow(Capability.CHANGE_SESSION, event_id=Event)
def conclude(event_id: int) -> Page:
    """Keep whether the public can ask, and what came of the forum."""
    event = _forum(event_id)
    row = service.forum_of(db.session(), event)
    form = ConclusionsForm.of(row)
    if form.is_sent_as_seen(ConclusionsForm.of(row, formdata=None)):
        service.set_forum(
            *(db.session(), event),
            takes_questions=form.takes_questions.data,
            conclusions=form.conclusions.data,
            by=signed_in(),
            now=clock(),
        )
        db.session.commit()
        flash("Se guardó. Las conclusiones se ven al terminar el foro.", "success")
        return redirect(url_for("booking.show", event_id=event_id), 303)
    return render_template("forums/conclusions.html", event=event, form=form), form.status


@bp.get("/sesiones/<int:event_id>/preguntas")
@allow(Capability.CHANGE_SESSION, event_id=Event)
def moderate(event_id: int) -> str:
    """Show every question, those that nobody decided on first."""
    return _moderate_page(event_id)


@bp.post("/sesiones/<int:event_id>/preguntas/<int:question_id>")
@allow(Capability.CHANGE_SESSION, event_id=Event, question_id=Question)
def decide(event_id: int, question_id: int) -> Page:
    """Take, answer or discard a question, or put it sooner."""
    question = service.question_by_id(db.session(), _forum(event_id), question_id)
    to = DECISIONS.get(request.form.get("que", ""))
    try:
        if to is None:
            service.put_sooner(db.session(), question)
        else:
            service.decide(db.session(), question, to, by=signed_in(), now=clock())
        db.session.commit()
    except (RuleError, ConcurrentChangeError) as error:
        db.session.rollback()
        return _moderate_page(event_id, refusal=error.message), UNPROCESSABLE
    if "from_session" in request.form:
        return redirect(url_for("booking.show", event_id=event_id, _anchor="preguntas-vivas"), 303)
    # The keyboard goes on where it was: with the next of the same list.
    anchor = f"pregunta-{question_id}" if to is None else "por-revisar"
    return redirect(url_for("forums.moderate", event_id=event_id, _anchor=anchor), 303)


def _forum(event_id: int) -> Event:
    """Return a session that is a forum. Raises NotFoundError."""
    return service.check_forum(booking_queries.event_by_id(db.session(), event_id))


def _public_page(event: Event, form: QuestionForm) -> str:
    """Return the page on which the public asks."""
    found = service.questions(db.session(), event, QuestionStatus.TAKEN, QuestionStatus.ANSWERED)
    return render_template(
        "forums/public.html",
        event=event,
        form=form,
        taken=found[QuestionStatus.TAKEN],
        answered=found[QuestionStatus.ANSWERED],
        asks=service.is_open(db.session(), event, clock()),
        is_sent="enviada" in request.args,
    )


def _arrange_page(event: Event, form: SpeakerForm) -> str:
    """Return the page of a forum's programme."""
    return render_template(
        "forums/arrange.html", event=event, form=form, programme=panels.programme(event)
    )


def _moderate_page(event_id: int, refusal: str = "") -> str:
    """Return the page of a forum's questions."""
    event = _forum(event_id)
    found = service.questions(db.session(), event, *QuestionStatus)
    return render_template(
        "forums/moderate.html", event=event, found=found, refusal=refusal, S=QuestionStatus
    )
