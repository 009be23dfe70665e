"""What the pages of mail share, and what a session's page shows of its mail."""

from flask import Flask, current_app, render_template, request
from markupsafe import Markup

from integrations.mail import write
from vc.access import current_person
from vc.booking.models import Event
from vc.config import Settings
from vc.db import db
from vc.inputs import number_of
from vc.mailing import queries
from vc.mailing.letters import Letterhead
from vc.mailing.models import MessageStatus
from vc.mailing.service import Office
from vc.permissions import Capability, Reach, may, reach_of


def office(app: Flask) -> Office:
    """Return what sending needs, by the app's settings and what other features registered."""
    settings: Settings = app.config["SETTINGS"]
    return Office(
        head=Letterhead(
            name=settings.office_name,
            email=settings.office_email,
            sender=settings.smtp_from or settings.office_email,
            public_url=settings.mail_url,
            tzid=settings.tzid,
        ),
        postman=app.extensions["postman"],
        write=write,
        audience=app.extensions["audience"],
        composers=app.extensions["composers"],
        uid_domain=settings.uid_domain,
    )


def wanted_status() -> MessageStatus | None:
    """Return the state that the address narrows the outbox to."""
    text = request.args.get("estado", "")
    return MessageStatus(text) if text in list(MessageStatus) else None


def wanted_event() -> int | None:
    """Return the session that the address narrows the outbox to."""
    return number_of(request.args.get("sesion"))


def today_panel() -> Markup:
    """Return what the day's page shows: the messages that wait for somebody to pass them on."""
    person = current_person()
    reach = reach_of(person, Capability.READ_MAIL)
    if reach is None:
        return Markup()
    own = None if reach is Reach.ALL else person.id
    waiting = queries.waiting_by_hand(db.session, own)
    if not waiting:
        return Markup()
    shown = render_template("mailing/_today.html", waiting=waiting, sees_all=own is None)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def panel(event: Event) -> Markup:
    """Return what a session's page shows of its mail."""
    messages = queries.of_session(db.session, event)
    shown = render_template(
        "mailing/_panel.html",
        event=event,
        messages=messages,
        may_read=may(current_person(), Capability.READ_MAIL, event),
        has_server=current_app.extensions["postman"] is not None,
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
