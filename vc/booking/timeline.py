"""The timeline of a session: what happened and what will, over all features, around now. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

LATEST = 6
"""How many of the past entries are shown at once; those before are folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened or will."""

    at: datetime
    text: str
    note: str = ""
    url: str = ""
    is_problem: bool = False
    is_about: bool = False
    """The hour is only about right."""
    undo_line: int = 0
    """The line of the history that can be taken back; 0 where nothing can."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The entries in their order: long past ones, the latest, and those to come."""

    earlier: list[Entry]
    latest: list[Entry]
    ahead: list[Entry]


def timeline_of(entries: Iterable[Entry], now: datetime) -> Timeline:
    """Return the entries by time; of the same instant in the order in which they are told."""
    known = sorted(entries, key=lambda one: one.at)
    past = [one for one in known if one.at <= now]
    ahead = [one for one in known if one.at > now]
    # One that can be taken back is never folded away.
    cut = max(0, len(past) - LATEST)
    cut = min([cut, *(place for place, one in enumerate(past) if one.undo_line)])
    return Timeline(past[:cut], past[cut:], ahead)
