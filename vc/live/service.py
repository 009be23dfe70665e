"""What people decide about a broadcast: change it, take it over, start, stop and settle it.

No vendor is called here: what must happen there is left on the row as due, and the worker's halves
(`announcing`, `airing`, `afterwards`) carry it out. The caller commits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.errors import RejectedError
from vc import audit
from vc.accounts.endings import Ending
from vc.accounts.models import Person
from vc.booking.models import new_slug
from vc.errors import ConcurrentChangeError, RuleError
from vc.live import after, alarms, run_sheet, run_sheet_ticks
from vc.live.models import NOT_ANNOUNCED, OVER, Broadcast, BroadcastMode, BroadcastStatus, Cover
from vc.live.queries import moderating
from vc.live.suggested_post import Post
from vc.live.sync import House, awaken, proposal, usual_mode
from vc.permissions import Capability, check
from vc.states import advance

S = BroadcastStatus

WINDOW = timedelta(minutes=15)
"""How long before its planned start a broadcast may be started without a warning."""
MONTHLY_GOAL = (1, 2)
"""One or two lives a month: the office's annual programme, "PLÁTICAS VIRTUALES"."""

NOT_WHILE_LIVE = "La transmisión ya está en vivo: sus textos se cambian en Facebook."
ALREADY_OVER = "La transmisión ya terminó."
NOT_NOW = "Esto ya no se puede hacer: la transmisión está en otro estado. Revise la página."
CHANGED_MEANWHILE = "Alguien más cambió esta transmisión mientras usted la editaba."
TOO_EARLY = (
    "Todavía no es su hora: saldría al aire en público. Si de verdad la quiere antes, confírmelo "
    "en la página que lo advierte."
)
ON_ITS_WAY = "Ya está saliendo al aire: espere a que se confirme y use «Detener»."
NOT_ANNOUNCED_YET = "La transmisión todavía no está programada en Facebook."
NO_STREAMS_HERE = (
    "La plataforma de esta sala no puede enviar su imagen a Facebook: elija «con un codificador» o "
    "«a mano»."
)
NO_CHANNEL = "Facebook no está conectado: la transmisión se hace a mano."


class Desk(Protocol):
    """Who asks, when, and in which transaction: `vc.booking.licence_assignment.Desk` is one."""

    session: Session
    by: Person
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A broadcast as somebody asks for it. `mode` None leaves the choice to us."""

    mode: BroadcastMode | None = None
    title: str
    description: str = ""
    hashtags: str = ""
    lead_min: int = 5
    moderator_id: int | None = None
    questions_url: str = ""


def check_can_change(broadcast: Broadcast) -> None:
    """Raise RuleError for a broadcast that is on, or over."""
    if broadcast.status in OVER or broadcast.status is S.LIVE:
        raise RuleError(NOT_WHILE_LIVE if broadcast.status is S.LIVE else ALREADY_OVER)


def change(desk: Desk, broadcast: Broadcast, wish: Wish, version: int, *, house: House) -> None:
    """Change texts, time and mode of a broadcast that has not begun.

    Raises ConcurrentChangeError for an older `version`, RuleError for what cannot be.
    """
    check(desk.by, Capability.BROADCAST, broadcast.event)
    if version != broadcast.version:
        raise ConcurrentChangeError(CHANGED_MEANWHILE)
    check_can_change(broadcast)
    mode = wish.mode or usual_mode(broadcast.event, house)
    _check_mode(broadcast, mode, house)
    proposed = proposal(broadcast.event, house)
    texts = Post(wish.title, wish.description, wish.hashtags)
    values = {"title": texts.title, "description": texts.description, "hashtags": texts.hashtags}
    values |= {"lead_min": wish.lead_min, "moderator_id": wish.moderator_id}
    values |= {"questions_url": wish.questions_url}
    if texts != Post(broadcast.title, broadcast.description, broadcast.hashtags):
        values["follows_event"] = texts == proposed
    for name, value in values.items():
        if getattr(broadcast, name) != value:
            setattr(broadcast, name, value)
    is_same_mode = mode is broadcast.mode
    if is_same_mode and not any(audit.changes_of(broadcast)):
        return
    if not is_same_mode:
        _take_mode(broadcast, mode)
    audit.record(desk.session, broadcast, "broadcast.change", now=desk.now, by=desk.by)
    broadcast.version += 1
    awaken(desk.session, broadcast, desk.now)


def hand_over(ending: Ending) -> None:
    """Let the heir of a closed account moderate what it was to; nobody, where there is none."""
    for broadcast in ending.session.scalars(select(Broadcast).where(*moderating(ending.person))):
        broadcast.moderator_id = ending.heir.id if ending.heir else None
        broadcast.version += 1
        audit.record(ending.session, broadcast, "broadcast.change", now=ending.now, by=ending.by)
        awaken(ending.session, broadcast, ending.now)


def set_cover(desk: Desk, broadcast: Broadcast, content: bytes) -> None:
    """Keep the picture that announces the broadcast; the old one's address leads nowhere then."""
    check(desk.by, Capability.BROADCAST, broadcast.event)
    cover = desk.session.scalar(select(Cover).where(Cover.broadcast_id == broadcast.id))
    if cover is None:
        cover = Cover(broadcast_id=broadcast.id)
        desk.session.add(cover)
    cover.content, cover.made_at, cover.slug = content, desk.now, new_slug()
    broadcast.cover_slug = cover.slug
    _line(desk, broadcast, "cover")
    awaken(desk.session, broadcast, desk.now)


def remove_cover(desk: Desk, broadcast: Broadcast) -> None:
    """Forget the picture that announces the broadcast."""
    check(desk.by, Capability.BROADCAST, broadcast.event)
    cover = desk.session.scalar(select(Cover).where(Cover.broadcast_id == broadcast.id))
    if cover is not None:
        desk.session.delete(cover)
        broadcast.cover_slug = ""
        _line(desk, broadcast, "cover")
        awaken(desk.session, broadcast, desk.now)


def paste_link(desk: Desk, broadcast: Broadcast, url: str, *, house: House) -> None:
    """Keep the link of a live video that a person made; from now on it is done by hand.

    Raises RuleError when the link cannot lead to one, or when the system may be announcing it.
    """
    check(desk.by, Capability.BROADCAST, broadcast.event)
    allowed = (S.PLANNED, S.MANUAL, S.FAILED, S.UNKNOWN, S.SCHEDULED)
    is_ours = broadcast.status is S.SCHEDULED and not broadcast.is_by_hand
    if broadcast.status not in allowed or is_ours:
        raise RuleError(NOT_NOW)
    try:
        house.broadcaster.check_link(url)
    except RejectedError as error:
        raise RuleError(error.message, field="permalink_url") from error
    broadcast.mode = BroadcastMode.BY_HAND
    broadcast.permalink_url = broadcast.event.live_url = url
    broadcast.announced = broadcast.wanted
    if broadcast.status is S.SCHEDULED:
        _line(desk, broadcast, "paste", reason=url)
    else:
        when = {"scheduled_at": desk.now}
        advance(broadcast, S.SCHEDULED, now=desk.now, by=desk.by, reason=url, **when)
    alarms.set_alarm(desk.session, broadcast, "", desk.now)
    awaken(desk.session, broadcast, desk.now)


def take_over(desk: Desk, broadcast: Broadcast) -> None:
    """Let a person do it from here on; only while nothing of it can be at the channel."""
    check(desk.by, Capability.BROADCAST, broadcast.event)
    if broadcast.status not in (S.PLANNED, S.FAILED):
        raise RuleError(NOT_NOW)
    advance(broadcast, S.MANUAL, now=desk.now, by=desk.by)
    broadcast.asked_at = desk.now
    awaken(desk.session, broadcast, desk.now)


def retry(desk: Desk, broadcast: Broadcast) -> None:
    """Let the system try again what failed, or what a person was asked to do.

    Out of UNKNOWN only a person leads who has looked at the channel and found nothing there.
    """
    check(desk.by, Capability.BROADCAST, broadcast.event)
    if broadcast.status not in (S.MANUAL, S.FAILED, S.UNKNOWN):
        raise RuleError(NOT_NOW)
    advance(broadcast, S.PLANNED, now=desk.now, by=desk.by)
    broadcast.asked_at = None
    broadcast.planned_at = desk.now
    alarms.set_alarm(desk.session, broadcast, "", desk.now)
    awaken(desk.session, broadcast, desk.now)


def is_early(broadcast: Broadcast, now: datetime) -> bool:
    """Tell whether a start would show in public what is announced for later."""
    is_waiting = broadcast.status is S.SCHEDULED and not broadcast.is_by_hand
    return is_waiting and now < broadcast.starts_at - WINDOW


def start(desk: Desk, broadcast: Broadcast, *, in_public: bool = False) -> None:
    """Ask for the start; asking again while it is on its way, or live, does nothing more.

    Before its window only who says that it is to be `in_public` starts it: the announcement is
    spent by it. By hand: the person says that it is live.
    """
    check(desk.by, Capability.BROADCAST, broadcast.event)
    if broadcast.is_by_hand:
        if broadcast.status is S.SCHEDULED:
            at = {"live_at": desk.now}
            advance(broadcast, S.LIVE, now=desk.now, by=desk.by, **at)
            awaken(desk.session, broadcast, desk.now)
        return
    if broadcast.status in OVER:
        raise RuleError(ALREADY_OVER)
    if broadcast.status not in (S.SCHEDULED, S.LIVE):
        raise RuleError(NOT_ANNOUNCED_YET)
    if is_early(broadcast, desk.now) and not in_public:
        raise RuleError(TOO_EARLY)
    is_on_its_way = broadcast.start_asked_at is not None and broadcast.start_failed_at is None
    if is_on_its_way and (broadcast.status is S.SCHEDULED or broadcast.room_sends_at):
        return
    broadcast.start_asked_at = desk.now
    broadcast.start_failed_at = broadcast.sent_at = broadcast.stop_asked_at = None
    _line(desk, broadcast, "start")
    awaken(desk.session, broadcast, desk.now)


def withdraw_start(desk: Desk, broadcast: Broadcast) -> None:
    """Take back that it is to start, while it waits for its room; twice changes nothing.

    Raises RuleError once the room sends, or a worker is about to let it.
    """
    check(desk.by, Capability.BROADCAST, broadcast.event)
    if broadcast.start_asked_at is None:
        return
    is_held = broadcast.lease_until is not None and broadcast.lease_until > desk.now
    if broadcast.status is not S.SCHEDULED or broadcast.sent_at is not None or is_held:
        raise RuleError(ON_ITS_WAY)
    broadcast.start_asked_at = broadcast.start_failed_at = None
    _line(desk, broadcast, "withdraw")
    awaken(desk.session, broadcast, desk.now)


def stop(desk: Desk, broadcast: Broadcast) -> None:
    """Ask for the end; asking again does nothing more. By hand: the person says that it is over."""
    check(desk.by, Capability.BROADCAST, broadcast.event)
    if broadcast.status in OVER or broadcast.stop_asked_at is not None:
        return
    if broadcast.status is not S.LIVE:
        raise RuleError("La transmisión todavía no está en vivo.")
    if broadcast.is_by_hand:
        after.close(desk.session, broadcast, desk.now, by=desk.by)
    else:
        broadcast.stop_asked_at = desk.now
        _line(desk, broadcast, "stop")
    awaken(desk.session, broadcast, desk.now)


def tick(desk: Desk, broadcast: Broadcast, item: str, *, is_good: bool | None, note: str) -> None:
    """Write down that a person found an item well, or not; None takes their tick back.

    Raises RuleError for an item that the broadcast's sheet does not have.
    """
    check(desk.by, Capability.BROADCAST, broadcast.event)
    known = run_sheet.ITEMS.get(item)
    if known is None or broadcast.mode not in known.modes:
        raise RuleError(NOT_NOW)
    run_sheet_ticks.set_tick(
        broadcast, item, is_good=is_good, now=desk.now, by=desk.by, detail=note
    )
    _line(desk, broadcast, "tick", reason=f"{known.label}. {note}".strip())


def keep_figures(
    desk: Desk, broadcast: Broadcast, *, peak: int | None, reach: int | None, incident: str
) -> None:
    """Keep what was read off the channel's page, and what went wrong."""
    check(desk.by, Capability.BROADCAST, broadcast.event)
    if broadcast.status not in (S.LIVE, *OVER):
        raise RuleError("Las cifras se anotan cuando la transmisión ya empezó.")
    if (broadcast.peak_viewers, broadcast.reach, broadcast.incident) == (peak, reach, incident):
        return
    broadcast.peak_viewers, broadcast.reach = peak, reach
    if incident != broadcast.incident:
        broadcast.incident = incident
        detail = incident[:500]
        run_sheet_ticks.set_tick(
            broadcast, "incident", is_good=bool(incident), now=desk.now, by=desk.by, detail=detail
        )
    audit.record(desk.session, broadcast, "broadcast.figures", now=desk.now, by=desk.by)
    run_sheet_ticks.note_figures(broadcast, desk.now)


def _take_mode(broadcast: Broadcast, mode: BroadcastMode) -> None:
    """Let somebody else do it."""
    broadcast.mode = mode
    broadcast.handed_to = ""
    broadcast.prepared_at = None


def _check_mode(broadcast: Broadcast, mode: BroadcastMode, house: House) -> None:
    """Refuse a mode that cannot work for this session at this time."""
    if mode is broadcast.mode:
        return
    if mode is not BroadcastMode.BY_HAND and not house.broadcaster.works_by_itself:
        raise RuleError(NO_CHANNEL, field="mode")
    platform = broadcast.event.meeting.platform.value
    if mode is BroadcastMode.ROOM and platform not in house.streaming_platforms:
        raise RuleError(NO_STREAMS_HERE, field="mode")
    is_switch = BroadcastMode.BY_HAND in (mode, broadcast.mode)
    if is_switch and broadcast.status not in NOT_ANNOUNCED:
        raise RuleError(
            "Ya está programada en Facebook: para cambiar quién la hace, primero quítela de la "
            "sesión y vuelva a pedirla.",
            field="mode",
        )


def _line(desk: Desk, broadcast: Broadcast, action: str, reason: str = "") -> None:
    """Add a line to the session's history."""
    audit.record(
        desk.session,
        broadcast,
        f"broadcast.{action}",
        now=desk.now,
        by=desk.by,
        before={},
        after={},
        reason=reason,
    )
