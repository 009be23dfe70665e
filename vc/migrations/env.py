"""How Alembic finds the database and the rows; each run is one transaction."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum
from sqlalchemy.types import TypeEngine

from vc.db import UTCDateTime, db, read_only
from vc.sealed import SealedText


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | bool:
    """Write our column types as plain ones: a migration must not change when our code does."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, SealedText):
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
    plain = (UTCDateTime, SealedText, Enum)
    return False if isinstance(metadata_type, plain) else None


def run() -> None:
    """Run the migrations on the app's database."""
    read_only(False)
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=is_other_type,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
