"""How the connection to Google stands, and what exactly was proven."""

from integrations.contracts.common import Connection, Lack, without
from integrations.errors import CredentialsError, HostUnusableError, IntegrationError
from integrations.google.call import GoogleRequest
from integrations.google.scopes import ROOMS, SCOPES, lacks_of
from integrations.google.session import GoogleSession
from integrations.http.call import is_loopback

GOOGLE = "https://www.googleapis.com"
WORKS_FOR = "La conexión con Google funciona: se probó con el calendario de {subject}."
PARTLY = " Le faltan permisos: no se podrá {without}."
WHO_CONSENTED = "la cuenta que dio su permiso"
KEY_WORKS = (
    "Google aceptó la llave de la cuenta de servicio. La delegación se comprueba con la primera "
    "sala de cada cuenta; para que funcione, quien administra Google Workspace registra el "
    "identificador de cliente con los permisos que siguen."
)


def connection(session: GoogleSession) -> Connection:
    """Try the credentials as far as they can be tried; never raises for a refusal."""
    base = session.settings.api_base
    mode = "emulator" if is_loopback(base) else "live"
    facts = {"Dirección": base or GOOGLE}
    lacks: tuple[Lack, ...] = ()
    try:
        message, lacks = _proof(session, facts)
    except CredentialsError as error:
        if error.missing_scopes:
            lacks = (Lack(error.missing_scopes, ROOMS, is_needed=True),)
        return Connection(False, mode, error.message, lacks, facts, is_refused=True)
    except IntegrationError as error:
        return Connection(False, mode, error.message, facts=facts)
    return Connection(True, mode, message, lacks, facts)


def _proof(session: GoogleSession, facts: dict[str, str]) -> tuple[str, tuple[Lack, ...]]:
    """Try what can be tried; say what that proves, and what lacks all the same.

    A key proves itself without an account. That it may act for one shows only with one: the last
    for which it worked is tried again.
    """
    tokens = session.tokens
    if not tokens.is_consent:
        account = tokens.account()
        facts["Cuenta de servicio"] = account.get("client_email", "")
        facts["Identificador de cliente"] = account.get("client_id", "")
        facts["Permisos que se usan"] = ", ".join(SCOPES)
    subject = tokens.proven_subject
    if subject or tokens.is_consent:
        try:
            _look_into_calendar(session, subject)
            lacks = _lacks(session, subject)
            works = WORKS_FOR.format(subject=subject or WHO_CONSENTED)
            return works + (PARTLY.format(without=without(lacks)) if lacks else ""), lacks
        except HostUnusableError:
            # That one account was closed says nothing of the others.
            tokens.proven_subject = ""
    tokens.prove_key()
    return KEY_WORKS, ()


def _lacks(session: GoogleSession, subject: str) -> tuple[Lack, ...]:
    """Return the scopes that an account's token lacks: a fresh one, which shows what changed."""
    tokens = session.tokens
    return lacks_of(tokens.get(subject, instead_of=tokens.get(subject)).scopes)


def _look_into_calendar(session: GoogleSession, subject: str) -> None:
    """Read one event of an account's calendar."""
    arguments = {"calendarId": "primary", "maxResults": 1}
    session.visit(subject).call(GoogleRequest("list_events", "events", "list", arguments))
