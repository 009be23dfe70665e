"""One door to HTTP: time-outs on every call, retries of reads, failures as our own errors.

What an answer means is the vendor adapter's business; what the lack of one means is decided here:
nothing was sent → UnavailableError; a write was sent and not answered → OutcomeUnknownError.
"""

import json
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

from integrations.errors import IntegrationError, OutcomeUnknownError, UnavailableError
from integrations.redaction import redact, redact_text

if TYPE_CHECKING:
    from requests import Response, Session

__all__ = ["Answer", "Call", "VendorSession", "is_loopback", "parse_retry_after", "redact"]

MOST_BYTES = 8_000_000
"""An answer larger than this is no answer of an API that sends rooms and users."""
TRANSIENT = frozenset({502, 503, 504})
RETRY_WAIT_S = 0.2

NOT_REACHED = "No se pudo conectar con la plataforma."
NOT_ANSWERED = "La plataforma no contestó a tiempo."
NOT_UNDERSTOOD = "La plataforma contestó algo que no se entiende."
IN_TROUBLE = "La plataforma tiene una falla interna (HTTP {status})."


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a vendor. `path` is appended to the base; `operation` is for the errors.

    `is_write` says whether the vendor may have changed something when no answer comes back.
    """

    operation: str
    method: str
    path: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    form: Mapping[str, str] | None = field(default=None, repr=False)
    is_write: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status, the headers, and the JSON body (None when it was empty)."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: object = field(repr=False)


class VendorSession:
    """Calls one vendor. Safe to share between threads: each has its own connections."""

    def __init__(
        self, vendor: str, base_url: str, *, connect_s: float = 5.0, read_s: float = 20.0
    ) -> None:
        self.vendor = vendor
        self.base_url = base_url.rstrip("/")
        self._time_outs = (connect_s, read_s)
        self._own = threading.local()

    def call(self, call: Call, *, authorization: str, base_url: str = "", tries: int = 2) -> Answer:
        """Send the request and return the answer, whatever its status below 500.

        `base_url` stands in for the session's own. Only reads are tried again. Redirects are not
        followed: the credentials are meant for this host alone.
        """
        url = (base_url or self.base_url).rstrip("/") + call.path
        for _ in range(0 if call.is_write else tries - 1):
            try:
                return self._send(call, url, authorization)
            except UnavailableError as error:
                if not _is_passing(error):
                    raise
            time.sleep(RETRY_WAIT_S)
        return self._send(call, url, authorization)

    def _send(self, call: Call, url: str, authorization: str) -> Answer:
        """Send once; turn every failure to get a usable answer into one of our errors."""
        import requests

        try:
            with self._session().request(
                call.method,
                url,
                params=dict(call.params) or None,
                json=call.body,
                data=call.form,
                auth=_Authorization(authorization),
                timeout=self._time_outs,
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._read(response)
        except requests.RequestException as error:
            raise self._failure(call, error) from error
        return self._answer(call, response, content)

    def _read(self, response: "Response") -> bytes:
        """Return the body, unless it trickles in for longer than a whole call may take."""
        from requests.exceptions import ContentDecodingError, ReadTimeout

        deadline = time.monotonic() + sum(self._time_outs)
        content = b""
        for chunk in response.iter_content(65536):
            content += chunk
            if len(content) > MOST_BYTES:
                raise ContentDecodingError("the answer is too large")
            if time.monotonic() > deadline:
                raise ReadTimeout("the answer takes too long")
        return content

    def _answer(self, call: Call, response: "Response", content: bytes) -> Answer:
        """Return the answer as ours, or raise when it is an outage or no JSON."""
        status = response.status_code
        if status >= 500:
            raise self._lost(call, IN_TROUBLE.format(status=status), response)
        try:
            body = json.loads(content) if content.strip() else None
        except ValueError as error:
            raise self._lost(call, NOT_UNDERSTOOD, response) from error
        if 300 <= status < 400 or not isinstance(body, dict | list | None):
            raise self._lost(call, NOT_UNDERSTOOD, response)
        return Answer(status, response.headers, body)

    def _failure(self, call: Call, error: Exception) -> IntegrationError:
        """Return our error for a failure of the transport; say no more of it than its kind."""
        from requests.exceptions import ReadTimeout

        where = {"vendor": self.vendor, "operation": call.operation}
        kind = type(error).__name__
        if not _may_have_arrived(error):
            return UnavailableError(f"{NOT_REACHED} ({kind})", **where)
        if call.is_write:
            return OutcomeUnknownError(f"{NOT_ANSWERED} ({kind})", **where)
        # Waiting a full time-out again would keep a person, or a lease, waiting too long.
        is_slow = isinstance(error, ReadTimeout)
        return (_SlowError if is_slow else UnavailableError)(f"{NOT_ANSWERED} ({kind})", **where)

    def _lost(self, call: Call, message: str, response: "Response") -> IntegrationError:
        """Return the error for an answer that does not tell what happened."""
        where = {"vendor": self.vendor, "operation": call.operation}
        status = response.status_code
        if call.is_write:
            return OutcomeUnknownError(redact_text(message), status=status, **where)
        error = UnavailableError(redact_text(message), status=status, **where)
        error.retry_after = parse_retry_after(
            response.headers.get("Retry-After"), datetime.now(UTC)
        )
        return error

    def _session(self) -> "Session":
        """Return this thread's connections, made at the first call."""
        if not hasattr(self._own, "session"):
            import requests

            self._own.session = requests.Session()
            # A proxy of the environment is never meant for a server on this very machine.
            self._own.session.trust_env = not is_loopback(self.base_url)
        return self._own.session


class _SlowError(UnavailableError):
    """A read was not answered within its time-out."""


class _Authorization:
    """Sets the header itself, so that requests does not put a .netrc's credentials in its place."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __call__(self, request: object) -> object:
        request.headers["Authorization"] = self._value
        return request


def _is_passing(error: UnavailableError) -> bool:
    """Tell whether trying again at once is worth it."""
    return not isinstance(error, _SlowError) and (error.status is None or error.status in TRANSIENT)


def _may_have_arrived(error: Exception) -> bool:
    """Tell whether the vendor may have received the request in spite of `error`."""
    from requests import exceptions
    from urllib3.exceptions import NewConnectionError

    # The ValueErrors are addresses and headers that cannot even be sent.
    if isinstance(error, exceptions.ConnectTimeout | exceptions.ProxyError | ValueError):
        return False
    reason = getattr(error.args[0], "reason", None) if error.args else None
    is_certificate = "CERTIFICATE_VERIFY_FAILED" in str(reason)
    return not (isinstance(reason, NewConnectionError) or is_certificate)


def is_loopback(url: str) -> bool:
    """Tell whether a URL points at this very machine."""
    host = urlsplit(url).hostname or ""
    try:
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
