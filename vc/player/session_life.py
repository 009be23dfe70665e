"""A session's recording on its page: its stop of the chain, what comes, what is next."""

from collections.abc import Iterable, Sequence

from flask import url_for

from vc import dates
from vc.access import can, clock
from vc.booking.chain import Place, Stop, StopState
from vc.booking.models import Event
from vc.booking.next_step import Action, Offer, Urgency
from vc.booking.states import EventStatus
from vc.booking.timeline import Entry
from vc.db import db
from vc.once import once
from vc.player import labels
from vc.recordings import queries as recordings
from vc.recordings.expected import will_be_awaited
from vc.recordings.labels import source_name
from vc.recordings.models import Recording, RecordingStatus, VendorCopy
from vc.recordings.status import State, percent_of, state_of

S = RecordingStatus
COMING = (S.EXPECTED, S.FOUND, S.DOWNLOADING)
LOST = (S.MISSING, S.FAILED)


def stop(event: Event) -> Stop | None:
    """Return the recording's stop of the chain; None where none is to be."""
    now = clock()
    found = _of(event)
    if not found:
        return _stop_without(event) if event.records else None
    best = min(found, key=lambda one: _order(one.status))
    url = url_for("player.show", recording_id=best.id)
    if best.status is S.STORED:
        length = dates.duration(round((best.duration_s or 0) / 60))
        words = labels.KEPT.format(length=length) if length else labels.KEPT_PLAIN
        return Stop(Place.RECORDING, StopState.DONE, words, None, url)
    state = StopState.PROBLEM if best.status in LOST else StopState.NOW
    words = labels.STOPS.get(best.status, state_of(best, now).label)
    return Stop(Place.RECORDING, state, words, None, url)


def _of(event: Event) -> Sequence[Recording]:
    """Return a session's recordings that are not deleted."""
    found = once(lambda: recordings.recordings_of(db.session(), event), "recordings", event.id)
    return [one for one in found if one.status is not S.PURGED]


def _order(status: RecordingStatus) -> int:
    """Return which of several recordings stands for the session: what is safe, then what comes."""
    return 0 if status is S.STORED else 1 if status in COMING else 2


def _stop_without(event: Event) -> Stop | None:
    """Return the stop of a session that is recorded and has no recording (yet)."""
    if event.status is EventStatus.CANCELLED:
        return None
    now = clock()
    if event.takes_place(now):
        return Stop(Place.RECORDING, StopState.AHEAD, labels.IS_RECORDED, None, "#grabacion")
    if will_be_awaited(event, now):
        awaited = labels.STOPS[S.EXPECTED]
        return Stop(Place.RECORDING, StopState.NOW, awaited, None, "#grabacion")
    if event.is_past(now):
        return Stop(Place.RECORDING, StopState.PROBLEM, labels.NONE, None, "#grabacion")
    return Stop(Place.RECORDING, StopState.AHEAD, labels.COMES, None, "#grabacion")


def entries(event: Event) -> Iterable[Entry]:
    """Yield until when copies are kept; what happened stands in the history."""
    now = clock()
    for one in _of(event):
        expires, is_there = one.expires_at_vendor_at, one.vendor_copy is VendorCopy.PRESENT
        if expires is not None and is_there and expires > now:
            said = labels.VENDOR_DELETES.format(source=source_name(one.source))
            yield Entry(at=expires, text=said, note=labels.OURS_STAYS if _is_here(one) else "")


def _is_here(one: Recording) -> bool:
    """Tell whether we have a copy of our own."""
    return one.status is S.STORED


def offers(event: Event) -> Iterable[Offer]:
    """Yield what the recording asks of somebody."""
    now = clock()
    if event.status is EventStatus.CANCELLED or not event.is_past(now):
        return
    found = _of(event)
    for one in found:
        yield from _offers_of(one, state_of(one, now))
    if not found and will_be_awaited(event, now):
        yield Offer(urgency=Urgency.BY_ITSELF, what=labels.ON_ITS_WAY)
    elif event.records and not found and event.is_over(now):
        yield Offer(
            urgency=Urgency.WORK,
            what=labels.NONE_AT_ALL,
            action=_upload(event),
            is_allowed=can("uploads.new", event),
        )


def _offers_of(one: Recording, state: State) -> Iterable[Offer]:
    """Yield what one recording asks of somebody."""
    action = Action(
        label=labels.OPEN,
        endpoint="player.show",
        values=(("recording_id", one.id),),
        icon="video",
    )
    allowed = can("player.show", one)
    if state.is_urgent and one.status not in COMING:
        what = labels.EXPIRES.format(source=source_name(one.source))
        until = one.expires_at_vendor_at
        yield Offer(
            urgency=Urgency.EXPIRING, what=what, action=action, until=until, is_allowed=allowed
        )
    elif one.status in LOST:
        yield Offer(urgency=Urgency.WORK, what=labels.LOST, action=action, is_allowed=allowed)
    elif one.status in COMING:
        percent = percent_of(one)
        why = labels.FETCHED.format(percent=percent) if percent is not None else ""
        yield Offer(urgency=Urgency.BY_ITSELF, what=labels.ON_ITS_WAY, why=why)


def _upload(event: Event) -> Action:
    """Return the button that leads to where a video is handed in."""
    return Action(
        label=labels.UPLOAD, endpoint="uploads.new", values=(("sesion", event.id),), icon="plus"
    )
