"""The bans that wait for a second person to compare them with their document."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vc.access import office_date
from vc.accounts.models import Person
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.permissions import Capability, may
from vc.publishing_bans.models import Ban


def to_confirm(person: Person, now: datetime) -> Query | None:
    """Return the bans, in force or to come, that somebody else entered and nobody confirmed."""
    if not may(person, Capability.ENTER_BANS):
        return None
    query = select(Ban.id, Ban.entered_at).where(
        Ban.confirmed_by_id.is_(None),
        Ban.withdrawn_at.is_(None),
        Ban.entered_by_id != person.id,
        Ban.ends_on >= office_date(),
    )
    return query.order_by(Ban.entered_at, Ban.id)


def rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the bans, the longest waiting first."""
    query = select(Ban).where(Ban.id.in_(ids)).options(joinedload(Ban.entered_by))
    for ban in session.scalars(query.order_by(Ban.entered_at, Ban.id)):
        yield PendingRow(
            id=ban.id,
            title=ban.name,
            url=url_for("publishing_bans.show", ban_id=ban.id),
            note=f"La registró {ban.entered_by.name}.",
            at=ban.entered_at,
        )


KINDS = (
    PendingKind(
        key="bans",
        one="veda por confirmar",
        many="vedas por confirmar",
        entry="",
        waiting=to_confirm,
        rows=rows,
    ),
)
