"""How the connection to Google stands, and what exactly was proven."""

from integrations.base import Connection
from integrations.errors import CredentialsError, HostUnusableError, IntegrationError
from integrations.google_auth import READS_DRIVE, READS_MEET, SCOPES
from integrations.google_session import GoogleCall, GoogleSession
from integrations.http import is_loopback

GOOGLE = "https://www.googleapis.com"
WORKS_FOR = "La conexión con Google funciona: se probó con el calendario de {subject}."
NO_RECORDINGS = " Para las grabaciones faltan permisos: {scopes}."
WHO_CONSENTED = "la cuenta que dio su permiso"
KEY_WORKS = (
    "Google aceptó la llave de la cuenta de servicio. La delegación se comprueba con la primera "
    "sala de cada licencia; para que funcione, quien administra Google Workspace registra el "
    "identificador de cliente con los permisos que siguen."
)


def connection(session: GoogleSession) -> Connection:
    """Try the credentials as far as they can be tried; never raises for a refusal."""
    base = session.settings.api_base
    mode = "emulator" if is_loopback(base) else "live"
    facts = {"Dirección": base or GOOGLE}
    missing: tuple[str, ...] = ()
    try:
        message = _proof(session, facts)
    except CredentialsError as error:
        message, missing = error.message, error.missing_scopes
    except IntegrationError as error:
        message = error.message
    else:
        return Connection(True, mode, message, facts=facts)
    return Connection(False, mode, message, missing, facts)


def _proof(session: GoogleSession, facts: dict[str, str]) -> str:
    """Try what can be tried, and say what that proves.

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
            works = WORKS_FOR.format(subject=subject or WHO_CONSENTED)
            return works + _lacking_words(session, subject)
        except HostUnusableError:
            # That one account was closed says nothing of the others.
            tokens.proven_subject = ""
    tokens.prove_key()
    return KEY_WORKS


def _lacking_words(session: GoogleSession, subject: str) -> str:
    """Return which permissions recordings lack, empty for none; only a fresh token is believed."""
    tokens, wanted = session.tokens, (READS_MEET, READS_DRIVE)
    token = tokens.get(subject)
    if token.scopes is not None and not token.scopes.issuperset(wanted):
        token = tokens.get(subject, instead_of=token)
    lacking = [name for name in wanted if token.scopes is not None and name not in token.scopes]
    return NO_RECORDINGS.format(scopes=", ".join(lacking)) if lacking else ""


def _look_into_calendar(session: GoogleSession, subject: str) -> None:
    """Read one event of an account's calendar."""
    arguments = {"calendarId": "primary", "maxResults": 1}
    session.visit(subject).call(GoogleCall("list_events", "events", "list", arguments))
