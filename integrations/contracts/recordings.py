"""What goes in and out of whoever records our rooms: the contract of a source of recordings.

One `FoundRecording` is what was recorded of one opening of a room; a room that was left and opened
again has several, and one that was paused has several files of a kind. Nothing here names a
vendor's field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from integrations.contracts.common import FileLink


class VendorCopy(StrEnum):
    """What became of the vendor's own copy."""

    PRESENT = "PRESENT"
    """It is there."""
    TRASHED = "TRASHED"
    """It is in the vendor's bin, from which it can still be brought back."""
    DELETED = "DELETED"
    """It is gone for good."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file of a recording, as its vendor describes it.

    `external_id` is the vendor's lasting id of the file. `kind` is "video", "audio", "transcript",
    "chat" or "other"; `view` is the vendor's own word for what it shows, such as "gallery_view".
    `extension` is without a dot, in lower case. `is_ready` tells whether it can be fetched now.
    """

    external_id: str
    kind: str
    extension: str
    size_bytes: int | None = None
    view: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    is_ready: bool = True


@dataclass(frozen=True, slots=True)
class FoundRecording:
    """What was recorded of one opening of a room.

    `external_id` is the vendor's lasting id of that opening, `room_id` that of the room as in
    `Room.external_id` (empty when the vendor does not tell), `room_uuid` as in `Room.external_uuid`
    where that is what the vendor tells. `expires_at` is when the vendor deletes its copy, None when
    it does not say. `is_complete` is False while more files are to come.
    """

    external_id: str
    room_id: str
    topic: str
    host_email: str
    started_at: datetime
    duration_s: int | None
    files: tuple[FoundFile, ...]
    room_uuid: str = ""
    expires_at: datetime | None = None
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class StorageUse:
    """How full the vendor's storage is, in bytes; `total_bytes` is None when it has no end."""

    used_bytes: int
    total_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class RecordingNews:
    """What one message of a vendor says about recordings; each part may be empty.

    `copies` maps the `external_id` of recordings to what became of the vendor's copy as a whole;
    `file_copies` the same for single files, by their `external_id`.
    """

    found: FoundRecording | None = None
    copies: Mapping[str, VendorCopy] = field(default_factory=dict)
    file_copies: Mapping[str, VendorCopy] = field(default_factory=dict)
    storage: StorageUse | None = None


@dataclass(frozen=True, slots=True)
class FileKey:
    """What leads to one file at a source: its id, that of its recording, the account it is on."""

    external_id: str
    recording_id: str = ""
    host_email: str = ""


@dataclass(frozen=True, slots=True)
class ComposedFile:
    """A file that its vendor gives only piece by piece, put together as `content`."""

    content: bytes = field(repr=False)


class RecordingSource(Protocol):
    """Where rooms' recordings lie until we have them.

    Every method may raise any error of `integrations.errors`.
    """

    platform: str
    can_delete: bool
    """Whether `delete` works; False where people do it at the vendor."""

    def recordings(self, host_email: str, since: datetime, until: datetime) -> list[FoundRecording]:
        """List what began on an account in [since, until), oldest first, however long that is."""
        ...

    def link(self, key: FileKey) -> FileLink | ComposedFile | None:
        """Return a file's link for now, or its content; None while it is not ready.

        Raises NotFoundError when the vendor does not have it any more.
        """
        ...

    def delete(self, recording_id: str, host_email: str) -> None:
        """Put a recording into the vendor's bin; one that is gone already counts as deleted.

        Raises OutcomeUnknownError exactly when its effect is not known.
        """
        ...

    def storage(self) -> StorageUse | None:
        """Return the vendor's storage in use; None where it does not tell."""
        ...

    def news(self, event: str, body: Mapping[str, object]) -> RecordingNews | None:
        """Return the news in a message that came to our webhook and was stripped of its secrets.

        None for a message that says nothing about recordings. It never raises for odd bodies.
        """
        ...
