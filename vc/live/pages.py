"""What the views of broadcasts share: the path in words, the month's count, the panels."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from vc import dates
from vc.access import clock, current_person, signed_in
from vc.booking import queries as booking_queries
from vc.booking.models import Event
from vc.booking.pages import hosts_to_choose, office_zone, settings
from vc.connections import service as connections
from vc.connections.models import Use
from vc.db import db
from vc.live import queries, run_sheet, sync
from vc.live.forms import (
    BroadcastForm,
    FiguresForm,
    PostForm,
    TickForm,
    VideoForm,
    linked,
    ticked,
)
from vc.live.models import (
    OVER,
    Broadcast,
    BroadcastMode,
    BroadcastStatus,
    Phase,
    Tick,
)
from vc.live.service import MONTHLY_GOAL
from vc.live.suggested_post import Post
from vc.live.sync import FollowSettings, broadcast_of, follow_settings_of
from vc.live.timeline import next_words, path_of
from vc.permissions import Capability, may
from vc.recordings import labels as recordings_labels
from vc.recordings import queries as recordings
from vc.recordings import service as recordings_service
from vc.recordings.hooks import FILE_STORED
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


def follow_settings() -> FollowSettings:
    """Return what planning needs of this installation."""
    return follow_settings_of(services())


def plan(session: Session, now: datetime) -> None:
    """Make due what the clock alone makes due; the sweep calls it and commits."""
    sync.plan(session, now, follow_settings=follow_settings())
    connections.plan(session, Use.LIVES, services().broadcaster.channel, now)


def month_of(moment: datetime, *, without: Event | None = None, plus: int = 1) -> Month:
    """Return the count of the month of an instant, with `plus` more than are booked."""
    zone = office_zone()
    start, end = dates.month_bounds(moment.astimezone(zone).date(), zone)
    count = queries.count_between(db.session(), start, end, without=without) + plus
    return Month(dates.month(moment, zone), count, *MONTHLY_GOAL)


def weeks_of(day: date, broadcasts: list[Broadcast]) -> list[list[tuple[date, list[Broadcast]]]]:
    """Return the weeks of a month, Monday first: each day with its broadcasts."""
    zone = office_zone()
    by_day: dict[date, list[Broadcast]] = {}
    for broadcast in broadcasts:
        local = broadcast.event.starts_at.astimezone(zone).date()
        by_day.setdefault(local, []).append(broadcast)
    weeks = calendar.Calendar().monthdatescalendar(day.year, day.month)
    return [[(one, by_day.get(one, [])) for one in week] for week in weeks]


def show_page(event: Event, broadcast: Broadcast, **forms: object) -> str:
    """Return the broadcast's own page; a form that was refused is shown as it was sent."""
    names = {
        "link_form": linked(broadcast),
        "figures_form": figures_of(broadcast),
        "video_form": VideoForm(formdata=None),
        "tick_form": TickForm(formdata=None),
        "seen_of": lambda line: ticked(line.tick).seen.data,
        "ticked": "",
    }
    return render_template(
        "live/show.html",
        event=event,
        history=queries.lines_of(db.session(), broadcast),
        preview=_own_preview(broadcast),
        phases=[(phase, run_sheet.lines_of(broadcast, phase)) for phase in Phase],
        **(_names(event, broadcast) | names | forms),
    )


def edit_page(event: Event, broadcast: Broadcast, form: BroadcastForm) -> str:
    """Return the page that changes a broadcast."""
    return render_template(
        "live/edit.html",
        event=event,
        broadcast=broadcast,
        form=form,
        preview=Markup(typed_preview(form, broadcast)),  # noqa: S704 - rendered, so escaped
        month=month_of(event.starts_at, without=event),
    )


def edit_form(broadcast: Broadcast, **more: object) -> BroadcastForm:
    """Return the form that changes a broadcast: as it is, or as somebody sent it."""
    form = BroadcastForm(data=form_values(broadcast), **more)
    form.offer(hosts_to_choose())
    return form


def form_values(broadcast: Broadcast) -> dict[str, object]:
    """Return what the form shows of a broadcast that exists."""
    return {
        "version": broadcast.version,
        "mode": broadcast.mode.value,
        "live_title": broadcast.title,
        "live_description": broadcast.description,
        "live_hashtags": broadcast.hashtags,
        "live_lead": broadcast.lead_min,
        "moderator_id": broadcast.moderator_id,
        "questions_url": broadcast.questions_url,
    }


def page_name() -> str:
    """Return the name of the office's Facebook page, as the channel last told it."""
    state = connections.state_of(db.session(), Use.LIVES, "facebook")
    return (state.facts.get("Página", "") if state else "") or settings().office_name


def typed_preview(form: BroadcastForm, broadcast: Broadcast) -> str:
    """Return the post as it is being typed."""
    post = Post(
        form.live_title.data or "",
        form.live_description.data or "",
        form.hashtags(),
    )
    starts_at = broadcast.event.starts_at - timedelta(minutes=form.lead_min())
    return preview(post, starts_at, cover_url_of(broadcast))


def _own_preview(broadcast: Broadcast) -> Markup:
    """Return the post as it is."""
    post = Post(broadcast.title, broadcast.description, broadcast.hashtags)
    html = preview(post, broadcast.starts_at, cover_url_of(broadcast))
    return Markup(html)  # noqa: S704 - rendered by a template that escapes


def receive_video(event: Event, broadcast: Broadcast, file: FileStorage) -> None:
    """Keep the file of a broadcast that a person hands in. Raises RuleError."""
    kept = recordings_service.receive_upload(
        db.session(),
        event,
        source=broadcast.channel,
        external_id=broadcast.video_id or f"upload-{event.folio}",
        stream=file.stream,
        store=services().store,
        now=clock(),
        by=signed_in(),
    )
    for hear in services().registry.added_to(FILE_STORED):
        hear(db.session(), kept, clock())


def cover_url_of(broadcast: Broadcast) -> str:
    """Return where its cover is shown; empty while there is none."""
    return url_for("live.cover", slug=broadcast.cover_slug) if broadcast.cover_slug else ""


def panel(event: Event) -> Markup:
    """Return what a session's page shows of its broadcast."""
    broadcast = broadcast_of(db.session(), event)
    if broadcast is None and event.is_past(clock()):
        return Markup("")
    names = _names(event, broadcast) if broadcast else {"may_change": _may_change(event)}
    shown = render_template("live/_panel.html", event=event, **names)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def today_panel() -> Markup:
    """Return what the day's page shows: today's broadcasts, and those that need somebody."""
    zone = office_zone()
    start, end = booking_queries.local_day(clock().astimezone(zone).date(), zone)
    coming = [
        one
        for one in queries.between(db.session(), start, end)
        if one.status not in (S.CANCELLED, *OVER)
    ]
    alarmed = queries.alarmed(db.session())
    if not coming and not alarmed:
        return Markup("")
    shown = render_template("live/_today.html", broadcasts=coming, alarmed=alarmed)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def channel_card() -> Markup:
    """Return what the page of the connections shows of Facebook."""
    broadcaster = services().broadcaster
    shown = render_template(
        "live/_channel.html",
        state=connections.state_of(db.session(), Use.LIVES, broadcaster.channel),
        works_by_itself=broadcaster.works_by_itself,
        is_public=settings().public_url.startswith("https://"),
        has_door=bool(settings().meta_app_secret and settings().meta_verify_token),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def preview(post: Post, starts_at: datetime | None, cover_url: str = "") -> str:
    """Return the post as it will look."""
    return render_template(
        "live/_post.html", post=post, starts_at=starts_at, page=page_name(), cover_url=cover_url
    )


def _names(event: Event, broadcast: Broadcast) -> dict[str, object]:
    """Return what panel and page name alike."""
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


def tick_of(broadcast: Broadcast, item: str) -> Tick | None:
    """Return the tick of an item; None for none."""
    return next((one for one in broadcast.ticks if one.item == item), None)


def figures_of(broadcast: Broadcast) -> FiguresForm:
    """Return the form of the figures as it stands for a broadcast."""
    told = {
        "peak": broadcast.peak_viewers,
        "reach": broadcast.reach,
        "incident": broadcast.incident,
    }
    return FiguresForm(formdata=None, data=told).note_seen()


def typed_post(form: PostForm, proposed: Post) -> Post:
    """Return the post as it is being typed; what is empty is as proposed."""
    return Post(
        form.live_title.data or proposed.title,
        form.live_description.data or proposed.description,
        form.hashtags() or proposed.hashtags,
    )
