"""A session's broadcast on its page: its stop of the chain, what comes, what is next."""

from collections.abc import Iterable
from dataclasses import replace

from vc.access import can, clock
from vc.booking.chain import Place, Stop, StopState
from vc.booking.models import Event
from vc.booking.next_step import Action, Offer, Urgency
from vc.booking.states import EventStatus
from vc.booking.timeline import Entry
from vc.db import db
from vc.live import labels, run_sheet
from vc.live.models import OVER, Broadcast, BroadcastStatus, Phase
from vc.live.schedule import REHEARSED_BEFORE
from vc.live.sync import broadcast_of
from vc.once import once
from vc.services import services

S = BroadcastStatus
STATES = {
    S.PLANNED: StopState.AHEAD,
    S.SCHEDULING: StopState.NOW,
    S.SCHEDULED: StopState.NOW,
    S.UNKNOWN: StopState.NOW,
    S.MANUAL: StopState.PROBLEM,
    S.FAILED: StopState.PROBLEM,
    S.LIVE: StopState.NOW,
    S.ENDED: StopState.DONE,
    S.ARCHIVED: StopState.DONE,
    S.EXPIRED: StopState.DONE,
    S.CANCELLED: StopState.SKIP,
}


def _of(event: Event) -> Broadcast | None:
    """Return a session's broadcast, read once for a page."""
    return once(lambda: broadcast_of(db.session(), event), "broadcast", event.id)


def stop(event: Event) -> Stop | None:
    """Return the broadcast's stop of the chain; None where there is none."""
    one = _of(event)
    if one is None:
        return None
    at = one.ended_at or one.live_at
    if at is None and one.status in (S.PLANNED, S.SCHEDULING, S.SCHEDULED):
        at = one.starts_at
    return Stop(Place.LIVE, STATES[one.status], labels.STOPS[one.status], at, "#vivo")


def entries(event: Event) -> Iterable[Entry]:
    """Yield what is still to come of the broadcast; what happened stands in the history."""
    one, now = _of(event), clock()
    if one is None:
        return
    if one.status in (S.PLANNED, S.SCHEDULED) and one.starts_at > now:
        yield Entry(at=one.starts_at, text=labels.GOES_LIVE)
    if one.status is S.ENDED and one.expires_at is not None:
        yield Entry(at=one.expires_at, text=labels.COPY_EXPIRES)


def offers(event: Event) -> Iterable[Offer]:
    """Yield what the broadcast asks of somebody."""
    one = _of(event)
    if one is None or event.status is EventStatus.CANCELLED:
        return
    if one.alarm and one.status is not S.EXPIRED:
        yield _offer(event, Urgency.BROKEN, labels.ALARMED, one.alarm)
    elif _is_to_prepare(one):
        yield _offer(event, Urgency.WORK, labels.TO_PREPARE, one.last_error)
    elif one.status is S.SCHEDULED:
        yield from _before(event, one)
    elif one.status is S.LIVE:
        yield from _on_air(event, one)
    elif one.status in OVER:
        yield from _after(event, one)


def _is_to_prepare(one: Broadcast) -> bool:
    """Tell whether a person is to announce it."""
    if one.status is S.PLANNED:
        return one.is_by_hand or not services().broadcaster.works_by_itself
    return one.status in (S.FAILED, S.MANUAL)


def _offer(event: Event, urgency: Urgency, what: str, why: str = "") -> Offer:
    """Return an offer that leads to the broadcast's page."""
    action = Action(
        label=labels.TO_SHEET, endpoint="live.show", values=(("event_id", event.id),), icon="list"
    )
    allowed = can("live.edit", event)
    return Offer(urgency=urgency, what=what, why=why, action=action, is_allowed=allowed)


def _before(event: Event, one: Broadcast) -> Iterable[Offer]:
    """Yield what the run sheet still asks for before the public watches."""
    missing = run_sheet.missing(one, Phase.BEFORE)
    if missing:
        offer = _offer(event, Urgency.PRESENT, labels.missing_before(len(missing)))
        begins_at = one.starts_at - REHEARSED_BEFORE
        yield replace(offer, begins_at=begins_at, until=one.starts_at)


def _on_air(event: Event, one: Broadcast) -> Iterable[Offer]:
    """Yield the point of the run sheet that is next, and the end once it is due."""
    if event.ends_at <= clock():
        yield _offer(event, Urgency.PRESENT, labels.TO_END, labels.WHY_END)
    for line in run_sheet.missing(one, Phase.DURING)[:1]:
        offer = _offer(event, Urgency.PRESENT, f"{line.item.label}.", line.item.hint)
        yield replace(offer, until=event.ends_at)


def _after(event: Event, one: Broadcast) -> Iterable[Offer]:
    """Yield what is to be written down once it is over."""
    missing = [line for line in run_sheet.missing(one, Phase.AFTER) if not line.by_system]
    if missing:
        yield _offer(event, Urgency.FIGURES, labels.missing_after(len(missing)))


def touches(event: Event, is_end: bool) -> Iterable[str]:
    """Yield what an end or a move does to the broadcast."""
    one = _of(event)
    if one is None or one.status in (S.CANCELLED, *OVER):
        return
    is_known = one.status in (S.SCHEDULED, S.LIVE, S.SCHEDULING, S.UNKNOWN)
    if is_end:
        yield labels.END_TAKES_BACK if is_known else labels.END_CANCELS
    else:
        yield labels.MOVE_CHANGES if is_known else labels.MOVE_FOLLOWS
