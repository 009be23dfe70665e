"""The rules of privacy notices: the one in force, and a new version of it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.errors import ConcurrentChangeError, RuleError
from vc.permissions import Capability, check
from vc.privacy.models import PrivacyNotice


def current(session: Session) -> PrivacyNotice:
    """Return the version in force."""
    query = select(PrivacyNotice).order_by(PrivacyNotice.version.desc()).limit(1)
    return session.scalars(query).one()


def publish(
    session: Session,
    *,
    simple: str,
    full: str,
    reason: str,
    after: int,
    by: Person,
    now: datetime,
) -> PrivacyNotice:
    """Put a new version in force; the caller commits. `after` is the version that was edited.

    Raises ConcurrentChangeError when somebody else published meanwhile, and RuleError when nothing
    changed.
    """
    check(by, Capability.WRITE_NOTICES)
    before = session.scalars(
        select(PrivacyNotice).order_by(PrivacyNotice.version.desc()).limit(1).with_for_update()
    ).one()
    if before.version != after:
        raise ConcurrentChangeError(
            f"Mientras usted escribía se publicó la versión {before.version}. Revísela; "
            "si publica otra vez, lo suyo será la siguiente."
        )
    if (simple, full) == (before.simple, before.full):
        raise RuleError("No cambió nada: los dos textos son los de la versión vigente.")
    version = (session.scalar(select(func.max(PrivacyNotice.version))) or after) + 1
    notice = PrivacyNotice(
        version=version, simple=simple, full=full, reason=reason, at=now, by_id=by.id
    )
    session.add(notice)
    session.flush()
    audit.record(session, notice, "privacynotice.publish", now=now, by=by, before={}, after={})
    return notice
