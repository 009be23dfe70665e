"""Calls Graph: the token in the header, a proof that we know the secret, and the pace it wants.

Facts: Graph v26.0. `appsecret_proof` is the HMAC-SHA256 of the token under the secret of the
application. The usage headers tell in percent how much of the allowance is used.
"""

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from integrations.errors import RateLimitedError
from integrations.facebook_errors import BUSY, VENDOR, error_for
from integrations.http import Answer, Call, VendorSession

API_BASE = "https://graph.facebook.com"
VERSION = "v26.0"
SLOW_AT, HOLD_AT = 75, 90
MOST_PAUSE_S = 2.0
HOLD_FOR = timedelta(minutes=5)
USAGE_HEADERS = ("x-business-use-case-usage", "x-app-usage", "x-page-usage")
_PERCENTS = ("call_count", "total_cputime", "total_time")


@dataclass(frozen=True, slots=True)
class FacebookSettings:
    """Which Page, by which application, and where Graph is."""

    app_id: str
    app_secret: str = field(repr=False)
    page_id: str
    page_token: str = field(repr=False)
    api_base: str = API_BASE

    @property
    def versioned_base(self) -> str:
        """Return the root of the API; a base that names no version gets ours."""
        base = self.api_base.rstrip("/")
        has_version = re.search(r"/v\d+\.\d+$", urlsplit(base).path)
        return base if has_version else f"{base}/{VERSION}"


class Pace:
    """How much of the allowance is used, as the last answers told. Safe to share."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._percent = 0.0
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
            self._percent = percent
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
            over = self._percent - SLOW_AT
        if over >= 0:
            time.sleep(min(MOST_PAUSE_S, 0.5 + over / (HOLD_AT - SLOW_AT) * MOST_PAUSE_S))


class FacebookSession:
    """Sends calls to Graph for one Page."""

    def __init__(
        self,
        settings: FacebookSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        **time_outs: float,
    ) -> None:
        """Keep the settings; nothing is sent. `time_outs` are `connect_s` and `read_s`."""
        self._settings = settings
        self._now = now
        self._session = VendorSession(VENDOR, settings.versioned_base, **time_outs)
        self.pace = Pace(now)

    def call(self, call: Call) -> Answer:
        """Send a call; raise what a failed answer stands for."""
        self.pace.wait(call.operation)
        token = self._settings.page_token
        params = {**call.params, "appsecret_proof": proof(token, self._settings.app_secret)}
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
        found = json.loads(text or "{}")
    except ValueError:
        return []
    if not isinstance(found, dict):
        return []
    listed = [use for value in found.values() if isinstance(value, list) for use in value]
    return [use for use in (found, *listed) if isinstance(use, dict)]


def _percent(use: Mapping[str, object]) -> float:
    """Return the largest share of an allowance, in percent."""
    numbers = [use.get(name) for name in _PERCENTS]
    return max((float(one) for one in numbers if isinstance(one, int | float)), default=0.0)


def _minutes(use: Mapping[str, object]) -> float:
    """Return in how many minutes access comes back; 0 while there is."""
    value = use.get("estimated_time_to_regain_access")
    return float(value) if isinstance(value, int | float) else 0.0
