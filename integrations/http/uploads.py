"""Sending one large file: streamed from where it broke off, only to hosts that are known.

An upload mostly makes nothing public and may be sent again, so a line that breaks is no unknown
outcome; of one that `is_write` it is, once anything may have left us.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from integrations.errors import OutcomeUnknownError, RejectedError, UnavailableError, Where
from integrations.http.call import VendorResponse, is_loopback
from integrations.http.fields import address_in
from integrations.http.json import read_json
from integrations.http.transport import may_have_arrived

PIECE_BYTES = 1_000_000
TIME_OUTS = (10.0, 60.0)
ALIVE_S = 10.0
MOST_ANSWER_BYTES = 1_000_000

BROKEN = "La subida se interrumpió ({kind}); sigue donde se quedó."
UNANSWERED = "No se supo si la subida llegó entera."
NOT_ITS_HOST = "La dirección de subida no es de {vendor}: no se envió nada."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, or what of it is still to be sent, on its way to an address."""

    vendor: str
    operation: str
    url: str
    film: Path
    size_bytes: int
    offset: int = 0
    end: int | None = None
    """Where to stop, excluded; None for the file's end."""
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_write: bool = False
    """It does more than bring bytes: it is only repeated once it is known not to be done."""


def send(upload: Upload, alive: Callable[[], object]) -> VendorResponse:
    """Send the bytes; return the answer, whatever its status.

    Raises UnavailableError, and OutcomeUnknownError for a write that may have arrived.
    """
    where: Where = {"vendor": upload.vendor, "operation": upload.operation}
    end = upload.size_bytes if upload.end is None else upload.end
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(end - upload.offset),
        **upload.headers,
    }
    try:
        with requests.Session() as session:
            # A proxy of the environment knows nothing of this machine.
            session.trust_env = not is_loopback(upload.url)
            answer = session.request(
                upload.method,
                upload.url,
                # Of nothing at all requests would make a body of unknown length.
                data=_Body(upload.film, upload.offset, end, alive) if end > upload.offset else b"",
                headers=headers,
                timeout=TIME_OUTS,
                # A film and its token go to the address that was checked, and to no other.
                allow_redirects=False,
            )
    except (requests.RequestException, HTTPError, OSError) as error:
        if upload.is_write and may_have_arrived(error):
            raise OutcomeUnknownError(UNANSWERED, **where) from error
        raise UnavailableError(BROKEN.format(kind=type(error).__name__), **where) from error
    return VendorResponse(answer.status_code, answer.headers, _json_of(answer.content))


def check_address(url: str, vendor: str, hosts: tuple[str, ...], api_base: str) -> None:
    """Raise RejectedError unless an address is the vendor's own, or below the configured base."""
    parts, base = address_in(url), urlsplit(api_base)
    is_base = (parts.scheme, parts.netloc) == (base.scheme, base.netloc)
    is_vendors = parts.scheme == "https" and parts.hostname in hosts and parts.port in (None, 443)
    if not (is_base or is_vendors) or re.search(r"[\s\\]", url) or parts.username:
        message = NOT_ITS_HOST.format(vendor=vendor)
        raise RejectedError(message, vendor=vendor, operation="check_upload_address")


class _Body:
    """A part of a file as requests sends it: with its length, so that it is not chunked."""

    def __init__(self, film: Path, begin: int, end: int, alive: Callable[[], object]) -> None:
        self._film, self._begin, self._end, self._alive = film, begin, end, alive

    def __len__(self) -> int:
        return self._end - self._begin

    def __iter__(self) -> Iterator[bytes]:
        last = time.monotonic()
        with self._film.open("rb") as file:
            # Each try opens the file anew: a body that was half sent cannot be sent again.
            file.seek(self._begin)
            left = self._end - self._begin
            while left > 0 and (piece := file.read(min(PIECE_BYTES, left))):
                left -= len(piece)
                yield piece
                if time.monotonic() - last > ALIVE_S:
                    self._alive()
                    last = time.monotonic()


def _json_of(content: bytes) -> object:
    """Return the JSON of an answer; None where there is none."""
    try:
        return read_json(content, most_bytes=MOST_ANSWER_BYTES) if content.strip() else None
    except ValueError:
        return None
