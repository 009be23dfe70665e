"""Whether a vendor lets us work: its jobs stop together, and go on together.

A refusal of our credentials concerns every job of that vendor. Instead of failing one by one they
are left due, not counted as attempts, until a look at the vendor says that it takes us again.
Features say at `vc.connections.hooks` which of their rows wait, whom to ask, and what people are
told; nothing here knows of them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.common import Connection
from integrations.errors import BlockedError, CredentialsError, IntegrationError
from vc import audit
from vc.connections import labels
from vc.connections.hooks import ALARMS, VENDORS, WAITING, Vendor
from vc.connections.models import Use, VendorConnection
from vc.db import insert_once
from vc.errors import NotFoundError
from vc.jobs import DueMixin, Job, release, wake
from vc.services import Services

CHECKED_EVERY = timedelta(hours=24)
"""A token may die in silence, and one that nobody uses for months ends."""
WHILE_STOPPED = timedelta(minutes=5)
SAME_WITHIN = timedelta(hours=1)
"""A refusal that comes so soon after a look let everything go on is the same one still."""

RowT = TypeVar("RowT", bound=DueMixin)


def state_of(session: Session, use: Use, vendor: str) -> VendorConnection | None:
    """Return our connection with a vendor; None before anybody looked."""
    query = select(VendorConnection).where(
        VendorConnection.use == use, VendorConnection.vendor == vendor
    )
    return session.scalar(query)


def stopped(session: Session, use: Use, vendor: str) -> VendorConnection | None:
    """Return our connection with a vendor that refuses us; None while it lets us work."""
    row = state_of(session, use, vendor)
    return row if row is not None and row.stopped_at is not None else None


def stops(session: Session, use: Use) -> dict[str, VendorConnection]:
    """Return the vendors that refuse us, by name."""
    query = select(VendorConnection).where(
        VendorConnection.use == use, VendorConnection.stopped_at.is_not(None)
    )
    return {row.vendor: row for row in session.scalars(query)}


def schedule_first_check(session: Session, use: Use, vendor: str, now: datetime) -> None:
    """Let a vendor be looked at that is not looked at yet. The caller commits."""
    row = state_of(session, use, vendor) or _locked(session, use, vendor)
    if row.due_at is None:
        row.due_at = now


def check_soon(session: Session, use: Use, vendor: str, now: datetime) -> None:
    """Let the worker look at once, if it ever looked. The caller commits."""
    row = state_of(session, use, vendor)
    if row is not None:
        row.due_at = now
        wake(session, "check_connection", row.id)


def stop_if_refused(
    job: Job[RowT], use: Use, name: str, vendor: Vendor, error: IntegrationError
) -> VendorConnection | None:
    """Stop a vendor's jobs where an error concerns all of them; None where only this one met it.

    It may ask the vendor, so what was written to the row is committed.
    """
    # Anything else is about one request, and says nothing of the next.
    if not isinstance(error, CredentialsError | BlockedError):
        return None
    if not _concerns_all(job, vendor, error):
        return None
    return stop(job.session, use, name, error, now=job.now())


def stop(
    session: Session,
    use: Use,
    vendor: str,
    error: CredentialsError | BlockedError,
    *,
    now: datetime,
) -> VendorConnection:
    """Stop a vendor's jobs, if they are not stopped yet; people are told by the worker."""
    row = _locked(session, use, vendor)
    # Several workers meet the same refusal at once: the first stops it, and people hear once.
    if row.stopped_at is None:
        lacks = error.missing_scopes if isinstance(error, CredentialsError) else ()
        _refused(session, row, error.message, lacks, now)
    return row


def wait(job: Job[RowT], row: VendorConnection) -> None:
    """Leave a job's row due until the vendor takes us again; this was no attempt."""
    job.uncounted()
    job.again_at(resumes_at(row, job.now()), row.reason)


def resumes_at(row: VendorConnection, now: datetime) -> datetime:
    """Return the instant when a job of a stopped vendor looks again whether it may go on."""
    # All of them at the next look, which then wakes them together if it went well.
    return row.due_at if row.due_at is not None and row.due_at > now else now + WHILE_STOPPED


def check(job: Job[VendorConnection]) -> None:
    """Tell people of a refusal, or look how a vendor stands."""
    row, services = job.row, job.services
    if row.stopped_at is not None and row.alarmed_at is None:
        # First of all: whoever stopped the vendor has just asked it.
        _tell_once(job.session, row, services, job.now())
        job.again_at(job.now() + WHILE_STOPPED)
        return
    vendor = _vendor(services, row.use, row.vendor)
    if vendor is None:
        job.done()
        return
    with job.outside():
        found = vendor.check()
    _note(job.session, row, found, services, job.now())


def check_now(session: Session, use: Use, name: str, services: Services) -> Connection:
    """Check at once, for somebody who presses the button. It commits, and asks between both.

    Raises NotFoundError where nobody works with that vendor.
    """
    vendor = _vendor(services, use, name)
    if vendor is None:
        raise NotFoundError(labels.NO_SUCH)
    session.commit()
    found = vendor.check()
    note(session, use, name, found, services)
    session.commit()
    return found


def note(session: Session, use: Use, name: str, found: Connection, services: Services) -> None:
    """Write down what a look found that a person asked for. The caller commits."""
    row = _locked(session, use, name)
    _note(session, row, found, services, services.clock())
    # Whoever asked for it has put something right: what is refused then is news.
    row.resumed_at = None


def _concerns_all(job: Job[RowT], vendor: Vendor, error: CredentialsError | BlockedError) -> bool:
    """Tell whether a refusal stops every job of the vendor, or only the one that met it.

    A permission that only this operation needs stops only this one. A block shows in no look.
    """
    if isinstance(error, BlockedError):
        return True
    with job.outside():
        found = vendor.check()
    if found.is_working:
        return False
    return not error.missing_scopes or bool(set(error.missing_scopes) & set(found.missing_scopes))


def _note(
    session: Session, row: VendorConnection, found: Connection, services: Services, now: datetime
) -> None:
    """Write down what a look found: the vendor's jobs stop, or go on."""
    row.is_working, row.message = found.is_working, found.message[:1000]
    row.missing, row.facts = list(found.missing_scopes), dict(found.facts)
    row.checked_at = now
    # One permission may be back while another still lacks: what waits for the first goes on.
    if row.stopped_at is not None and _is_over(found, row.lacks):
        _resume(session, row, services, now)
    elif row.stopped_at is None and found.is_refused:
        _refused(session, row, found.message, found.missing_scopes, now)
    _tell_once(session, row, services, now)
    release(row, due_at=now + (CHECKED_EVERY if found.is_working else WHILE_STOPPED))


def _is_over(found: Connection, lacks: Sequence[str]) -> bool:
    """Tell whether what stopped a vendor is over; permissions that others need may still lack."""
    if found.is_working:
        return True
    missing = set(found.missing_scopes)
    return bool(lacks) and bool(missing) and not missing & set(lacks)


def _refused(
    session: Session, row: VendorConnection, reason: str, lacks: Sequence[str], now: datetime
) -> None:
    """Write down that a vendor refuses us from now on; the worker is woken to tell people."""
    # A vendor that takes the look and refuses the work would have people written to again and
    # again.
    is_same = row.resumed_at is not None and now - row.resumed_at < SAME_WITHIN
    if not is_same:
        row.alarmed_at = None
    row.is_working, row.stopped_at, row.lacks = False, now, list(lacks)
    row.reason = row.message = reason[:1000]
    row.due_at = now if row.alarmed_at is None else now + WHILE_STOPPED
    _line(session, row, "connection.stop", now, reason=row.reason)
    wake(session, "check_connection", row.id)


def _resume(session: Session, row: VendorConnection, services: Services, now: datetime) -> None:
    """Wake whatever waited for a vendor that takes us again."""
    row.stopped_at, row.resumed_at = None, now
    _line(session, row, "connection.resume", now)
    for kind in services.registry.added_to(WAITING):
        if kind.use is not row.use:
            continue
        # By the reason: what waits for something else, such as its own hour, stays as it is.
        waited = kind.of(row.vendor), kind.model.due_at > now, kind.model.last_error == row.reason
        for one in session.scalars(select(kind.model).where(*waited)).unique():
            one.due_at = now
            wake(session, kind.job, one.id)


def _tell_once(session: Session, row: VendorConnection, services: Services, now: datetime) -> None:
    """Tell people of a refusal, unless they know of it."""
    if row.stopped_at is not None and row.alarmed_at is None:
        row.alarmed_at = now
        for use, tell in services.registry.added_to(ALARMS):
            if use is row.use:
                tell(session, row, now)


def _vendor(services: Services, use: Use, name: str) -> Vendor | None:
    """Return whom to ask how we stand; None where nobody works with it."""
    return dict(services.registry.added_to(VENDORS))[use](services, name)


def _locked(session: Session, use: Use, vendor: str) -> VendorConnection:
    """Return a vendor's row as it is now, locked until the transaction ends."""
    if state_of(session, use, vendor) is None:
        insert_once(session, VendorConnection, ("use", "vendor"), use=use, vendor=vendor)
    query = select(VendorConnection).where(
        VendorConnection.use == use, VendorConnection.vendor == vendor
    )
    return session.scalars(
        query.with_for_update(), execution_options={"populate_existing": True}
    ).one()


def _line(
    session: Session, row: VendorConnection, action: str, now: datetime, reason: str = ""
) -> None:
    """Add a line to the log."""
    after = {"vendor": row.vendor}
    audit.record(session, row, action, now=now, by=None, before={}, after=after, reason=reason)
