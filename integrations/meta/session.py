"""Calls Graph: the token in the header, a proof that we know the secret, and the pace it wants.

Facts: Graph v26.0. `appsecret_proof` is the HMAC-SHA256 of the token under the secret of the
application. The usage headers tell in percent how much of the allowance is used.
"""

import hashlib
import hmac
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from integrations.errors import RateLimitedError
from integrations.http.call import VendorRequest, VendorResponse
from integrations.http.json import read_json
from integrations.http.session import VendorSession
from integrations.meta.errors import BUSY, VENDOR, error_for

API_BASE = "https://graph.facebook.com"
VERSION = "v26.0"
SLOW_AT, HOLD_AT = 75, 90
LEAST_PAUSE_S, MOST_PAUSE_S = 0.3, 2.0
HOLD_FOR = timedelta(minutes=5)
"""How long calls rest when Meta does not say, and how long what it said of the use holds."""
LONGEST_HOLD_MIN = 24 * 60
USAGE_HEADERS = ("x-business-use-case-usage", "x-app-usage", "x-page-usage")
_PERCENTS = frozenset({"call_count", "total_cputime", "total_time"})


@dataclass(frozen=True, slots=True)
class FacebookSettings:
    """Which Page, by which application, and where Graph is.

    `listens` tells that the application has a door for Meta's messages.
    """

    app_id: str
    app_secret: str = field(repr=False)
    page_id: str
    page_token: str = field(repr=False)
    api_base: str = API_BASE
    listens: bool = False

    @property
    def versioned_base(self) -> str:
        """Return the root of the API; a base that names no version gets ours."""
        base = self.api_base.rstrip("/")
        has_version = re.search(r"/v\d+\.\d+$", urlsplit(base).path)
        return base if has_version else f"{base}/{VERSION}"


class Pace:
    """How much of the allowance is used, as the last answers told. Safe to share."""

    def __init__(self, now: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
        self._now = now
        self._sleep = sleep
        self._lock = threading.Lock()
        self._percent = 0.0
        self._noted_at: datetime | None = None
        self._until: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """Return until when nothing may be sent; None when something may."""
        with self._lock:
            return self._until if self._until and self._until > self._now() else None

    def note(self, headers: Mapping[str, str]) -> None:
        """Take over what an answer tells."""
        usage = [use for name in USAGE_HEADERS for use in _uses(headers.get(name))]
        if not usage:
            return
        percent = max(_percent(use) for use in usage)
        minutes = max(_minutes(use) for use in usage)
        with self._lock:
            self._percent, self._noted_at = percent, self._now()
            wait = timedelta(minutes=minutes) if minutes else HOLD_FOR
            is_over = percent >= HOLD_AT or minutes > 0
            self._until = self._now() + wait if is_over else None

    def wait(self, operation: str) -> None:
        """Leave room between calls from 75 % on; refuse from 90 % on, without sending anything."""
        until = self.until
        if until is not None:
            error = RateLimitedError(BUSY, vendor=VENDOR, operation=operation)
            error.retry_after = until
            raise error
        with self._lock:
            is_recent = self._noted_at and self._now() - self._noted_at < HOLD_FOR
            share = (self._percent - SLOW_AT) / (HOLD_AT - SLOW_AT)
        if is_recent and share >= 0:
            # Outside of the lock: the other threads wait for themselves.
            self._sleep(min(MOST_PAUSE_S, LEAST_PAUSE_S + share * (MOST_PAUSE_S - LEAST_PAUSE_S)))


class FacebookSession:
    """Sends calls to Graph for one Page."""

    def __init__(
        self,
        settings: FacebookSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        **time_outs: float,
    ) -> None:
        """Keep the settings; nothing is sent. `time_outs` are `connect_s` and `read_s`."""
        self._settings = settings
        self._now = now
        self._session = VendorSession(VENDOR, settings.versioned_base, **time_outs)
        self.pace = Pace(now, sleep)

    def call(self, call: VendorRequest, *, is_by_app: bool = False) -> VendorResponse:
        """Send a call; raise what a failed answer stands for, and wait or refuse as Meta asks.

        It goes out in the name of the Page, or of the application where Meta wants its word.
        """
        self.pace.wait(call.operation)
        known = self._settings
        token = f"{known.app_id}|{known.app_secret}" if is_by_app else known.page_token
        params = {**call.params, "appsecret_proof": proof(token, known.app_secret)}
        sent = replace(call, params=params, trusts_failures=True)
        answer = self._session.call(sent, authorization=f"Bearer {token}")
        headers = {name.lower(): value for name, value in answer.headers.items()}
        self.pace.note(headers)
        is_failure = isinstance(answer.body, Mapping) and "error" in answer.body
        if answer.status >= 400 or is_failure:
            raise error_for(
                answer,
                call.operation,
                self._now(),
                is_write=call.is_write,
                busy_until=self.pace.until,
            )
        return answer


def proof(token: str, secret: str) -> str:
    """Return Meta's proof that whoever has the token knows the application's secret."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _uses(text: str | None) -> list[Mapping[str, object]]:
    """Return the uses that a header tells, whichever of its forms it has."""
    try:
        found = read_json((text or "{}").encode())
    except ValueError:
        return []
    if not isinstance(found, dict):
        return []
    listed = [use for value in found.values() if isinstance(value, list) for use in value]
    return [use for use in (found, *listed) if isinstance(use, dict) and _PERCENTS & set(use)]


def _percent(use: Mapping[str, object]) -> float:
    """Return the largest share of an allowance, in percent."""
    return max(_number(use.get(name)) for name in _PERCENTS)


def _minutes(use: Mapping[str, object]) -> float:
    """Return in how many minutes access comes back; 0 while there is."""
    return min(_number(use.get("estimated_time_to_regain_access")), LONGEST_HOLD_MIN)


def _number(value: object) -> float:
    """Return a number, 0 for anything else: Python's JSON also reads what is not finite."""
    return float(value) if isinstance(value, int | float) and abs(value) < 1e9 else 0.0
