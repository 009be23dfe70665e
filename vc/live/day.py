"""What the day's page shows of broadcasts: who is on air, what lacks, the month's goal."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.booking.day import Goal, OnAir, Step, Steps
from vc.booking.models import Event
from vc.live import queries
from vc.live.models import OVER, Broadcast, BroadcastStatus
from vc.live.service import MONTHLY_GOAL

ON_AIR = "Al aire"
NO_COVER = "Falta la portada de la transmisión."
HAS_COVER = "La transmisión tiene portada."
ANNOUNCED = "La transmisión está anunciada en Facebook."
NOT_ANNOUNCED = "La transmisión todavía no está anunciada en Facebook."
S = BroadcastStatus


def on_air(session: Session, events: Sequence[Event]) -> Mapping[int, OnAir]:
    """Return the sessions that are broadcast just now."""
    return {
        one.event_id: OnAir(
            ON_AIR,
            url_for("live.show", event_id=one.event_id),
            url_for("live.cover", slug=one.cover_slug) if one.cover_slug else "",
        )
        for one in _of(session, events)
        if one.status is S.LIVE
    }


def steps(session: Session, events: Sequence[Event], now: datetime) -> Steps:
    """Return what the broadcasts of sessions need."""
    found = _of(session, [one for one in events if one.streams])
    return {one.event_id: _steps(one) for one in found if one.status not in OVER}


def _steps(broadcast: Broadcast) -> list[Step]:
    """Return what a broadcast needs before its session begins."""
    url = url_for("live.show", event_id=broadcast.event_id)
    is_out = broadcast.status in (S.SCHEDULED, S.LIVE)
    said = broadcast.alarm or (ANNOUNCED if is_out else NOT_ANNOUNCED)
    has_cover = bool(broadcast.cover_slug)
    return [
        Step("En vivo", said, url, is_done=is_out and not broadcast.alarm),
        Step("Portada", HAS_COVER if has_cover else NO_COVER, url, is_done=has_cover),
    ]


def goals(session: Session, begin: datetime, end: datetime) -> Iterator[Goal]:
    """Yield how many lives a month has: the annual programme asks for one or two."""
    count = queries.count_between(session, begin, end)
    yield Goal("Transmisiones en vivo", count, url_for("live.index"), *MONTHLY_GOAL)


def _of(session: Session, events: Sequence[Event]) -> list[Broadcast]:
    """Return the broadcasts of sessions."""
    if not events:
        return []
    query = select(Broadcast).where(Broadcast.event_id.in_([one.id for one in events]))
    return list(session.scalars(query).unique())
