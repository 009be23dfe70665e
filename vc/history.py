"""The history of a row in words: what each audit line says, and which columns it changed."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from vc import dates
from vc.audit import AuditLine
from vc.services import services

# What a change of many sessions can touch; in the history their values would be numbers.
WITHOUT_VALUES = ("host_id", "cohost_ids", "campaign_id", "tzid", "licence_id")


def actions() -> dict[str, str]:
    """Return the words of each audit line's action."""
    return _merged("ACTIONS")


def column_name(name: str) -> str:
    """Return the name of a row's column."""
    return _merged("COLUMNS").get(name, name)


def changes(line: AuditLine, zone: ZoneInfo) -> list[str]:
    """Return, column by column, what an audit line changed: «Título: antes → después»."""
    return [
        f"{label}: {_shown(name, line.before.get(name), zone)} → "
        f"{_shown(name, line.after.get(name), zone)}"
        for name, label in _worth_a_line()
        if line.before and (name in line.before or name in line.after)
    ]


def first_values(line: AuditLine, zone: ZoneInfo) -> list[str]:
    """Return, column by column, what a row was added with: «Título: valor»."""
    return [
        f"{label}: {_shown(name, line.after[name], zone)}"
        for name, label in _worth_a_line()
        if line.after.get(name) and not line.before
    ]


def _worth_a_line() -> list[tuple[str, str]]:
    """Return the columns that the history shows, by name and label."""
    known = _merged("COLUMNS").items()
    return [(name, label) for name, label in known if name not in WITHOUT_VALUES]


def _merged(name: str) -> dict[str, Any]:
    """Return one dictionary of the features' labels, of all of them together.

    It holds texts, or in `VALUES` tables of texts.
    """
    found: dict[str, Any] = {}
    for feature in services().registry.features:
        for key, label in getattr(feature.labels, name, {}).items():
            found.setdefault(key, label)
    return found


def _shown(name: str, value: object, zone: ZoneInfo) -> str:
    """Return a stored value as people read it."""
    if value in (None, ""):
        return "(vacío)"
    if isinstance(value, bool):
        return "sí" if value else "no"
    if name.endswith(("_at", "_after")):
        return dates.stamp(datetime.fromisoformat(str(value)), zone)
    words: dict[object, str] = _merged("VALUES").get(name, {})
    return str(words.get(value, value))[:200]
