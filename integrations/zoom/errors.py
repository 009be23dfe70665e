"""What Zoom's error answers mean. Its `code` decides, not the HTTP status (they contradict)."""

import random
import re
from datetime import UTC, datetime, time, timedelta

from integrations.errors import (
    Answered,
    CredentialsError,
    HostUnusableError,
    IntegrationError,
    NotFoundError,
    RateLimitedError,
    RejectedError,
    TooEarlyError,
)
from integrations.http.call import VendorResponse, parse_retry_after
from integrations.http.redaction import redact_text

IS_WEBINAR = "3000"
VALIDATION = "300"
TOKEN_REFUSED = "124"  # noqa: S105  (a number of Zoom's, not a secret)

_CODES: dict[str, tuple[type[IntegrationError], str]] = {
    TOKEN_REFUSED: (CredentialsError, "Zoom no aceptó la credencial de acceso."),
    "4700": (CredentialsError, "A la aplicación de Zoom le falta un permiso."),
    "4702": (CredentialsError, "Zoom no reconoce el identificador de la aplicación."),
    "4704": (CredentialsError, "Zoom no reconoce el identificador o el secreto de la aplicación."),
    "4705": (CredentialsError, "La aplicación de Zoom no es de tipo Server-to-Server OAuth."),
    "4706": (CredentialsError, "A la solicitud de acceso a Zoom le falta un dato."),
    "4711": (CredentialsError, "A la aplicación de Zoom le falta un permiso."),
    "4717": (CredentialsError, "La aplicación de Zoom está desactivada."),
    "4741": (CredentialsError, "El acceso de la aplicación de Zoom fue revocado."),
    "200": (RejectedError, "El plan o la licencia de Zoom no alcanza para esto."),
    VALIDATION: (RejectedError, "Zoom rechazó un dato de la sala."),
    IS_WEBINAR: (RejectedError, "Zoom no permite esta operación con esta sala."),
    "3018": (RejectedError, "Es la sala personal de la cuenta y no se puede eliminar."),
    "3037": (RejectedError, "Es una sala de audio personal y no se puede eliminar."),
    "3161": (HostUnusableError, "La cuenta no tiene permiso de organizar reuniones."),
    "1001": (HostUnusableError, "La cuenta no existe en Zoom."),
    "1010": (HostUnusableError, "La cuenta no pertenece a esta organización de Zoom."),
    "1120": (HostUnusableError, "La invitación de la cuenta a Zoom venció."),
    "4400": (
        RejectedError,
        "La sala está en modo privado (de extremo a extremo) y así no se transmite.",
    ),
    "4927": (TooEarlyError, "La sala de Zoom todavía no se abre."),
    "3001": (NotFoundError, "La sala no existe en Zoom o ya venció."),
}
_DEFAULTS: dict[int, tuple[type[IntegrationError], str]] = {
    401: (CredentialsError, "Zoom no aceptó las credenciales."),
    # Only 3001 says that a room is gone: a wrong address or a gateway's page says 404 as well.
    404: (RejectedError, "Zoom no encontró lo que se pidió."),
}
_REFUSED = (RejectedError, "Zoom rechazó la solicitud.")
_TOKEN_REFUSED = (CredentialsError, "Zoom no aceptó las credenciales de la aplicación.")
REFUSES_US = tuple(
    words
    for kind, words in (*_CODES.values(), *_DEFAULTS.values(), _TOKEN_REFUSED)
    if kind is CredentialsError
)
"""What is said where our credentials are not taken."""
_BURST = "Zoom pidió esperar un momento: demasiadas solicitudes seguidas."
_DAILY = "Se alcanzó el máximo de cambios que Zoom permite por día."


def code_of(answer: VendorResponse) -> str | None:
    """Return the `code` of an error's body, as text."""
    code = answer.body.get("code") if isinstance(answer.body, dict) else None
    return None if code is None else str(code)


def is_token_refused(answer: VendorResponse) -> bool:
    """Tell whether Zoom wants a fresh token: code 124, or a 401 that says nothing else."""
    code = code_of(answer)
    return code == TOKEN_REFUSED or (answer.status == 401 and code not in _CODES)


def error_for(
    answer: VendorResponse, operation: str, now: datetime, *, is_token: bool = False
) -> IntegrationError:
    """Return the error that an answer of 400 or more stands for, with a message for staff."""
    code, said = code_of(answer), _said(answer)
    facts: Answered = {
        "vendor": "zoom",
        "operation": operation,
        "status": answer.status,
        "code": code,
    }
    if answer.status == 429 or code == "429":
        return _rate_limited(answer, said, now, facts)
    missing = _missing_scopes(said)
    kind, sentence = _meaning(code, answer.status, lacks_scopes=bool(missing))
    # At the token's address every refusal is about who we are, whatever number it has.
    if is_token and (code not in _CODES or kind is not CredentialsError):
        kind, sentence = _TOKEN_REFUSED
    error = kind(f"{sentence} ({said})" if said else sentence, **facts)
    if isinstance(error, CredentialsError):
        error.missing_scopes = missing
    return error


def _meaning(
    code: str | None, status: int, *, lacks_scopes: bool
) -> tuple[type[IntegrationError], str]:
    """Return the kind of error and the sentence that begins its message."""
    if lacks_scopes:
        return _CODES["4711"]
    return _CODES.get(code or "", _DEFAULTS.get(status, _REFUSED))


def _missing_scopes(said: str) -> tuple[str, ...]:
    """Return the permissions that Zoom says the token does not have."""
    found = re.search(r"does not contain scopes?\s*:?\s*\[([^\]]*)\]", said, re.IGNORECASE)
    return tuple(re.findall(r"[\w:.-]+", found[1])) if found else ()


def _said(answer: VendorResponse) -> str:
    """Return the vendor's own words, field by field, without secrets."""
    if not isinstance(answer.body, dict):
        return ""
    body = answer.body
    words = [str(body[key]) for key in ("message", "reason") if body.get(key)]
    errors = body.get("errors")
    for one in errors if isinstance(errors, list) else []:
        if isinstance(one, dict):
            field = f"«{one['field']}» " if one.get("field") else ""
            words.append(field + str(one.get("message") or ""))
    return redact_text("; ".join(words))[:500]


def _rate_limited(
    answer: VendorResponse, said: str, now: datetime, facts: Answered
) -> RateLimitedError:
    """Return the error for a 429, with the instant from which trying again makes sense.

    Every header is optional. A day's cap ends at 00:00 UTC; a burst is over in a second or two.
    """
    headers = answer.headers
    # Bursts and daily caps have the same status; moodle and ZoomNet tell them apart like this.
    until = parse_retry_after(headers.get("Retry-After"), now)
    is_named = "daily" in f"{headers.get('X-RateLimit-Type', '')} {said}".lower()
    is_daily = is_named or (until is not None and until - now > timedelta(minutes=1))
    sentence = _DAILY if is_daily else _BURST
    error = RateLimitedError(f"{sentence} ({said})" if said else sentence, **facts)
    error.is_daily = is_daily
    if until is None and is_daily:
        tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
        until = datetime.combine(tomorrow, time(), tzinfo=UTC)
    # The spread keeps workers that were refused together from coming back together.
    error.retry_after = until or now + timedelta(seconds=1 + random.random())  # noqa: S311
    return error
