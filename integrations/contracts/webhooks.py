"""What a vendor tells us by webhook, in our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a vendor's message about a room means for us."""

    STARTED = "started"
    """Somebody opened the room."""
    ENDED = "ended"
    """The room was closed."""
    CHANGED = "changed"
    """It was changed, deleted or restored: go and look."""
    ATTENDANCE = "attendance"
    """Somebody came, waits or left."""
    REGISTRATION = "registration"
    """Somebody registered or took it back at the vendor."""
    RECORDING = "recording"
    """Something became of a recording."""
    STREAM_STARTED = "stream_started"
    """The room began to send its picture to another service."""
    STREAM_STOPPED = "stream_stopped"
    """The room no longer sends its picture."""
    LIVE_VIDEO = "live_video"
    """Something became of a live video: go and read it. `external_id` is the live video's."""
    ALERT = "alert"
    """The vendor warns of a problem in the room."""
    CREATED = "created"
    """A room was made, by us or by hand."""
    UNKNOWN = "unknown"
    """Nothing this product knows."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message from a vendor, without its secrets.

    `event` is the vendor's own name for it, `external_id` and `external_uuid` the room as in
    `Room`, both empty where it is about no single room. `at` is when it happened, None when the
    vendor does not say. `detail` is what it warns of. `body` is safe to store and to show.
    """

    event: str
    kind: NoticeKind
    at: datetime | None
    external_id: str
    external_uuid: str
    detail: str
    body: Mapping[str, object]
