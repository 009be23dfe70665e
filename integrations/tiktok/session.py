"""Calls TikTok in the name of one account; each refusal is one of our errors.

An answer tells by `error.code` whether it is one: "ok", or why not. Facts: TikTok for Developers,
developers.tiktok.com/doc/content-posting-api-reference-direct-post and …-get-video-status.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from integrations.errors import (
    Answered,
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
    Where,
)
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest
from integrations.http.fields import object_in, text_in
from integrations.http.redaction import redact_text
from integrations.http.session import VendorSession

VENDOR = "tiktok"
API = "https://open.tiktokapis.com"
PUBLISHES = "video.publish"
"""The permission that lets videos be posted."""
MOST_SAID = 300
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
"""Limits count the calls of a minute; of a day's it is not told when it begins anew."""

CONNECT_AGAIN = "TikTok ya no acepta la cuenta: conéctela otra vez en «Integraciones»."
RENEWING = "El permiso de TikTok se está renovando; se reintenta por sí solo."
NO_SCOPE = "La cuenta de TikTok no dio el permiso para publicar: conéctela otra vez y déjelo."
UNAUDITED = (
    "TikTok todavía no audita la aplicación de la oficina, y hasta entonces no deja publicar para "
    "todos. Pídala; mientras, publique a mano."
)
BANNED = "TikTok no deja publicar a esta cuenta: vea en la aplicación de TikTok por qué."
FULL_TODAY = "TikTok no admite más publicaciones de esta cuenta por hoy."
TOO_MANY = "TikTok pidió esperar: demasiadas solicitudes seguidas."
NOT_THERE = "TikTok ya no tiene esa subida."
REFUSED = "TikTok rechazó la solicitud."
WITHOUT_SCOPE = ("scope_not_authorized", "scope_permission_missed")
BY_DAY = ("spam_risk_too_many_posts", "spam_risk_too_many_pending_share", "reached_active_user_cap")
KNOWN: Mapping[str, tuple[type[IntegrationError], str]] = {
    "access_token_invalid": (CredentialsError, CONNECT_AGAIN),
    "spam_risk_user_banned_from_posting": (BlockedError, BANNED),
    "unaudited_client_can_only_post_to_private_accounts": (RejectedError, UNAUDITED),
    "invalid_publish_id": (NotFoundError, NOT_THERE),
    "token_not_authorized_for_specified_publish_id": (NotFoundError, NOT_THERE),
}
"""What a code of TikTok's means, and what to do."""


class TikTokSession:
    """Calls by the consent that is kept. Safe to share between threads."""

    def __init__(
        self, consent: str, base: str, *, now: Callable[[], datetime], **time_outs: float
    ) -> None:
        """Keep the access token and its end; nothing is sent. Whoever keeps the consent renews."""
        known = object_in(json.loads(consent))
        self._token = text_in(known.get("access_token"))
        self._ends_at = datetime.fromisoformat(text_in(known.get("ends_at")))
        self._now = now
        self._session = VendorSession(VENDOR, base, **time_outs)

    def call(
        self, operation: str, path: str, body: Mapping[str, object] | None = None
    ) -> Mapping[str, object]:
        """Send, and return the answer's data. Raises any error of `integrations.errors`.

        Nothing that is called so makes anything public: a lost answer only means to ask again.
        """
        if not self._token:
            raise CredentialsError(CONNECT_AGAIN, **where(operation))
        if self._now() >= self._ends_at:
            raise UnavailableError(RENEWING, **where(operation))
        call = VendorRequest(operation, "POST", path, body=body or {}, is_write=False)
        answer = self._session.call(call, authorization=f"Bearer {self._token}", tries=1)
        said = object_in(object_in(answer.body).get("error"))
        facts: Answered = {**where(operation), "status": answer.status}
        code = text_in(said.get("code"))
        if code != "ok":
            raise self._error_for(code, text_in(said.get("message")), facts)
        return object_in(object_in(answer.body).get("data"))

    def _error_for(self, code: str, said: str, facts: Answered) -> IntegrationError:
        """Return what a code stands for; without one the answer is none of TikTok's."""
        facts = {**facts, "code": code}
        if not code:
            return UnavailableError(NOT_UNDERSTOOD, **facts)
        if code in BY_DAY or facts["status"] == 429:
            limited = RateLimitedError(FULL_TODAY if code in BY_DAY else TOO_MANY, **facts)
            limited.is_daily = code in BY_DAY
            limited.retry_after = self._now() + (HOUR if limited.is_daily else MINUTE)
            return limited
        if code in WITHOUT_SCOPE:
            lacking = CredentialsError(NO_SCOPE, **facts)
            lacking.missing_scopes = (PUBLISHES,)
            return lacking
        kind, words = KNOWN.get(code, (RejectedError, ""))
        return kind(words or f"{REFUSED} ({redact_text(said or code)[:MOST_SAID]})", **facts)


def where(operation: str) -> Where:
    """Return what names a call in an error."""
    return {"vendor": VENDOR, "operation": operation}
