"""The page of a public session, with its form."""

from urllib.parse import quote

from flask import render_template

from vc.access import clock, office_zone
from vc.addresses import absolute_url
from vc.attendance import door, page_card, seats, service
from vc.attendance.forms import RegistrationForm
from vc.attendance.hooks import PUBLIC_PANELS
from vc.booking.form_page import municipalities_to_propose
from vc.booking.invitation import OPENS_BEFORE
from vc.booking.models import Event
from vc.booking.session_page import countdown_of, when_words
from vc.booking.whatsapp import WHATSAPP
from vc.db import db
from vc.privacy import service as privacy
from vc.services import services


def registration_form(event: Event) -> RegistrationForm:
    """Return the form of a session, under the privacy notice in force."""
    return RegistrationForm.about(event, privacy.current(db.session()).version)


def public_page(event: Event, form: RegistrationForm) -> str:
    """Return the page of a public session."""
    now = clock()
    is_open = service.is_open(event, now)
    taken = seats.seats_taken(db.session(), event)
    is_full = bool(event.seats and taken >= event.seats)
    return render_template(
        "attendance/public.html",
        event=event,
        form=form,
        door=door.door_of(event, now).value,
        when=when_words(event, now, office_zone()),
        countdown=countdown_of(event, now),
        opens_at=event.starts_at - OPENS_BEFORE,
        whatsapp=WHATSAPP + quote(_passed_on(event), safe=""),
        is_open=is_open,
        is_full=is_full,
        card=page_card.card_of(event, is_full=is_full, now=now),
        seats_left=max(event.seats - taken, 0),
        municipalities=municipalities_to_propose() if is_open else [],
        public_panels=[panel(event) for panel in services().registry.added_to(PUBLIC_PANELS)],
    )


def _passed_on(event: Event) -> str:
    """Return what somebody sends to others: the title, and where to register."""
    return f"{event.summary}\n{absolute_url('attendance.join', slug=event.slug)}"
