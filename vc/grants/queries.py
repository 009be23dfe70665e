"""Reading grants."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.grants.models import AccountGrant, Purpose


def grant_for(session: Session, purpose: Purpose) -> AccountGrant | None:
    """Return what is known of a purpose's account; None before anybody asked for one."""
    return session.scalar(select(AccountGrant).where(AccountGrant.purpose == purpose))


def given_grants(session: Session) -> list[AccountGrant]:
    """Return every consent that somebody gave, those that ended included."""
    query = select(AccountGrant).where(AccountGrant.granted_at.is_not(None))
    return list(session.scalars(query.order_by(AccountGrant.id)))
