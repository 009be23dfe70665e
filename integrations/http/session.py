"""One door to HTTP: time-outs on every call, retries of reads, failures as our own errors.

What an answer means is the vendor adapter's business; what the lack of one means is decided here:
nothing was sent → UnavailableError; a write was sent and not answered → OutcomeUnknownError.
"""

import threading
import time
from typing import TYPE_CHECKING

from integrations.errors import UnavailableError
from integrations.http.call import SlowError, VendorRequest, VendorResponse

if TYPE_CHECKING:
    from integrations.http.transport import Transport

TRANSIENT = frozenset({502, 503, 504})
RETRY_WAIT_S = 0.2


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

    def call(
        self, call: VendorRequest, *, authorization: str, base_url: str = "", tries: int = 2
    ) -> VendorResponse:
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
