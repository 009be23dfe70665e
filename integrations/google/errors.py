"""What Google's error answers mean. The `reason` decides before the HTTP status.

Calendar names a reason in `errors[]`, Meet in `details[]` (an ErrorInfo) or only in `status`. The
address of the tokens has a shape of its own: {"error": …, "error_description": …}.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from integrations.errors import (
    Answered,
    CredentialsError,
    HostUnusableError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.http.call import VendorResponse, parse_retry_after
from integrations.http.json import read_json
from integrations.http.redaction import redact_text

VENDOR = "google_meet"
SOME_HOURS = timedelta(hours=3)

DELEGATE = (
    "La cuenta de servicio no puede actuar por {subject}. Quien administra Google Workspace debe "
    "entrar a la consola de administración (Seguridad → Controles de API → Delegación en todo el "
    "dominio) y registrar el identificador de cliente {client_id} con exactamente estos permisos: "
    "{scopes}."
)
CONSENT = (
    "El permiso de la cuenta de Google venció, se retiró o pasó seis meses sin uso: hay que darlo "
    "de nuevo, con estos permisos: {scopes}. {where}"
)
SET_AGAIN = (
    "Está puesto en {setting}: quítelo de ahí y conecte la cuenta en «Integraciones», o ponga ahí "
    "el nuevo."
)
CONNECT_AGAIN = "Conecte la cuenta otra vez en «Integraciones»."
CLIENT = (
    "Google no reconoce el ID de cliente o su secreto: se cambió o se borró en Google Cloud. "
    "Póngalo de nuevo."
)
NO_MEET = (
    "La cuenta {subject} no puede crear salas de Meet. Quien administra Google Workspace debe "
    "activar Google Meet para esa cuenta y revisar la delegación. {advice}"
)
BAD_KEY = (
    "Google no aceptó la llave de la cuenta de servicio: hay que crear una nueva en Google Cloud y "
    "poner su archivo en GOOGLE_SERVICE_ACCOUNT_FILE."
)
BAD_CLOCK = "Google no aceptó la hora de este servidor: hay que poner su reloj en hora."
NO_ACCOUNT = "La cuenta {subject} no existe en Google Workspace o está suspendida."
NO_CALENDAR = "La cuenta {subject} no tiene un calendario de Google que se pueda usar."
API_OFF = "En el proyecto de Google Cloud no está activada la API que hace falta ({apis})."
APIS = {
    VENDOR: "Google Calendar API, Google Meet API y Google Drive API",
    "youtube": "YouTube Data API v3",
}
LACKS_ONE = "A la credencial le falta un permiso. {advice}"
NO_RECORDINGS = (
    "Falta el permiso {scope} para las grabaciones de Meet: hay que agregarlo a los que ya tiene "
    "la credencial de Google."
)
NOT_TAKEN = "Google no aceptó la credencial de acceso."
REFUSES_US = (*(DELEGATE, CONSENT, CLIENT, BAD_KEY, API_OFF, LACKS_ONE, NO_RECORDINGS, NOT_TAKEN),)
"""What is said where our credentials are not taken."""
IN_TROUBLE = "Google tiene una falla interna (HTTP {status})."

BURST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded", "calendarUsageLimitsExceeded"})
LACKS_SCOPE = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
NOT_ENABLED = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
NOT_ALONE = "forbiddenForServiceAccounts"
NEEDS_A_CALENDAR = frozenset({"insert_event", "list_events"})
"""Operations at which a 404 speaks of the calendar, not of an event."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """Turns Google's refusals into our errors.

    `advice` says what the administrator must do so that we may act for `subject`, with `scopes`.
    """

    now: datetime
    subject: str
    advice: str
    scopes: tuple[str, ...]
    vendor: str = VENDOR

    def error_for(
        self, answer: VendorResponse, operation: str, *, is_write: bool
    ) -> IntegrationError:
        """Return the error that an answer of 400 or more stands for, with a message for staff."""
        body = _decoded(answer.body)
        reason, said = _reason(body), _said(body)
        facts: Answered = {
            "vendor": self.vendor,
            "operation": operation,
            "status": answer.status,
            "code": reason,
        }
        if answer.status >= 500:
            return self._outage(answer, facts, is_write=is_write)
        if answer.status == 429 or reason in BURST or reason in SPENT:
            return self.too_many(answer, said, facts, is_spent=reason in SPENT)
        kind, sentence = self._meaning(answer.status, reason, said, operation)
        error = kind(_with_words(sentence, said), **facts)
        if isinstance(error, CredentialsError) and reason in (*LACKS_SCOPE, NOT_ALONE):
            # Who was never registered lacks them all; a person has to act either way.
            error.missing_scopes = _wanted_scopes(answer) or self.scopes
        return error

    def _meaning(
        self, status: int, reason: str, said: str, operation: str
    ) -> tuple[type[IntegrationError], str]:
        """Return the kind of error and the sentence that begins its message."""
        if reason == NOT_ALONE:
            return CredentialsError, self.advice
        if "invalid conference type" in said.lower():
            return RejectedError, NO_MEET.format(subject=self.subject, advice=self.advice)
        if reason in NOT_ENABLED:
            return CredentialsError, API_OFF.format(apis=APIS[self.vendor])
        if reason in LACKS_SCOPE:
            return CredentialsError, LACKS_ONE.format(advice=self.advice)
        if status == 401:
            return CredentialsError, NOT_TAKEN
        if not reason and not said:
            # A gateway's page: that it is not there only Google itself can say.
            return RejectedError, "Google rechazó la solicitud."
        if status == 404 and operation in NEEDS_A_CALENDAR:
            return HostUnusableError, NO_CALENDAR.format(subject=self.subject)
        return {
            404: (NotFoundError, "No está en Google, o la cuenta no puede verlo."),
            410: (NotFoundError, "La sesión fue eliminada del calendario de Google."),
            403: (RejectedError, "Google no lo permite a esta cuenta."),
        }.get(status, (RejectedError, "Google rechazó la solicitud."))

    def _outage(
        self, answer: VendorResponse, facts: Answered, *, is_write: bool
    ) -> IntegrationError:
        """Return the error for Google's own trouble: of a write nobody knows what became."""
        message = IN_TROUBLE.format(status=answer.status)
        if is_write:
            return OutcomeUnknownError(message, **facts)
        error = UnavailableError(message, **facts)
        error.retry_after = parse_retry_after(answer.headers.get("retry-after"), self.now)
        return error

    def too_many(
        self, answer: VendorResponse, said: str, facts: Answered, *, is_spent: bool
    ) -> RateLimitedError:
        """Return the error for too many calls: nothing was done.

        A quota that is used up belongs to the project or the account and comes back some hours
        later; Google does not say when.
        """
        spent = "Se agotó la cuota de Google por ahora; se intentará de nuevo más tarde."
        burst = "Google pidió esperar un momento: demasiadas solicitudes seguidas."
        error = RateLimitedError(_with_words(spent if is_spent else burst, said), **facts)
        until = parse_retry_after(answer.headers.get("retry-after"), self.now)
        # The spread keeps workers that were refused together from coming back together.
        spread = timedelta(seconds=1 + random.random())  # noqa: S311
        error.retry_after = until or self.now + (SOME_HOURS if is_spent else spread)
        return error


def token_error(
    answer: VendorResponse, refusals: Refusals, *, acts_for_others: bool
) -> IntegrationError:
    """Return the error for a refusal of the tokens' address; it is about who we are."""
    code, said = _of_token(answer, "error"), _of_token(answer, "error_description")
    facts: Answered = {
        "vendor": refusals.vendor,
        "operation": "token",
        "status": answer.status,
        "code": code or None,
    }
    if answer.status == 429 or code in BURST:
        return refusals.too_many(answer, said, facts, is_spent=False)
    words = f"{code}: {said}" if said else code
    if not acts_for_others:
        is_client = code in ("invalid_client", "unauthorized_client", "deleted_client")
        sentence = CLIENT if is_client else refusals.advice
        return CredentialsError(_with_words(sentence, words), **facts)
    kind, sentence = _token_meaning(said.lower(), refusals)
    error = kind(_with_words(sentence, words), **facts)
    if isinstance(error, CredentialsError) and sentence == refusals.advice:
        error.missing_scopes = refusals.scopes
    return error


def _token_meaning(said: str, refusals: Refusals) -> tuple[type[IntegrationError], str]:
    """Return what a refusal of a service account's assertion means."""
    if "invalid email or user id" in said:
        return HostUnusableError, NO_ACCOUNT.format(subject=refusals.subject)
    if "signature" in said or "account not found" in said or "no longer valid" in said:
        return CredentialsError, BAD_KEY
    if "timeframe" in said or "short-lived" in said:
        return CredentialsError, BAD_CLOCK
    return CredentialsError, refusals.advice


def is_about_scopes(answer: VendorResponse) -> bool:
    """Tell whether a token may be had when less is asked for."""
    return _of_token(answer, "error") in ("unauthorized_client", "invalid_scope", "access_denied")


def _of_token(answer: VendorResponse, name: str) -> str:
    """Return a member of a refusal of the tokens' address."""
    return str(answer.body.get(name) or "") if isinstance(answer.body, dict) else ""


def _decoded(content: object) -> Mapping[str, object]:
    """Return the `error` of a body, or nothing when it is a gateway's page."""
    try:
        raw = content.encode() if isinstance(content, str) else content
        body = read_json(raw) if isinstance(raw, bytes) else raw
    except ValueError:
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _reason(error: Mapping[str, object]) -> str:
    """Return the reason of a refusal, wherever it stands."""
    listed = [*_objects(error.get("errors")), *_objects(error.get("details"))]
    named = next((str(one["reason"]) for one in listed if one.get("reason")), "")
    if not named and "insufficient authentication scopes" in _said(error).lower():
        return "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    return named or str(error.get("status") or "")


def _objects(listed: object) -> list[Mapping[str, object]]:
    """Return the objects in a list, nothing where it is none."""
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _said(error: Mapping[str, object]) -> str:
    """Return Google's own words, without secrets."""
    return redact_text(str(error.get("message") or ""))[:500]


def _with_words(sentence: str, said: str) -> str:
    """Return our sentence with the vendor's words behind it."""
    said = redact_text(said)[:500]
    return f"{sentence} ({said})" if said else sentence


def _wanted_scopes(answer: VendorResponse) -> tuple[str, ...]:
    """Return the permissions that Google names as needed, any one of which would do."""
    found = re.search(r'scope="([^"]*)"', answer.headers.get("www-authenticate", ""))
    return tuple(found[1].split()[:1]) if found else ()
