"""Whether Google still takes a consent: tried daily, so that its end is seen before it is missed.

It also keeps the consent alive: one that nobody used for six months ends.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from integrations.contracts.common import Connection
from vc.connections import service
from vc.connections.models import AccountGrant, Purpose
from vc.jobs import LeaseLostError, claim, hold, release


class Tried(Protocol):
    """What works by a consent."""

    def check(self) -> Connection:
        """Look how it stands."""
        ...


class Kept(Protocol):
    """Where what works by a consent is found; None while nobody has consented."""

    def get(self) -> Tried | None: ...


def check(
    session: Session,
    grant_id: int,
    *,
    kept: Mapping[Purpose, Kept],
    clock: Callable[[], datetime],
) -> None:
    """Try a consent, if that is due; no transaction is open meanwhile."""
    token = claim(session, AccountGrant, grant_id, now=clock())
    session.commit()
    if token is None:
        return
    row = session.get_one(AccountGrant, grant_id)
    purpose = row.purpose
    session.commit()
    adapter = kept[purpose].get() if purpose in kept else None
    found = adapter.check() if adapter else None
    try:
        hold(session, row, token)
    except LeaseLostError:
        session.rollback()
        return
    session.refresh(row)
    if found is None or not row.is_given:
        release(row, due_at=None)
    else:
        service.note_check(session, row, found, clock())
    session.commit()
