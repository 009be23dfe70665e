"""What people decide about a broadcast: change it, take it over, start, stop and settle it.

No vendor is called here: what must happen there is left on the row as due, and the worker's halves
(`announcing`, `airing`, `afterwards`) carry it out. The caller commits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from integrations.errors import RejectedError
from vc import audit
from vc.accounts.endings import Ending
from vc.accounts.request_context import RequestContext
from vc.booking.models import new_slug
from vc.errors import ConcurrentChangeError, RuleError
from vc.live import after, alarms, run_sheet
from vc.live.models import NOT_ANNOUNCED, OVER, Broadcast, BroadcastMode, BroadcastStatus, Cover
from vc.live.queries import moderating
from vc.live.suggested_post import Post
from vc.live.sync import FollowSettings, awaken, proposal, usual_mode
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
ON_ITS_WAY = "Ya está saliendo al aire: espere a que se confirme y use «Terminar la transmisión»."
NOT_ANNOUNCED_YET = "La transmisión todavía no está programada en Facebook."
NO_STREAMS_HERE = (
    "Esta sala no puede enviar su imagen a Facebook: elija «Con OBS u otro programa» o «A mano»."
)
NO_CHANNEL = "Facebook no está conectado: la transmisión se hace a mano."


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastRequest:
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


def change(
    context: RequestContext,
    broadcast: Broadcast,
    wanted: BroadcastRequest,
    version: int,
    *,
    follow_settings: FollowSettings,
) -> None:
    """Change texts, time and mode of a broadcast that has not begun.

    Raises ConcurrentChangeError for an older `version`, RuleError for what cannot be.
    """
    check(context.by, Capability.BROADCAST, broadcast.event)
    if version != broadcast.version:
        raise ConcurrentChangeError(CHANGED_MEANWHILE)
    check_can_change(broadcast)
    mode = wanted.mode or usual_mode(broadcast.event, follow_settings)
    _check_mode(broadcast, mode, follow_settings)
    proposed = proposal(broadcast.event, follow_settings)
    texts = Post(wanted.title, wanted.description, wanted.hashtags)
    values: dict[str, object] = {"title": texts.title, "description": texts.description}
    values |= {"hashtags": texts.hashtags, "questions_url": wanted.questions_url}
    values |= {"lead_min": wanted.lead_min, "moderator_id": wanted.moderator_id}
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
    audit.record(context.session, broadcast, "broadcast.change", now=context.now, by=context.by)
    broadcast.version += 1
    awaken(context.session, broadcast, context.now)


def hand_over(ending: Ending) -> None:
    """Let the heir of a closed account moderate what it was to; nobody, where there is none."""
    for broadcast in ending.session.scalars(select(Broadcast).where(*moderating(ending.person))):
        broadcast.moderator_id = ending.heir.id if ending.heir else None
        broadcast.version += 1
        audit.record(ending.session, broadcast, "broadcast.change", now=ending.now, by=ending.by)
        awaken(ending.session, broadcast, ending.now)


def set_cover(context: RequestContext, broadcast: Broadcast, content: bytes) -> None:
    """Keep the picture that announces the broadcast; the old one's address leads nowhere then."""
    check(context.by, Capability.BROADCAST, broadcast.event)
    cover = context.session.scalar(select(Cover).where(Cover.broadcast_id == broadcast.id))
    if cover is None:
        cover = Cover(broadcast_id=broadcast.id)
        context.session.add(cover)
    cover.content, cover.made_at, cover.slug = content, context.now, new_slug()
    broadcast.cover_slug = cover.slug
    _line(context, broadcast, "cover")
    awaken(context.session, broadcast, context.now)


def remove_cover(context: RequestContext, broadcast: Broadcast) -> None:
    """Forget the picture that announces the broadcast."""
    check(context.by, Capability.BROADCAST, broadcast.event)
    cover = context.session.scalar(select(Cover).where(Cover.broadcast_id == broadcast.id))
    if cover is not None:
        context.session.delete(cover)
        broadcast.cover_slug = ""
        _line(context, broadcast, "cover")
        awaken(context.session, broadcast, context.now)


def paste_link(
    context: RequestContext, broadcast: Broadcast, url: str, *, follow_settings: FollowSettings
) -> None:
    """Keep the link of a live video that a person made; from now on it is done by hand.

    Raises RuleError when the link cannot lead to one, or when the system may be announcing it.
    """
    check(context.by, Capability.BROADCAST, broadcast.event)
    allowed = (S.PLANNED, S.MANUAL, S.FAILED, S.UNKNOWN, S.SCHEDULED)
    is_ours = broadcast.status is S.SCHEDULED and not broadcast.is_by_hand
    if broadcast.status not in allowed or is_ours:
        raise RuleError(NOT_NOW)
    try:
        follow_settings.broadcaster.check_link(url)
    except RejectedError as error:
        raise RuleError(error.message, field="permalink_url") from error
    broadcast.mode = BroadcastMode.BY_HAND
    broadcast.permalink_url = broadcast.event.live_url = url
    broadcast.announced = broadcast.wanted
    if broadcast.status is S.SCHEDULED:
        _line(context, broadcast, "paste", reason=url)
    else:
        now, by = context.now, context.by
        advance(broadcast, S.SCHEDULED, now=now, by=by, reason=url, scheduled_at=now)
    alarms.set_alarm(context.session, broadcast, "", context.now)
    awaken(context.session, broadcast, context.now)


def take_over(context: RequestContext, broadcast: Broadcast) -> None:
    """Let a person do it from here on; only while nothing of it can be at the channel."""
    check(context.by, Capability.BROADCAST, broadcast.event)
    if broadcast.status not in (S.PLANNED, S.FAILED):
        raise RuleError(NOT_NOW)
    advance(broadcast, S.MANUAL, now=context.now, by=context.by)
    broadcast.asked_at = context.now
    awaken(context.session, broadcast, context.now)


def retry(context: RequestContext, broadcast: Broadcast) -> None:
    """Let the system try again what failed, or what a person was asked to do.

    Out of UNKNOWN only a person leads who has looked at the channel and found nothing there.
    """
    check(context.by, Capability.BROADCAST, broadcast.event)
    if broadcast.status not in (S.MANUAL, S.FAILED, S.UNKNOWN):
        raise RuleError(NOT_NOW)
    advance(broadcast, S.PLANNED, now=context.now, by=context.by)
    broadcast.asked_at = None
    broadcast.planned_at = context.now
    alarms.set_alarm(context.session, broadcast, "", context.now)
    awaken(context.session, broadcast, context.now)


def is_early(broadcast: Broadcast, now: datetime) -> bool:
    """Tell whether a start would show in public what is announced for later."""
    is_waiting = broadcast.status is S.SCHEDULED and not broadcast.is_by_hand
    return is_waiting and now < broadcast.starts_at - WINDOW


def start(context: RequestContext, broadcast: Broadcast, *, in_public: bool = False) -> None:
    """Ask for the start; asking again while it is on its way, or live, does nothing more.

    Before its window only who says that it is to be `in_public` starts it: the announcement is
    spent by it. By hand: the person says that it is live.
    """
    check(context.by, Capability.BROADCAST, broadcast.event)
    if broadcast.is_by_hand:
        if broadcast.status is S.SCHEDULED:
            now = context.now
            advance(broadcast, S.LIVE, now=now, by=context.by, live_at=now)
            awaken(context.session, broadcast, context.now)
        return
    if broadcast.status in OVER:
        raise RuleError(ALREADY_OVER)
    if broadcast.status not in (S.SCHEDULED, S.LIVE):
        raise RuleError(NOT_ANNOUNCED_YET)
    if is_early(broadcast, context.now) and not in_public:
        raise RuleError(TOO_EARLY)
    is_on_its_way = broadcast.start_asked_at is not None and broadcast.start_failed_at is None
    if is_on_its_way and (broadcast.status is S.SCHEDULED or broadcast.room_sends_at):
        return
    broadcast.start_asked_at = context.now
    broadcast.start_failed_at = broadcast.sent_at = broadcast.stop_asked_at = None
    _line(context, broadcast, "start")
    awaken(context.session, broadcast, context.now)


def withdraw_start(context: RequestContext, broadcast: Broadcast) -> None:
    """Take back that it is to start, while it waits for its room; twice changes nothing.

    Raises RuleError once the room sends, or a worker is about to let it.
    """
    check(context.by, Capability.BROADCAST, broadcast.event)
    if broadcast.start_asked_at is None:
        return
    is_held = broadcast.lease_until is not None and broadcast.lease_until > context.now
    if broadcast.status is not S.SCHEDULED or broadcast.sent_at is not None or is_held:
        raise RuleError(ON_ITS_WAY)
    broadcast.start_asked_at = broadcast.start_failed_at = None
    _line(context, broadcast, "withdraw")
    awaken(context.session, broadcast, context.now)


def stop(context: RequestContext, broadcast: Broadcast) -> None:
    """Ask for the end; asking again does nothing more. By hand: the person says that it is over."""
    check(context.by, Capability.BROADCAST, broadcast.event)
    if broadcast.status in OVER or broadcast.stop_asked_at is not None:
        return
    if broadcast.status is not S.LIVE:
        raise RuleError("La transmisión todavía no está en vivo.")
    if broadcast.is_by_hand:
        after.close(context.session, broadcast, context.now, by=context.by)
    else:
        broadcast.stop_asked_at = context.now
        _line(context, broadcast, "stop")
    awaken(context.session, broadcast, context.now)


def tick(
    context: RequestContext, broadcast: Broadcast, item: str, *, is_good: bool | None, note: str
) -> None:
    """Write down that a person found an item well, or not; None takes their tick back.

    Raises RuleError for an item that the broadcast's sheet does not have.
    """
    check(context.by, Capability.BROADCAST, broadcast.event)
    known = run_sheet.ITEMS.get(item)
    if known is None or broadcast.mode not in known.modes:
        raise RuleError(NOT_NOW)
    run_sheet.set_tick(
        broadcast, item, is_good=is_good, now=context.now, by=context.by, detail=note
    )
    _line(context, broadcast, "tick", reason=f"{known.label}. {note}".strip())


def keep_figures(
    context: RequestContext,
    broadcast: Broadcast,
    *,
    peak: int | None,
    reach: int | None,
    incident: str,
) -> None:
    """Keep what was read off the channel's page, and what went wrong."""
    check(context.by, Capability.BROADCAST, broadcast.event)
    if broadcast.status not in (S.LIVE, *OVER):
        raise RuleError("Las cifras se anotan cuando la transmisión ya empezó.")
    if (broadcast.peak_viewers, broadcast.reach, broadcast.incident) == (peak, reach, incident):
        return
    broadcast.peak_viewers, broadcast.reach = peak, reach
    if incident != broadcast.incident:
        broadcast.incident = incident
        detail = incident[:500]
        run_sheet.set_tick(
            broadcast,
            "incident",
            is_good=bool(incident),
            now=context.now,
            by=context.by,
            detail=detail,
        )
    audit.record(context.session, broadcast, "broadcast.figures", now=context.now, by=context.by)
    run_sheet.note_figures(broadcast, context.now)


def _take_mode(broadcast: Broadcast, mode: BroadcastMode) -> None:
    """Let somebody else do it."""
    broadcast.mode = mode
    broadcast.handed_to = ""
    broadcast.prepared_at = None


def _check_mode(broadcast: Broadcast, mode: BroadcastMode, follow_settings: FollowSettings) -> None:
    """Refuse a mode that cannot work for this session at this time."""
    if mode is broadcast.mode:
        return
    if mode is not BroadcastMode.BY_HAND and not follow_settings.broadcaster.works_by_itself:
        raise RuleError(NO_CHANNEL, field="mode")
    platform = broadcast.event.meeting.platform.value
    if mode is BroadcastMode.ROOM and platform not in follow_settings.streaming_platforms:
        raise RuleError(NO_STREAMS_HERE, field="mode")
    is_switch = BroadcastMode.BY_HAND in (mode, broadcast.mode)
    if is_switch and broadcast.status not in NOT_ANNOUNCED:
        raise RuleError(
            "Ya está programada en Facebook: para cambiar quién la hace, primero quítela de la "
            "sesión y vuelva a pedirla.",
            field="mode",
        )


def _line(context: RequestContext, broadcast: Broadcast, action: str, reason: str = "") -> None:
    """Add a line to the session's history."""
    audit.record(
        context.session,
        broadcast,
        f"broadcast.{action}",
        now=context.now,
        by=context.by,
        before={},
        after={},
        reason=reason,
    )
