"""A source of recordings that keeps what it is given, and its files at a depot."""

from datetime import datetime, timedelta

from integrations.contracts.common import FileLink
from integrations.contracts.recordings import (
    ComposedFile,
    FileKey,
    FoundFile,
    FoundRecording,
    RecordingNews,
    StorageUse,
)
from integrations.errors import IntegrationError, NotFoundError
from tests.recordings.depot import Depot


class ListedSource:
    """Holds recordings. `error` is raised instead of an answer while it is set."""

    platform = "zoom"
    can_delete = True

    def __init__(self, depot: Depot) -> None:
        self.depot = depot
        self.held: list[FoundRecording] = []
        self.contents: dict[str, bytes | None] = {}
        self.use: StorageUse | None = None
        self.error: IntegrationError | None = None
        self.asked: list[tuple[datetime, datetime]] = []
        self.deleted: list[str] = []

    def recordings(self, host_email: str, since: datetime, until: datetime) -> list[FoundRecording]:
        """List what it holds of an account."""
        self.asked.append((since, until))
        self._answer()
        of_host = (one for one in self.held if one.host_email == host_email)
        return [one for one in of_host if since <= one.started_at < until]

    def link(self, key: FileKey) -> FileLink | ComposedFile | None:
        """Return the depot's link, or what was given as the file's content."""
        self._answer()
        known = {file.external_id for one in self.held for file in one.files}
        if key.external_id not in known:
            raise NotFoundError("No está.", vendor="zoom", operation="link")
        if key.external_id in self.contents:
            content = self.contents[key.external_id]
            return None if content is None else ComposedFile(content)
        return self.depot.link(key)

    def delete(self, recording_id: str, host_email: str) -> None:
        """Put a recording away."""
        self._answer()
        self.deleted.append(recording_id)
        self.held = [one for one in self.held if one.external_id != recording_id]

    def storage(self) -> StorageUse | None:
        """Return what was said of it."""
        return self.use

    def news(self, event: str, body: dict[str, object]) -> RecordingNews | None:
        """Return what a message says: here they are the recordings it names."""
        found = [one for one in self.held if one.external_id == body.get("uuid")]
        return RecordingNews(found[0]) if found else None

    def _answer(self) -> None:
        """Raise what it is to raise."""
        if self.error is not None:
            raise self.error


def found(
    room_id: str, host_email: str, begins: datetime, *files: FoundFile, uuid: str = "u-1", **more
) -> FoundRecording:
    """Return an hour's recording of a room."""
    values = {"topic": "Plática", "duration_s": 3600, "expires_at": begins + timedelta(days=30)}
    return FoundRecording(
        external_id=uuid,
        room_id=room_id,
        host_email=host_email,
        started_at=begins,
        files=files or (video_file(),),
        **(values | more),
    )


def video_file(external_id: str = "f-1", **more: object) -> FoundFile:
    """Return a video of the depot's size."""
    return FoundFile(external_id, **({"kind": "video", "extension": "mp4"} | more))
