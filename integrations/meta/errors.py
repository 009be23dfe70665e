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
from integrations.http.call import VendorResponse
from integrations.http.redaction import redact_text

Meaning = tuple[type[IntegrationError], str]
"""A kind of error, and the sentence that begins its message."""

VENDOR = "facebook"
INVALID, NO_OBJECT = 100, 33
DUPLICATE = frozenset({506})
BLOCKED = frozenset({368})
TOKEN = frozenset({102, 104, 190})
"""The token is over, missing, or no longer taken; the subcode of 190 says why."""
PASSING = frozenset({1, 2})
RATE = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
PERMISSION = frozenset({10, *range(200, 300)})
PAUSE = timedelta(minutes=5)

RECONNECT = "Quien administra la página debe dar el permiso otra vez; «Integraciones» dice cómo."
TOKEN_WORDS = {
    458: "La aplicación se quitó de la página. " + RECONNECT,
    459: "La cuenta que dio el acceso debe confirmar su identidad en Facebook. " + RECONNECT,
    460: "Cambió la contraseña de quien dio el acceso. " + RECONNECT,
    463: "El permiso de la página venció. " + RECONNECT,
    464: "La cuenta que dio el acceso no está confirmada. " + RECONNECT,
    467: "El permiso de la página ya no es válido. " + RECONNECT,
    492: "Quien dio el acceso ya no tiene un rol en la página. " + RECONNECT,
}
TOKEN_REFUSED = "Facebook no aceptó el permiso de la página. " + RECONNECT
PROOF_REFUSED = (
    "Facebook no aceptó la clave secreta de la aplicación. Avise a quien administra el servidor."
)
APP_REFUSED = "Facebook no reconoce la aplicación. Avise a quien administra el servidor."
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
    "administra la página debe otorgarlo en Meta for Developers y dar el permiso otra vez."
)
REVIEW = (
    "La «Live Video API» de la aplicación sigue en revisión o no se ha solicitado: vea Meta for "
    "Developers → Revisión de la app. Mientras Meta no la apruebe, transmita a mano."
)
POLICY = (
    "Facebook bloqueó temporalmente a la página por sus políticas. No se enviará nada más: revise "
    "Meta Business Suite → Calidad de la página."
)
REFUSES_US = (*TOKEN_WORDS.values(), TOKEN_REFUSED, PROOF_REFUSED, APP_REFUSED, NO_PERMISSION)
"""What is said where our credentials are not taken."""
GONE = "Eso ya no existe en Facebook."
WRONG = "Facebook rechazó un dato de la transmisión."
BUSY = "Facebook pidió esperar: se hicieron demasiadas solicitudes."
TROUBLE = "Facebook tiene una falla por el momento."
UNSURE = "Facebook no dijo si lo hizo; se comprobará antes de repetir."

MEANINGS: tuple[tuple[frozenset[int], type[IntegrationError], str], ...] = (
    (BLOCKED, BlockedError, POLICY),
    (RATE, RateLimitedError, BUSY),
    (PERMISSION, CredentialsError, NO_PERMISSION),
    # Most often it is our own post, whose answer was lost.
    (DUPLICATE, OutcomeUnknownError, UNSURE),
    (PASSING, UnavailableError, TROUBLE),
)
"""The codes that mean the same wherever they come; the others are read more closely."""
# Meta answers a wrong secret of the application with the code of an outage.
APP = frozenset({1, 101, 190})
WRONG_APP = re.compile("validating (?:application|client secret)", re.IGNORECASE)
NO_EVENT = "does not associate with a Live Online Event"

_SCOPES = re.compile(
    r"\b(?:(?:pages?|publish|business|instagram)_[a-z_]+|read_insights)\b", re.IGNORECASE
)


class NoEventError(RejectedError):
    """The live video was not made as an event: its start is changed in another way."""


def error_for(
    answer: VendorResponse,
    operation: str,
    now: datetime,
    *,
    is_write: bool,
    busy_until: datetime | None = None,
) -> IntegrationError:
    """Return the error that a failed answer stands for, with a message for staff.

    `busy_until` is what the usage headers say of when to come back.
    """
    said = _object(_object(answer.body).get("error"))
    kind, words = _meaning(said, answer.status)
    if kind is UnavailableError and is_write:
        # It may have been carried out before it failed.
        kind, words = OutcomeUnknownError, UNSURE
    code = _number(said.get("code"))
    found = kind(
        _sentence(words, said),
        vendor=VENDOR,
        operation=operation,
        status=answer.status,
        code=None if code is None else str(code),
    )
    subcode = _number(said.get("error_subcode"))
    found.subcode = None if subcode is None else str(subcode)
    if isinstance(found, RateLimitedError):
        found.retry_after = busy_until or now + PAUSE
    if isinstance(found, CredentialsError) and code in PERMISSION:
        names = (name.lower() for name in _SCOPES.findall(str(said.get("message") or "")))
        found.missing_scopes = tuple(dict.fromkeys(names))
    return found


def _meaning(said: Mapping[str, object], status: int) -> Meaning:
    """Return the kind of error and the sentence that begins its message."""
    code, subcode = _number(said.get("code")), _number(said.get("error_subcode"))
    if code is None:
        return _meaning_of_status(status)
    special = _special(code, subcode or 0, str(said.get("message") or ""))
    if special is not None:
        return special
    for codes, kind, words in MEANINGS:
        if code in codes:
            return kind, words
    if said.get("is_transient") is True or (status >= 500 and code != INVALID):
        return UnavailableError, TROUBLE
    return RejectedError, WRONG


def _special(code: int, subcode: int, text: str) -> Meaning | None:
    """Return what a code means together with its subcode or words; None where they add nothing."""
    if subcode in ELIGIBILITY:
        return RejectedError, ELIGIBILITY[subcode]
    if code in APP and WRONG_APP.search(text):
        return CredentialsError, APP_REFUSED
    if code in TOKEN:
        return CredentialsError, TOKEN_WORDS.get(subcode, TOKEN_REFUSED)
    if code in PERMISSION and "reviewed and approved" in text:
        return BlockedError, REVIEW
    return _special_of_invalid(subcode, text) if code == INVALID else None


def _special_of_invalid(subcode: int, text: str) -> Meaning | None:
    """Return what it means that a call as such is not taken; None for any wrong parameter."""
    if "appsecret_proof" in text:
        return CredentialsError, PROOF_REFUSED
    if subcode == NO_OBJECT or "does not exist" in text:
        return NotFoundError, GONE
    return (NoEventError, WRONG) if NO_EVENT in text else None


def _meaning_of_status(status: int) -> Meaning:
    """Return what an answer means that is not in Graph's form, from a gateway for example."""
    if status == 429:
        return RateLimitedError, BUSY
    return (UnavailableError, TROUBLE) if status >= 500 else (RejectedError, WRONG)


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
