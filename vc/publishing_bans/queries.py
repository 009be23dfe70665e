"""What pages read of bans."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vc.errors import NotFoundError
from vc.publishing_bans.models import Ban, BanException


def bans(session: Session) -> list[Ban]:
    """Return every ban, the last one first, those that were withdrawn at the end."""
    query = select(Ban).options(joinedload(Ban.entered_by), joinedload(Ban.confirmed_by))
    order = (Ban.withdrawn_at.is_not(None), Ban.starts_on.desc(), Ban.id.desc())
    return list(session.scalars(query.order_by(*order)))


def bans_between(session: Session, first: date, last: date) -> list[Ban]:
    """Return the bans that hold on any day from `first` to `last`, both included."""
    query = select(Ban).where(
        Ban.withdrawn_at.is_(None), Ban.starts_on <= last, Ban.ends_on >= first
    )
    return list(session.scalars(query.order_by(Ban.starts_on)))


def ban_by_id(session: Session, ban_id: int) -> Ban:
    """Return a ban. Raises NotFoundError."""
    ban = session.get(Ban, ban_id)
    if ban is None:
        raise NotFoundError("Esa veda no existe.")
    return ban


def exceptions_of(session: Session, ban: Ban) -> list[BanException]:
    """Return the exceptions of a ban, the newest first."""
    query = select(BanException).where(BanException.ban_id == ban.id)
    return list(session.scalars(query.order_by(BanException.id.desc())))


def exception_by_id(session: Session, exception_id: int) -> BanException:
    """Return an exception. Raises NotFoundError."""
    found = session.get(BanException, exception_id)
    if found is None:
        raise NotFoundError("Esa excepción no existe.")
    return found
