"""A Meet room in which meetings took place that were recorded, and who looks for what is left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from integrations.contracts.common import FileLink
from integrations.contracts.meetings import Room, RoomRequest
from integrations.contracts.recordings import ComposedFile, FileKey, FoundRecording
from integrations.google.meetings import GoogleMeet
from integrations.google.recordings import GoogleRecordings
from integrations.http.downloads import opened
from tests.integrations.conftest import Vendor

HOST = "meet1@secesp.example"
HOUR = timedelta(hours=1)
GENERATED = "FILE_GENERATED"
SAID = (
    {"speaker": "Ana", "text": "Buenos días.", "at_s": 1, "for_s": 2},
    {"speaker": "Nadie", "text": "¿Se oye?", "at_s": 4, "language_code": "es-ES"},
)
"""What somebody said, and somebody whom the record does not know."""
Ask = Callable[..., RoomRequest]


@dataclass
class Office:
    """A room in which a meeting of an hour took place some hours ago, and who finds what is left.

    `began` is when it did; `now` the adapter's clock.
    """

    vendor: Vendor
    meet: GoogleMeet
    room: Room
    began: datetime
    clock: list[datetime]

    @property
    def recorder(self) -> GoogleRecordings:
        """Return the adapter that is tested."""
        return self.meet.recorder

    def held(self, *recordings: dict, **content: object) -> dict:
        """Let a meeting take place in the room, recorded like this; return what the door says."""
        times = {"started_at": self.began.isoformat(), "ended_at": (self.began + HOUR).isoformat()}
        code = self.room.join_url.rpartition("/")[2]
        wanted = {"recordings": recordings} | times | content
        return self.vendor.control(f"google/spaces/{code}/records", **wanted)

    def found(self) -> list[FoundRecording]:
        """Return what the adapter finds around the meeting."""
        return self.recorder.recordings(HOST, self.began - HOUR, self.began + 9 * HOUR)

    def link(self, name: str) -> FileLink | ComposedFile | None:
        """Return what leads to a file."""
        return self.recorder.link(FileKey(name, name.rsplit("/", 2)[0], HOST))

    def moved(self, name: str, **content: object) -> None:
        """Let a recording or transcript be in another state."""
        self.vendor.control(f"google/records/{name.partition('/')[2]}", **content)


def fetched(link: FileLink, **options: object) -> bytes:
    """Return what a link leads to."""
    with opened(link, vendor="google_meet", **options) as incoming:
        return b"".join(incoming.pieces)


def opened_office(vendor: Vendor, ask_meet: Ask) -> Office:
    """Return a room whose session began five hours ago."""
    now = datetime.now(UTC).replace(microsecond=0)
    clock, began = [now], now - 5 * HOUR
    meet = vendor.google(now=lambda: clock[0])
    return Office(vendor, meet, meet.create(ask_meet(starts_at=began)), began, clock)
