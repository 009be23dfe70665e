"""What a drag in the calendar does: the session is moved by the door of the «Mover» page."""

from datetime import timedelta

from flask import Response, jsonify, request, url_for
from werkzeug.datastructures import MultiDict

from vc.access import allow, clock, office_zone
from vc.booking import change_words as words
from vc.booking import queries as booking_queries
from vc.booking import service, undo
from vc.booking.context import context
from vc.booking.form_page import dropped_on
from vc.booking.forms import MoveForm, moved_to
from vc.booking.models import Event
from vc.booking.move_page import touched
from vc.booking.preview import told_of
from vc.calendars import labels
from vc.calendars.public_views import bp
from vc.calendars.views import bands_over
from vc.dates import clock_time, plain_day
from vc.db import db
from vc.errors import RuleError
from vc.forms import version_of
from vc.permissions import Capability


@bp.post("/calendario/sesiones/<int:event_id>/mover")
@allow(Capability.CHANGE_SESSION, event_id=Event)
def drop(event_id: int) -> Response:
    """Move a session to where it was dropped; say where it is, whom that tells, how to undo it."""
    event = booking_queries.event_by_id(db.session(), event_id)
    before = event.starts_at, event.ends_at
    form = _dropped(event)
    service.change(context(), event, moved_to(event, form), version_of(form))
    db.session.flush()
    if (event.starts_at, event.ends_at) == before:
        return jsonify(said=words.NOT_MOVED)
    told, more = told_of(event).count, [*touched(event, is_end=False), *_said_of_days(event)]
    db.session.commit()
    event = booking_queries.event_by_id(db.session(), event_id)
    line = undo.last_undoable(db.session(), event, clock())
    return jsonify(
        said=" ".join([_where(event), labels.whom(told), *more]),
        undo=url_for("booking.take_back", event_id=event_id, line_id=line.id) if line else "",
    )


def _dropped(event: Event) -> MoveForm:
    """Return the form of a move as the drag sent it, by the office's clock.

    Raises RuleError with what is wrong with it.
    """
    at = dropped_on(event, request.form)
    sent = {name: str(at.get(name, "")) for name in ("date", "time")}
    sent |= {"time": sent["time"][:5], "duration": request.form.get("minutos", "")}
    sent |= {name: request.form.get(name, "") for name in ("version", "csrf_token")}
    form = MoveForm(MultiDict(sent))
    if not form.validate():
        raise RuleError(next(str(error) for field in form for error in field.errors))
    return form


def _where(event: Event) -> str:
    """Return where a session is now, by the office's clock."""
    zone = office_zone()
    begins, ends = (clock_time(one, zone) for one in (event.starts_at, event.ends_at))
    day = plain_day(event.starts_at.astimezone(zone).date(), clock())
    return labels.MOVED.format(name=event.summary, day=day, begins=begins, ends=ends)


def _said_of_days(event: Event) -> list[str]:
    """Return which bans and days off it now lies in."""
    first = event.starts_at.astimezone(office_zone()).date()
    last = (event.ends_at - timedelta.resolution).astimezone(office_zone()).date()
    return [labels.LIES_IN.format(name=band["title"]) for band in bands_over(first, last)]
