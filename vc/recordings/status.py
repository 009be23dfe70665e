"""How a recording stands, in a few words and figures, as pages show it."""

from dataclasses import dataclass
from datetime import datetime

from vc.recordings.labels import STATUSES, TONES, source_name
from vc.recordings.models import FileStatus, Recording, RecordingStatus, VendorCopy
from vc.recordings.service import UPLOAD

S = RecordingStatus
UPLOADING = "Subiendo"
FETCHING = "Descargando"
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class State:
    """How a recording stands. `percent` is None while nothing is being fetched.

    `days_left` is how many days the vendor keeps its copy, None where that does not matter.
    """

    label: str
    tone: str
    percent: int | None
    size_bytes: int
    is_here: bool
    days_left: int | None

    @property
    def is_usual(self) -> bool:
        """Tell whether it is safe here, with nothing under way: what a list says nothing of."""
        return self.is_here and self.percent is None

    @property
    def is_urgent(self) -> bool:
        """Tell whether the only copy is about to be deleted."""
        return not self.is_here and self.days_left is not None and self.days_left <= SOON_DAYS


def state_of(recording: Recording, now: datetime) -> State:
    """Return a recording's state as pages show it."""
    percent = percent_of(recording)
    label = STATUSES[recording.status]
    if percent is not None:
        label = f"{UPLOADING if recording.source == UPLOAD else FETCHING} {percent} %"
    files = [one for one in recording.files if one.status is not FileStatus.PURGED]
    return State(
        label=label,
        tone=TONES[recording.status],
        percent=percent,
        size_bytes=sum(one.size_bytes or one.stored_bytes for one in files),
        is_here=recording.status is S.STORED,
        days_left=days_left(recording, now),
    )


def percent_of(recording: Recording) -> int | None:
    """Return the percentage of a download that is here; None while nothing is fetched."""
    if recording.status is not S.DOWNLOADING:
        return None
    coming = [one for one in recording.files if one.status is not FileStatus.PURGED]
    whole = sum(one.size_bytes or 0 for one in coming)
    here = sum(one.stored_bytes for one in coming)
    return min(99, here * 100 // whole) if whole else 0


def days_left(recording: Recording, now: datetime) -> int | None:
    """Return in how many days the vendor deletes its copy; None where it says nothing."""
    at = recording.expires_at_vendor_at
    if at is None or recording.vendor_copy is not VendorCopy.PRESENT:
        return None
    return max(0, (at - now).days)


def is_moving(recording: Recording) -> bool:
    """Tell whether its state changes by itself within moments."""
    if recording.source == UPLOAD:
        return False
    return recording.status is S.DOWNLOADING or any(
        file.status is FileStatus.FOUND and file.due_at is not None and not file.looks
        for file in recording.files
    )


def copies_of(recording: Recording) -> list[str]:
    """Return the places of copies, in words; what lies in a bin counts as one no more."""
    here = ["aquí"] if any(one.status is FileStatus.STORED for one in recording.files) else []
    is_there = recording.vendor_copy is VendorCopy.PRESENT
    return here + (["en " + source_name(recording.source)] if is_there else [])
