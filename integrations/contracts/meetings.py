"""What goes in and out of whoever makes rooms: frozen dataclasses, and the contract as a Protocol.

Nothing here names a vendor's field. An adapter turns these into the vendor's URLs and bodies and
back; see `integrations/zoom/meetings.py` for the model.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from integrations.contracts.broadcasting import RoomStreams
from integrations.contracts.common import Connection, RoomKey
from integrations.contracts.recordings import RecordingSource


@dataclass(frozen=True, slots=True)
class RoomRequest:
    """A room (meeting or webinar) as we want it to be at the vendor.

    `folio` is our key: it is written where the vendor keeps it and lets `find` recognise the room
    after a lost answer. `key` is for vendors that take an id of ours, and no other installation on
    the same account has it; empty means the folio. `host_email` is the licence's account.
    `starts_at` is aware; `duration_min` is whole minutes, at least 1. `has_begun` tells that the
    start is past and stays as it is. `pasted_url` is only for rooms that a person makes by hand.
    """

    folio: str
    host_email: str
    topic: str
    agenda: str
    starts_at: datetime
    duration_min: int
    tzid: str
    passcode: str = ""
    has_waiting_room: bool = True
    records: bool = False
    is_webinar: bool = False
    alternative_hosts: tuple[str, ...] = ()
    pasted_url: str = ""
    key: str = ""
    has_begun: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A room as it stands at the vendor. It never carries a link that starts the meeting as host.

    `external_id` and `external_uuid` are text, whatever the vendor sends. None stands for what the
    vendor does not tell. `warnings` are sentences for staff (in Spanish) about what the vendor did
    not grant, such as an unknown alternative host.
    """

    external_id: str
    join_url: str
    passcode: str = ""
    external_uuid: str = ""
    host_email: str = ""
    topic: str = ""
    starts_at: datetime | None = None
    duration_min: int | None = None
    is_webinar: bool = False
    records: bool | None = None
    has_waiting_room: bool | None = None
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> RoomKey:
        """Return the key that leads to it."""
        return RoomKey(self.external_id, self.host_email, self.is_webinar, self.external_uuid)


@dataclass(frozen=True, slots=True)
class Attendee:
    """One stay of one person in a room, as the vendor tells it; who leaves and returns has two.

    `email` and the ids are empty where the vendor does not know or tell them: `account_id` is
    whoever signed in at the vendor, `seat_id` one place in one opening of the room, whatever name
    is shown there. Instants are aware; `left_at` is None while the person is still there.
    """

    name: str
    joined_at: datetime
    left_at: datetime | None
    email: str = ""
    registrant_id: str = ""
    account_id: str = ""
    seat_id: str = ""
    is_phone: bool = False


@dataclass(frozen=True, slots=True)
class HostAccount:
    """An account at the vendor that can host, as the vendor describes it.

    `kinds` is a subset of {"meeting", "webinar", "recording", "streaming"}; `largest_audience` is
    the most people a meeting (or webinar, where it has that kind) admits.
    """

    email: str
    label: str
    kinds: frozenset[str]
    largest_audience: int
    is_licensed: bool
    external_id: str = ""


class MeetingProvider(Protocol):
    """Makes, changes and deletes rooms at one vendor.

    Every method may raise any error of `integrations.errors`. A method that writes raises
    OutcomeUnknownError exactly when its effect at the vendor is not known.
    """

    platform: str
    makes_rooms_itself: bool
    daily_writes_per_host: int | None
    longest_duration_min: int

    @property
    def streams(self) -> RoomStreams | None:
        """None where rooms cannot send their picture to another service by themselves."""

    @property
    def recorder(self) -> RecordingSource | None:
        """None where what was recorded has to be handed in by a person."""

    def check_link(self, url: str) -> None:
        """Raise RejectedError, in Spanish, when `url` cannot be a link to one of its rooms."""
        ...

    def create(self, request: RoomRequest) -> Room:
        """Make the room; not idempotent: after OutcomeUnknownError call `find` first."""
        ...

    def find(self, request: RoomRequest) -> Room | None:
        """Return the vendor's room that carries `request.folio`; None when there is none."""
        ...

    def read(self, key: RoomKey) -> Room:
        """Read the room as it stands now. Raises NotFoundError when it is gone."""
        ...

    def update(self, key: RoomKey, request: RoomRequest) -> Room:
        """Change the room in place and read it back: the link may have changed."""
        ...

    def delete(self, key: RoomKey) -> None:
        """Delete the room; a room that is already gone counts as deleted."""
        ...

    def start_url(self, key: RoomKey) -> str:
        """Fetch the link that starts the room as host: a secret, for one redirect, never kept."""
        ...

    def attendees(self, key: RoomKey, since: datetime, until: datetime) -> list[Attendee]:
        """List who was in the room between two instants, over every time it was opened.

        Empty when nobody was, or while the vendor has not counted yet.
        """
        ...

    def host(self, email: str) -> HostAccount | None:
        """Return an account as it stands now; None where the vendor does not tell.

        Raises HostUnusableError when there is no such account.
        """
        ...

    def live_rooms(self, host_email: str) -> tuple[str, ...]:
        """Return the `external_id` of the rooms that are open on an account at this moment."""
        ...

    def hosts(self) -> list[HostAccount]:
        """List the accounts that can host, licensed ones first."""
        ...

    def check(self) -> Connection:
        """Try the credentials and name what is missing; never raises for a refusal."""
        ...
