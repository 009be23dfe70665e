"""How Alembic finds the database and the rows; each run is one transaction."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Enum
from sqlalchemy.types import TypeEngine

from vc.db import UTCDateTime, db, migration_lock, read_only
from vc.encrypted_text import EncryptedText

OF_SEARCH = re.compile(
    r"(transcript|event|recording|clip|publication)_search|(text|folded)_vector"
    r"|ix_transcript_line_search|ix_\w+_folded_vector"
)


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types as plain ones: a migration must not change when our code does."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, EncryptedText):
        return "sa.Text()"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def is_other_type(
    migration_context: object,
    inspected_column: object,
    metadata_column: object,
    inspected_type: TypeEngine,
    metadata_type: TypeEngine,
) -> bool | None:
    """Compare types by Alembic's own rule, but for those that we store as plain ones."""
    plain = (UTCDateTime, EncryptedText, Enum)
    return False if isinstance(metadata_type, plain) else None


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    """Overlook what full-text search has: tables on SQLite, a column and an index on PostgreSQL."""
    return OF_SEARCH.match(name or "") is None


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table that others refer to, and check all references afterwards.

    Dropping the old table would otherwise delete what refers to it (sqlite.org/lang_altertable).
    The pragma does nothing inside a transaction, so it is set below SQLAlchemy, before its first.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    plain = connection.connection.driver_connection
    assert plain is not None
    plain.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = plain.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left broken references: {broken[:5]}")
    finally:
        plain.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Run the migrations on the app's database."""
    read_only(False)
    with (
        migration_lock(),
        db.engine.connect() as connection,
        without_foreign_keys(connection),
    ):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=is_other_type,
            transactional_ddl=True,
            include_name=is_ours,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
