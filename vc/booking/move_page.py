"""The pages that move or end a session: what is free, whom it tells, what it touches."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import render_template

from vc.booking import day_times, hooks, licence_assignment
from vc.booking.context import context
from vc.booking.forms import CancelForm, MoveForm, form_values, moved_to
from vc.booking.models import Event
from vc.booking.preview import told_of
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import given
from vc.services import services


def move_page(event: Event, form: MoveForm) -> str:
    """Return the page that moves a session."""
    return render_template("booking/move.html", **move_names(event, form))


def cancel_page(event: Event, form: CancelForm) -> str:
    """Return the page that cancels a session: first whom it tells and what it touches."""
    return render_template(
        "booking/cancel.html",
        event=event,
        form=form,
        telling=told_of(event, as_cancelled=True),
        touched=touched(event, is_end=True),
    )


def move_names(event: Event, form: MoveForm) -> dict[str, object]:
    """Return what the page of a move names: the times of the day, and what it touches."""
    chosen = _chosen(event, form)
    times = None
    if chosen is not None:
        day = chosen.astimezone(ZoneInfo(event.tzid)).date()
        times = day_times.day_times(context(), _wish(event, form, chosen), day)
    return {
        "event": event,
        "form": form,
        "zone": ZoneInfo(event.tzid),
        "chosen": chosen,
        "chosen_end": chosen + timedelta(minutes=given(form.duration.data)) if chosen else None,
        "times": times,
        # A move is told to whoever would be told of the end.
        "telling": told_of(event, as_cancelled=True),
        "touched": touched(event, is_end=False),
    }


def _wish(event: Event, form: MoveForm, chosen: datetime) -> day_times.Wish:
    """Return what looks for a time: the session itself does not stand in its own way."""
    wanted = only = None
    if event.meeting.licence_id is not None:
        wanted, only = licence_assignment.request_for_change(
            context(), event, moved_to(event, form)
        )
    return day_times.Wish(
        request=wanted,
        only_licence_id=only,
        chosen=chosen,
        length=timedelta(minutes=given(form.duration.data)),
        zone=ZoneInfo(event.tzid),
        host_id=event.host_id,
        event_id=event.id,
        stands_at=event.starts_at,
    )


def _chosen(event: Event, form: MoveForm) -> datetime | None:
    """Return the start that the form says; None while it does not make one."""
    if form.date.errors or form.time.errors or form.duration.errors:
        return None
    if not (form.date.data and form.time.data and form.duration.data):
        return None
    try:
        return moved_to(event, form).starts_at.astimezone(UTC)
    except RuleError as error:
        form.blame(error)
        return None


def touched(event: Event, *, is_end: bool) -> list[str]:
    """Return what a move or an end touches beside the room, in sentences with their numbers."""
    asked = services().registry.added_to(hooks.TOUCHED)
    return [one for touches in asked for one in touches(event, is_end)]


def refused_move(form: MoveForm, error: RuleError | ConcurrentChangeError, event: Event) -> str:
    """Return the page of a move again, with the refusal beside its field and all that was typed."""
    if isinstance(error, ConcurrentChangeError):
        form.set_beside(MoveForm(formdata=None, data=form_values(event)), error)
    else:
        form.blame(error)
    return move_page(event, form)
