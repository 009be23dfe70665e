"""Fetching one large file: streamed in pieces, resumed where it broke off, credentials kept home.

RFC 9110, 14 and 13.1.5: a Range request with If-Range gives the rest (206), or the whole (200) when
the file is another one by now.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from integrations.contracts.common import FileLink
from integrations.errors import RejectedError, UnavailableError
from integrations.http.call import is_loopback, parse_retry_after

PIECE_BYTES = 1_000_000
"""Measured: pieces of 8 MB take twice as long, since each is memory that is new to the process."""
TIME_OUTS = (10.0, 60.0)
MOST_REDIRECTS = 5
STALE = frozenset({401, 403, 404, 410, 416})
"""The address has aged, or what it leads to is another file by now: a fresh one may work."""

NOT_REACHED = "No se pudo descargar: la conexión falló ({kind})."
AGED = "La dirección de descarga venció (HTTP {status}); se pedirá otra."
NO_FILE = "En la dirección de descarga hay una página, no el archivo; se pedirá otra."
REFUSED = "El servidor no entregó el archivo (HTTP {status})."
UNSAFE = "La dirección de descarga no es segura y no se abrió."


class AgedLinkError(UnavailableError):
    """The address no longer opens: ask for a fresh one before trying again."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that is arriving. `offset` is where its pieces begin: 0 when it comes anew.

    `size_bytes` is that of the whole file, None when the server does not say.
    """

    offset: int
    size_bytes: int | None
    etag: str
    pieces: Iterator[bytes]


@contextmanager
def opened(link: FileLink, *, vendor: str, offset: int = 0, etag: str = "") -> Iterator[Incoming]:
    """Open a file from `offset` on, if it still is the version that `etag` names.

    The link's headers go only to its hosts, whatever redirects say. Raises AgedLinkError,
    UnavailableError, and RejectedError for what will not change.
    """
    # Packed on the way, a part would begin at another byte than the one that was asked for.
    headers = {"Accept-Encoding": "identity"}
    if offset:
        headers["Range"] = f"bytes={offset}-"
        # A weak validator does not allow parts to be put together.
        if etag and not etag.startswith("W/"):
            headers["If-Range"] = etag
    with requests.Session() as session:
        # A proxy of the environment knows nothing of this machine.
        session.trust_env = not is_loopback(link.url)
        try:
            with _follow(session, link, headers, vendor) as response:
                yield _incoming(response, offset, vendor)
        except (requests.RequestException, HTTPError) as error:
            raise _unavailable(vendor, NOT_REACHED.format(kind=type(error).__name__)) from error


def _follow(
    session: requests.Session, link: FileLink, headers: dict[str, str], vendor: str
) -> requests.Response:
    """Ask for the file and follow redirects, without carrying the credentials elsewhere."""
    url = link.url
    for _ in range(MOST_REDIRECTS):
        if not _is_safe(url, link):
            raise RejectedError(UNSAFE, vendor=vendor, operation="download")
        # Zoom leads on to a host of its store, which has no business with our token.
        own = dict(link.headers) if _is_trusted(url, link) else {}
        response = _get(session, url, headers | own, vendor)
        if not response.is_redirect:
            return response
        response.close()
        url = urljoin(url, response.headers["Location"])
    raise _unavailable(vendor, NOT_REACHED.format(kind="TooManyRedirects"))


def _get(
    session: requests.Session, url: str, headers: dict[str, str], vendor: str
) -> requests.Response:
    """Ask one address, without following where it leads."""
    try:
        return session.get(
            url,
            headers=headers,
            stream=True,
            timeout=TIME_OUTS,
            allow_redirects=False,
            # Without it requests takes the credentials of a .netrc file for a host that is named
            # there.
            auth=_no_netrc,
        )
    except ValueError as error:
        # An address, or one that it leads to, that cannot even be read.
        raise RejectedError(UNSAFE, vendor=vendor, operation="download") from error


def _is_safe(url: str, link: FileLink) -> bool:
    """Tell whether an address may be opened: nobody outside leads us into this machine."""
    try:
        parts = urlsplit(url)
        is_https = parts.scheme == "https" and parts.port != 0
    except ValueError:
        return False
    return is_https or (is_loopback(url) and is_loopback(link.url))


def _is_trusted(url: str, link: FileLink) -> bool:
    """Tell whether the link's headers may go to an address: its host, at its usual port."""
    there, first = urlsplit(url), urlsplit(link.url)
    usual = first.port if there.hostname == first.hostname else None
    return there.hostname in link.hosts and there.port in (None, 443, usual)


def _no_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep requests from adding the credentials of a .netrc file."""
    return request


def _incoming(response: requests.Response, offset: int, vendor: str) -> Incoming:
    """Return what arrives, or raise for an answer that brings no file."""
    status, headers = response.status_code, response.headers
    if status in STALE:
        raise AgedLinkError(
            AGED.format(status=status), vendor=vendor, operation="download", status=status
        )
    if status not in (200, 206):
        error = _unavailable(vendor, REFUSED.format(status=status), status)
        error.retry_after = parse_retry_after(headers.get("Retry-After"), datetime.now(UTC))
        raise error
    if headers.get("Content-Type", "").startswith("text/html"):
        # A page for people, that asks them to sign in, stands where the file was.
        raise AgedLinkError(NO_FILE, vendor=vendor, operation="download", status=status)
    # Some servers pack all the same; what they send then is not the file's bytes.
    if headers.get("Content-Encoding", "identity") != "identity":
        raise _unavailable(vendor, REFUSED.format(status=status), status)
    begins = _range_of(headers.get("Content-Range")) if status == 206 else (0, None)
    # A part from elsewhere would be joined to the beginning without anybody noticing.
    if status == 206 and begins[0] != offset:
        raise _unavailable(vendor, REFUSED.format(status=status), status)
    size = begins[1] if status == 206 else _whole(headers.get("Content-Length"))
    return Incoming(begins[0], size, headers.get("ETag", ""), _pieces(response))


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """Yield the body as it arrives: a slow line gives small pieces, but gives them at once."""
    # `read` would wait until a piece is full, and the lease would run out on a slow line.
    while piece := response.raw.read1(PIECE_BYTES, decode_content=False):
        yield piece


def _range_of(text: str | None) -> tuple[int, int | None]:
    """Return where a part begins and how large the whole is; (-1, None) for no sense."""
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", text or "")
    if not found:
        return -1, None
    return int(found[1]), None if found[2] == "*" else int(found[2])


def _whole(text: str | None) -> int | None:
    """Return a Content-Length."""
    return int(text) if text and text.isdigit() else None


def _unavailable(vendor: str, message: str, status: int | None = None) -> UnavailableError:
    """Return the error for a file that could not be had now."""
    return UnavailableError(message, vendor=vendor, operation="download", status=status)
