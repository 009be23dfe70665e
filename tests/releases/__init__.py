"""What databases held as each release left them; `python -m tests.releases 0.1.0` keeps one.

A file of rows for each release, in plain values, that any database takes. They are never edited.
"""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, insert, select
from sqlalchemy.types import TypeEngine

from vc.fulltext import INDEXED

FOLDER = Path(__file__).parent
LEFT_OUT = ("alembic_version", "transcript_search", *(f"{name}_search" for name in INDEXED))
GENERATED = ("text_vector", "folded_vector")
"""PostgreSQL makes it of others."""
Rows = dict[str, list[dict[str, object]]]


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables of a database, those that others refer to first."""
    known = MetaData()
    known.reflect(connection)
    return [one for one in known.sorted_tables if not one.name.startswith(LEFT_OUT)]


def rows_of(connection: Connection) -> Rows:
    """Return every row of a database as JSON holds it."""
    return {
        table.name: [
            {name: _plain(value) for name, value in row._mapping.items() if name not in GENERATED}
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]
        for table in tables_of(connection)
    }


def write_rows(connection: Connection, rows: Mapping[str, list[dict[str, object]]]) -> None:
    """Put rows in the place of those that a database begins with."""
    tables = tables_of(connection)
    for table in reversed(tables):
        connection.execute(table.delete())
    for table in tables:
        columns = [one for one in table.columns if one.name not in GENERATED]
        kinds = {one.name: one.type for one in columns}
        written = [
            {name: _typed(value, kinds[name]) for name, value in row.items()}
            for row in rows.get(table.name, ())
        ]
        if written:
            connection.execute(insert(table), written)


def kept(release: str) -> dict[str, object]:
    """Return what is kept of a release: its revision, and its rows."""
    return json.loads((FOLDER / f"{release}.json").read_text(encoding="utf-8"))


def releases() -> list[str]:
    """Return the releases of which rows are kept."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def _plain(value: object) -> object:
    """Return a value as JSON holds it; an instant in UTC, without saying so."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _typed(value: object, kind: TypeEngine) -> object:
    """Return a value as a column takes it."""
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"])
    if isinstance(value, str) and kind.python_type in (datetime, date, time):
        found = kind.python_type.fromisoformat(value)
        return found.replace(tzinfo=UTC) if getattr(kind, "timezone", False) else found
    return value
