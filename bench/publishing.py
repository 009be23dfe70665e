"""Publications: how long after its instant one is sent, with a worker that is free."""

import random
import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import func, select

from tests.approvals.working import approve, settle
from tests.branding.test_plates import picture
from tests.clips.working import change, render
from tests.people import make_person
from tests.processes import running, wait_until
from tests.publishing.working import plan
from tests.test_postgres_clips import clip_of
from vc.accounts.models import Person, Role
from vc.accounts.request_context import RequestContext
from vc.approvals import service as approvals
from vc.branding import service as branding
from vc.branding.service import NewPlate
from vc.channels import service as channels
from vc.channels.models import Mode
from vc.clips.models import Clip
from vc.db import db, read_only
from vc.jobs import wake
from vc.networks.facts import Network
from vc.publishing.models import LEAD, Publication, PublicationStatus
from vc.publishing.service import TASK
from vc.services import services_of

COUNT = 60
OVER_S = 60
WARM_UP = timedelta(seconds=45)
"""So long what nobody sees is prepared, as in the quarter of an hour before its time."""
ROWS = tuple[str, str, str]


def now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def measure_delay(rows: list[ROWS], app: Flask, folder: Path) -> None:
    """Plan publications at odd instants of a minute, and compare when each was sent."""
    read_only(False)
    author = make_person(db.session, Role.HOST, name="Ana Autora")
    reviewer = make_person(db.session, Role.COORDINATOR, name="Rita Revisora")
    clip = _approved(app, author, reviewer, folder)
    _plan_many(clip, author, ZoneInfo(services_of(app).settings.tzid))
    db.session.rollback()
    read_only(True)
    with running("-m", "flask", "worker", settings=services_of(app).settings):
        wait_until(lambda: _waiting() == 0, "all were sent", seconds=OVER_S + 120)
    sent = db.session.scalars(select(Publication).where(Publication.repetition > 1)).unique().all()
    delays = sorted((one.sent_at - one.publish_after).total_seconds() for one in sent)
    p95 = delays[int(0.95 * (len(delays) - 1))]
    rows.append(
        (
            "a publication's instant → it is sent to the network, p95",
            f"{p95:.2f} s (median {statistics.median(delays):.2f} s, most {delays[-1]:.2f} s)",
            "≤ 2 s",
        )
    )


def _approved(app: Flask, author: Person, reviewer: Person, folder: Path) -> Clip:
    """Return a clip of two seconds that somebody else approved."""
    clip, session = clip_of(app, now, author, folder), db.session()
    new = NewPlate(name="Prevenimos Juntos", logo=picture())
    plate = branding.keep(session, new, now=now(), by=reviewer)
    words = {"text": "Cuide su contraseña. #PrevenimosJuntos", "alt_text": "Barras"}
    change(clip, now, author, plate_id=plate.id, **words)
    render(app, clip)
    approvals.submit(session, clip, now=now(), by=author)
    session.commit()
    settle(clip, now(), by=author, reviewer=reviewer)
    approve(clip, now(), reviewer)
    return clip


def _plan_many(clip: Clip, author: Person, zone: ZoneInfo) -> None:
    """Plan the clip many times within a minute, each with the hint that planning sends."""
    session = db.session()
    used = [
        one
        for one in channels.add_first(session, now=now(), by=author)
        if one.network in (Network.FACEBOOK, Network.YOUTUBE, Network.X)
    ]
    for channel in used:
        channel.mode, channel.is_on = Mode.API, True
        channel.gap_min, channel.most_per_day = 0, 10_000
        channel.quiet_from = channel.quiet_until
    session.commit()
    context = RequestContext(session, author, now(), zone)
    first = plan(context, clip, used[0], now() + timedelta(days=1))
    values = {
        column.key: getattr(first, column.key)
        for column in Publication.__mapper__.column_attrs
        if column.key not in ("id", "slug", "repetition")
    }
    begin, luck = now() + WARM_UP, random.Random(5)
    for number in range(COUNT):
        copied = Publication(**values, repetition=number + 2)
        copied.publish_after = begin + timedelta(seconds=luck.uniform(0, OVER_S))
        copied.text = f"{first.text} · {number}"
        copied.approved_text_sha256 = copied.words_sha256
        copied.channel_id = used[number % len(used)].id
        copied.due_at = copied.publish_after - LEAD
        session.add(copied)
        session.flush()
        wake(session, TASK, copied.id)
        wake(session, TASK, copied.id, at=copied.publish_after)
    session.commit()


def _waiting() -> int:
    """Return how many were not published yet."""
    query = select(func.count()).where(
        Publication.repetition > 1, Publication.status != PublicationStatus.PUBLISHED
    )
    number = db.session.scalar(query) or 0
    # An open transaction would keep the worker out.
    db.session.rollback()
    return number
