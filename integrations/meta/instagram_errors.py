"""What Instagram's own subcodes mean, in refusals and in the status of a container that failed.

Facts: Meta's page «Error Codes» of the Instagram Platform (2026-06-02). A container tells its code
in a sentence («Media upload has failed with error code 2207082»), not in a field.
"""

import re

from integrations.errors import (
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
    Where,
)
from integrations.http.redaction import redact_text

VENDOR = "instagram"
# Instagram has answered so although it had published (postiz-app PR#1681).
MAYBE_DONE = frozenset({"2207051"})
DAILY = frozenset({"2207042"})
NOT_READY = frozenset({"2207027"})
RESTRICTED = frozenset({"2207050"})
NOT_OPENED = frozenset({"2207052"})
"""It did not get the film at the address that it was given."""
PASSING = frozenset({"2207001", "2207003", "2207008", "2207020", "2207032", "2207053"})
"""Of a failed container Meta says: try again with another one."""
SUBCODE = re.compile(r"\b22070\d\d\b")
FEW_VIEWERS = re.compile(r"not enough viewers", re.IGNORECASE)

FAILED = "Instagram no pudo preparar el video: {why}"
FULL = "Instagram no admite más publicaciones por hoy."
ACCOUNT_RESTRICTED = (
    "Instagram tiene restringida la cuenta: entre con ella en la aplicación de Instagram y siga lo "
    "que pida."
)
NO_WAY = (
    "Instagram no acepta que esta aplicación le envíe el archivo (Meta pide para eso «Inicio de "
    "sesión con Facebook para empresas») y tampoco puede venir por él: {lack}"
)
NO_FETCH = (
    "Instagram no pudo abrir el video en {host}. Compruebe desde fuera de la oficina, por ejemplo "
    "en un teléfono con datos móviles, que https://{host} abra sin avisos del navegador, y que "
    "ninguna protección detenga a los programas; después, vuelva a ponerla en la cola. ({why})"
)


def meaning_of(error: IntegrationError, host: str) -> IntegrationError:
    """Return a refusal's meaning by Instagram's own subcodes; `host` is where our films are."""
    subcode = error.subcode
    where: Where = {"vendor": VENDOR, "operation": error.operation}
    if subcode in MAYBE_DONE:
        return OutcomeUnknownError(error.message, **where)
    if subcode in DAILY:
        return RateLimitedError(FULL, **where)
    if subcode in NOT_READY:
        return UnavailableError(error.message, **where)
    if subcode in RESTRICTED:
        return BlockedError(ACCOUNT_RESTRICTED, **where)
    if subcode in NOT_OPENED:
        return RejectedError(NO_FETCH.format(host=host, why=error.message), **where)
    return error


def reason_of(status: str, host: str) -> str:
    """Return the reason why a container failed, in words that hold no address of a film."""
    why = redact_text(status)[:300]
    if _subcode_in(status) in NOT_OPENED and host:
        return NO_FETCH.format(host=host, why=why)
    return FAILED.format(why=why)


def failure_of(status: str, host: str) -> RejectedError:
    """Return the error of a container that failed: NotFoundError where another one may not."""
    kind = NotFoundError if _subcode_in(status) in PASSING else RejectedError
    return kind(reason_of(status, host), vendor=VENDOR, operation="read_container")


def is_untold(error: IntegrationError) -> bool:
    """Tell whether figures are not told (any more, or yet), and nothing else is wrong.

    Of few viewers Instagram speaks with the code of a permission.
    """
    if isinstance(error, CredentialsError):
        return bool(FEW_VIEWERS.search(error.message))
    return isinstance(error, RejectedError) and not isinstance(error, NotFoundError)


def _subcode_in(status: str) -> str:
    """Return the code in a container's status; empty where it tells none."""
    found = SUBCODE.search(status)
    return found[0] if found else ""
