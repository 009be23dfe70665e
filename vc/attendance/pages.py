"""What the views of attending share, and what a session's page shows of those who attend."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from hmac import compare_digest

from flask import render_template, request
from markupsafe import Markup

from vc.access import clock, current_person
from vc.addresses import absolute_url
from vc.attendance import labels, queries, service
from vc.attendance.forms import corrected
from vc.attendance.models import Registration, RegistrationStatus
from vc.booking.models import Event, Visibility
from vc.booking.pages import office_zone
from vc.calendars.ical import render_single
from vc.db import db, writing
from vc.mail.service import Office, office_of
from vc.permissions import Capability, may
from vc.privacy.hooks import APPEARANCE_REFUSED
from vc.privacy.refusals import Hearer
from vc.services import services

ROBOTS = ("bot", "crawler", "spider", "facebookexternalhit", "whatsapp", "preview")
COLUMNS = (
    *("Nombre", "Correo", "Institución", "Municipio", "Estado", "Registro"),
    *("Versión del aviso", "Aceptado", "Desde", "Acepta aparecer"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate a cell instead of showing it."""


def own_office() -> Office:
    """Return what telling people needs."""
    return office_of(services())


# Who is told of a session because they registered.
AUDIENCE = service.RegisteredPeople(lambda: own_office().head)


def note_click(event: Event) -> None:
    """Count that somebody was led into the room; link previews and prefetches do not count."""
    agent = request.headers.get("User-Agent", "").lower()
    is_fetched_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method != "GET" or is_fetched_ahead or any(name in agent for name in ROBOTS):
        return
    event_id = event.id
    with writing() as session:
        session.execute(service.COUNT_CLICK, {"event_id": event_id})


def calendar_file(event: Event) -> bytes:
    """Return the session as a calendar of one entry, as anybody may have it."""
    return render_single(queries.public_entry(db.session(), event), office_zone().key)


def sends_mail() -> bool:
    """Tell whether there is a server that sends what is promised by mail."""
    return own_office().mail_sender is not None


def is_key(event: Event, token: str) -> bool:
    """Tell whether a personal address is that of everybody who was invited to a session."""
    return compare_digest(token.encode(), event.invitation_key.encode())


def hearers() -> tuple[Hearer, ...]:
    """Return who hears that somebody does not want to appear."""
    return services().registry.added_to(APPEARANCE_REFUSED)


def own_address(event: Event) -> str:
    """Return the session's own address."""
    return absolute_url("attendance.join", slug=event.slug)


def as_csv(registrations: Iterable[Registration]) -> bytes:
    """Return the registrations as a table that spreadsheets open, accents included."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for one in registrations:
        state = labels.STATUSES[one.status]
        cells = [one.name, one.email, one.institution, one.municipality, state]
        accepted = [one.notice.version if one.notice else "", sheet_time(one.consented_at)]
        appears = "no" if one.is_refusing else "sí" if one.accepted_exposure else ""
        moment = sheet_time(one.created_at)
        writer.writerow([*map(_harmless, cells), moment, *accepted, one.accepted_from, appears])
    # Without the mark Excel takes the file for another encoding.
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def sheet_time(moment: datetime) -> str:
    """Return an instant as a spreadsheet reads it as a time: the office's clock, no zone."""
    return moment.astimezone(office_zone()).strftime("%Y-%m-%d %H:%M")


def panel(event: Event) -> Markup:
    """Return what a session's page shows of those who attend."""
    now, attendance = clock(), queries.attendance(db.session(), event)
    shown = render_template(
        "attendance/_panel.html",
        event=event,
        address=own_address(event),
        is_public=event.visibility is Visibility.PUBLIC,
        clicks=queries.clicks(db.session(), event),
        counts=queries.counts(db.session(), event),
        statuses=RegistrationStatus,
        attendance=attendance,
        may_change=may(current_person(), Capability.READ_ATTENDANCE, event),
        is_past=event.is_past(now),
        form=corrected(attendance),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    # Spreadsheets take wide signs for plain ones, and look past those that nobody sees.
    seen = "".join(one for one in cell[:9] if unicodedata.category(one) not in ("Cf", "Zs"))
    is_formula = unicodedata.normalize("NFKC", seen).startswith(FORMULA)
    return f"'{cell}" if is_formula else cell
