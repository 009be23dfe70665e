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
from vc.jobs import Job, run


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
    run(session, AccountGrant, grant_id, _check, kept, clock=clock)


def _check(job: Job[AccountGrant, Mapping[Purpose, Kept]]) -> None:
    """Ask the vendor, where there is a consent."""
    kept = job.deps.get(job.row.purpose)
    found = None
    if kept:
        # What works by the consent is found by a transaction of its own.
        with job.outside():
            adapter = kept.get()
            found = adapter.check() if adapter else None
    if found is None or not job.row.is_given:
        job.done()
    else:
        service.note_check(job.session, job.row, found, job.now())
