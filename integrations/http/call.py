"""What goes in and out of one call to a vendor, and what is read from an answer's headers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from integrations.errors import UnavailableError

NOT_UNDERSTOOD = "Llegó una respuesta que no se entiende."
NAMES = {
    "zoom": "Zoom",
    "google_meet": "Google",
    "youtube": "YouTube",
    "meta": "Facebook",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "x": "X",
}
"""What people call the vendors."""


@dataclass(frozen=True, slots=True)
class VendorRequest:
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
class VendorResponse:
    """What came back: the HTTP status, the headers, and the JSON body (None when it was empty)."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: object = field(repr=False)


class SlowError(UnavailableError):
    """A read was not answered within its time-out: trying again at once would double the wait."""


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
