"""What the pages of divergences share: differences in words, and the panel of a session."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import render_template
from markupsafe import Markup

from vc import dates
from vc.access import clock
from vc.booking.models import Event
from vc.db import db
from vc.reconciliation import drift, queries
from vc.reconciliation.models import Watch
from vc.services import services

NAMES = {
    "summary": "Título",
    "starts_at": "Inicio",
    "duration_min": "Duración",
    "records": "Grabación",
    "has_waiting_room": "Sala de espera",
}
YES_OR_NO = {
    "records": ("Se graba", "No se graba"),
    "has_waiting_room": ("Con sala de espera", "Sin sala de espera"),
}


def in_words(watch: Watch) -> list[tuple[str, str, str]]:
    """Return what differs as people read it: (field, here, at the vendor)."""
    zone = ZoneInfo(services().settings.tzid)
    return [
        (
            NAMES[str(row["name"])],
            _word(str(row["name"]), row["ours"], zone),
            _word(str(row["name"]), row["theirs"], zone),
        )
        for row in watch.differences
    ]


def panel(event: Event) -> Markup:
    """Return what the comparison knows of a session, for its page; empty when it knows nothing."""
    meeting = event.meeting
    watch = queries.watch_of(db.session(), meeting)
    if watch is None and not meeting.alarm and meeting.started_at is None:
        return Markup("")
    shown = render_template(
        "reconciliation/_panel.html",
        event=event,
        meeting=meeting,
        watch=watch,
        differences=in_words(watch) if watch else [],
        entries=queries.entries_of(db.session(), meeting) if meeting.started_at else 0,
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def divergences_page() -> str:
    """Return the page of everything that is not as it should be at the vendors."""
    now = clock()
    return render_template(
        "reconciliation/divergences.html",
        diverged=[
            (watch, in_words(watch), drift.fingerprint(watch.differences))
            for watch in queries.diverged(db.session(), now)
        ],
        gone=queries.gone(db.session(), now),
        alarmed=queries.alarmed(db.session(), now),
        looked_at=queries.last_look(db.session()),
    )


def _word(name: str, value: object, zone: ZoneInfo) -> str:
    """Return a value as people read it."""
    if name == "starts_at":
        moment = datetime.fromisoformat(str(value))
        return f"{dates.short_day(moment, zone)}, {dates.clock_time(moment, zone)} h"
    if name == "duration_min":
        return dates.duration(int(str(value)))
    if name in YES_OR_NO:
        return YES_OR_NO[name][0 if value else 1]
    return str(value)
