"""Whether Google still takes a consent: tried daily, so that its end is seen before it is missed.

It also keeps the consent alive: one that nobody used for six months ends.
"""

from typing import Protocol

from integrations.contracts.common import Connection
from vc.grants import service
from vc.grants.models import AccountGrant, Purpose
from vc.jobs import Job


class Tried(Protocol):
    """What works by a consent."""

    def check(self) -> Connection:
        """Look how it stands."""
        ...


class Kept(Protocol):
    """Where what works by a consent is found; None while nobody has consented."""

    def get(self) -> Tried | None: ...


class KeptAdapters(dict[Purpose, Kept]):
    """Where what works by the consents of this installation is found, by purpose."""


def check(job: Job[AccountGrant]) -> None:
    """Try a consent at the vendor, where there is one."""
    kept = job.services.memory(KeptAdapters).get(job.row.purpose)
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
