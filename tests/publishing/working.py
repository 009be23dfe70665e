"""What tests of publications do: plan, let the worker work, look."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from vc.accounts.request_context import RequestContext
from vc.approvals.models import Review
from vc.approvals.service import files_sha256
from vc.channels.models import Channel
from vc.clips import queries as clips
from vc.clips.models import Clip
from vc.connections import service as connections
from vc.connections.models import Use, VendorConnection
from vc.db import db, read_only
from vc.grants.models import AccountGrant
from vc.mail.models import Message
from vc.networks.facts import Network
from vc.publishing import service
from vc.publishing.models import Publication
from vc.publishing.service import PublicationRequest
from vc.scheduler import run_sweep
from vc.services import services_of

ZONE = ZoneInfo("America/Mexico_City")
HOUR = timedelta(hours=1)
KINDS = {
    "renew_grant": AccountGrant,
    "settle_publication": Publication,
    "check_connection": VendorConnection,
}
REEL = "https://www.facebook.com/reel/1234567890"


def only(channels: list[Channel], network: Network) -> Channel:
    """Return the channel of a network."""
    return next(one for one in channels if one.network is network)


def wanted(clip: Clip, channel: Channel, at: datetime, **changes: object) -> PublicationRequest:
    """Return a publication with the clip's own words."""
    edit = clips.edit_of(db.session(), clip)
    values = {"title": edit.title, "text": edit.text} | changes
    return PublicationRequest(channel_id=channel.id, publish_after=at, **values)


def plan(
    context: RequestContext, clip: Clip, channel: Channel, at: datetime, **changes: object
) -> Publication:
    """Plan a clip on a channel, and commit."""
    made = service.queue(context, clip, [wanted(clip, channel, at, **changes)])
    db.session.commit()
    return made[0]


def work(app: Flask, row: Publication) -> Publication:
    """Let the worker do whatever is due now; return the row as it is then."""
    number = row.id
    db.session.rollback()
    run_sweep(app)
    read_only(False)
    for _ in range(9):
        due = [
            (task, one)
            for task, model in KINDS.items()
            for one in db.session.scalars(
                select(model.id).where(model.due_at <= services_of(app).clock())
            )
        ]
        db.session.rollback()
        if not due:
            break
        for task, one in due:
            services_of(app).registry.tasks[task].call_local(one)
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Publication, number)


def connection_of(row: Publication) -> VendorConnection:
    """Return how the office stands with a publication's network."""
    found = connections.state_of(db.session(), Use.POSTS, row.channel.network.value)
    assert found is not None
    return found


def approve_as_is(clip: Clip) -> None:
    """Let what was approved be the files as they are now."""
    approval = db.session.query(Review).filter_by(clip_id=clip.id).one()
    approval.files_sha256 = files_sha256(clip)


def mails() -> list[str]:
    """Return the subjects of the messages that wait to be sent, each once."""
    rows = db.session.scalars(select(Message).order_by(Message.id))
    return list(dict.fromkeys(str(row.about.get("subject", "")) for row in rows))
