"""What the booking form asks about the broadcast, and what becomes of the answers.

Booking does not know of broadcasts: it shows, checks and keeps whatever was added at its hook.
"""

from datetime import timedelta

from flask import render_template, request
from markupsafe import Markup

from vc.access import clock, office_zone
from vc.booking import queries as booking_queries
from vc.booking.context import context
from vc.booking.forms import EventForm
from vc.booking.models import Campaign, Event, EventKind
from vc.db import db
from vc.inputs import number_of
from vc.live import panels, service
from vc.live.forms import PostForm
from vc.live.models import LEAD_MIN
from vc.live.suggested_post import Post, Subject, propose
from vc.live.sync import broadcast_of, follow_event, follow_settings_of
from vc.services import services

IS_NOTE = False
CHECK = "Revise los datos de la transmisión por Facebook Live."


def shown(form: EventForm, event: Event | None) -> Markup:
    """Return the fields for the booking form as it stands; a booked broadcast has its own page."""
    if event is not None and broadcast_of(db.session(), event) is not None:
        return Markup("")
    answers = _answers()
    if request.method == "POST" and form.streams.data:
        answers.validate()
    html = render_template("live/_booking_fields.html", answers=answers, form=form, event=event)
    return Markup(html)  # noqa: S704 - rendered by a template that escapes


def problem(form: EventForm) -> str:
    """Return the fault of the answers, in Spanish; empty when there is none."""
    return CHECK if form.streams.data and not _answers().validate() else ""


def keep(event: Event) -> None:
    """Write the answers into the broadcast of a session that was booked or changed."""
    if not event.streams:
        return
    answers = _answers()
    fields = (answers.live_title, answers.live_description, answers.live_hashtags)
    is_plain = not any(field.data for field in fields) and answers.lead_min() == LEAD_MIN
    if is_plain or not answers.validate():
        return
    follow_event(db.session(), event, follow_settings=follow_settings_of(services()), now=clock())
    broadcast = broadcast_of(db.session(), event)
    if broadcast is None:
        return
    proposed = Post(broadcast.title, broadcast.description, broadcast.hashtags)
    post = _typed_post(answers, proposed)
    wanted = service.BroadcastRequest(
        mode=broadcast.mode,
        title=post.title,
        description=post.description,
        hashtags=post.hashtags,
        lead_min=answers.lead_min(),
    )
    service.change(
        context(),
        broadcast,
        wanted,
        broadcast.version,
        follow_settings=follow_settings_of(services()),
    )


def proposal_page(form: EventForm) -> str:
    """Return the month's count and the post while the form is being filled."""
    event = _event_of(request.args.get("sesion"))
    starts_at = form.local_start()
    if starts_at is None:
        return render_template("live/_proposal.html", month=None, preview="")
    answers = _answers()
    subject = Subject(
        summary=form.summary.data or "(título de la sesión)",
        kind=_kind(form.kind.data),
        starts_at=starts_at,
        description=form.description.data or "",
        campaign=_campaign(form.campaign_id.data),
        institution=form.institution.data or "",
        municipality=form.municipality.data or "",
    )
    proposed = propose(subject, zone=office_zone(), office=services().settings.office_name)
    html = panels.preview(
        _typed_post(answers, proposed), starts_at - timedelta(minutes=answers.lead_min())
    )
    return render_template(
        "live/_proposal.html",
        month=panels.month_of(starts_at, without=event),
        preview=Markup(html),  # noqa: S704 - rendered by a template that escapes
    )


def _answers() -> PostForm:
    """Return our own part of the form that was sent."""
    return PostForm(request.form if request.method == "POST" else None, meta={"csrf": False})


def _kind(text: str | None) -> EventKind:
    """Return the kind that is chosen in the form."""
    return next((kind for kind in EventKind if kind.value == text), EventKind.OTHER)


def _campaign(campaign_id: int | None) -> str:
    """Return the name of the campaign that is chosen in the form."""
    found = db.session.get(Campaign, campaign_id) if campaign_id else None
    return found.name if found else ""


def _event_of(text: str | None) -> Event | None:
    """Return the session that is being edited, which must not be counted twice."""
    event_id = number_of(text)
    return booking_queries.event_by_id(db.session(), event_id) if event_id else None


def _typed_post(form: PostForm, proposed: Post) -> Post:
    """Return the post as it is being typed; what is empty is as proposed."""
    return Post(
        form.live_title.data or proposed.title,
        form.live_description.data or proposed.description,
        form.hashtags() or proposed.hashtags,
    )
