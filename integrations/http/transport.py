"""The library that talks HTTP, in one place: everything of `requests` stays behind this file."""

import time
from datetime import UTC, datetime

import requests
from requests import PreparedRequest, Response, exceptions
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError

from integrations.errors import IntegrationError, OutcomeUnknownError, UnavailableError, Where
from integrations.http.call import (
    NAMES,
    NOT_UNDERSTOOD,
    SlowError,
    VendorRequest,
    VendorResponse,
    is_loopback,
    parse_retry_after,
)
from integrations.http.json import read_json

MOST_BYTES = 8_000_000
"""An answer larger than this is no answer of an API that sends rooms and users."""

NOT_REACHED = "No se pudo conectar con {name}. ({kind})"
NOT_ANSWERED = "{name} no contestó a tiempo. ({kind})"
IN_TROUBLE = "{name} tiene una falla interna (HTTP {status})."


class Transport:
    """One thread's connections to a vendor."""

    def __init__(self, vendor: str, base_url: str, time_outs: tuple[float, float]) -> None:
        """Open nothing yet. `time_outs` are those of connecting and of waiting for an answer."""
        self._vendor = vendor
        self._name = NAMES.get(vendor, vendor)
        self._time_outs = time_outs
        self._session = requests.Session()
        # A proxy of the environment is never meant for a server on this very machine.
        self._session.trust_env = not is_loopback(base_url)

    def send(self, call: VendorRequest, url: str, authorization: str) -> VendorResponse:
        """Send once; turn every failure to get a usable answer into one of our errors."""
        try:
            with self._session.request(
                call.method,
                url,
                params=dict(call.params) or None,
                json=call.body,
                data=call.form,
                files=call.files,
                headers=dict(call.headers) or None,
                auth=_Authorization(authorization),
                timeout=self._time_outs,
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._read(response)
        # read1 is below requests and raises what urllib3 raises.
        except (requests.RequestException, HTTPError) as error:
            raise self._failure(call, error) from error
        return self._answer(call, response, content)

    def _read(self, response: Response) -> bytes:
        """Return the body, unless it trickles in for longer than a whole call may take."""
        deadline = time.monotonic() + sum(self._time_outs)
        content = b""
        # Unlike iter_content, read1 gives what has arrived, so that the clock can be looked at.
        while chunk := response.raw.read1(65536, decode_content=True):
            content += chunk
            if len(content) > MOST_BYTES:
                raise exceptions.ContentDecodingError("the answer is too large")
            if time.monotonic() > deadline:
                raise exceptions.ReadTimeout("the answer takes too long")
        return content

    def _answer(self, call: VendorRequest, response: Response, content: bytes) -> VendorResponse:
        """Return the answer as ours, or raise when it is an outage or no JSON."""
        status = response.status_code
        if status >= 500:
            said = _object_in(content) if call.trusts_failures else None
            if said is not None:
                return VendorResponse(status, response.headers, said)
            # A gateway's 502 may come after the work was done behind it: of a write nobody knows.
            raise self._lost(call, IN_TROUBLE.format(name=self._name, status=status), response)
        try:
            body = read_json(content) if content.strip() else None
        except ValueError as error:
            # A gateway's own page may refuse too; what it says is in its status.
            if status >= 400:
                return VendorResponse(status, response.headers, None)
            raise self._lost(call, NOT_UNDERSTOOD, response) from error
        # Nobody is followed, so a redirect is no answer to what was asked.
        if 300 <= status < 400 or not isinstance(body, dict | list | None):
            raise self._lost(call, NOT_UNDERSTOOD, response)
        return VendorResponse(status, response.headers, body)

    def _failure(self, call: VendorRequest, error: Exception) -> IntegrationError:
        """Return our error for a failure of the transport; say no more of it than its kind."""
        where: Where = {"vendor": self._vendor, "operation": call.operation}
        named = {"name": self._name, "kind": type(error).__name__}
        # Whatever fails before the first byte leaves us is a failure, and never «unknown».
        if not may_have_arrived(error):
            return UnavailableError(NOT_REACHED.format(**named), **where)
        if call.is_write:
            return OutcomeUnknownError(NOT_ANSWERED.format(**named), **where)
        # Waiting a full time-out again would keep a person, or a lease, waiting too long.
        is_slow = isinstance(error, exceptions.ReadTimeout | ReadTimeoutError)
        return (SlowError if is_slow else UnavailableError)(NOT_ANSWERED.format(**named), **where)

    def _lost(self, call: VendorRequest, message: str, response: Response) -> IntegrationError:
        """Return the error for an answer that does not tell what happened."""
        where: Where = {"vendor": self._vendor, "operation": call.operation}
        status = response.status_code
        if call.is_write:
            return OutcomeUnknownError(message, status=status, **where)
        error = UnavailableError(message, status=status, **where)
        error.retry_after = parse_retry_after(
            response.headers.get("Retry-After"), datetime.now(UTC)
        )
        return error


class _Authorization(AuthBase):
    """Sets the header itself, so that requests does not put a .netrc's credentials in its place."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        if self._value:
            request.headers["Authorization"] = self._value
        return request


def _object_in(content: bytes) -> dict[str, object] | None:
    """Return the JSON object in a body; None when it holds none."""
    try:
        found = read_json(content)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def may_have_arrived(error: Exception) -> bool:
    """Tell whether the vendor may have received the request in spite of `error`."""
    # The ValueErrors are addresses and headers that cannot even be sent.
    if isinstance(error, exceptions.ConnectTimeout | exceptions.ProxyError | ValueError):
        return False
    reason = getattr(error.args[0], "reason", None) if error.args else None
    is_certificate = "CERTIFICATE_VERIFY_FAILED" in str(reason)
    return not (isinstance(reason, NewConnectionError) or is_certificate)
