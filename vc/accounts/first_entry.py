"""The first administrator: made in a page, by a code that is printed where the product starts.

    print_code(…)   → the code, which is kept nowhere but as a digest; the one before dies
    enter(…)        → the administrator, signed in; the code dies with it

There is one as long as nobody has an account. It stands behind the # of its address, which no
browser sends: neither a log nor a proxy sees it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vc.accounts import service
from vc.accounts.models import FirstEntry, Person, digest
from vc.accounts.service import SignedIn, Visitor
from vc.db import rows_changed
from vc.errors import RuleError
from vc.rate_limit import Limit, count_attempt, origin_of, refund

GOOD_FOR = timedelta(hours=24)
FREE_PER_ORIGIN, FREE_AT_ALL = 5, 30
WRONG = (
    "Ese código no sirve: ya se usó, venció o se imprimió otro después. Copie el último, o pida "
    "otro en el servidor con «flask first-admin»."
)


@dataclass(frozen=True, slots=True)
class Founder:
    """Who is to administer, as they wrote it themselves."""

    name: str
    email: str
    password: str


def is_open(session: Session) -> bool:
    """Tell whether nobody has an account yet; those of a demonstration count for nothing."""
    return session.scalar(select(Person.id).where(Person.is_demo.is_(False)).limit(1)) is None


def print_code(session: Session, now: datetime) -> str:
    """Return a new code; the one before dies. The caller commits."""
    code = secrets.token_urlsafe(24)
    session.execute(delete(FirstEntry))
    session.add(FirstEntry(token_hash=digest(code), made_at=now, expires_at=now + GOOD_FOR))
    return code


def enter(session: Session, code: str, founder: Founder, visitor: Visitor) -> SignedIn:
    """Make the first administrator and sign them in, both or neither. It commits.

    Raises TooManyTriesError after too many codes, and RuleError.
    """
    origin = origin_of(visitor.address)
    limits = [
        Limit(f"first-entry:{origin}", FREE_PER_ORIGIN, is_own=True),
        Limit("first-entry", FREE_AT_ALL),
    ]
    count_attempt(session, limits, visitor.now)
    known = (FirstEntry.token_hash == digest(code.strip()), FirstEntry.expires_at > visitor.now)
    if not is_open(session) or session.scalar(select(FirstEntry.id).where(*known)) is None:
        raise RuleError(WRONG, field="code")
    # What is wrong from here on is no guess at a code.
    refund(session, limits, visitor.now)
    session.commit()
    person = service.create_admin(
        session, founder.email, founder.name, founder.password, now=visitor.now
    )
    # Whoever deletes it has it: of two who send it at once the other finds none.
    if rows_changed(session, delete(FirstEntry).where(*known)) != 1:
        session.rollback()
        raise RuleError(WRONG, field="code")
    hashes = (person.password_hash, person.password_hash)
    token = service.admit(session, person.id, hashes, visitor)
    session.commit()
    return SignedIn(person.id, token)
