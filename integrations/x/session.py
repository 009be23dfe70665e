"""Calls X in the name of one account: each signed (OAuth 1.0a), each refusal one of our errors.

The keys of OAuth 1.0a do not expire; the refresh tokens of OAuth 2.0 are good for one use each and
would have to be kept anew every two hours. All that we call takes either (X's OpenAPI document,
security `UserToken`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from integrations.errors import (
    Answered,
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    RateLimitedError,
    RejectedError,
)
from integrations.http.call import VendorRequest, VendorResponse
from integrations.http.fields import object_in, objects_in, text_in
from integrations.http.json import instant_in
from integrations.http.redaction import redact_text
from integrations.http.session import VendorSession

VENDOR = "x"
API = "https://api.x.com"
MOST_SAID = 300

NO_ACCESS = (
    "X no aceptó las llaves de la aplicación. Revise en el portal de desarrollo que el permiso sea "
    "«Read and write» y dé otra vez el acceso."
)
NO_CREDIT = "La cuenta de desarrollo de X se quedó sin saldo: hay que comprar créditos."
SUSPENDED = "X suspendió o bloqueó la cuenta."
NOT_THERE = "La publicación ya no está en X."
TOO_MANY = "X pidió esperar: demasiadas solicitudes seguidas."
REFUSED = "X rechazó la solicitud."
KNOWN = {
    "longer than": "X no admite videos tan largos en esta cuenta: haga uno más breve.",
    "media ids are invalid": "X ya no tiene el video: póngala otra vez en la cola.",
    "too long": "X cuenta más de 280: acorte el texto.",
}
"""What X's words in a refusal mean, and what to do."""
WITHOUT_ACCESS = (
    *("client-not-enrolled", "client-forbidden", "unsupported-authentication"),
    *("oauth1-permissions", "not-authorized-for-resource"),
)
"""How the `type` or the words of a 403 end that only new keys or another plan cure."""


@dataclass(frozen=True, slots=True)
class XSettings:
    """The application's keys and the account's; `api_base` is X's own or another server's root."""

    api_key: str
    api_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_secret: str = field(repr=False)
    api_base: str = API


class XSession:
    """Sends signed calls. Safe to share between threads."""

    def __init__(
        self, settings: XSettings, *, now: Callable[[], datetime], **time_outs: float
    ) -> None:
        """Keep the settings; nothing is sent. `time_outs` are `connect_s` and `read_s`."""
        self._settings = settings
        self._now = now
        self._session = VendorSession(VENDOR, settings.api_base or API, **time_outs)

    def call(self, call: VendorRequest) -> Mapping[str, object]:
        """Send, and return the answer's body. Raises any error of `integrations.errors`."""
        answer = self._session.call(call, authorization=self._signed(call))
        body = object_in(answer.body)
        if answer.status >= 400:
            raise self._error_for(answer, call.operation)
        # A post that is gone is answered with 200, with errors and without data.
        if "data" not in body and objects_in(body.get("errors")):
            said = objects_in(body["errors"])[0]
            is_gone = text_in(said.get("type")).endswith("resource-not-found")
            facts: Answered = {
                "vendor": VENDOR,
                "operation": call.operation,
                "status": answer.status,
            }
            raise (NotFoundError(NOT_THERE, **facts) if is_gone else _rejected(body, facts))
        return body

    def _signed(self, call: VendorRequest) -> str:
        """Return the header that proves who sends a call. Bodies of JSON and files are not part."""
        # The library takes a while to import: not before it is used.
        from oauthlib.oauth1 import Client

        own = self._settings
        client = Client(
            own.api_key,
            client_secret=own.api_secret,
            resource_owner_key=own.access_token,
            resource_owner_secret=own.access_secret,
        )
        query = f"?{urlencode(call.params)}" if call.params else ""
        url = (own.api_base or API).rstrip("/") + call.path + query
        _, headers, _ = client.sign(url, http_method=call.method)
        return headers["Authorization"]

    def _error_for(self, answer: VendorResponse, operation: str) -> IntegrationError:
        """Return what an answer of 400 or more stands for."""
        body, status = object_in(answer.body), answer.status
        facts: Answered = {"vendor": VENDOR, "operation": operation, "status": status}
        kind = f"{text_in(body.get('type'))} {text_in(body.get('reason'))} {_said(body)}".lower()
        if status == 429:
            error = RateLimitedError(TOO_MANY, **facts)
            error.retry_after = _instant(answer.headers.get("x-rate-limit-reset"))
            return error
        if status == 402:
            return BlockedError(NO_CREDIT, **facts)
        if "suspended" in kind or "locked" in kind:
            return BlockedError(SUSPENDED, **facts)
        if status == 401:
            return CredentialsError(NO_ACCESS, **facts)
        if any(word in kind for word in WITHOUT_ACCESS):
            # The keys still open what is only read: no look would show it.
            return BlockedError(NO_ACCESS, **facts)
        # A gateway's page is no word of X's that it is not there.
        if status == 404 and _said(body):
            return NotFoundError(NOT_THERE, **facts)
        return _rejected(body, facts)


def _rejected(body: Mapping[str, object], facts: Answered) -> RejectedError:
    """Return the refusal with X's words behind ours."""
    said = redact_text(_said(body))[:MOST_SAID]
    ours = next((words for part, words in KNOWN.items() if part in said.lower()), REFUSED)
    return RejectedError(f"{ours} ({said})" if said else ours, **facts)


def _said(body: Mapping[str, object]) -> str:
    """Return X's own words."""
    errors = objects_in(body.get("errors"))
    first = text_in(errors[0].get("message") or errors[0].get("detail")) if errors else ""
    return first or text_in(body.get("detail")) or text_in(body.get("title"))


def _instant(value: str | None) -> datetime | None:
    """Return the instant that a header names in seconds since 1970."""
    return instant_in((value or "").strip())
