"""The person as a provider: somebody makes the room by hand and pastes its link.

Nothing is sent anywhere. It is also what stands in for a vendor whose credentials are not set.
"""

import hashlib
import threading
from collections import OrderedDict
from datetime import datetime

from integrations.contracts.common import Connection, RoomKey
from integrations.contracts.meetings import Attendee, HostAccount, Room, RoomRequest
from integrations.errors import RejectedError
from integrations.join_links import check_link

NAMES = {"zoom": "Zoom", "google_meet": "Google Meet", "other": "otra plataforma"}
BY_HAND = "Sin conexión automática con {name}: la sala se crea a mano y se pega su enlace."
NOT_KEPT = "La sala se creó a mano: su enlace está en la página de la sesión."
MOST_ROOMS = 1000


class ManualRooms:
    """Takes the link that a person pasted for the room.

    It remembers the links of this run only; the caller's own row is what keeps them.
    """

    makes_rooms_itself = False
    daily_writes_per_host: int | None = None
    longest_duration_min = 1440
    streams = None
    recorder = None

    def __init__(self, platform: str, host_patterns: tuple[str, ...]) -> None:
        """Take links to the hosts of `host_patterns`, as `links.check_link` reads them."""
        self.platform = platform
        self._hosts = host_patterns
        self._name = NAMES.get(platform, platform)
        self._rooms: OrderedDict[str, Room] = OrderedDict()
        self._lock = threading.Lock()

    def check_link(self, url: str) -> None:
        """Raise RejectedError, in Spanish, when `url` cannot be a link to one of its rooms."""
        check_link(url, self._hosts, vendor=self.platform, name=self._name)

    def create(self, request: RoomRequest) -> Room:
        """Return the room behind the pasted link. Raises RejectedError when it is no such link."""
        return self._keep(self._id_of(request.folio), request)

    def find(self, request: RoomRequest) -> Room | None:
        """Return the room that was pasted for this folio in this run, else None."""
        return self._rooms.get(self._id_of(request.folio))

    def read(self, key: RoomKey) -> Room:
        """Return the pasted link. Raises RejectedError when that was before this run."""
        room = self._rooms.get(key.external_id)
        if room is None:
            raise RejectedError(NOT_KEPT, vendor=self.platform, operation="read")
        return room

    def update(self, key: RoomKey, request: RoomRequest) -> Room:
        """Return the room with the link that is pasted now; its id stays."""
        return self._keep(key.external_id, request)

    def delete(self, key: RoomKey) -> None:
        """Forget the room; whoever made it deletes it where it was made."""
        with self._lock:
            self._rooms.pop(key.external_id, None)

    def start_url(self, key: RoomKey) -> str:
        """Return the pasted link: by hand there is no other way in for the host."""
        return self.read(key).join_url

    def attendees(self, key: RoomKey, since: datetime, until: datetime) -> list[Attendee]:
        """Return nothing: a person counts, and types the figure in."""
        return []

    def host(self, email: str) -> HostAccount | None:
        """Return None: nobody tells."""
        return None

    def live_rooms(self, host_email: str) -> tuple[str, ...]:
        """Return nothing: nobody tells."""
        return ()

    def hosts(self) -> list[HostAccount]:
        """Return nothing: without a connection nobody tells which accounts there are."""
        return []

    def check(self) -> Connection:
        """Return the state of rooms that are made by hand here."""
        return Connection(True, "manual", BY_HAND.format(name=self._name))

    def _id_of(self, folio: str) -> str:
        """Return the id of a folio's room: always the same, and telling nothing of its link."""
        return hashlib.sha256(f"{self.platform}:{folio}".encode()).hexdigest()[:16]

    def _keep(self, external_id: str, request: RoomRequest) -> Room:
        """Check the link and return the room as the request says it is."""
        self.check_link(request.pasted_url)
        room = Room(
            external_id=external_id,
            join_url=request.pasted_url,
            passcode=request.passcode,
            host_email=request.host_email,
            topic=request.topic,
            starts_at=request.starts_at,
            duration_min=request.duration_min,
            is_webinar=request.is_webinar,
        )
        with self._lock:
            self._rooms[external_id] = room
            # A process that runs for months must not keep every link it has ever seen.
            while len(self._rooms) > MOST_ROOMS:
                self._rooms.popitem(last=False)
        return room
