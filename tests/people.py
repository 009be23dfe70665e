"""People for tests, and how a test signs them in without paying for a password hash each time."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from vc.accounts.models import Person, Role, SignIn
from vc.db import db, read_only

PASSWORD = "una contraseña larga"


@contextmanager
def may_write() -> Iterator[None]:
    """Let the transactions within take the write lock, also where a test otherwise only reads."""
    before = read_only(False)
    try:
        yield
    finally:
        read_only(before)


@contextmanager
def somebody_else(app: Flask) -> Iterator[Session]:
    """Give what somebody else does while a worker is outside a session of its own; commit it."""
    with app.app_context(), may_write():
        yield db.session()
        db.session.commit()


@cache
def password_hash() -> str:
    """Return the hash of PASSWORD; cheap parameters, since tests need no protection."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def make_person(session: Session, role: Role, **values: object) -> Person:
    """Add a person with a role and commit."""
    name = str(values.pop("name", f"Persona {secrets.token_hex(2)}"))
    person = Person(
        email=values.pop("email", f"{secrets.token_hex(4)}@secesp.example"),
        name=name,
        role=role,
        password_hash=password_hash(),
        created_at=datetime(2030, 1, 1, tzinfo=UTC),
        **values,
    )
    with may_write():
        session.rollback()
        session.add(person)
        session.commit()
        session.refresh(person)
        session.rollback()
    return person


def sign_in_cookie(app: Flask, session: Session, person: Person) -> str:
    """Sign the person in and return the cookie's value."""
    token = secrets.token_urlsafe(32)
    row = SignIn(
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        person_id=person.id,
        created_at=datetime(2030, 1, 1, tzinfo=UTC),
        expires_at=datetime(2030, 1, 1, tzinfo=UTC) + timedelta(days=36500),
    )
    with may_write():
        session.rollback()
        session.add(row)
        session.commit()
    serializer = app.session_interface.get_signing_serializer(app)
    return serializer.dumps({"sign_in": token})
