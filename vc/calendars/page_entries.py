"""Sessions, observances and bands as the calendar's script takes them, in the office's time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import url_for

from vc.access import clock, current_person, office_zone
from vc.accounts.models import Person
from vc.booking import labels as booking_labels
from vc.booking.day import Step
from vc.booking.models import Event
from vc.booking.states import EventStatus, MeetingStatus
from vc.booking.today_page import lane_of, steps_of
from vc.calendars.hooks import Band
from vc.calendars.models import Observance
from vc.dates import sentence
from vc.permissions import Capability, may

PROBLEMS = (MeetingStatus.FAILED, MeetingStatus.GONE, MeetingStatus.DIVERGED)
LOCAL = "%Y-%m-%dT%H:%M:%S"


def state_of(event: Event) -> tuple[str, str]:
    """Return how a session stands in the calendar: the shape's class, and the same in words."""
    if event.status is EventStatus.CANCELLED:
        return "ev-cancelled", "Cancelada"
    if event.meeting.status in PROBLEMS:
        return "ev-problem", "Sin sala"
    if event.meeting.status is MeetingStatus.WAITING_FOR_LICENCE:
        return "ev-waiting", "En lista de espera"
    if event.status is EventStatus.TENTATIVE:
        return "ev-tentative", "Por confirmar"
    return "ev-confirmed", "Confirmada"


def as_json(
    events: Sequence[Event],
    observances: Sequence[Observance],
    bands: Sequence[Band] = (),
) -> list[dict[str, object]]:
    """Return sessions, observances and bands as the calendar's script takes them, in local time."""
    person, now = current_person(), clock()
    own = [one for one in events if _is_open(one, now) and _may_change(person, one)]
    # What lacks is said to whoever can see to it.
    steps = steps_of([one for one in own if one.starts_at > now], now)
    return (
        [_session(one, now, steps.get(one.id, ()), is_own=one in own) for one in events]
        + [
            {
                "id": f"o{one.id}",
                "title": one.name,
                "start": one.observed_on.isoformat(),
                "end": (one.ends_on + timedelta(days=1)).isoformat(),
                "allDay": True,
                "editable": False,
                "classNames": ["ev-observance"],
                "extendedProps": {"state": "Efeméride", "action": one.action},
            }
            for one in observances
        ]
        + [
            {
                "id": f"b{number}",
                "title": band["title"],
                "start": band["starts_on"].isoformat(),
                "end": (band["ends_on"] + timedelta(days=1)).isoformat(),
                "allDay": True,
                "editable": False,
                "classNames": ["ev-band" if band["is_ban"] else "ev-day-off"],
                "extendedProps": {"state": sentence(band["says"]), "url": band["url"]},
            }
            for number, band in enumerate(bands)
        ]
    )


def _session(
    event: Event, now: datetime, steps: Sequence[Step], *, is_own: bool
) -> dict[str, object]:
    """Return one session as the calendar's script takes it."""
    shape, words = state_of(event)
    classes = [shape, f"k-{event.kind.value.lower()}"]
    begins, ends = (
        one.astimezone(office_zone()).strftime(LOCAL) for one in (event.starts_at, event.ends_at)
    )
    lacking = [step for step in steps if not step.is_done]
    return {
        "id": event.id,
        "title": event.summary,
        "start": begins,
        "end": ends,
        "editable": is_own,
        "classNames": [*classes, "ev-past"] if event.is_past(now) else classes,
        "extendedProps": {
            "begins": begins,
            "ends": ends,
            "state": words,
            "kind": booking_labels.KINDS[event.kind],
            "host": event.host.name,
            "room": lane_of(event),
            "lacks": ", ".join(step.short for step in lacking),
            "next": lacking[0].url if lacking else "",
            "version": event.version,
            "url": url_for("booking.show", event_id=event.id),
            "move": url_for("booking.move", event_id=event.id),
            "drop": url_for("calendars.drop", event_id=event.id),
        },
    }


def _is_open(event: Event, now: datetime) -> bool:
    """Tell whether a session can still be moved."""
    return event.status is not EventStatus.CANCELLED and not event.is_past(now)


def _may_change(person: Person | None, event: Event) -> bool:
    """Tell whether somebody may move a session."""
    return may(person, Capability.CHANGE_SESSION, event)
