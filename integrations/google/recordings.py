"""What Google Meet recorded, as a RecordingSource: records of what took place lead to the files.

A record is one opening of a room. Meet forgets it, with what was said, 30 days after its end; the
video stays in the Drive of the account, but nothing leads to it any more. Facts: discovery
documents meet.v2 of 2026-10-29 and drive.v3 of 2026-11-06.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

from integrations.contracts.common import FileLink
from integrations.contracts.recordings import (
    ComposedFile,
    FileKey,
    FoundFile,
    FoundRecording,
    RecordingNews,
    StorageUse,
)
from integrations.errors import (
    Answered,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    RejectedError,
)
from integrations.google import meet_spaces
from integrations.google.call import GoogleRequest
from integrations.google.errors import NO_RECORDINGS, VENDOR
from integrations.google.meet_spaces import MOST_RECORDS, instant
from integrations.google.scopes import READS_DRIVE, READS_MEET
from integrations.google.session import GoogleSession, Visit
from integrations.http.fields import text_in

GOOGLE = "https://www.googleapis.com"
MOST_PARTS = 100
GENERATED = "FILE_GENERATED"
ENDED = "ENDED"
PART = re.compile(r"conferenceRecords/[^/]+/(recordings|transcripts)/[^/]+")
"""The name of a file, and in it its kind."""
SETTLED_AFTER = timedelta(hours=1)
"""When what was said counts as whole although Google made no document of it: it says nowhere
that the entries are all there before."""

GONE = (
    "Google Meet ya no tiene el registro de esa grabación: lo borra 30 días después. El video "
    "puede seguir en el Google Drive de la cuenta; descárguelo ahí y súbalo a mano."
)
TRASHED = "La grabación está en la papelera de Google Drive."
NO_FILE = "La grabación ya no está en el Google Drive de la cuenta, o la cuenta no puede verla."
NO_DELETION = (
    "Las grabaciones de Meet no se borran desde aquí: bórrela en Google Drive, con la cuenta que "
    "organizó la sesión."
)


class GoogleRecordings:
    """Finds what Meet recorded. Safe to share between threads."""

    platform = VENDOR
    can_delete = False

    def __init__(self, session: GoogleSession) -> None:
        """Take what calls Google in the name of each account; nothing is sent."""
        self._session = session
        self._base = session.settings.api_base or GOOGLE

    def recordings(self, host_email: str, since: datetime, until: datetime) -> list[FoundRecording]:
        """List what was recorded or transcribed on an account and began in [since, until).

        Oldest first; of what began more than 30 days ago Meet knows little.
        """
        visit = self._session.visit(host_email)
        arguments = {"filter": _filter(since, until), "pageSize": MOST_RECORDS}
        found: dict[str, FoundRecording] = {}
        call = GoogleRequest("list_records", "records", "list", arguments)
        with _needing(READS_MEET):
            for record in visit.listed(call, "conferenceRecords"):
                one = self._found(visit, record)
                if one is not None and since <= one.started_at < until:
                    found[one.external_id] = one
        return sorted(found.values(), key=lambda one: (one.started_at, one.external_id))

    def link(self, key: FileKey) -> FileLink | ComposedFile | None:
        """Return a video's link, or what was said as a file; None while it is not ready.

        Raises NotFoundError for a file in the bin or no longer there, and for any file whose
        record Meet has forgotten.
        """
        named = PART.fullmatch(key.external_id)
        if named is None:
            raise NotFoundError(GONE, vendor=VENDOR, operation="link")
        visit, kind = self._session.visit(key.host_email), named[1]
        with _needing(READS_MEET):
            part = _part(visit, kind, key.external_id)
            if kind == "transcripts":
                return self._said(visit, key.external_id, part)
        return self._video(visit, part)

    def delete(self, recording_id: str, host_email: str) -> None:
        """Raise RejectedError: what we may do in Drive is to read what Meet put there."""
        raise RejectedError(NO_DELETION, vendor=VENDOR, operation="delete_recording")

    def storage(self) -> StorageUse | None:
        """Return None: each account has a storage of its own, and ours is no scope to read it."""
        return None

    def news(self, event: str, body: Mapping[str, object]) -> RecordingNews | None:
        """Return None: Google sends its news through Pub/Sub only, and asking it suffices."""
        return None

    def _found(self, visit: Visit, record: Mapping[str, object]) -> FoundRecording | None:
        """Return what came of one opening of a room; None when nothing was kept of it."""
        name, began = text_in(record.get("name")), instant(record.get("startTime"))
        parts = [
            (kind, row)
            for kind in ("recordings", "transcripts")
            for row in _parts(visit, kind, name)
        ]
        if not parts or began is None:
            return None
        event, ended = _event_of(visit, record), instant(record.get("endTime"))
        files = tuple(self._file(kind, row) for kind, row in parts)
        return FoundRecording(
            external_id=name,
            room_id=text_in(event.get("id")),
            room_uuid=text_in(record.get("space")),
            topic=text_in(event.get("summary")),
            host_email=visit.subject,
            started_at=began,
            duration_s=None if ended is None else int((ended - began).total_seconds()),
            files=files,
            expires_at=instant(record.get("expireTime")),
            is_complete=ended is not None and all(file.is_ready for file in files),
        )

    def _file(self, kind: str, row: Mapping[str, object]) -> FoundFile:
        """Return one video, or what was said while one transcription lasted."""
        is_video = kind == "recordings"
        return FoundFile(
            external_id=text_in(row.get("name")),
            kind="video" if is_video else "transcript",
            extension="mp4" if is_video else "json",
            started_at=instant(row.get("startTime")),
            ended_at=instant(row.get("endTime")),
            is_ready=bool(_drive_id(row)) if is_video else self._is_said(row),
        )

    def _is_said(self, row: Mapping[str, object]) -> bool:
        """Tell whether all that was said is there."""
        ended = instant(row.get("endTime"))
        is_settled = ended is not None and self._session.now() >= ended + SETTLED_AFTER
        return row.get("state") == GENERATED or (row.get("state") == ENDED and is_settled)

    def _video(self, visit: Visit, row: Mapping[str, object]) -> FileLink | None:
        """Return where a video lies, for the Drive of its account only."""
        file_id = _drive_id(row)
        if not file_id:
            return None
        arguments = {"fileId": file_id, "fields": "size,trashed", "supportsAllDrives": True}
        try:
            with _needing(READS_DRIVE):
                file = visit.call(GoogleRequest("get_file", "files", "get", arguments))
        except NotFoundError as error:
            raise NotFoundError(
                NO_FILE, vendor=VENDOR, operation="get_file", status=error.status, code=error.code
            ) from error
        if file.get("trashed"):
            raise NotFoundError(TRASHED, vendor=VENDOR, operation="get_file")
        size = text_in(file.get("size"))
        return FileLink(
            f"{self._base}/drive/v3/files/{quote(file_id, safe='')}"
            "?alt=media&supportsAllDrives=true",
            {"Authorization": f"Bearer {self._session.tokens.get(visit.subject).value}"},
            frozenset({urlsplit(self._base).hostname or ""}),
            int(size) if size.isdigit() else None,
        )

    def _said(self, visit: Visit, name: str, row: Mapping[str, object]) -> ComposedFile | None:
        """Return what was said, with who said it; None while not all of it is there."""
        if not self._is_said(row):
            return None
        arguments = {"parent": name, "pageSize": MOST_PARTS}
        call = GoogleRequest("list_entries", "entries", "list", arguments)
        # A list that is read by pages may repeat some of its rows.
        entries = {text_in(one.get("name")): one for one in visit.listed(call, "transcriptEntries")}
        if not entries and row.get("state") != GENERATED:
            return None
        speakers = meet_spaces.names(visit, name.partition("/transcripts/")[0]) if entries else {}
        listed = [_entry(one, speakers) for one in entries.values()]
        return ComposedFile(json.dumps({"entries": listed}, ensure_ascii=False).encode())


@contextmanager
def _needing(scope: str) -> Iterator[None]:
    """Name the one permission that lacks, where Google names others that would do as well."""
    try:
        yield
    except CredentialsError as error:
        if error.operation == "token" or not error.missing_scopes:
            raise
        lacking = CredentialsError(
            NO_RECORDINGS.format(scope=scope), **_facts(error, error.operation)
        )
        lacking.missing_scopes = (scope,)
        raise lacking from error


def _filter(since: datetime, until: datetime) -> str:
    """Return the filter for a window, in the only words that Google's document shows for it."""
    first, last = (f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z" for at in (since, until))
    return f'start_time>="{first}" AND start_time<="{last}"'


def _part(visit: Visit, kind: str, name: str) -> Mapping[str, object]:
    """Read one recording or transcript. Raises NotFoundError when Meet knows it no more."""
    operation = "get_recording" if kind == "recordings" else "get_transcript"
    try:
        return visit.call(GoogleRequest(operation, kind, "get", {"name": name}, gives="name"))
    except RejectedError as error:
        # Meet does not tell what is not there from what is not ours.
        if error.status == 404 or "might not exist" in error.message:
            raise NotFoundError(GONE, **_facts(error, operation)) from error
        raise


def _facts(error: IntegrationError, operation: str) -> Answered:
    """Return what Google answered to an operation."""
    return {"vendor": VENDOR, "operation": operation, "status": error.status, "code": error.code}


def _parts(visit: Visit, kind: str, record: str) -> Iterator[Mapping[str, object]]:
    """Yield the recordings or transcripts of one opening of a room."""
    call = GoogleRequest(f"list_{kind}", kind, "list", {"parent": record, "pageSize": MOST_PARTS})
    return visit.listed(call, kind)


def _event_of(visit: Visit, record: Mapping[str, object]) -> Mapping[str, object]:
    """Return the event in whose room it was; empty where there is none that we may see."""
    try:
        return meet_spaces.event_of(visit, record)
    except RejectedError:
        return {}


def _drive_id(row: Mapping[str, object]) -> str:
    """Return where in Drive a video lies, empty while it was not made."""
    destination = row.get("driveDestination")
    if row.get("state") != GENERATED or not isinstance(destination, Mapping):
        return ""
    return text_in(destination.get("file"))


def _entry(row: Mapping[str, object], speakers: Mapping[str, str]) -> dict[str, str]:
    """Return one thing that was said."""
    participant = text_in(row.get("participant"))
    told = {"text": "text", "language_code": "languageCode"}
    told |= {"start_time": "startTime", "end_time": "endTime"}
    said = {ours: text_in(row.get(theirs)) for ours, theirs in told.items()}
    return {"participant": participant, "speaker": speakers.get(participant, "")} | said
