"""What a session's page shows of those who attend."""

from flask import render_template
from markupsafe import Markup

from vc.access import clock, current_person, office_zone
from vc.addresses import absolute_url
from vc.attendance import labels, queries
from vc.attendance.forms import corrected
from vc.attendance.models import Attendance, RegistrationStatus
from vc.attendance.presence import chart
from vc.booking.in_room import in_room
from vc.booking.models import Event, Visibility
from vc.dates import clock_time
from vc.db import db
from vc.once import once
from vc.permissions import Capability, may


def _stayed(attendance: Attendance | None) -> dict[str, object]:
    """Return the chart of who stayed and how long people did on the average; None of each."""
    stayed = attendance.stayed if attendance else None
    if attendance is None or stayed is None:
        return {"stayed": None, "average_min": None}
    people, shown = max(attendance.counted, 1), chart(stayed, office_zone())
    return {
        "stayed": shown,
        "hours": [(clock_time(one.begins_at, office_zone()), one.count) for one in shown.bars],
        "average_min": max(stayed.person_minutes // people, 1),
    }


def present_panel(event: Event) -> Markup:
    """Return how many are in the room of a session that is on, or why nobody knows."""
    if not event.takes_place(clock()):
        return Markup()
    licence, platform = event.meeting.licence, event.meeting.platform
    shown = render_template(
        "attendance/_present.html",
        event=event,
        count=in_room([event]).get(event.id),
        room=licence.largest_audience if licence else None,
        why=labels.NOT_TOLD[platform],
        clicks=once(lambda: queries.clicks(db.session(), event), "clicks", event.id),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def stayed_panel(event: Event) -> Markup:
    """Return who stayed, five minutes by five minutes, once it was counted."""
    attendance = once(lambda: queries.attendance(db.session(), event), "attendance", event.id)
    found = _stayed(attendance)
    if not event.is_over(clock()) or found["stayed"] is None:
        return Markup()
    shown = render_template("attendance/_stayed.html", event=event, attendance=attendance, **found)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def panel(event: Event) -> Markup:
    """Return a session's panel of those who attend."""
    now = clock()
    attendance = once(lambda: queries.attendance(db.session(), event), "attendance", event.id)
    shown = render_template(
        "attendance/_panel.html",
        event=event,
        address=absolute_url("attendance.join", slug=event.slug),
        is_public=event.visibility is Visibility.PUBLIC,
        clicks=once(lambda: queries.clicks(db.session(), event), "clicks", event.id),
        counts=once(lambda: queries.counts(db.session(), event), "registrations", event.id),
        statuses=RegistrationStatus,
        attendance=attendance,
        **_stayed(attendance),
        in_room=in_room([event]).get(event.id),
        may_change=may(current_person(), Capability.READ_ATTENDANCE, event),
        is_past=event.is_past(now),
        form=corrected(attendance),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
