"""The pages of staff: what was answered after a session, and until when it is asked."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from vc.access import allow, clock, signed_in
from vc.addresses import absolute_url
from vc.booking import invitation
from vc.booking import queries as booking_queries
from vc.booking.models import Event
from vc.db import db
from vc.office.settings_views import settings_page
from vc.permissions import Capability
from vc.services import services
from vc.surveys import queries, questions, service
from vc.surveys.forms import SurveySettingsForm

bp = Blueprint("surveys", __name__)


@bp.get("/sesiones/<int:event_id>/encuesta")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def results(event_id: int) -> str:
    """Show what was answered after a session, and the address by which it is."""
    event = booking_queries.event_by_id(db.session(), event_id)
    address = absolute_url("surveys_public.answer", slug=event.slug)
    days = services().settings.survey_days
    return render_template(
        "surveys/results.html",
        event=event,
        results=queries.results(db.session(), event),
        least=service.LEAST,
        questions=questions.asked(db.session(), event),
        address=address,
        qr=invitation.qr_image(address),
        is_open=service.is_open(event, clock(), days),
        closes_at=service.closes_at(event, days),
    )


@bp.post("/sesiones/<int:event_id>/encuesta/<answer_id>/quitar")
@allow(Capability.READ_ATTENDANCE, event_id=Event)
def take_words(event_id: int, answer_id: str) -> Answer:
    """Take away for good what somebody wrote."""
    event = booking_queries.event_by_id(db.session(), event_id)
    service.take_words(db.session(), event, answer_id, by=signed_in(), now=clock())
    db.session.commit()
    flash("Se quitó el comentario. Sus calificaciones se quedan.", "success")
    return redirect(url_for("surveys.results", event_id=event_id), 303)


@bp.route("/oficina/encuesta", methods=["GET", "POST"])
@allow(Capability.SET_UP)
def usual() -> Answer | tuple[str, int]:
    """Show and keep until when it is asked."""
    return settings_page(
        SurveySettingsForm,
        lambda form: render_template("surveys/usual.html", form=form, settings=services().settings),
    )
