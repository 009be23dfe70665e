"""The rules of campaigns: added, renamed, no longer offered; never deleted, sessions have them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc import audit
from vc.booking.models import Campaign, Event
from vc.db import flush_unique
from vc.errors import NotFoundError

TAKEN = "Ya hay una campaña con ese nombre."


@dataclass(frozen=True, slots=True)
class Counted:
    """A campaign, and how many sessions belong to it."""

    campaign: Campaign
    sessions: int


def all_of_them(session: Session) -> list[Counted]:
    """Return every campaign, those that are offered first, by name."""
    counts = (
        select(Event.campaign_id, func.count(Event.id).label("count"))
        .where(Event.campaign_id.is_not(None))
        .group_by(Event.campaign_id)
        .subquery()
    )
    query = select(Campaign, func.coalesce(counts.c.count, 0)).outerjoin(
        counts, counts.c.campaign_id == Campaign.id
    )
    rows = session.execute(query.order_by(Campaign.is_active.desc(), Campaign.name))
    return [Counted(campaign, count) for campaign, count in rows]


def campaign_by_id(session: Session, campaign_id: int) -> Campaign:
    """Return a campaign. Raises NotFoundError."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFoundError("Esa campaña no existe.")
    return campaign


def add(session: Session, name: str, *, by: audit.Actor, now: datetime) -> Campaign:
    """Add a campaign. Raises RuleError where there is one of that name. The caller commits."""
    campaign = Campaign(name=name)
    session.add(campaign)
    flush_unique(session, TAKEN, field="name")
    after = {"name": name}
    audit.record(session, campaign, "campaign.add", now=now, by=by, before={}, after=after)
    return campaign


def change(
    session: Session,
    campaign: Campaign,
    name: str,
    is_active: bool,
    *,
    by: audit.Actor,
    now: datetime,
) -> None:
    """Rename a campaign, or stop offering it; calendars show the new name. The caller commits."""
    campaign.name, campaign.is_active = name, is_active
    before, after = audit.changes_of(campaign)
    if not before and not after:
        return
    flush_unique(session, TAKEN, field="name")
    audit.record(session, campaign, "campaign.change", now=now, by=by, before=before, after=after)
