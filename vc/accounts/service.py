"""The rules of accounts: who signs in, who may be added, changed or disabled."""

import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts import kept_forms
from vc.accounts.endings import Ending, Holding
from vc.accounts.models import Person, Role, SignIn, digest
from vc.accounts.passwords import (
    HASHER,
    check_password,
    is_good,
    matches,
    nobodys_hash,
    temporary_password,
)
from vc.db import flush_unique
from vc.errors import RuleError
from vc.inputs import is_blank
from vc.permissions import Capability, may
from vc.rate_limit import Limit, count_attempt, origin_of, refund

EMAIL_TAKEN = "Ya hay una cuenta con ese correo."

FREE_GUESSES = 5
"""Of one e-mail from one origin, in one known browser, or of one's own password."""
FREE_PER_ORIGIN = 30
"""Of whatever e-mails from one origin; an office is one origin, and successes do not count."""
FREE_PER_EMAIL = 50
"""Of one e-mail from wherever; browsers that its owner has signed in from are apart."""

WRONG = "El correo o la contraseña no son correctos."
LAST_ADMINISTRATOR = "Es la última persona que administra: nombre antes a otra."

NEEDS_HEIR = "Elija quién queda a cargo de lo que sigue: así nada se queda sin responsable."
NOT_AN_HEIR = "Elija a otra persona de la lista, que pueda agendar."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who tries to sign in: from where, when, for how long, and whether demo accounts may."""

    address: str
    now: datetime
    is_demo: bool
    hours: int
    replaces: str = ""
    """The token that this browser held until now; it ends with the new sign-in."""
    devices: Mapping[int, str] = field(default_factory=dict)
    """What this browser is called, by who signed in from it before."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and the token for their cookie."""

    person_id: int
    token: str


def person_of(session: Session, token: str, *, now: datetime, is_demo: bool) -> Person | None:
    """Return the person signed in with this token, or None when it is not (or no longer) good."""
    query = select(SignIn).where(
        SignIn.token_hash == digest(token), SignIn.revoked_at.is_(None), SignIn.expires_at > now
    )
    found = session.scalar(query)
    if found is None or not _may_enter(found.person, is_demo):
        return None
    return found.person


def sign_in(session: Session, email: str, password: str, visitor: Visitor) -> SignedIn:
    """Sign a person in. It commits.

    The attempt is counted first: it raises TooManyTriesError after too many of them. It raises
    RuleError, the same in words and work, for an unknown e-mail and a wrong password. No
    transaction is open while the password is checked: that takes long on purpose.
    """
    email = email.strip().lower()
    person = session.scalar(select(Person).where(Person.email == email))
    may_enter = person is not None and _may_enter(person, visitor.is_demo)
    person_id, known = (
        # A wrong e-mail costs the same work, or the time would tell which ones there are.
        (person.id, person.password_hash) if person and may_enter else (0, nobodys_hash())
    )
    limits = _limits(email, visitor, visitor.devices.get(person_id, ""))
    # Everybody who writes would wait for the tens of milliseconds that a password takes to check.
    count_attempt(session, limits, visitor.now)
    if not matches(known, password) or not may_enter:
        log.warning("a sign-in from %r was refused", visitor.address)
        raise RuleError(WRONG)
    # Only now is the password known by which a stronger hash can be made.
    fresh = HASHER.hash(password) if HASHER.check_needs_rehash(known) else known
    token = admit(session, person_id, (known, fresh), visitor)
    person = session.get_one(Person, person_id)
    # Such as one from before it was refused, or that of the demonstration.
    person.must_change_password = person.must_change_password or not is_good(password, person)
    refund(session, limits, visitor.now)
    session.commit()
    return SignedIn(person_id, token)


def sign_out(session: Session, token: str, *, by: Person, now: datetime) -> None:
    """End the sign-in that this token belongs to."""
    _end(session, token, now)
    audit.record(session, by, "person.sign_out", now=now, by=by, before={}, after={})


def sign_out_others(session: Session, person: Person, token: str, *, now: datetime) -> None:
    """End every sign-in of a person but the one of this token (an empty one ends all)."""
    statement = (
        update(SignIn)
        .where(
            SignIn.person_id == person.id,
            SignIn.revoked_at.is_(None),
            SignIn.token_hash != digest(token),
        )
        .values(revoked_at=now)
    )
    session.execute(statement)


def change_password(
    session: Session, person: Person, current: str, new: str, *, token: str, now: datetime
) -> None:
    """Change the person's own password and end their other sign-ins. It commits.

    Guesses of the current one are counted too, so that an unattended browser is no way around the
    limit of sign-ins: it raises TooManyTriesError. Only who is signed in can use them up.
    """
    known = person.password_hash
    limits = [Limit(f"password:{person.id}", FREE_GUESSES, is_own=True)]
    count_attempt(session, limits, now)
    if not matches(known, current):
        raise RuleError("La contraseña actual no es correcta.", field="current")
    check_password(new, person)
    if new == current:
        raise RuleError("Elija una distinta de la actual.", field="new")
    session.rollback()
    hashed = HASHER.hash(new)
    person.password_hash = hashed
    person.must_change_password = False
    audit.record(session, person, "person.password", now=now, by=person)
    sign_out_others(session, person, token, now=now)
    refund(session, limits, now)
    session.commit()


@dataclass(frozen=True, slots=True)
class PersonAnswers:
    """A person as the administrator describes them."""

    name: str
    email: str
    area: str
    role: Role
    is_active: bool = True


def add_person(
    session: Session, answers: PersonAnswers, *, by: Person | None, now: datetime
) -> tuple[Person, str]:
    """Add a person; return them and the temporary password, which is kept nowhere."""
    password = temporary_password()
    person = Person(
        name=answers.name,
        email=answers.email.strip().lower(),
        area=answers.area,
        role=answers.role,
        password_hash=HASHER.hash(password),
        must_change_password=True,
        created_at=now,
    )
    session.add(person)
    flush_unique(session, EMAIL_TAKEN, field="email")
    facts = {"name": person.name, "email": person.email, "role": person.role.value}
    audit.record(session, person, "person.add", now=now, by=by, before={}, after=facts)
    return person, password


def change_person(
    session: Session,
    person: Person,
    answers: PersonAnswers,
    *,
    by: Person,
    now: datetime,
    holdings: Iterable[Holding] = (),
    heir_id: int | None = None,
) -> None:
    """Change a person's data, role or access.

    With the access ends everything that the account held, in the same transaction; what goes on is
    taken by the heir. Raises RuleError when nobody would be left to administer, and for the field
    `heir_id` where somebody has to take what is held and nobody was named.
    """
    is_closed = person.is_active and not answers.is_active
    loses = person.role is Role.ADMINISTRATOR and person.is_active
    keeps = answers.role is Role.ADMINISTRATOR and answers.is_active
    if loses and not keeps:
        _check_not_last(session, person)
    person.name, person.area = answers.name, answers.area
    person.email = answers.email.strip().lower()
    person.role, person.is_active = answers.role, answers.is_active
    before, after = audit.changes_of(person)
    if not before and not after:
        return
    flush_unique(session, EMAIL_TAKEN, field="email")
    audit.record(session, person, "person.change", now=now, by=by, before=before, after=after)
    if is_closed:
        _end_account(session, person, heir_id, tuple(holdings), by=by, now=now)


def _end_account(
    session: Session,
    person: Person,
    heir_id: int | None,
    holdings: tuple[Holding, ...],
    *,
    by: Person,
    now: datetime,
) -> None:
    """End or hand over everything that an account holds."""
    sign_out_others(session, person, "", now=now)
    kept_forms.forget_all(session, person)
    heir = None
    held = [thing for one in holdings for thing in one.held(session, person, now)]
    if any(thing.needs_heir for thing in held):
        heir = _heir(session, person, heir_id)
    for one in holdings:
        one.end(Ending(session, person, heir, by, now))


def _heir(session: Session, person: Person, heir_id: int | None) -> Person:
    """Return who takes what a closed account held: somebody else, who can host sessions."""
    if heir_id is None:
        raise RuleError(NEEDS_HEIR, field="heir_id")
    heir = session.get(Person, heir_id)
    if heir is None or heir.id == person.id or not may(heir, Capability.BOOK):
        raise RuleError(NOT_AN_HEIR, field="heir_id")
    return heir


def reset_password(session: Session, person: Person, *, by: Person, now: datetime) -> str:
    """Give a person a temporary password and end their sign-ins; return it, it is kept nowhere."""
    password = temporary_password()
    person.password_hash = HASHER.hash(password)
    person.must_change_password = True
    audit.record(session, person, "person.reset", now=now, by=by)
    sign_out_others(session, person, "", now=now)
    return password


def create_admin(
    session: Session, email: str, name: str, password: str, *, now: datetime
) -> Person:
    """Add an administrator, from the command line."""
    if is_blank(name) or not all(email.strip().partition("@")):
        raise RuleError("Escriba un correo completo y un nombre.", field="email")
    person = Person(
        name=name.strip(),
        email=email.strip().lower(),
        role=Role.ADMINISTRATOR,
        password_hash="",
        created_at=now,
    )
    check_password(password, person)
    person.password_hash = HASHER.hash(password)
    session.add(person)
    flush_unique(session, EMAIL_TAKEN, field="email")
    facts = {"name": person.name, "email": person.email, "role": person.role.value}
    audit.record(session, person, "person.add", now=now, by=None, before={}, after=facts)
    return person


def admit(session: Session, person_id: int, hashes: tuple[str, str], visitor: Visitor) -> str:
    """Write the sign-in and return its token.

    `hashes` are the one that was checked and the one to keep from now on.
    """
    known, fresh = hashes
    person = session.get_one(Person, person_id)
    # The password may have been changed, or the account closed, while it was checked.
    if person.password_hash != known or not _may_enter(person, visitor.is_demo):
        session.rollback()
        raise RuleError(WRONG)
    person.password_hash = fresh
    _end(session, visitor.replaces, visitor.now)
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=digest(token),
            person_id=person.id,
            created_at=visitor.now,
            expires_at=visitor.now + timedelta(hours=visitor.hours),
        )
    )
    # Nothing else clears old sign-ins away; a month of them is kept for whoever asks what happened.
    session.execute(delete(SignIn).where(SignIn.expires_at < visitor.now - timedelta(days=30)))
    audit.record(session, person, "person.sign_in", now=visitor.now, by=person, before={}, after={})
    return token


def _end(session: Session, token: str, now: datetime) -> None:
    """End the sign-in of a token, if there is one that is still open."""
    open_one = update(SignIn).where(SignIn.token_hash == digest(token), SignIn.revoked_at.is_(None))
    session.execute(open_one.values(revoked_at=now))


def _limits(email: str, visitor: Visitor, device: str) -> list[Limit]:
    """Return what an attempt counts against, whether anybody has the e-mail or not.

    A browser that the person has signed in from counts by itself alone: whatever strangers do, its
    owner is not kept waiting for it.
    """
    if device:
        return [Limit(f"device:{device}", FREE_GUESSES, is_own=True)]
    origin = origin_of(visitor.address)
    return [
        Limit(f"sign-in:{origin}:{email}", FREE_GUESSES, is_own=True),
        Limit(f"sign-in-from:{origin}", FREE_PER_ORIGIN),
        Limit(f"sign-in-of:{email}", FREE_PER_EMAIL),
    ]


def _check_not_last(session: Session, person: Person) -> None:
    """Refuse to lose the last active administrator; counted inside the writing transaction."""
    query = select(Person.id).where(Person.role == Role.ADMINISTRATOR, Person.is_active.is_(True))
    # All of them are locked, in one order, so that two who remove each other wait in line.
    left = session.scalars(query.order_by(Person.id).with_for_update()).all()
    if not set(left) - {person.id}:
        raise RuleError(LAST_ADMINISTRATOR, field="role")


def _may_enter(person: Person, is_demo: bool) -> bool:
    """Tell whether the account is open; accounts of the demonstration only within one."""
    return person.is_active and (is_demo or not person.is_demo)
