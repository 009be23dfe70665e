"""What other pages show of a forum: the session's, the public's, and its sheet of paper."""

from flask import render_template
from markupsafe import Markup

from vc.access import can, clock
from vc.booking.models import Event, EventKind
from vc.db import db
from vc.forums import service
from vc.forums.models import QuestionStatus
from vc.forums.programme import Programme, programme_of


def programme(event: Event) -> Programme:
    """Return a forum's programme."""
    return programme_of(event, service.speakers(db.session(), event))


def panel(event: Event) -> Markup:
    """Return the panel of a forum's session; nothing for any other."""
    if event.kind is not EventKind.FORUM:
        return Markup()
    waiting = service.questions(db.session(), event, QuestionStatus.WAITING)
    shown = render_template(
        "forums/_panel.html",
        event=event,
        programme=programme(event),
        waiting=len(waiting[QuestionStatus.WAITING]),
        is_over=event.is_over(clock()),
        forum=service.forum_of(db.session(), event),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def live_panel(event: Event) -> Markup:
    """Return what the public asks of a forum that is on, the first of each kind."""
    if event.kind is not EventKind.FORUM or not event.takes_place(clock()):
        return Markup()
    found = service.questions(db.session(), event, QuestionStatus.WAITING, QuestionStatus.TAKEN)
    shown = render_template(
        "forums/_live_questions.html",
        event=event,
        waiting=found[QuestionStatus.WAITING],
        taken=found[QuestionStatus.TAKEN],
        takes=service.is_open(db.session(), event, clock()),
        may_decide=can("forums.moderate", event),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def public_panel(event: Event) -> Markup:
    """Return what everybody sees of a forum: its programme, its questions, its conclusions."""
    if event.kind is not EventKind.FORUM:
        return Markup()
    shown = render_template(
        "forums/_public_panel.html",
        event=event,
        programme=programme(event),
        asks=service.is_open(db.session(), event, clock()),
        is_over=event.is_over(clock()),
        forum=service.forum_of(db.session(), event),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def sheet(event: Event) -> Markup:
    """Return a forum's programme for its sheet of paper."""
    found = programme(event) if event.kind is EventKind.FORUM else None
    if found is None or not found.slots:
        return Markup()
    shown = render_template("forums/_programme.html", event=event, programme=found)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
