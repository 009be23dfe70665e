"""What goes in and out of whoever shows a session to the public live; the contracts as Protocols.

As in `meetings`, nothing here names a vendor's field. A live video is announced and ended at one
vendor (`Broadcaster`); its picture may come from a room at another one (`RoomStreams`).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from integrations.contracts.common import Connection, FileLink, RoomKey


class LiveStage(StrEnum):
    """How far a live video is at the vendor, in words that hold for any vendor."""

    SCHEDULED = "scheduled"
    """Announced; nobody sees a picture yet."""
    LIVE = "live"
    """The public sees it."""
    STOPPED = "stopped"
    """Over; the vendor still works on the copy that can be watched afterwards."""
    READY = "ready"
    """Over, and its copy can be watched and fetched."""
    CANCELLED = "cancelled"
    """Taken back before it began."""
    EXPIRED = "expired"
    """Its hour passed and nobody started it."""


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """A live video as we want it announced.

    `folio` is our key: the adapter writes it at the end of the description, and `find` recognises
    the live video by it. `starts_at` is aware. `cover_url` is a public https address, or empty.
    """

    folio: str
    title: str
    description: str
    starts_at: datetime
    cover_url: str = ""


@dataclass(frozen=True, slots=True)
class StreamTarget:
    """Where a picture is to be sent. The key is a secret: whoever has it can broadcast.

    `page_url` is where the public watches.
    """

    stream_url: str
    stream_key: str = field(repr=False)
    page_url: str = ""


@dataclass(frozen=True, slots=True)
class LiveVideo:
    """A live video as it stands at the vendor. None stands for what the vendor does not tell.

    `external_id` leads to the live video, `video_id` to the copy that stays afterwards (they
    differ). `permalink_url` is absolute. `viewers` is how many watch at this moment, `views` how
    often it was watched. `target` is None where the vendor no longer takes a picture.
    """

    external_id: str
    stage: LiveStage
    permalink_url: str = ""
    video_id: str = ""
    title: str = ""
    description: str = ""
    starts_at: datetime | None = None
    began_at: datetime | None = None
    viewers: int | None = None
    views: int | None = None
    target: StreamTarget | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class StreamCheck:
    """One thing that must hold so that a room can send its picture, and whether it does.

    `name` is one of "allowed", "custom_service", "licensed", "not_encrypted"; `is_good` is None
    where the vendor does not tell. `advice` says in Spanish what to do where it is not good.
    """

    name: str
    is_good: bool | None
    advice: str = ""


class RoomStreams(Protocol):
    """Lets rooms of one vendor send their picture to another service (RTMP).

    Every method may raise any error of `integrations.errors`.
    """

    def check(self, key: RoomKey) -> tuple[StreamCheck, ...]:
        """Check in advance whether this room, on its account, will be able to send its picture."""
        ...

    def hand_over(self, key: RoomKey, target: StreamTarget) -> None:
        """Give the room the address to send its picture to; a second call replaces the first."""
        ...

    def start(self, key: RoomKey, label: str) -> None:
        """Let the open room begin to send. That it was taken does not prove that it sends.

        `label` names the broadcast inside the room. Raises TooEarlyError while nobody has opened
        the room. A room that sends already counts as started.
        """
        ...

    def stop(self, key: RoomKey) -> None:
        """Let the room stop sending; a room that does not send counts as stopped."""
        ...


class Broadcaster(Protocol):
    """Announces and ends live videos at one vendor.

    Every method may raise any error of `integrations.errors`. A method that writes raises
    OutcomeUnknownError exactly when its effect at the vendor is not known.
    """

    channel: str
    works_by_itself: bool
    """False for the person as a broadcaster: nothing but `check_link` and `check` is of use."""
    furthest_ahead: timedelta
    """How long before its start a live video can be announced at the earliest."""
    least_ahead: timedelta
    """How long before its start it can be announced at the latest."""
    kept_for: timedelta | None
    """How long after its start the vendor keeps the copy; None for ever."""

    def check_link(self, url: str) -> None:
        """Raise RejectedError, in Spanish, when `url` cannot be a live video's address."""
        ...

    def producer_url(self, video_id: str) -> str:
        """Return the vendor's own page for whoever operates the live video; empty for none."""
        ...

    def create(self, request: LiveRequest) -> LiveVideo:
        """Announce it; not idempotent: after OutcomeUnknownError call `find` first."""
        ...

    def find(self, request: LiveRequest) -> LiveVideo | None:
        """Return the announced live that carries `request.folio`; None when none does."""
        ...

    def read(self, external_id: str) -> LiveVideo:
        """Read it as it stands now, its target included. Raises NotFoundError when it is gone."""
        ...

    def update(self, external_id: str, request: LiveRequest) -> LiveVideo:
        """Change what is announced and read it back."""
        ...

    def cancel(self, external_id: str) -> None:
        """Take the announcement back; one that is gone already counts as taken back."""
        ...

    def go_live(self, external_id: str) -> LiveVideo:
        """Let the public see what arrives, and read it back; one that is live already is fine."""
        ...

    def end(self, external_id: str) -> LiveVideo:
        """End it and read it back; one that has ended already is fine."""
        ...

    def copy(self, video_id: str) -> FileLink | None:
        """Return the link of the copy; None while the vendor still works on it.

        Raises NotFoundError when the vendor no longer has it.
        """
        ...

    def check(self) -> Connection:
        """Try the credentials and name what is missing; never raises for a refusal."""
        ...
