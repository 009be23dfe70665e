"""Zoom's Server-to-Server OAuth: one token for all threads, renewed before it ends.

Facts: developers.zoom.us/docs/internal-apps/s2s-oauth. A token lives an hour and cannot be
refreshed, only asked for again; new scopes need a new token.
"""

import base64
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from integrations.errors import Answered, UnavailableError
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest
from integrations.http.fields import address_in, life_in, object_in, words_in
from integrations.http.session import VendorSession
from integrations.zoom.errors import error_for

API_BASE = "https://api.zoom.us/v2"
OAUTH_URL = "https://zoom.us/oauth/token"
RENEW_AT = 0.9
"""The part of its life after which a token is renewed."""


@dataclass(frozen=True, slots=True)
class ZoomSettings:
    """Where Zoom is, and who we are there. An address without a path gets Zoom's own."""

    account_id: str
    client_id: str
    client_secret: str = field(repr=False)
    api_base: str = API_BASE
    oauth_url: str = OAUTH_URL

    def __post_init__(self) -> None:
        """Complete the two addresses."""
        for name, path in (("api_base", "/v2"), ("oauth_url", "/oauth/token")):
            url = getattr(self, name).rstrip("/")
            if not urlsplit(url).path:
                url += path
            object.__setattr__(self, name, url)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, until when it is used, what it permits, and the API it is for.

    `scopes` is None when Zoom did not say.
    """

    value: str = field(repr=False)
    renew_at: datetime
    scopes: frozenset[str] | None
    api_base: str


class TokenSource:
    """Hands out the token; however many threads ask, one request is made."""

    def __init__(
        self, settings: ZoomSettings, now: Callable[[], datetime], **time_outs: float
    ) -> None:
        self._settings = settings
        self._now = now
        self._session = VendorSession("zoom", settings.oauth_url, **time_outs)
        self._lock = threading.Lock()
        self._token: Token | None = None

    def get(self, *, instead_of: Token | None = None) -> Token:
        """Return a token that is not `instead_of`, which Zoom refused.

        Raises CredentialsError, RateLimitedError and UnavailableError.
        """
        # The lock is held while Zoom is asked: those who wait find the token when it opens.
        with self._lock:
            token = self._token
            if token is None or token is instead_of or self._now() >= token.renew_at:
                # Should asking fail, nobody is left with a token that Zoom has refused.
                self._token = None
                token = self._token = self._ask()
            return token

    def _ask(self) -> Token:
        """Ask Zoom for a token. Nothing at Zoom changes by it, so it counts as a read."""
        settings, asked_at = self._settings, self._now()
        pair = f"{settings.client_id}:{settings.client_secret}".encode()
        # In the body: parameters in the query are answered by 400 since 2024.
        form = {"grant_type": "account_credentials", "account_id": settings.account_id}
        call = VendorRequest("token", "POST", "", form=form, is_write=False)
        basic = "Basic " + base64.b64encode(pair).decode("ascii")
        answer = self._session.call(call, authorization=basic, tries=1)
        if answer.status >= 400:
            raise error_for(answer, "token", self._now(), is_token=True)
        try:
            body = object_in(answer.body)
            life = life_in(body, "expires_in")
            scope = body.get("scope")
            return Token(
                value=str(body["access_token"]),
                renew_at=asked_at + life * RENEW_AT,
                scopes=None if scope is None else words_in(scope),
                api_base=regional_base(settings.api_base, body.get("api_url")),
            )
        except (KeyError, TypeError, ValueError) as error:
            where: Answered = {"vendor": "zoom", "operation": "token", "status": answer.status}
            raise UnavailableError(NOT_UNDERSTOOD, **where) from error


def regional_base(configured: str, offered: object) -> str:
    """Return the account's regional API where Zoom offers one, else what is configured.

    Our token goes to no host that is not Zoom's own, and an API that was configured on purpose is
    not left for another.
    """
    if configured != API_BASE or not isinstance(offered, str):
        return configured
    parts = address_in(offered)
    host = parts.hostname or ""
    is_zooms = host == "zoom.us" or host.endswith(".zoom.us")
    return f"https://{host}/v2" if parts.scheme == "https" and is_zooms else configured
