"""The database: one handle, naming of constraints, time that refuses to be naive, and the lock.

SQLite is the default and PostgreSQL the larger sister; the same code runs on both. On SQLite a
writing transaction begins with BEGIN IMMEDIATE, because with the driver's default two writers that
read before they write lose each other's updates.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Table,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, InstanceState, RelationshipProperty, Session
from sqlalchemy.orm.interfaces import RelationshipDirection
from sqlalchemy.orm.unitofwork import UOWTransaction
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeDecorator

from vc.errors import RuleError

# Constraints need names that are the same everywhere, or migrations cannot drop them on SQLite.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# An arbitrary constant: PostgreSQL's advisory lock that serialises the giving out of licences.
ALLOCATION_LOCK = 7_301_001
MIGRATION_LOCK = 7_301_002
ADDRESS_LOCKS = 7_301_003
CONNECT_TIMEOUT_S = 10
"""How long PostgreSQL is waited for when it does not answer at all."""

_NAMED = re.compile(r":(\w+)")
_reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)


class Base(DeclarativeBase):
    """The base of every row."""

    metadata = MetaData(naming_convention=NAMING)
    __table__: ClassVar[Table]


class AppSession(FlaskSession):
    """Every session of the application: what listens to it hears of each commit (`vc.commits`)."""


db = SQLAlchemy(model_class=Base, session_options={"class_": AppSession})


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, kept as UTC. Refuses a naive datetime instead of guessing its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into UTC for the database."""
        if value is None:
            return None
        # A guess would be right in the office and wrong on a server whose clock is UTC.
        if value.tzinfo is None:
            raise ValueError(f"naive datetime for a UTC column: {value!r}")
        utc = value.astimezone(UTC)
        # SQLite stores text: without an offset in it instants sort and compare as text does.
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def text_enum(kind: type[StrEnum]) -> Enum:
    """Return the column type that stores an enum as the text of its value."""
    return Enum(
        kind,
        # A new member then needs no migration of a type on PostgreSQL.
        native_enum=False,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )


def init_database(app: Flask) -> None:
    """Connect the app to its database and set up how SQLite connects and begins.

    What an error says holds no values: the log would have addresses and hashes of passwords.
    """
    options: dict[str, object] = {"hide_parameters": True}
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        options["connect_args"] = {"connect_timeout": CONNECT_TIMEOUT_S}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _tame_sqlite(db.engine)


def read_only(is_reading: bool) -> bool:
    """Set whether the coming transactions of this thread only read (SQLite: no write lock).

    Returns what was said before.
    """
    before = _reads_only.get()
    _reads_only.set(is_reading)
    return before


@contextmanager
def writing() -> Iterator[Session]:
    """Open a short transaction of its own that may write, and commit it at the end.

    For the small writes of a reading request (when a feed was last fetched). It is a session apart
    from the request's, so rows of one must not be added to the other.
    """
    before = read_only(False)
    try:
        # Not the request's own session: that one reads, and SQLite refuses to let it write once
        # somebody else has written since.
        with db.session.session_factory() as session, session.begin():
            yield session
    finally:
        read_only(before)


def flush_unique(session: Session, taken: str, *, field: str) -> None:
    """Flush; what another row holds already becomes a message beside its field: RuleError."""
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise RuleError(taken, field=field) from error


def insert_once(
    session: Session, model: type[Base], key: str | tuple[str, ...], /, **values: object
) -> int | None:
    """Add a row unless one with the same unique `key` (one column or several) is there.

    Return its id.
    Two transactions may do so at the same time; None means that the row was there before.
    """
    return next(iter(insert_many_once(session, model, key, [values])), None)


def insert_many_once(
    session: Session,
    model: type[Base],
    key: str | tuple[str, ...],
    rows: Sequence[Mapping[str, object]],
) -> list[int]:
    """Add rows in one statement, but none whose unique `key` is there; return the new ids."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    # Both spell ON CONFLICT alike, but SQLAlchemy has no insert that is common to them.
    insert = postgresql.insert if is_postgresql else sqlite.insert
    table = model.__table__
    statement = insert(table).on_conflict_do_nothing(
        index_elements=[key] if isinstance(key, str) else list(key)
    )
    return list(session.scalars(statement.returning(table.c.id), list(rows)))


def number_of(row: Base) -> int:
    """Return a row's id, whatever its model calls it."""
    number: int = inspect(type(row)).primary_key_from_instance(row)[0]
    return number


def rows_changed(session: Session, statement: UpdateBase) -> int:
    """Carry out an UPDATE or DELETE, and return how many rows it found."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def plain_query(engine: Engine, sql: str, **values: object) -> tuple | None:
    """Return the first row of a query, past the ORM: for paths that are asked thousands of times.

    `sql` names its values as `:name`. Raises what the ORM would raise.
    """
    if engine.dialect.name == "postgresql":
        sql = _NAMED.sub(r"%(\1)s", sql)
    failure = engine.dialect.loaded_dbapi.Error
    try:
        with closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(sql, values)
            return cursor.fetchone()
    except failure as error:
        raise DBAPIError.instance(
            sql, None, error, failure, hide_parameters=True, dialect=engine.dialect
        ) from error


@event.listens_for(AppSession, "after_flush")
def _forget_former_rows(session: Session, context: UOWTransaction) -> None:
    """Let go of what a row led to when it was read, where it leads to another row now.

    Whoever writes a foreign key would otherwise go on with the former row until the commit.
    """
    for row in session.dirty:
        state = inspect(row)
        for relation in state.mapper.relationships:
            if relation.key in state.dict and _leads_elsewhere(state, relation):
                session.expire(row, [relation.key])


def _leads_elsewhere(state: InstanceState[object], relation: RelationshipProperty[object]) -> bool:
    """Tell whether a row's foreign key is not that of the row which was loaded by it."""
    if relation.direction is not RelationshipDirection.MANYTOONE:
        return False
    related = state.dict[relation.key]
    key = inspect(related).identity if related is not None else (None,)
    names = [state.mapper.get_property_by_column(one).key for one in relation.local_columns]
    # A row without a key yet was put there itself, together with the foreign key.
    return key is not None and key != tuple(state.dict.get(name) for name in names)


def lock_allocation(session: Session) -> None:
    """Hold off everybody else who gives out licences until this transaction ends.

    On SQLite the transaction already holds the one write lock (BEGIN IMMEDIATE); on PostgreSQL an
    advisory lock is taken, released by commit or rollback.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ALLOCATION_LOCK})
    # A transaction that began by BEGIN alone holds no write lock, so it would hold off nobody.
    elif _reads_only.get():
        raise RuntimeError("a transaction that only reads cannot give out licences")


def lock_address(session: Session, path: str) -> None:
    """Hold off everybody else who sends something to this address until this transaction ends.

    Of two who send a form at once the second then sees what the first saved, and is told. To be
    called before anything is read; SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:space, hashtext(:path))")
        session.execute(lock, {"space": ADDRESS_LOCKS, "path": path})


@contextmanager
def migration_lock() -> Iterator[None]:
    """Let one process at a time migrate; the others wait for it.

    PostgreSQL holds an advisory lock. On SQLite each migration is one IMMEDIATE transaction.
    """
    if db.engine.dialect.name != "postgresql":
        yield
        return
    with db.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})


def _tame_sqlite(engine: Engine) -> None:
    """Make SQLite durable, patient and strict, and let us say how a transaction begins."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)
        # Python's sqlite3 would begin transactions by itself, at the first write only.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "busy_timeout=20000",
            "foreign_keys=ON",
            "synchronous=FULL",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection) -> None:
        # A transaction that reads first and then writes would be refused when somebody wrote
        # between.
        connection.exec_driver_sql("BEGIN" if _reads_only.get() else "BEGIN IMMEDIATE")
