"""Calls Google in the name of one account: token, one repetition of reads, answers or our errors.

What is asked goes through google-api-python-client (`transport`); when and how often is
decided here, because the client's own repetition ignores Retry-After and repeats writes too.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from integrations.errors import OutcomeUnknownError, UnavailableError
from integrations.google.auth import GoogleSettings, Token, TokenSource
from integrations.google.call import GoogleRequest
from integrations.http.call import NOT_UNDERSTOOD, SlowError, VendorResponse
from integrations.http.fields import object_in, objects_in, text_in

if TYPE_CHECKING:
    from integrations.google.transport import GoogleTransport

RETRY_WAIT_S = 0.2
MOST_PAGES = 200
LONGEST_S = 50.0
"""How long one operation may take, all its calls together: less than a worker's lease."""


class GoogleSession:
    """Calls Google. Safe to share between threads: each request has a connection of its own."""

    def __init__(
        self,
        settings: GoogleSettings,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        read_s: float = 15.0,
    ) -> None:
        """Keep the settings; nothing is sent and no library is imported."""
        self.settings = settings
        self.vendor = settings.purpose.vendor
        self.now = now
        self.sleep = sleep
        self.read_s = read_s
        self.tokens = TokenSource(settings, now, read_s=read_s)
        self._lock = threading.Lock()
        self._transport: GoogleTransport | None = None

    def visit(self, subject: str) -> "Visit":
        """Begin one operation in the name of an account."""
        return Visit(self, subject)

    def transport(self) -> "GoogleTransport":
        """Return Google's services, built at the first call."""
        with self._lock:
            if self._transport is None:
                # The library behind it takes a third of a second to import: not before it is used.
                from integrations.google.transport import GoogleTransport

                self._transport = GoogleTransport(self.settings.api_base, self.vendor)
            return self._transport


class Visit:
    """One operation at Google in the name of one account, within a bounded time."""

    def __init__(self, session: GoogleSession, subject: str) -> None:
        self.subject = subject
        self._session = session
        self._ends_at = time.monotonic() + LONGEST_S

    @property
    def calendar(self) -> str:
        """Return the calendar to work in.

        Whoever acts for an account has its calendar as the primary one. A consent is for one
        account only: the address lets Google refuse a licence that is another one.
        """
        return "primary" if self._session.settings.service_account_file else self.subject

    def may(self, *scopes: str) -> bool:
        """Tell whether the account's token permits all this, as far as Google has told."""
        granted = self._session.tokens.get(self.subject).scopes
        return granted is None or granted >= set(scopes)

    def wait(self, seconds: float) -> bool:
        """Wait; False, without waiting, when the operation's time would be over by then."""
        if time.monotonic() + seconds > self._ends_at:
            return False
        self._session.sleep(seconds)
        return True

    def call(self, call: GoogleRequest) -> Mapping[str, object]:
        """Call and return the body; reads are tried once more after a passing failure.

        Raises any error of `integrations.errors`.
        """
        try:
            return self._call(call)
        except UnavailableError as error:
            # A write that failed like this may be repeated too, but that is the worker's decision.
            if call.is_write or not _is_passing(error) or not self.wait(RETRY_WAIT_S):
                raise
        return self._call(call)

    def listed(self, call: GoogleRequest, member: str) -> Iterator[Mapping[str, object]]:
        """Yield every member of a list, page by page."""
        for _ in range(MOST_PAGES):
            body = self.call(call)
            # Google leaves out a list that is empty.
            if not isinstance(body.get(member, []), list):
                raise UnavailableError(
                    NOT_UNDERSTOOD, vendor=self._session.vendor, operation=call.operation
                )
            yield from objects_in(body.get(member))
            token = text_in(body.get("nextPageToken"))
            if not token:
                return
            call = replace(call, arguments={**call.arguments, "pageToken": token})

    def _call(self, call: GoogleRequest) -> Mapping[str, object]:
        """Send with the account's token; once more with a fresh one when Google refuses it."""
        tokens = self._session.tokens
        token = tokens.get(self.subject)
        answer = self._send(call, token)
        if answer.status == 401:
            # Google refused the token before it looked at the request: a write may be sent again.
            token = tokens.get(self.subject, instead_of=token)
            answer = self._send(call, token)
        if answer.status >= 400:
            refusals = tokens.refusals(self.subject)
            raise refusals.error_for(answer, call.operation, is_write=call.is_write)
        # A deletion is answered by nothing at all.
        body = object_in(answer.body)
        if call.gives and not text_in(body.get(call.gives)):
            kind = OutcomeUnknownError if call.is_write else UnavailableError
            raise kind(NOT_UNDERSTOOD, vendor=self._session.vendor, operation=call.operation)
        return body

    def _send(self, call: GoogleRequest, token: Token) -> VendorResponse:
        """Send once, for no longer than the operation has left."""
        left_s = max(1.0, self._ends_at - time.monotonic())
        timeout_s = min(self._session.read_s, left_s)
        return self._session.transport().send(call, token.value, timeout_s)


def _is_passing(error: UnavailableError) -> bool:
    """Tell whether trying again at once is worth it."""
    passing = error.status in (None, 500, 502, 503, 504) and error.retry_after is None
    return passing and not isinstance(error, SlowError)
