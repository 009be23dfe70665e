"""What Graph's errors mean. Its `code` decides, not the HTTP status, which may be 400, 403 or 500.

Facts: Meta's error handling page and rate limit page (Graph v26.0); subcodes of eligibility as seen
in Streamlabs. A refusal before any work is told from "it may have been done" for what is sent.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from integrations.errors import (
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.http import Answer
from integrations.redaction import redact_text

VENDOR = "facebook"
INVALID = "100"
DUPLICATE = 506
BLOCKED = 368
TOKEN = 190
PASSING = frozenset({1, 2})
RATE = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
PERMISSION = frozenset({10, *range(200, 300)})
PAUSE = timedelta(minutes=5)

RECONNECT = "Quien administra la página debe generar otro token y ponerlo en META_PAGE_TOKEN."
TOKEN_WORDS = {
    458: "La aplicación se quitó de la página. " + RECONNECT,
    459: "La cuenta que dio el acceso debe confirmar su identidad en Facebook. " + RECONNECT,
    460: "Cambió la contraseña de quien dio el acceso. " + RECONNECT,
    463: "El token de la página venció. " + RECONNECT,
    464: "La cuenta que dio el acceso no está confirmada. " + RECONNECT,
    467: "El token de la página ya no es válido. " + RECONNECT,
    492: "Quien dio el acceso ya no tiene un rol en la página. " + RECONNECT,
}
TOKEN_REFUSED = "Facebook no aceptó el token de la página. " + RECONNECT
PROOF_REFUSED = "Facebook no aceptó la firma de la aplicación: revise META_APP_SECRET."
ELIGIBILITY = {
    1363120: (
        "Facebook no permite transmitir todavía: la cuenta debe tener al menos 60 días. Espere, o "
        "transmita a mano desde otra cuenta de la institución."
    ),
    1363144: (
        "Facebook no permite transmitir: la página necesita al menos 100 seguidores. Invite a "
        "seguirla y vuelva a intentarlo."
    ),
    1969070: (
        "Facebook no permite transmitir con esta página o cuenta. Revise en Meta Business Suite → "
        "Calidad de la página qué restricción tiene."
    ),
}
NO_PERMISSION = (
    "A la aplicación de Meta le falta un permiso, o la «Live Video API» sigue en revisión: quien "
    "administra la página debe otorgarlo en Meta for Developers y generar otro token."
)
POLICY = (
    "Facebook bloqueó temporalmente a la página por sus políticas. No se enviará nada más: revise "
    "Meta Business Suite → Calidad de la página."
)
GONE = "Eso ya no existe en Facebook."
WRONG = "Facebook rechazó un dato de la transmisión."
BUSY = "Facebook pidió esperar: se hicieron demasiadas solicitudes."
TROUBLE = "Facebook tiene una falla por el momento."
UNSURE = "Facebook no dijo si lo hizo; se comprobará antes de repetir."

_SCOPES = re.compile(r"\b(?:pages?|publish|business|instagram)_[a-z_]+\b", re.IGNORECASE)


def error_for(
    answer: Answer,
    operation: str,
    now: datetime,
    *,
    is_write: bool,
    busy_until: datetime | None = None,
) -> IntegrationError:
    """Return the error that a failed answer stands for, with a message for staff.

    `busy_until` is what the usage headers say of when to come back.
    """
    error = _object(answer.body).get("error")
    said = _object(error)
    code, subcode = _number(said.get("code")), _number(said.get("error_subcode"))
    facts: dict[str, object] = {"vendor": VENDOR, "operation": operation, "status": answer.status}
    facts["code"] = None if code is None else str(code)
    text = str(said.get("message") or "")
    kind, words = _meaning(code, subcode, text, said, answer.status)
    if kind is UnavailableError and is_write:
        # It may have been carried out before it failed.
        kind, words = OutcomeUnknownError, UNSURE
    found = kind(_sentence(words, said), **facts)
    if isinstance(found, RateLimitedError):
        found.retry_after = busy_until or now + PAUSE
    if isinstance(found, CredentialsError) and code in PERMISSION:
        names = dict.fromkeys(name.lower() for name in _SCOPES.findall(text))
        found.missing_scopes = tuple(names)
    return found


def _meaning(
    code: int | None, subcode: int | None, text: str, said: Mapping[str, object], status: int
) -> tuple[type[IntegrationError], str]:
    """Return the kind of error and the sentence that begins its message."""
    if subcode in ELIGIBILITY:
        return RejectedError, ELIGIBILITY[subcode]
    if code == TOKEN:
        return CredentialsError, TOKEN_WORDS.get(subcode or 0, TOKEN_REFUSED)
    if code == BLOCKED:
        return BlockedError, POLICY
    if code in RATE:
        return RateLimitedError, BUSY
    if code in PERMISSION:
        return CredentialsError, NO_PERMISSION
    if code == DUPLICATE:
        return OutcomeUnknownError, UNSURE
    if code == 100 and "appsecret_proof" in text:
        return CredentialsError, PROOF_REFUSED
    if code in PASSING or said.get("is_transient") is True:
        return UnavailableError, TROUBLE
    if code == 100 and (subcode == 33 or "does not exist" in text):
        return NotFoundError, GONE
    if code is None and status >= 500:
        return UnavailableError, TROUBLE
    return RejectedError, WRONG


def _sentence(words: str, said: Mapping[str, object]) -> str:
    """Return our sentence, then what Facebook said, without secrets, and its trace's number."""
    theirs = str(said.get("error_user_msg") or said.get("message") or "")
    trace = said.get("fbtrace_id")
    parts = [redact_text(theirs)[:300], f"fbtrace_id {trace}" if trace else ""]
    told = "; ".join(part for part in parts if part)
    return f"{words} ({told})" if told else words


def _object(value: object) -> Mapping[str, object]:
    """Return a JSON object, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def _number(value: object) -> int | None:
    """Return a whole number, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
