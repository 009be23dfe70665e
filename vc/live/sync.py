"""How a broadcast follows its session: planned with it, moved, renamed and taken back with it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.broadcasting import Broadcaster
from vc import audit
from vc.booking.models import UNDO_TIME, Event, events_of
from vc.booking.states import EventStatus
from vc.commits import Notes
from vc.jobs import wake
from vc.live import alarms, run_sheet
from vc.live.models import OVER, Broadcast, BroadcastMode, BroadcastStatus
from vc.live.schedule import ASKED_BEFORE, REHEARSED_BEFORE
from vc.live.suggested_post import Post, Subject, propose
from vc.services import Services
from vc.states import advance

S = BroadcastStatus

DELETE_BY_HAND = "La sesión ya no se transmite: elimine la transmisión programada en Facebook."
MOVE_BY_HAND = "La sesión cambió: corrija fecha, hora y texto de la transmisión en Facebook."


@dataclass(frozen=True, slots=True)
class FollowSettings:
    """What planning needs of the installation: who can do what, and how the office is called."""

    broadcaster: Broadcaster
    streaming_platforms: frozenset[str]
    zone: ZoneInfo
    office: str


def follow_settings_of(services: Services) -> FollowSettings:
    """Return planning's view of this installation."""
    can_stream = (
        platform
        for platform, one in services.providers.items()
        if one.streams is not None and one.makes_rooms_itself
    )
    return FollowSettings(
        broadcaster=services.broadcaster,
        streaming_platforms=frozenset(can_stream),
        zone=services.zone,
        office=services.settings.office_name,
    )


def follow_touched(session: Session, notes: Notes, services: Services) -> None:
    """Let the broadcasts of the sessions that a transaction changed follow them."""
    touched = events_of(notes.touched(session))
    if not touched:
        return
    # A session that was only just booked has none yet that was stored.
    ids = [one.id for one in touched if one not in notes.added]
    known = select(Broadcast.event_id).where(Broadcast.event_id.in_(ids))
    have_one = set(session.scalars(known)) if ids else set()
    follow_settings, now = follow_settings_of(services), services.clock()
    for one in touched:
        if one.streams or one.id in have_one:
            follow_event(session, one, follow_settings=follow_settings, now=now)


def broadcast_of(session: Session, event: Event) -> Broadcast | None:
    """Return the session's broadcast, if it has or had one."""
    return session.scalar(select(Broadcast).where(Broadcast.event_id == event.id))


def proposal(event: Event, follow_settings: FollowSettings) -> Post:
    """Return the texts that are proposed for a session."""
    subject = Subject(
        summary=event.summary,
        kind=event.kind,
        starts_at=event.starts_at,
        description=event.description,
        campaign=event.campaign.name if event.campaign else "",
        institution=event.institution,
        municipality=event.municipality,
    )
    return propose(subject, zone=follow_settings.zone, office=follow_settings.office)


def usual_mode(event: Event, follow_settings: FollowSettings) -> BroadcastMode:
    """Return the usual mode: the room itself where that is possible."""
    if not follow_settings.broadcaster.works_by_itself:
        return BroadcastMode.BY_HAND
    if event.meeting.platform.value in follow_settings.streaming_platforms:
        return BroadcastMode.ROOM
    return BroadcastMode.ENCODER


def follow_event(
    session: Session, event: Event, *, follow_settings: FollowSettings, now: datetime
) -> None:
    """Let the broadcast of a session that was booked or changed follow it, whoever changed it."""
    broadcast = broadcast_of(session, event)
    is_wanted = event.streams and event.status is not EventStatus.CANCELLED and event.ends_at > now
    if broadcast is None:
        if is_wanted:
            _plan(session, event, follow_settings, now)
        return
    seen = _digest(event, follow_settings)
    # Any save of the session comes through here; most change nothing that the channel shows.
    if broadcast.followed == seen or broadcast.status in (*OVER, S.LIVE):
        return
    broadcast.followed = seen
    if not broadcast.is_wanted:
        _drop(session, broadcast, now)
    elif broadcast.status is not S.CANCELLED:
        _follow(session, broadcast, follow_settings, now)
    elif is_wanted:
        advance(broadcast, S.PLANNED, now=now)
        broadcast.mode = usual_mode(event, follow_settings)
        broadcast.planned_at = now
        broadcast.asked_at = None
        _follow(session, broadcast, follow_settings, now)


def plan(session: Session, now: datetime, *, follow_settings: FollowSettings) -> None:
    """Plan the broadcasts of coming sessions that ask for one and have none.

    Whoever books does so already; this is for sessions that were booked before there were any.
    """
    lacks = (
        select(Event)
        .outerjoin(Broadcast, Broadcast.event_id == Event.id)
        .where(
            Event.streams.is_(True),
            Event.starts_at > now,
            Event.status != EventStatus.CANCELLED,
            Broadcast.id.is_(None),
        )
    )
    # A bound, because one sweep is one transaction; the next one goes on.
    for event in session.scalars(lacks.limit(100)).unique():
        follow_event(session, event, follow_settings=follow_settings, now=now)


def awaken(
    session: Session, broadcast: Broadcast, now: datetime, *, wait: timedelta = timedelta()
) -> None:
    """Let the worker look now what is due, or after a while; if nothing is, it rests."""
    # Somebody changed something: what failed before says nothing of the next try.
    broadcast.attempts = 0
    broadcast.due_at = now + wait
    # The hint goes by the row's id, which a new one has only now.
    session.flush()
    wake(session, "settle_broadcast", broadcast.id, at=broadcast.due_at if wait else None)


def _digest(event: Event, follow_settings: FollowSettings) -> str:
    """Return a digest of everything of a session that its broadcast follows."""
    meeting = event.meeting
    known = (
        *(
            event.starts_at,
            event.ends_at,
            event.status,
            event.streams,
            proposal(event, follow_settings),
        ),
        *(meeting.platform, meeting.external_id),
    )
    return hashlib.sha256(repr(known).encode()).hexdigest()


def _plan(session: Session, event: Event, follow_settings: FollowSettings, now: datetime) -> None:
    """Plan the broadcast of a session with what is proposed."""
    post = proposal(event, follow_settings)
    broadcast = Broadcast(
        event=event,
        mode=usual_mode(event, follow_settings),
        title=post.title,
        description=post.description,
        hashtags=post.hashtags,
        planned_at=now,
        followed=_digest(event, follow_settings),
    )
    session.add(broadcast)
    session.flush()
    values = {"mode": broadcast.mode.value, "title": broadcast.title}
    audit.record(session, broadcast, "broadcast.planned", now=now, by=None, before={}, after=values)
    awaken(session, broadcast, now)


def _drop(session: Session, broadcast: Broadcast, now: datetime) -> None:
    """The session no longer asks for it: at once where the channel knows nothing of it."""
    if broadcast.status is S.CANCELLED:
        return
    is_only_ours = broadcast.status in (S.PLANNED, S.MANUAL, S.FAILED)
    is_theirs = broadcast.status is S.SCHEDULED and broadcast.is_by_hand
    # What a person announced, only a person can take back: they are told to.
    if is_only_ours or is_theirs:
        advance(broadcast, S.CANCELLED, now=now)
        broadcast.event.live_url = broadcast.permalink_url = ""
        broadcast.due_at = None
        alarms.set_alarm(session, broadcast, DELETE_BY_HAND if is_theirs else "", now)
    else:
        # An announcement that is deleted never comes back under its address.
        is_cancelled = broadcast.event.status is EventStatus.CANCELLED
        awaken(session, broadcast, now, wait=UNDO_TIME if is_cancelled else timedelta())


def _follow(
    session: Session, broadcast: Broadcast, follow_settings: FollowSettings, now: datetime
) -> None:
    """Take over what the session says now; the channel hears of it where that matters."""
    if broadcast.follows_event:
        post = proposal(broadcast.event, follow_settings)
        broadcast.title, broadcast.description = post.title, post.description
        broadcast.hashtags = post.hashtags
    usual = usual_mode(broadcast.event, follow_settings)
    if broadcast.mode is BroadcastMode.ROOM and usual is not BroadcastMode.ROOM:
        # The session moved to a platform whose rooms cannot send; somebody's encoder can.
        broadcast.mode = BroadcastMode.ENCODER
    if broadcast.starts_at > now + ASKED_BEFORE:
        _has_time_again(session, broadcast, now)
    if broadcast.prepared_at is not None and now < broadcast.starts_at - REHEARSED_BEFORE:
        # It was moved away from the time for which it was rehearsed.
        broadcast.prepared_at = None
        run_sheet.forget_rehearsal(broadcast, now)
    is_theirs = broadcast.is_by_hand and broadcast.status is S.SCHEDULED
    if is_theirs and broadcast.wanted != broadcast.announced:
        broadcast.announced = broadcast.wanted
        alarms.set_alarm(session, broadcast, MOVE_BY_HAND, now)
    awaken(session, broadcast, now)


def _has_time_again(session: Session, broadcast: Broadcast, now: datetime) -> None:
    """It was moved away: what a person was asked for the system can do again."""
    broadcast.asked_at = None
    if broadcast.status in (S.MANUAL, S.FAILED) and not broadcast.is_by_hand:
        advance(broadcast, S.PLANNED, now=now)
        alarms.set_alarm(session, broadcast, "", now)
