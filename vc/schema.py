"""Whether the tables are those of this code; told without Alembic, by reading the migrations."""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from vc.db import plain_query

MIGRATIONS = Path(__file__).parent / "migrations"
_LINKS = re.compile(r"^(revision|down_revision) = ['\"](\w+)['\"]$", re.MULTILINE)


class Schema(StrEnum):
    """How the tables stand to the code."""

    RIGHT = "right"
    EMPTY = "empty"
    """No migration was ever applied."""
    OLD = "old"
    """Migrations are to be applied."""
    UNKNOWN = "unknown"
    """Migrated by other code, most likely by a newer release."""


def schema_of(engine: Engine) -> Schema:
    """Return the state of the database's tables; raises what the database raises."""
    at = revision_of(engine)
    if at is None:
        return Schema.EMPTY
    if at == head():
        return Schema.RIGHT
    return Schema.OLD if at in _links() else Schema.UNKNOWN


def revision_of(engine: Engine) -> str | None:
    """Return the revision that the database is at, None where no migration was applied."""
    is_postgresql = engine.dialect.name == "postgresql"
    there = (
        "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"
        if is_postgresql
        else "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    )
    if plain_query(engine, there) is None:
        return None
    row = plain_query(engine, "SELECT version_num FROM alembic_version")
    return row[0] if row else None


def head() -> str:
    """Return the revision that this code is written for: the one that no other follows."""
    links = _links()
    (last,) = set(links) - set(links.values())
    return last


@cache
def _links() -> dict[str, str]:
    """Return the revision before each revision, empty before the first."""
    links = {}
    for path in (MIGRATIONS / "versions").glob("*.py"):
        found = dict(_LINKS.findall(path.read_text(encoding="utf-8")))
        links[found["revision"]] = found.get("down_revision", "")
    return links
