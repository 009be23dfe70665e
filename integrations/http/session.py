"""One door to HTTP: time-outs on every call, retries of reads, failures as our own errors.

What an answer means is the vendor adapter's business; what the lack of one means is decided here:
nothing was sent → UnavailableError; a write was sent and not answered → OutcomeUnknownError.
"""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from integrations.errors import UnavailableError
from integrations.http.redaction import redact, redact_text

if TYPE_CHECKING:
    from integrations.http.transport import Transport

__all__ = [
    "Answer",
    "Call",
    "SlowError",
    "VendorSession",
    "is_loopback",
    "parse_retry_after",
    "redact",
    "redact_text",
]

TRANSIENT = frozenset({502, 503, 504})
RETRY_WAIT_S = 0.2
NOT_UNDERSTOOD = "La plataforma contestó algo que no se entiende."


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a vendor. `path` is appended to the base; `operation` is for the errors.

    `is_write` says whether the vendor may have changed something when no answer comes back.
    `trusts_failures` says that the vendor answers refusals with 500 too: a JSON object in such an
    answer is then its word, and the adapter decides by it.
    """

    operation: str
    method: str
    path: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    body: Mapping[str, object] | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, tuple[str, bytes, str]] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_write: bool = True
    trusts_failures: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status, the headers, and the JSON body (None when it was empty)."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: object = field(repr=False)


class SlowError(UnavailableError):
    """A read was not answered within its time-out: trying again at once would double the wait."""


class VendorSession:
    """Calls one vendor. Safe to share between threads: each has its own connections."""

    def __init__(
        self, vendor: str, base_url: str, *, connect_s: float = 5.0, read_s: float = 20.0
    ) -> None:
        self.vendor = vendor
        self.base_url = base_url.rstrip("/")
        self._time_outs = (connect_s, read_s)
        # A session of requests is not promised to be safe for threads; its cookies are not.
        self._own = threading.local()

    def call(self, call: Call, *, authorization: str, base_url: str = "", tries: int = 2) -> Answer:
        """Send the request and return the answer, whatever its status below 500.

        `base_url` stands in for the session's own. Only reads are tried again. Redirects are not
        followed: the credentials are meant for this host alone.
        """
        url = (base_url or self.base_url).rstrip("/") + call.path
        # A write that was sent twice would make two rooms: Zoom has no idempotency key.
        for _ in range(0 if call.is_write else tries - 1):
            try:
                return self._transport().send(call, url, authorization)
            except UnavailableError as error:
                if not _is_passing(error):
                    raise
            time.sleep(RETRY_WAIT_S)
        return self._transport().send(call, url, authorization)

    def _transport(self) -> "Transport":
        """Return this thread's connections, made at the first call."""
        if not hasattr(self._own, "transport"):
            # The library behind it takes a third of a second to import: not before it is used.
            from integrations.http.transport import Transport

            self._own.transport = Transport(self.vendor, self.base_url, self._time_outs)
        return self._own.transport


def _is_passing(error: UnavailableError) -> bool:
    """Tell whether trying again at once is worth it."""
    return not isinstance(error, SlowError) and (error.status is None or error.status in TRANSIENT)


def is_loopback(url: str) -> bool:
    """Tell whether a URL points at this very machine."""
    host = ""
    try:
        host = urlsplit(url).hostname or ""
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def parse_retry_after(value: str | None, now: datetime) -> datetime | None:
    """Return the instant a Retry-After header names; None when there is none or it makes no sense.

    Takes seconds, an HTTP date, and the ISO 8601 date-time that Zoom sends for its daily limits.
    A date-time without a zone is UTC.
    """
    text = (value or "").strip()
    if re.fullmatch(r"\d{1,7}(\.\d+)?", text):
        return now + timedelta(seconds=float(text))
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            instant = parse(text)
        except (ValueError, TypeError, IndexError):
            continue
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    return None
