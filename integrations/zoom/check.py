"""How the connection to Zoom stands, and what its application was not permitted."""

from collections.abc import Callable

from integrations.contracts.common import Connection, Lack, without
from integrations.errors import CredentialsError, IntegrationError
from integrations.http.call import VendorRequest, VendorResponse, is_loopback
from integrations.zoom.auth import TokenSource
from integrations.zoom.scopes import Part, lacks_of

WORKS = "La conexión con Zoom funciona."
PARTLY = "La conexión con Zoom funciona, pero le faltan permisos. No se podrá {without}."
LACKING = "A la aplicación de Zoom le faltan permisos. No se podrá {without}."


def connection(
    tokens: TokenSource, send: Callable[[VendorRequest], VendorResponse], *, api_base: str
) -> Connection:
    """Try the credentials and name all that lacks; never raises for a refusal."""
    facts = {"Dirección": api_base}
    mode = "emulator" if is_loopback(api_base) else "live"
    call = VendorRequest("list_users", "GET", "/users", params={"page_size": 1}, is_write=False)
    lacks: tuple[Lack, ...] = ()
    try:
        # A token can be had with scopes missing, and be kept after it was revoked: try both.
        lacks = _lacks(tokens)
        send(call)
    except CredentialsError as error:
        if not error.missing_scopes:
            return Connection(False, mode, error.message, facts=facts, is_refused=True)
        # The token's list names all that is missing, a refusal only what that call needed.
        lacks = lacks or (Lack(error.missing_scopes, Part.ACCOUNTS, is_needed=True),)
    except IntegrationError as error:
        return Connection(False, mode, error.message, facts=facts)
    is_working = not any(one.is_needed for one in lacks)
    words = (PARTLY if is_working else LACKING) if lacks else WORKS
    message = words.format(without=without(lacks, needed_only=not is_working))
    return Connection(is_working, mode, message, lacks, facts)


def _lacks(tokens: TokenSource) -> tuple[Lack, ...]:
    """Return what a token does not permit: a fresh one, as what was changed shows in no other."""
    return lacks_of(tokens.get(instead_of=tokens.get()).scopes)
