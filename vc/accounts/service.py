"""The rules of accounts: who signs in, who may be added, changed or disabled."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import FailedSignIn, Person, Role, SignIn
from vc.errors import RuleError, TooManyTriesError

SHORTEST_PASSWORD = 12
WINDOW = timedelta(minutes=15)
MOST_PER_EMAIL = 5
MOST_PER_ADDRESS = 20
COMMON = ("contraseña123", "123456789012", "password1234", "qwertyuiop12", "secesp123456")

HASHER = PasswordHasher()
"""argon2id with the library's parameters (RFC 9106, low memory)."""

WRONG = "El correo o la contraseña no son correctos."
LAST_ADMINISTRATOR = "Es la última persona que administra: nombre antes a otra."


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who tries to sign in: from which address, when, and whether demo accounts are let in."""

    address: str
    now: datetime
    is_demo: bool
    hours: int


def person_of(session: Session, token: str, *, now: datetime, is_demo: bool) -> Person | None:
    """Return who is signed in with this token, or None when it is not (or no longer) good."""
    query = select(SignIn).where(
        SignIn.token_hash == _digest(token), SignIn.revoked_at.is_(None), SignIn.expires_at > now
    )
    found = session.scalar(query)
    if found is None or not _may_enter(found.person, is_demo):
        return None
    return found.person


def sign_in(session: Session, email: str, password: str, visitor: Visitor) -> str:
    """Sign a person in and return the token for their cookie. It commits.

    Raises TooManyTriesError after too many failures of the e-mail or the address within a quarter
    of an hour, and RuleError, the same in words and work, for an unknown e-mail and a wrong
    password. No transaction is open while the password is checked: that takes long on purpose.
    """
    email = email.strip().lower()
    _check_tries(session, email, visitor)
    person = session.scalar(select(Person).where(Person.email == email))
    may_enter = person is not None and _may_enter(person, visitor.is_demo)
    person_id, known = (person.id, person.password_hash) if may_enter else (0, _nobodys_hash())
    session.rollback()
    if not _matches(known, password) or not may_enter:
        _note_failure(session, email, visitor)
        raise RuleError(WRONG)
    return _admit(session, person_id, password, email, visitor)


def sign_out(session: Session, token: str, *, by: Person, now: datetime) -> None:
    """End the sign-in that this token belongs to."""
    statement = update(SignIn).where(SignIn.token_hash == _digest(token)).values(revoked_at=now)
    session.execute(statement)
    audit.record(session, by, "person.sign_out", now=now, by=by, before={}, after={})


def sign_out_others(session: Session, person: Person, token: str, *, now: datetime) -> None:
    """End every sign-in of a person but the one of this token (an empty one ends all)."""
    statement = (
        update(SignIn)
        .where(
            SignIn.person_id == person.id,
            SignIn.revoked_at.is_(None),
            SignIn.token_hash != _digest(token),
        )
        .values(revoked_at=now)
    )
    session.execute(statement)


def change_password(
    session: Session, person: Person, current: str, new: str, *, token: str, now: datetime
) -> None:
    """Change the person's own password and end their other sign-ins. It commits."""
    known = person.password_hash
    session.rollback()
    if not _matches(known, current):
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
    session.commit()


def check_password(password: str, person: Person) -> None:
    """Refuse a password that is short, common, or the person's own e-mail or name."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleError(f"Use al menos {SHORTEST_PASSWORD} caracteres.", field="new")
    if len(password) > 200:
        raise RuleError("Use a lo más 200 caracteres.", field="new")
    plain = password.casefold()
    own = (person.email, person.email.partition("@")[0], person.name.casefold())
    if plain in COMMON or plain in own or len(set(plain)) < 4:
        raise RuleError("Es demasiado fácil de adivinar; elija otra.", field="new")


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
    password = secrets.token_urlsafe(12)
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
    _flush_unique(session)
    facts = {"name": person.name, "email": person.email, "role": person.role.value}
    audit.record(session, person, "person.add", now=now, by=by, before={}, after=facts)
    return person, password


def change_person(
    session: Session, person: Person, answers: PersonAnswers, *, by: Person, now: datetime
) -> None:
    """Change a person's data, role or access. Somebody disabled is signed out at once.

    Raises RuleError when nobody would be left to administer.
    """
    loses = person.can_administer and person.is_active
    keeps = answers.role is Role.ADMINISTRATOR and answers.is_active
    if loses and not keeps:
        _check_not_last(session, person)
    person.name, person.area = answers.name, answers.area
    person.email = answers.email.strip().lower()
    person.role, person.is_active = answers.role, answers.is_active
    before, after = audit.changes_of(person)
    _flush_unique(session)
    audit.record(session, person, "person.change", now=now, by=by, before=before, after=after)
    if not person.is_active:
        sign_out_others(session, person, "", now=now)


def reset_password(session: Session, person: Person, *, by: Person, now: datetime) -> str:
    """Give a person a temporary password and end their sign-ins; return it, it is kept nowhere."""
    password = secrets.token_urlsafe(12)
    person.password_hash = HASHER.hash(password)
    person.must_change_password = True
    audit.record(session, person, "person.reset", now=now, by=by)
    sign_out_others(session, person, "", now=now)
    return password


def create_admin(session: Session, email: str, name: str, password: str, now: datetime) -> Person:
    """Add an administrator, from the command line."""
    person = Person(
        name=name,
        email=email.strip().lower(),
        role=Role.ADMINISTRATOR,
        password_hash="",
        created_at=now,
    )
    check_password(password, person)
    person.password_hash = HASHER.hash(password)
    session.add(person)
    _flush_unique(session)
    facts = {"name": name, "email": person.email, "role": person.role.value}
    audit.record(session, person, "person.add", now=now, by=None, before={}, after=facts)
    return person


def _admit(session: Session, person_id: int, password: str, email: str, visitor: Visitor) -> str:
    """Write the sign-in, forget the failures, and return its token."""
    person = session.get_one(Person, person_id)
    if HASHER.check_needs_rehash(person.password_hash):
        person.password_hash = HASHER.hash(password)
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=_digest(token),
            person_id=person.id,
            created_at=visitor.now,
            expires_at=visitor.now + timedelta(hours=visitor.hours),
        )
    )
    session.execute(delete(FailedSignIn).where(FailedSignIn.key == _digest(f"email:{email}")))
    session.execute(delete(SignIn).where(SignIn.expires_at < visitor.now - timedelta(days=30)))
    audit.record(session, person, "person.sign_in", now=visitor.now, by=person, before={}, after={})
    session.commit()
    return token


def _check_tries(session: Session, email: str, visitor: Visitor) -> None:
    """Refuse to try at all after too many failures; trying meanwhile does not lengthen the wait."""
    since = visitor.now - WINDOW
    limits = ((f"email:{email}", MOST_PER_EMAIL), (f"from:{visitor.address}", MOST_PER_ADDRESS))
    for key, most in limits:
        query = select(func.count(), func.min(FailedSignIn.at)).where(
            FailedSignIn.key == _digest(key), FailedSignIn.at > since
        )
        count, first = session.execute(query).one()
        if count >= most:
            session.rollback()
            raise TooManyTriesError(first + WINDOW)


def _note_failure(session: Session, email: str, visitor: Visitor) -> None:
    """Count the failure against the e-mail and the address, and forget those that are over."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.at <= visitor.now - WINDOW))
    for key in (f"email:{email}", f"from:{visitor.address}"):
        session.add(FailedSignIn(key=_digest(key), at=visitor.now))
    session.commit()


def _check_not_last(session: Session, person: Person) -> None:
    """Refuse to lose the last active administrator; counted inside the writing transaction."""
    query = select(Person.id).where(
        Person.role == Role.ADMINISTRATOR, Person.is_active.is_(True), Person.id != person.id
    )
    if not session.scalars(query.with_for_update()).first():
        raise RuleError(LAST_ADMINISTRATOR, field="role")


def _may_enter(person: Person, is_demo: bool) -> bool:
    """Tell whether the account is open; accounts of the demonstration only within one."""
    return person.is_active and (is_demo or not person.is_demo)


def _matches(known: str, password: str) -> bool:
    """Check a password against its hash; slow on purpose."""
    try:
        return HASHER.verify(known, password[:1000])
    except (VerifyMismatchError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """Return a hash that no password opens, so that an unknown e-mail costs as much time."""
    return HASHER.hash(secrets.token_urlsafe(32))


def _digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _flush_unique(session: Session) -> None:
    """Flush; an e-mail that is taken becomes a message beside its field."""
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise RuleError("Ya hay una cuenta con ese correo.", field="email") from error
