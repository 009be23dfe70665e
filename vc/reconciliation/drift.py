"""Ours against the vendor's, field by field: pure, with the direction of truth in one table."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from integrations.contracts.meetings import Room
from vc.booking.models import Meeting
from vc.booking.requests import NewEvent

SAME_AGAIN = "Las dos copias volvieron a coincidir."


class Truth(StrEnum):
    """Whose word counts where the two copies differ."""

    OURS = "ours"
    """A person decides whether the vendor's copy is put right or ours follows it."""
    THEIRS = "theirs"
    """Ours follows at once: only the vendor can give it out."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something that both copies say; `theirs` gives None where the vendor does not tell it."""

    name: str
    truth: Truth
    ours: Callable[[Meeting], object]
    theirs: Callable[[Room], object]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which the two copies do not agree; the values are such as JSON can hold."""

    name: str
    ours: object
    theirs: object

    def as_row(self) -> dict[str, object]:
        """Return it as the watch keeps it."""
        return {"name": self.name, "ours": self.ours, "theirs": self.theirs}


FIELDS = (
    Field(
        "summary",
        Truth.OURS,
        lambda meeting: meeting.event.summary.strip(),
        lambda room: room.topic.strip() or None,
    ),
    Field(
        "starts_at",
        Truth.OURS,
        lambda meeting: _written(meeting.event.starts_at),
        lambda room: _written(room.starts_at),
    ),
    Field(
        "duration_min",
        Truth.OURS,
        lambda meeting: meeting.event.duration_min,
        lambda room: room.duration_min,
    ),
    Field(
        "records",
        Truth.OURS,
        lambda meeting: meeting.event.records,
        lambda room: room.records,
    ),
    Field(
        "has_waiting_room",
        Truth.OURS,
        lambda meeting: meeting.event.has_waiting_room,
        lambda room: room.has_waiting_room,
    ),
    Field(
        "passcode",
        Truth.THEIRS,
        lambda meeting: meeting.passcode,
        lambda room: room.passcode,
    ),
    Field(
        "join_url",
        Truth.THEIRS,
        lambda meeting: meeting.join_url,
        lambda room: room.join_url or None,
    ),
)


def ours_to_decide(meeting: Meeting, room: Room) -> list[Difference]:
    """Return the fields of which we hold the truth and on which the vendor's copy differs."""
    return list(_differing(meeting, room, Truth.OURS))


def take_over(meeting: Meeting, room: Room) -> list[str]:
    """Write what only the vendor can tell into our row; return the names of what changed."""
    changed = [(one.name, one.theirs) for one in _differing(meeting, room, Truth.THEIRS)]
    for name, value in changed:
        setattr(meeting, name, value)
    return [name for name, _ in changed]


def with_theirs(new: NewEvent, rows: Iterable[dict[str, object]]) -> NewEvent:
    """Return the request with the vendor's values in place of ours."""
    # What JSON gave back: of the types that `FIELDS` put there.
    theirs: dict[str, Any] = {str(row["name"]): row["theirs"] for row in rows}
    starts_at, length = new.starts_at, new.ends_at - new.starts_at
    if "starts_at" in theirs:
        starts_at = datetime.fromisoformat(str(theirs.pop("starts_at")))
    if "duration_min" in theirs:
        length = timedelta(minutes=int(str(theirs.pop("duration_min"))))
    return replace(new, starts_at=starts_at, ends_at=starts_at + length, **theirs)


def fingerprint(rows: Iterable[dict[str, object]]) -> str:
    """Return a digest of a set of differences, for the form that decides on them."""
    return hashlib.sha256(json.dumps(list(rows), sort_keys=True).encode()).hexdigest()[:16]


def _differing(meeting: Meeting, room: Room, truth: Truth) -> Iterable[Difference]:
    """Yield the fields of one direction on which the two do not agree."""
    for field in FIELDS:
        ours, theirs = field.ours(meeting), field.theirs(room)
        # None is «not told», which no vendor's answer may turn into a difference.
        if field.truth is truth and theirs is not None and ours != theirs:
            yield Difference(field.name, ours, theirs)


def _written(moment: datetime | None) -> str | None:
    """Return an instant as text, to the second: vendors keep no smaller part."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat() if moment else None
