"""Rate limits: how often something costly may be tried, across processes and on both databases.

An attempt is counted before the work that it asks for, in a short transaction of its own, by one
statement for each limit: of many at once exactly those are let through that the limit allows. Too
many are slowed down and never shut out: after `free` attempts each further one has to wait for
twice as long as the one before, up to `longest`, and a quiet quarter of an hour forgets them all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import String, case, delete, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql import ColumnElement

from vc.db import Base, UTCDateTime
from vc.errors import TooManyTriesError

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
QUIET = timedelta(minutes=15)
"""How long nothing was counted, nor had to wait, when the attempts before are forgotten."""
NETWORK_BITS = 64
"""What of an IPv6 address is one origin: a household or a server has the whole /64 (RFC 6177)."""
MOST_FORGOTTEN = 1000


class RateLimit(Base):
    """The attempts that count against one limit."""

    __tablename__ = "rate_limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of what is limited, such as an address or an e-mail; never the text itself."""
    count: Mapped[int]
    open_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    """From when on the next attempt is let through."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be tried; `key` says what, and is kept as a digest."""

    key: str
    free: int
    """How many attempts are let through without a wait."""
    longest: timedelta = LONGEST_WAIT
    is_own: bool = False
    """A success forgets all its attempts: nobody else's count against it."""

    @property
    def digest(self) -> str:
        """Return the digest under which the limit is kept."""
        return sha256(self.key.encode()).hexdigest()

    def wait(self, over: int) -> timedelta:
        """Return the wait of the attempt after `over` attempts beyond the free ones."""
        return min(FIRST_WAIT * 2 ** min(over, 20), self.longest)


def origin_of(address: str) -> str:
    """Return the common origin of requests: the address, or an IPv6 network."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped:
        # The same computer by way of a socket that takes both kinds of address.
        return str(known.ipv4_mapped)
    return str(ip_network((int(known), NETWORK_BITS), strict=False))


def count_attempt(session: Session, limits: Iterable[Limit], now: datetime) -> None:
    """Count an attempt against every limit, or against none when one of them is reached.

    It ends the transaction that is open and commits its own. Raises TooManyTriesError.
    """
    # A lock that is held here would make everybody else of this origin wait as long.
    session.rollback()
    wanted = _in_order(limits)
    for limit in wanted:
        if not _is_counted(session, limit, now):
            session.rollback()
            raise TooManyTriesError(_open_at(session, wanted, now))
    session.commit()


def refund(session: Session, limits: Iterable[Limit], now: datetime) -> None:
    """Take back the attempt that succeeded; limits of one's own forget those before it too.

    Against the others only one is taken back: who guesses may have an account as well.
    """
    left = RateLimit.count - 1
    for limit in _in_order(limits):
        # Reckoned by the database: another attempt may be counted at this very moment.
        is_free = case((left < limit.free, literal(now, UTCDateTime)), else_=RateLimit.open_at)
        values = {"count": 0, "open_at": now} if limit.is_own else {"count": left}
        if not limit.is_own:
            values["open_at"] = is_free
        one = update(RateLimit).where(RateLimit.key == limit.digest, RateLimit.count > 0)
        session.execute(one.values(values).execution_options(synchronize_session=False))


def forget_old(session: Session, now: datetime) -> None:
    """Forget the attempts that count no longer; the sweep commits.

    A row that somebody is counting in is left for the next sweep.
    """
    old = (
        select(RateLimit.id)
        .where(RateLimit.open_at <= now - QUIET)
        .limit(MOST_FORGOTTEN)
        .with_for_update(skip_locked=True)
    )
    gone = delete(RateLimit).where(RateLimit.id.in_(old))
    session.execute(gone.execution_options(synchronize_session=False))


def _in_order(limits: Iterable[Limit]) -> list[Limit]:
    """Return limits in the one order in which rows are locked, so that nobody waits in a circle."""
    return sorted(limits, key=lambda one: one.digest)


def _is_counted(session: Session, limit: Limit, now: datetime) -> bool:
    """Count an attempt in one statement; False when it has to wait."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgresql else sqlite.insert
    before = case((RateLimit.open_at <= now - QUIET, 0), else_=RateLimit.count)
    first = now if limit.free > 1 else now + limit.wait(0)
    statement = insert(RateLimit).values(key=limit.digest, count=1, open_at=first)
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={"count": before + 1, "open_at": _next_open_at(before + 1, limit, now)},
        where=RateLimit.open_at <= now,
    )
    return session.scalar(statement.returning(RateLimit.id)) is not None


def _next_open_at(
    count: ColumnElement[int], limit: Limit, now: datetime
) -> ColumnElement[datetime]:
    """Return from when on the next attempt is let through once `count` of them are counted."""
    steps = [(count < limit.free, literal(now, UTCDateTime))]
    over = 0
    while limit.wait(over) < limit.longest:
        steps.append((count == limit.free + over, literal(now + limit.wait(over), UTCDateTime)))
        over += 1
    return case(*steps, else_=literal(now + limit.longest, UTCDateTime))


def _open_at(session: Session, limits: list[Limit], now: datetime) -> datetime:
    """Return from when on every limit lets an attempt through."""
    keys = [limit.digest for limit in limits]
    last = session.scalar(select(func.max(RateLimit.open_at)).where(RateLimit.key.in_(keys)))
    session.rollback()
    return max(last or now, now + timedelta(seconds=1))
