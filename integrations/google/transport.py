"""Google's own client, in one place: everything of `googleapiclient` stays behind this file.

Its traps decide how it is used. A connection that threads share gives one thread another's answer:
each request has its own. Services are kept, as building them is slow. And httplib2 sends a request
again by itself when the answer was lost: here a connection is opened once or not at all.
"""

import json
from collections.abc import Mapping
from functools import reduce
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import httplib2
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest, build_http

from integrations.errors import IntegrationError, OutcomeUnknownError, UnavailableError, Where
from integrations.google.call import GoogleRequest
from integrations.http.call import NOT_UNDERSTOOD, SlowError, VendorResponse, is_loopback
from integrations.http.json import read_json

NOT_REACHED = "No se pudo conectar con Google."
NOT_ANSWERED = "Google no contestó a tiempo."
KINDS = {
    "http": httplib2.HTTPConnectionWithTimeout,
    "https": httplib2.HTTPSConnectionWithTimeout,
}
APIS = {"calendar": "v3", "meet": "v2", "drive": "v3", "youtube": "v3"}
RESOURCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "google_meet": {
        "events": ("calendar", "events"),
        "spaces": ("meet", "spaces"),
        "records": ("meet", "conferenceRecords"),
        "participants": ("meet", "conferenceRecords", "participants"),
        "recordings": ("meet", "conferenceRecords", "recordings"),
        "transcripts": ("meet", "conferenceRecords", "transcripts"),
        "entries": ("meet", "conferenceRecords", "transcripts", "entries"),
        "files": ("drive", "files"),
    },
    "youtube": {
        "videos": ("youtube", "videos"),
        "captions": ("youtube", "captions"),
        "thumbnails": ("youtube", "thumbnails"),
        "channels": ("youtube", "channels"),
    },
}
"""What each vendor of ours uses of Google, and the way there through the client."""


class GoogleTransport:
    """Google's services, built once, and how a request is sent to them."""

    def __init__(self, api_base: str, vendor: str) -> None:
        """Build what a vendor of ours uses from the documents in the package: nothing is fetched.

        `api_base` is the root of another server that stands in for Google's; empty is Google.
        """
        self._vendor = vendor
        self._has_proxy = not is_loopback(api_base)
        ways = RESOURCES[vendor]
        services = {api: _service(api_base, api) for api in {way[0] for way in ways.values()}}
        # Asking a service for a resource makes all its methods anew: kept, like the service.
        self._resources = {
            resource: reduce(lambda at, step: getattr(at, step)(), steps, services[api])
            for resource, (api, *steps) in ways.items()
        }

    def send(self, call: GoogleRequest, token: str, timeout_s: float) -> VendorResponse:
        """Send once on a connection of its own; every failure to get an answer is our error."""
        method = getattr(self._resources[call.resource], call.verb)
        try:
            request: HttpRequest = method(**call.arguments)
        except TypeError as error:
            # A name that an answer gave and Google's document does not allow: nothing was sent.
            where: Where = {"vendor": self._vendor, "operation": call.operation}
            raise UnavailableError(NOT_UNDERSTOOD, **where) from error
        request.headers["authorization"] = f"Bearer {token}"
        # The client's own reader ends in RecursionError for what nests deep, and takes any value.
        request.postproc = _read
        if call.if_match:
            request.headers["If-Match"] = call.if_match
        opened: list[str] = []
        http = self._http(timeout_s, opened)
        try:
            # num_retries would repeat writes, and ignores Retry-After.
            return VendorResponse(200, {}, request.execute(http=http, num_retries=0))
        except HttpError as error:
            return self._refusal(call, error)
        except (OSError, HTTPException, httplib2.HttpLib2Error) as error:
            raise self._failure(call, error, was_connected=bool(opened)) from error
        except ValueError as error:
            raise self._lost(call, NOT_UNDERSTOOD) from error
        finally:
            http.close()

    def _http(self, timeout_s: float, opened: list[str]) -> httplib2.Http:
        """Return a connection for one request; `opened` gets an entry when it is open."""
        http = build_http()
        http.timeout = timeout_s
        # Credentials are never sent on to another place.
        http.follow_redirects = False
        # A proxy of the environment is never meant for a server on this very machine.
        if not self._has_proxy:
            http.proxy_info = None
        send = http.request

        def once(uri: str, *rest: object, **options: object) -> tuple[httplib2.Response, bytes]:
            kind = type("Once", (_Once, KINDS[urlsplit(uri).scheme]), {"opened": opened})
            return send(uri, *rest, connection_type=kind, **options)

        http.request = once
        return http

    def _refusal(self, call: GoogleRequest, error: HttpError) -> VendorResponse:
        """Return an answer of 300 or more; what it says is read by `google_errors`."""
        status = int(error.resp.status)
        if status < 400:
            raise self._lost(call, NOT_UNDERSTOOD) from error
        headers: Mapping[str, str] = {name.lower(): str(text) for name, text in error.resp.items()}
        return VendorResponse(status, headers, error.content)

    def _failure(
        self, call: GoogleRequest, error: Exception, *, was_connected: bool
    ) -> IntegrationError:
        """Return our error for a failure of the transport; say no more of it than its kind."""
        where: Where = {"vendor": self._vendor, "operation": call.operation}
        kind = type(error).__name__
        if not was_connected:
            return UnavailableError(f"{NOT_REACHED} ({kind})", **where)
        if call.is_write:
            return OutcomeUnknownError(f"{NOT_ANSWERED} ({kind})", **where)
        is_slow = isinstance(error, TimeoutError)
        return (SlowError if is_slow else UnavailableError)(f"{NOT_ANSWERED} ({kind})", **where)

    def _lost(self, call: GoogleRequest, message: str) -> IntegrationError:
        """Return the error for an answer that does not tell what happened."""
        kind = OutcomeUnknownError if call.is_write else UnavailableError
        return kind(message, vendor=self._vendor, operation=call.operation)


class _Once(HTTPConnection):
    """A connection that is opened once: httplib2 may not send a request a second time on it."""

    opened: list[str]

    def connect(self) -> None:
        """Connect, unless that was done before."""
        if self.opened:
            raise ConnectionResetError("the answer was lost")
        super().connect()
        self.opened.append(self.host)


def _read(_: httplib2.Response, content: bytes) -> dict[str, object]:
    """Return the object of an answer, an empty one of an empty answer. Raises ValueError."""
    found = read_json(content) if content.strip() else {}
    if not isinstance(found, dict):
        raise ValueError("the answer holds no object")
    return found


def _service(api_base: str, name: str) -> object:
    """Build a service; its addresses are Google's own unless another server stands in."""
    document = json.loads(get_static_doc(name, APIS[name]))
    if api_base:
        # `api_endpoint` would leave files that are sent on https (contract of Google, 1.2).
        document["rootUrl"] = f"{api_base}/"
    return build_from_document(document, http=build_http())
