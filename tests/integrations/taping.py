"""Rooms of the emulated Zoom that were recorded, and the adapter that looks for them."""

from datetime import UTC, datetime, timedelta

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import RoomRequest
from integrations.contracts.recordings import FileKey
from integrations.zoom.meetings import ZoomMeetings, ZoomSettings
from tests.vendor import Vendor

HOST = "sala1@secesp.example"
NOW = datetime.now(UTC).replace(microsecond=0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def zoom_at(vendor: Vendor) -> ZoomMeetings:
    """Return an adapter that has not asked for a token yet."""
    return ZoomMeetings(ZoomSettings("emulator", "emulator", "emulator", vendor.url, vendor.url))


def make_room(zoom: ZoomMeetings, host_email: str = HOST) -> RoomKey:
    """Make a room and return what leads to it."""
    start, tzid = NOW + DAY, "America/Mexico_City"
    return zoom.create(RoomRequest("VC-1", host_email, "Plática", "", start, 60, tzid)).key


def record(vendor: Vendor, room: RoomKey, at: datetime = NOW, **more: object) -> FileKey:
    """Let a room have been recorded; return what leads to its first file."""
    made = vendor.stage(room.external_id, "recordings", at=at.isoformat(), **more)
    return FileKey(made["files"][0], made["uuid"], room.host_email)
