"""Zoom's cloud recordings as a RecordingSource: listed by account, fetched by file, put in the bin.

Facts: Zoom's OpenAPI document of 2026-03-10. A list spans a month at most; a recording is named by
the UUID of the opening of its room, for the room's number stands for the last opening only.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote, urlsplit

from integrations.contracts.common import FileLink
from integrations.contracts.recordings import FileKey, FoundRecording, RecordingNews, StorageUse
from integrations.errors import (
    Answered,
    CredentialsError,
    NotFoundError,
    RejectedError,
    UnavailableError,
)
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest, VendorResponse
from integrations.http.fields import object_in, text_in
from integrations.zoom import recording_bodies
from integrations.zoom.attendance import in_path

NO_RECORDING = "3301"
"""Zoom's word for a recording that is not there: not yet, in the bin, or not any more."""
PAGE_SIZE = 300
MOST_PAGES = 100
WINDOW = timedelta(days=27)
"""From the first day of a list to its last: within a month, even in February."""
DAY = timedelta(days=1)
BINNED_WITHIN = timedelta(days=150)
"""Zoom deletes by itself after 120 days at the latest, and keeps for 30 more what it binned."""
REPORTED = timedelta(days=7)
TOKEN_LIFE_S = 3600

GONE = "Zoom ya no tiene ese archivo de la grabación."
BINNED = "La grabación está en la papelera de Zoom."

Caller = Callable[[VendorRequest], VendorResponse]


@dataclass(frozen=True, slots=True)
class Window:
    """Days of a list, both included; of what is in the bin if `is_of_bin`."""

    first: date
    last: date
    is_of_bin: bool = False


class ZoomRecordings:
    """Finds what Zoom recorded in its cloud. Safe to share between threads."""

    platform = "zoom"
    can_delete = True

    def __init__(
        self,
        call: Caller,
        token: Callable[[], str],
        *,
        api_base: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take what calls Zoom with its token, and what gives that token; nothing is sent."""
        self._call = call
        self._token = token
        self._api_host = urlsplit(api_base).hostname or ""
        self._now = now

    def recordings(self, host_email: str, since: datetime, until: datetime) -> list[FoundRecording]:
        """List what began on an account in [since, until), oldest first, however long that is."""
        found: dict[str, FoundRecording] = {}
        for window in _windows(since, until):
            for row in self._listed(host_email, window):
                one = recording_bodies.recording_from(row, host_email=host_email)
                if one is not None and since <= one.started_at < until:
                    # A list that grows while its pages are read repeats some: the last is newest.
                    found[one.external_id] = one
        return sorted(found.values(), key=lambda one: (one.started_at, one.external_id))

    def link(self, key: FileKey) -> FileLink | None:
        """Return a file's link for the coming hour; None while it is not ready.

        Raises NotFoundError when Zoom does not have it any more, or has it in its bin.
        """
        body = self._read(key)
        if body is None:
            return None
        for file, row in recording_bodies.files_in(body):
            if file.external_id == key.external_id:
                url = row.get("download_url")
                if not file.is_ready or not isinstance(url, str) or not url:
                    return None
                return self._link(url, body, file.size_bytes)
        raise NotFoundError(GONE, vendor="zoom", operation="read_recording")

    def delete(self, recording_id: str, host_email: str) -> None:
        """Put a recording into Zoom's bin; one that is gone or there already counts as deleted."""
        call = VendorRequest(
            "delete_recording", "DELETE", _address(recording_id), {"action": "trash"}
        )
        try:
            self._call(call)
        except RejectedError as error:
            if not isinstance(error, NotFoundError) and error.code != NO_RECORDING:
                raise

    def storage(self) -> StorageUse | None:
        """Return the account's storage in use; None where Zoom does not tell or limit it."""
        today = self._now().astimezone(UTC).date()
        params = {"from": f"{today - REPORTED}", "to": f"{today}"}
        call = VendorRequest(
            "storage", "GET", "/report/cloud_recording", params=params, is_write=False
        )
        try:
            body = self._call(call).body
        except CredentialsError as error:
            if not error.missing_scopes:
                raise
            return None
        except RejectedError:
            # Only accounts that pay have reports.
            return None
        return recording_bodies.storage_from(object_in(body).get("cloud_recording_storage"))

    def news(self, event: str, body: Mapping[str, object]) -> RecordingNews | None:
        """Return the news in a message that came to our webhook and was stripped of its secrets."""
        return recording_bodies.news_from(event, body)

    def _listed(self, host_email: str, window: Window) -> Iterator[object]:
        """Yield every recording of an account that began on some days, page by page."""
        path = f"/users/{quote(host_email, safe='@')}/recordings"
        params: dict[str, str | int] = {
            "from": f"{window.first}",
            "to": f"{window.last}",
            "page_size": PAGE_SIZE,
        }
        if window.is_of_bin:
            params["trash"] = "true"
        for _ in range(MOST_PAGES):
            page, listed = self._page(
                VendorRequest("list_recordings", "GET", path, params=params, is_write=False)
            )
            yield from listed
            following = text_in(page.get("next_page_token"))
            if not following:
                return
            params["next_page_token"] = following
        # What is missing from a list counts as gone at the vendor: half a list is none.
        raise UnavailableError(NOT_UNDERSTOOD, vendor="zoom", operation="list_recordings")

    def _page(self, call: VendorRequest) -> tuple[Mapping[str, object], list[object]]:
        """Return one page of a list, and its rows; none where Zoom says that there is nothing."""
        try:
            body = object_in(self._call(call).body)
        except RejectedError as error:
            if error.code != NO_RECORDING:
                raise
            return {}, []
        rows = body.get("meetings")
        if not isinstance(rows, list):
            raise UnavailableError(NOT_UNDERSTOOD, vendor="zoom", operation=call.operation)
        return body, rows

    def _read(self, key: FileKey) -> Mapping[str, object] | None:
        """Return what Zoom says of a recording and its files; None while it has none."""
        # Sporadically Zoom refuses downloads with the ordinary token; this one is for them.
        params: dict[str, str | int] = {
            "include_fields": "download_access_token",
            "ttl": TOKEN_LIFE_S,
        }
        call = VendorRequest(
            "read_recording", "GET", _address(key.recording_id), params=params, is_write=False
        )
        try:
            answer = self._call(call)
        except RejectedError as error:
            if error.code != NO_RECORDING:
                raise
            if self._is_in_bin(key):
                where: Answered = {
                    "vendor": "zoom",
                    "operation": call.operation,
                    "status": error.status,
                    "code": error.code,
                }
                raise NotFoundError(BINNED, **where) from error
            return None
        if not isinstance(answer.body, Mapping):
            raise UnavailableError(NOT_UNDERSTOOD, vendor="zoom", operation=call.operation)
        return answer.body

    def _is_in_bin(self, key: FileKey) -> bool:
        """Tell whether a recording lies in the bin, as far as we may look into it."""
        now = self._now()
        windows = list(_windows(now - BINNED_WITHIN, now, is_of_bin=True))
        try:
            return any(
                object_in(row).get("uuid") == key.recording_id
                for window in reversed(windows)
                for row in self._listed(key.host_email, window)
            )
        except (CredentialsError, RejectedError):
            return False

    def _link(self, url: str, body: Mapping[str, object], size_bytes: int | None) -> FileLink:
        """Return the link with what opens it, which goes to nobody but Zoom."""
        hosts = self._hosts(url)
        if not hosts:
            return FileLink(url, size_bytes=size_bytes)
        token = body.get("download_access_token") or self._token()
        return FileLink(url, {"Authorization": f"Bearer {token}"}, hosts, size_bytes)

    def _hosts(self, url: str) -> frozenset[str]:
        """Return the host that may be shown our token: Zoom's own, or who was set to stand in."""
        if not _is_zooms(self._api_host):
            return frozenset({self._api_host})
        try:
            parts = urlsplit(url)
        except ValueError:
            return frozenset()
        host = parts.hostname or ""
        return frozenset({host} if parts.scheme == "https" and _is_zooms(host) else ())


def _windows(since: datetime, until: datetime, *, is_of_bin: bool = False) -> Iterator[Window]:
    """Yield days that lie around [since, until), each time no more than Zoom lists at once.

    A day more on either side: the days are Zoom's, and another zone may have another date.
    """
    first = (since.astimezone(UTC) - DAY).date()
    end = (until.astimezone(UTC) + DAY).date()
    while first <= end:
        last = min(first + WINDOW, end)
        yield Window(first, last, is_of_bin)
        first = last + DAY


def _address(uuid: str) -> str:
    """Return the address of the recording of one opening of a room."""
    return f"/meetings/{in_path(uuid)}/recordings"


def _is_zooms(host: str) -> bool:
    """Tell whether a host is one of Zoom's own."""
    return host == "zoom.us" or host.endswith(".zoom.us")
