"""Refusals: who asked not to appear in what is published of a session, and who took it back."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.errors import NotFoundError, RuleError
from vc.inputs import is_blank
from vc.permissions import Capability, check
from vc.privacy.models import Refusal, Source

MOST_READ = 2000
Hearer = Callable[[Session, Refusal, datetime], None]


def note(
    session: Session,
    event: Event,
    name: str,
    *,
    source: Source,
    now: datetime,
    hint: str = "",
    by: Person | None = None,
    hearers: Iterable[Hearer] = (),
) -> Refusal:
    """Keep that somebody does not want to appear, and tell the hearers; the caller commits.

    `hint` says how to know them in the recording. `by` is None for who says so on our own pages.
    Raises RuleError without a name.
    """
    if by is not None:
        check(by, Capability.REGISTER_CONSENT, event)
    if is_blank(name):
        raise RuleError("Escriba el nombre con que entra, o cómo se le reconoce.", field="name")
    refusal = Refusal(
        event=event, person_name=name.strip(), note=hint.strip(), source=source, at=now, by=by
    )
    session.add(refusal)
    session.flush()
    after = {"source": source.value}
    audit.record(session, refusal, "refusal.add", now=now, by=by, before={}, after=after)
    for hear in hearers:
        hear(session, refusal, now)
    return refusal


def withdraw(session: Session, refusal: Refusal, *, now: datetime, by: Person | None) -> None:
    """Note that somebody may appear after all; the caller commits. Twice changes nothing.

    `by` is None for who took back their own by their own address.
    """
    if by is not None:
        check(by, Capability.REVOKE_CONSENT, refusal)
    if refusal.withdrawn_at is not None:
        return
    refusal.withdrawn_at = now
    refusal.withdrawn_by_id = by.id if by else None
    audit.record(session, refusal, "refusal.withdraw", now=now, by=by, before={}, after={})


def of_event(session: Session, event_id: int | None) -> Sequence[Refusal]:
    """Return the refusals of what is published of a session, the oldest first."""
    if event_id is None:
        return ()
    query = select(Refusal).where(Refusal.event_id == event_id, Refusal.withdrawn_at.is_(None))
    return session.scalars(query.order_by(Refusal.id)).unique().all()


def listed(session: Session, event_id: int | None) -> Sequence[Refusal]:
    """Return the refusals, of one session or of all, the newest first; withdrawn ones too."""
    query = select(Refusal).order_by(Refusal.id.desc()).limit(MOST_READ)
    if event_id is not None:
        query = query.where(Refusal.event_id == event_id)
    return session.scalars(query).unique().all()


def refusal_by_id(session: Session, refusal_id: int) -> Refusal:
    """Return a refusal. Raises NotFoundError."""
    refusal = session.get(Refusal, refusal_id)
    if refusal is None:
        raise NotFoundError("Esa petición no existe.")
    return refusal
