"""What other pages show of broadcasts: a session's, the day's; and the month's count."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from markupsafe import Markup

from vc import dates
from vc.access import clock, current_person, office_zone
from vc.booking.models import Event
from vc.connections import service as connections
from vc.connections.models import Use
from vc.db import db
from vc.live import queries, run_sheet
from vc.live.forms import linked, ticked
from vc.live.models import OVER, TAKING_PLACE, Broadcast, BroadcastMode, BroadcastStatus, Phase
from vc.live.service import MONTHLY_GOAL
from vc.live.suggested_post import Post
from vc.live.sync import broadcast_of
from vc.live.timeline import next_words, path_of
from vc.once import once
from vc.permissions import Capability, may
from vc.recordings import labels as recordings_labels
from vc.recordings import queries as recordings
from vc.services import services

S = BroadcastStatus


@dataclass(frozen=True, slots=True)
class Month:
    """How many lives a month has, counted with this one, against the office's goal."""

    name: str
    count: int
    least: int
    most: int

    @property
    def verdict(self) -> str:
        """Return "short", "met" or "over"."""
        if self.count < self.least:
            return "short"
        return "met" if self.count <= self.most else "over"


def month_of(moment: datetime, *, without: Event | None = None, plus: int = 1) -> Month:
    """Return the count of the month of an instant, with `plus` more than are booked."""
    zone = office_zone()
    start, end = dates.month_bounds(moment.astimezone(zone).date(), zone)
    count = queries.count_between(db.session(), start, end, without=without) + plus
    return Month(dates.month(moment, zone), count, *MONTHLY_GOAL)


def page_name() -> str:
    """Return the name of the office's Facebook page, as the channel last told it."""
    state = connections.state_of(db.session(), Use.LIVES, "facebook")
    return (state.facts.get("Página", "") if state else "") or services().settings.office_name


def panel(event: Event) -> Markup:
    """Return a session's panel of its broadcast."""
    broadcast = once(lambda: broadcast_of(db.session(), event), "broadcast", event.id)
    if broadcast is None and event.is_past(clock()):
        return Markup("")
    names = names_of(event, broadcast) if broadcast else {"may_change": _may_change(event)}
    shown = render_template("live/_panel.html", event=event, **names)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def sheet_panel(event: Event) -> Markup:
    """Return the live sheet of a session that is on: what is done, what is next, what follows."""
    broadcast = once(lambda: broadcast_of(db.session(), event), "broadcast", event.id)
    is_on = event.takes_place(clock()) or (broadcast and broadcast.status is S.LIVE)
    if broadcast is None or broadcast.status not in (*TAKING_PLACE, *OVER) or not is_on:
        return Markup()
    phases = {phase.value: run_sheet.lines_of(broadcast, phase) for phase in Phase}
    shown = render_template(
        "live/_sheet.html",
        event=event,
        broadcast=broadcast,
        may_change=_may_change(event),
        is_by_hand=broadcast.is_by_hand or not services().broadcaster.works_by_itself,
        here=next((line for line in phases["during"] if not line.is_good), None),
        seen_of=lambda line: ticked(line.tick).seen.data,
        **phases,
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def channel_card() -> Markup:
    """Return Facebook's card for the page of the connections."""
    broadcaster = services().broadcaster
    shown = render_template(
        "live/_channel.html",
        state=connections.state_of(db.session(), Use.LIVES, broadcaster.channel),
        works_by_itself=broadcaster.works_by_itself,
        is_public=services().settings.public_url.startswith("https://"),
        has_door=bool(
            services().settings.meta_app_secret and services().settings.meta_verify_token
        ),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def preview(post: Post, starts_at: datetime | None, cover_url: str = "") -> str:
    """Return the post as it will look."""
    return render_template(
        "live/_post.html", post=post, starts_at=starts_at, page=page_name(), cover_url=cover_url
    )


def names_of(event: Event, broadcast: Broadcast) -> dict[str, object]:
    """Return the template's names that panel and page share."""
    broadcaster = services().broadcaster
    is_by_hand = broadcast.is_by_hand or not broadcaster.works_by_itself
    return {
        "broadcast": broadcast,
        "may_change": _may_change(event),
        "path": path_of(broadcast, office_zone()),
        "next_words": next_words(broadcast, broadcaster, zone=office_zone(), now=clock()),
        "month": month_of(event.starts_at, plus=0),
        "is_by_hand": is_by_hand,
        "can_paste": broadcast.status in _CAN_PASTE
        or (broadcast.status is S.SCHEDULED and broadcast.is_by_hand),
        "can_start": _can_start(broadcast),
        "waits": broadcast.due_at is not None and broadcast.due_at <= clock(),
        "producer_url": _producer_url(broadcast),
        "copy_labels": recordings_labels,
        "copy": recordings.stored_or_coming(db.session(), event, broadcast.channel),
        "link_form": linked(broadcast),
    }


_CAN_PASTE = (S.PLANNED, S.MANUAL, S.FAILED, S.UNKNOWN)


def _can_start(broadcast: Broadcast) -> bool:
    """Tell whether the button that starts it would do something."""
    if broadcast.status is S.SCHEDULED:
        return True
    is_silent = broadcast.mode is BroadcastMode.ROOM and broadcast.room_silent_at is not None
    return broadcast.status is S.LIVE and is_silent


def _producer_url(broadcast: Broadcast) -> str:
    """Return Facebook's own page for whoever operates the broadcast; empty for none."""
    if broadcast.is_by_hand or broadcast.status not in (S.SCHEDULED, S.LIVE):
        return ""
    return services().broadcaster.producer_url(broadcast.video_id)


def _may_change(event: Event) -> bool:
    """Tell whether the current person may change the session and its broadcast."""
    return may(current_person(), Capability.BROADCAST, event)
