"""Reading grants."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.connections import service as connections
from vc.connections.models import VendorConnection
from vc.grants.known import PURPOSES, Purpose
from vc.grants.models import AccountGrant


def grant_for(session: Session, purpose: Purpose) -> AccountGrant | None:
    """Return what is known of a purpose's account; None before anybody asked for one."""
    return session.scalar(select(AccountGrant).where(AccountGrant.purpose == purpose))


def connection_by(session: Session, purpose: Purpose) -> VendorConnection | None:
    """Return how we stand by a purpose's account."""
    return connections.state_of(session, PURPOSES[purpose].use, purpose.value)


def given_grants(session: Session) -> list[AccountGrant]:
    """Return every consent that somebody gave, those that ended included."""
    query = select(AccountGrant).where(AccountGrant.granted_at.is_not(None))
    return list(session.scalars(query.order_by(AccountGrant.id)))
