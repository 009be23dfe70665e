"""How a request becomes a session: the booking form, filled from it, and tied to it when booked."""

from flask import render_template, request
from markupsafe import Markup

from vc.access import clock, current_person, office_zone, signed_in
from vc.booking.form_page import first_values
from vc.booking.forms import TEMPLATES, EventForm
from vc.booking.models import Event, SessionTemplate
from vc.db import db
from vc.inputs import number_of
from vc.permissions import Capability, may
from vc.talk_requests import service
from vc.talk_requests.models import TalkRequest

IS_NOTE = True
NAME = "talk_request"
"""The hidden field by which the form says which request it answers."""
IS_ONE = "Una solicitud se agenda como una sola sesión. Elija que no se repite."


def values_for(asked: TalkRequest, number: int) -> dict[str, object]:
    """Return the booking form's values for a request and one of its dates; 0 leaves it open."""
    values = first_values() | _usual(asked.template)
    if asked.campaign_id is not None:
        values["campaign_id"] = asked.campaign_id
    values |= {
        "summary": asked.topic,
        "institution": asked.institution,
        "municipality": asked.municipality,
        "audience_size": asked.audience_size,
        "has_minors": asked.has_minors,
        "duration": asked.duration_min,
        "description": "",
        "date": None,
        "tzid": office_zone().key,
    }
    if 0 < number <= len(asked.starts):
        local = asked.starts[number - 1].astimezone(office_zone())
        values |= {"date": local.date(), "time": local.time()}
    return values


def shown(form: EventForm, event: Event | None) -> Markup:
    """Return the note of which request the form answers; nothing for most forms."""
    asked = _asked() if event is None else None
    if asked is None:
        return Markup("")
    html = render_template("talk_requests/_booking_fields.html", asked=asked, name=NAME)
    return Markup(html)  # noqa: S704 - rendered by a template that escapes


def problem(form: EventForm) -> str:
    """Return why the form cannot answer its request, in Spanish; empty when it can."""
    asked = _asked()
    return IS_ONE if asked is not None and form.frequency.data else ""


def keep(event: Event) -> None:
    """Answer the request with the session that was booked for it. Raises RuleError."""
    asked = _asked()
    if asked is not None and request.endpoint == "booking.create":
        service.accept(db.session(), asked, event, by=signed_in(), now=clock())


def _usual(template: SessionTemplate | None) -> dict[str, object]:
    """Return what a type of session proposes; a talk where none was asked for."""
    if template is None:
        return {}
    return {"kind": template.kind.value} | dict(TEMPLATES[template.kind]) | dict(template.answers)


def _asked() -> TalkRequest | None:
    """Return the request that the form answers, for whoever may."""
    named = (request.view_args or {}).get("request_id") or number_of(request.form.get(NAME))
    if not named or not may(current_person(), Capability.ANSWER_REQUESTS):
        return None
    found = db.session.get(TalkRequest, named)
    if found is not None and found.arrived_at is None:
        return None
    return found
