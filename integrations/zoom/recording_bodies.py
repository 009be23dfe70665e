"""What Zoom says of cloud recordings, in lists and in messages, as our own dataclasses.

Facts: Zoom's OpenAPI document and event schemas of 2026-03-10. Fields are missing, null or of
another type than documented; nothing here relies on any of them, and nothing here keeps a link, a
token or a passcode.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from integrations.contracts.recordings import (
    FoundFile,
    FoundRecording,
    RecordingNews,
    StorageUse,
    VendorCopy,
)
from integrations.http.fields import object_in, objects_in
from integrations.zoom.bodies import instant

MOST_ID = 200
MOST_TEXT = 300
OF_ONE_PERSON = "audio_only_each_participant"
"""Zoom's own word for what it lists apart from the other files, and then without that word."""

_KINDS = {
    "MP4": "video",
    "M4A": "audio",
    "TRANSCRIPT": "transcript",
    "CC": "transcript",
    "CHAT": "chat",
    "CHAT_MESSAGE": "chat",
}
_EXTENSIONS = {
    "MP4": "mp4",
    "M4A": "m4a",
    "TRANSCRIPT": "vtt",
    "CC": "vtt",
    "CHAT": "txt",
    "CSV": "csv",
    "TIMELINE": "json",
    "TB": "jpg",
}
"""What stands for a `file_extension` that is not told."""
_COPIES = {
    "trashed": VendorCopy.TRASHED,
    "deleted": VendorCopy.DELETED,
    "recovered": VendorCopy.PRESENT,
}
_QUIET = frozenset({"started", "stopped", "paused", "resumed", "renamed"})
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15}
"""Of a thousand each: what is shown is then what people read at Zoom."""
_SIZE = re.compile(r"([\d,]{0,20}\.?\d{1,6})\s*([KMGTP]?)(?:i?B|BYTES?)?", re.IGNORECASE)


def recording_from(body: object, *, host_email: str = "") -> FoundRecording | None:
    """Return the recording of one opening of a room; None for a body that tells of none."""
    about = object_in(body)
    uuid, started_at = _text(about.get("uuid"), MOST_ID), instant(about.get("start_time"))
    if not uuid or started_at is None:
        return None
    files = tuple(file for file, _ in files_in(about))
    return FoundRecording(
        external_id=uuid,
        room_id=_text(about.get("id"), MOST_ID),
        room_uuid=uuid,
        topic=_text(about.get("topic")),
        host_email=host_email or _text(about.get("host_email")),
        started_at=started_at,
        duration_s=_whole(about.get("duration"), 60),
        files=files,
        expires_at=_expiry(about),
        is_complete=bool(files) and all(file.is_ready for file in files),
    )


def files_in(body: Mapping[str, object]) -> list[tuple[FoundFile, Mapping[str, object]]]:
    """Return the files of a recording, each with what Zoom says of it."""
    ordinary = objects_in(body.get("recording_files"))
    rows = [*ordinary, *objects_in(body.get("participant_audio_files"))]
    seen: Counter[str] = Counter()
    found = []
    for number, row in enumerate(rows):
        file = _file(row, is_of_one_person=number >= len(ordinary))
        seen[file.external_id] += 1
        # Zoom's own example gives two files one id: neither is to be lost.
        if seen[file.external_id] > 1:
            file = replace(file, external_id=f"{file.external_id}-{seen[file.external_id]}")
        found.append((file, row))
    return found


def news_from(event: str, body: Mapping[str, object]) -> RecordingNews | None:
    """Return the news of recordings in a message; None when it says nothing of any."""
    subject, _, what = event.partition(".")
    about = object_in(object_in(object_in(body).get("payload")).get("object"))
    if subject != "recording":
        return None
    if what in _QUIET:
        return RecordingNews()
    if what in ("completed", "transcript_completed"):
        return _found_news(about, has_all=what == "completed")
    if what == "cloud_storage_usage_updated":
        storage = _storage_told(about)
        return RecordingNews(storage=storage) if storage else None
    copy = _COPIES.get(what.removeprefix("batch_"))
    return _copy_news(about, copy) if copy else None


def storage_from(rows: object) -> StorageUse | None:
    """Return the latest day of a usage report; None where it says nothing or there is no end."""
    days = [day for day in objects_in(rows) if bytes_from(day.get("usage")) is not None]
    if not days:
        return None
    last = max(days, key=lambda day: str(day.get("date") or ""))
    return _use(last.get("usage"), last.get("free_usage"), last.get("plan_usage"))


def bytes_from(text: object) -> int | None:
    """Return a size as Zoom writes it, such as "1.65 GB"; None for no size."""
    found = _SIZE.fullmatch(str(text).strip())
    if found is None:
        return None
    return round(float(found[1].replace(",", "")) * _UNITS[found[2].upper()])


def _file(row: Mapping[str, object], *, is_of_one_person: bool) -> FoundFile:
    """Return one file as Zoom describes it; a type that nobody knows yet is kept too."""
    kind = _text(row.get("file_type")).upper()
    return FoundFile(
        external_id=_text(row.get("id"), MOST_ID) or _made_up_id(row),
        kind="audio" if is_of_one_person else _KINDS.get(kind, "other"),
        extension=_extension(row, kind),
        size_bytes=_whole(row.get("file_size")),
        view=_text(row.get("recording_type")) or (OF_ONE_PERSON if is_of_one_person else ""),
        started_at=instant(row.get("recording_start")),
        ended_at=instant(row.get("recording_end")),
        is_ready=row.get("status") != "processing",
    )


def _made_up_id(row: Mapping[str, object]) -> str:
    """Return a lasting name for a file to which Zoom gives no id, as it does to timelines."""
    names = ("file_type", "recording_type", "recording_start")
    return "-".join(_text(row.get(name)) for name in names if row.get(name))[:MOST_ID] or "file"


def _extension(row: Mapping[str, object], kind: str) -> str:
    """Return how the file's name ends."""
    given = _text(row.get("file_extension")).lower() or _EXTENSIONS.get(kind, "")
    return given if re.fullmatch(r"[a-z0-9]{1,8}", given) else "bin"


def _expiry(about: Mapping[str, object]) -> datetime | None:
    """Return when Zoom deletes its copy, None when it does not say so."""
    day = str(about.get("auto_delete_date") or "")[:10]
    return instant(day) if about.get("auto_delete") is True else None


def _found_news(about: Mapping[str, object], *, has_all: bool) -> RecordingNews | None:
    """Return what a message tells of files; one about a transcript tells of nothing else."""
    found = recording_from(about)
    if found is None:
        return None
    # The duration in the message of a transcript is the one that was planned (Zoom's schema).
    return RecordingNews(found if has_all else replace(found, duration_s=None))


def _copy_news(about: Mapping[str, object], copy: VendorCopy) -> RecordingNews | None:
    """Return what became of recordings and of files that a message names.

    Where a message names some of a recording's files Zoom does not say whether there are others:
    the next look at its list does.
    """
    uuids = [about.get("uuid"), *_rows_of_text(about, "meeting_uuids")]
    files: list[object] = []
    for meeting in objects_in(about.get("meetings")):
        uuids.append(meeting.get("meeting_uuid"))
        files += _rows_of_text(meeting, "recording_file_ids")
    if not any(uuids):
        files += [file.external_id for file, _ in files_in(about)]
    copies = {_text(uuid, MOST_ID): copy for uuid in uuids if _text(uuid)}
    file_copies = {_text(name, MOST_ID): copy for name in files if _text(name)}
    return RecordingNews(copies=copies, file_copies=file_copies) if copies or file_copies else None


def _storage_told(about: Mapping[str, object]) -> StorageUse | None:
    """Return how full the storage is, by a message; the percentage stands for an untold end."""
    used = about.get("storage_used")
    use = _use(used, about.get("free_storage"), about.get("plan_storage"))
    percentage, used_bytes = about.get("storage_used_percentage"), bytes_from(used)
    if use is not None or not used_bytes:
        return use
    if not isinstance(percentage, int | float) or percentage <= 0:
        return None
    return StorageUse(used_bytes, round(used_bytes * 100 / percentage))


def _use(used: object, *ends: object) -> StorageUse | None:
    """Return how full the storage is whose parts end there; None when one has no end."""
    used_bytes = bytes_from(used)
    is_endless = any(str(end).strip().lower() == "unlimited" for end in ends)
    total = sum(bytes_from(end) or 0 for end in ends)
    if used_bytes is None or is_endless or not total:
        return None
    return StorageUse(used_bytes, total)


def _rows_of_text(body: Mapping[str, object], name: str) -> Iterator[object]:
    """Yield the members of a list of names."""
    rows = body.get(name)
    yield from rows if isinstance(rows, list) else ()


def _text(value: object, most: int = MOST_TEXT) -> str:
    """Return a name or an id as text: Zoom sends the same one as a number here and text there."""
    is_text = isinstance(value, str | int) and not isinstance(value, bool)
    # PostgreSQL holds no text with a NUL in it.
    return str(value).replace("\0", "")[:most] if is_text else ""


def _whole(value: object, times: int = 1) -> int | None:
    """Return a number that is not below zero, so many times; None for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return round(value * times) if 0 <= value < 2**53 else None
