"""Holding everything back, or a channel, or a campaign; and going on without a crowd afterwards."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.accounts.request_context import RequestContext
from vc.booking.models import Campaign
from vc.channels.queries import channel_by_id
from vc.channels.slots import spaced
from vc.errors import NotFoundError, RuleError
from vc.inputs import is_blank
from vc.jobs import release, wake
from vc.publishing import gates
from vc.publishing.models import Pause, Publication, PublicationStatus
from vc.publishing.service import TASK
from vc.states import advance

S = PublicationStatus
SAY_WHY = "Escriba por qué se detienen las publicaciones: lo verá quien las espere."
IN_THE_PAST = "La pausa terminaría antes de empezar. Elija un momento que venga."
NO_CAMPAIGN = "Elija una campaña de la lista."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPause:
    """A pause as somebody wants it: of a channel, of a campaign, of both, or of everything."""

    reason: str
    channel_id: int | None = None
    campaign_id: int | None = None
    ends_at: datetime | None = None


def pause(context: RequestContext, new: NewPause) -> Pause:
    """Hold back what has not gone out. Raises RuleError. The caller commits."""
    session, now = context.session, context.now
    if is_blank(new.reason):
        raise RuleError(SAY_WHY, field="reason")
    if new.ends_at is not None and new.ends_at <= now:
        raise RuleError(IN_THE_PAST, field="ends_at")
    channel = channel_by_id(session, new.channel_id) if new.channel_id else None
    campaign = session.get(Campaign, new.campaign_id) if new.campaign_id else None
    if new.campaign_id and campaign is None:
        raise RuleError(NO_CAMPAIGN, field="campaign_id")
    row = Pause(
        channel=channel,
        campaign=campaign,
        reason=new.reason.strip(),
        begins_at=now,
        ends_at=new.ends_at,
        by=context.by,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, row, "pause.begin", now=now, by=context.by, before={}, after={}, reason=row.reason
    )
    for publication in _waiting(session):
        if row.holds(publication.channel, publication.clip.event):
            # By the time it goes on the network may have thrown it away.
            publication.forget_draft()
            advance(publication, S.PAUSED, now=now, by=context.by, reason=row.reason, asked_at=None)
            release(publication, due_at=None)
    return row


def lift(
    session: Session, row: Pause, *, now: datetime, zone: ZoneInfo, by: Person | None = None
) -> int:
    """End a pause; return how many publications go on. The caller commits."""
    if row.lifted_at is not None:
        return 0
    row.lifted_at, row.lifted_by_id = now, by.id if by else None
    audit.record(session, row, "pause.end", now=now, by=by, before={}, after={})
    session.flush()
    return _go_on(session, now, zone, by)


def end_due_pauses(session: Session, now: datetime, *, zone: ZoneInfo) -> None:
    """End the pauses whose end has come. The caller commits."""
    over = select(Pause).where(Pause.lifted_at.is_(None), Pause.ends_at <= now)
    for row in list(session.scalars(over)):
        lift(session, row, now=now, zone=zone)


def pause_by_id(session: Session, pause_id: int) -> Pause:
    """Return a pause. Raises NotFoundError."""
    row = session.get(Pause, pause_id)
    if row is None:
        raise NotFoundError("Esa pausa no existe.")
    return row


def _waiting(session: Session) -> list[Publication]:
    """Return what waits for its time or for a person; no worker holds any of it."""
    query = select(Publication).where(Publication.status.in_((S.QUEUED, S.PUBLISHING)))
    return [
        one
        for one in session.scalars(query).unique()
        if one.status is S.QUEUED or one.channel.is_by_hand
    ]


def _go_on(session: Session, now: datetime, zone: ZoneInfo, by: Person | None) -> int:
    """Queue again what no pause holds any more, channel by channel, apart from each other."""
    query = select(Publication).where(Publication.status == S.PAUSED)
    free = [
        one
        for one in session.scalars(query.order_by(Publication.publish_after)).unique()
        if gates.pause_of(session, one, now) is None
    ]
    for channel in {one.channel for one in free}:
        rows = [one for one in free if one.channel is channel]
        taken = gates.taken_times(session, channel, now, without=rows)
        times = spaced([one.ready_at for one in rows], taken, channel.rules(zone), now=now)
        for publication, at in zip(rows, times, strict=True):
            if at > publication.ready_at:
                publication.publish_after = at
            advance(publication, S.QUEUED, now=now, by=by)
            release(publication, due_at=publication.begins_at)
            for instant in {publication.begins_at, publication.ready_at}:
                wake(session, TASK, publication.id, at=instant)
    return len(free)
