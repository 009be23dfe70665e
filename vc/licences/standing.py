"""Whether a vendor lets us work: its jobs stop together, and go on together.

A refusal of our credentials concerns every job of that vendor. Instead of failing one by one they
are left due, not counted as attempts, until a look at the vendor says that it takes us again.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.common import Connection
from integrations.contracts.meetings import MeetingProvider
from integrations.errors import CredentialsError
from vc import audit
from vc.jobs import wake
from vc.licences.models import Platform, VendorState

PROBE_EVERY = timedelta(minutes=5)


def concerns_all(provider: MeetingProvider, error: CredentialsError) -> bool:
    """Tell whether a refusal stops every job of the vendor, or only the one that met it.

    A permission that only this operation needs stops only this one. It asks the vendor: no
    transaction may be open.
    """
    found = provider.check()
    if found.is_working:
        return False
    return not error.missing_scopes or bool(set(error.missing_scopes) & set(found.missing_scopes))


def lets_us_work(found: Connection, lacks: list[str]) -> bool:
    """Tell whether what stopped a vendor is over; permissions that others need may still lack."""
    if found.is_working:
        return True
    return bool(found.missing_scopes) and not set(found.missing_scopes) & set(lacks)


def stopped(session: Session, platform: Platform) -> VendorState | None:
    """Return the state of a vendor that refuses us; None while it lets us work."""
    query = select(VendorState).where(
        VendorState.platform == platform, VendorState.stopped_at.is_not(None)
    )
    return session.scalar(query)


def stops(session: Session) -> dict[str, VendorState]:
    """Return the vendors that refuse us, by platform."""
    rows = session.scalars(select(VendorState).where(VendorState.stopped_at.is_not(None)))
    return {row.platform.value: row for row in rows}


def stop(
    session: Session, platform: Platform, error: CredentialsError, *, now: datetime
) -> VendorState:
    """Stop the vendor's jobs, if they are not stopped yet; people are told by the worker."""
    state = session.scalar(
        select(VendorState).where(VendorState.platform == platform).with_for_update()
    )
    if state is None:
        state = VendorState(platform=platform)
        session.add(state)
    if state.stopped_at is None:
        state.stopped_at = now
        state.reason = error.message[:1000]
        state.lacks = list(error.missing_scopes)
        state.alarmed_at = None
        state.due_at = now
        session.flush()
        audit.record(
            session,
            state,
            "vendorstate.stop",
            now=now,
            by=None,
            before={},
            after={"platform": platform.value},
            reason=state.reason,
        )
        wake(session, "probe_vendor", state.id)
    return state


def resumes_at(state: VendorState, now: datetime) -> datetime:
    """Return when a job of a stopped vendor looks again whether it may go on."""
    is_ahead = state.due_at is not None and state.due_at > now
    return state.due_at if is_ahead else now + PROBE_EVERY


def probe_soon(session: Session, platform: Platform, now: datetime) -> bool:
    """Let the worker look at a stopped vendor at once; tell whether it is stopped."""
    state = stopped(session, platform)
    if state is None:
        return False
    state.due_at = now
    wake(session, "probe_vendor", state.id)
    return True
