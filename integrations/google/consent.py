"""Google's consent in a browser: the page that asks, the code exchanged, the consent withdrawn.

google-auth-oauthlib makes the address (PKCE among it) and reads the answer; its requests go through
our own door, which bounds and never follows them. Facts:
developers.google.com/identity/protocols/oauth2/web-server.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from integrations.contracts.authorization import (
    AuthorizationGrant,
    AuthorizationRequest,
    OAuthClient,
)
from integrations.errors import (
    Answered,
    CredentialsError,
    IntegrationError,
    RejectedError,
    UnavailableError,
    Where,
)
from integrations.google.auth import TOKEN_URI, Purpose
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest
from integrations.http.fields import life_in
from integrations.http.redaction import redact_text
from integrations.http.session import VendorSession

if TYPE_CHECKING:
    from google_auth_oauthlib.flow import Flow
    from oauthlib.oauth2.rfc6749.errors import OAuth2Error
    from requests import PreparedRequest, Response

AUTH_URI = "https://accounts.google.com/o/oauth2/v2/auth"
REVOKE_URI = "https://oauth2.googleapis.com/revoke"
LIBRARIES = ("requests_oauthlib", "oauthlib")
"""They write codes and tokens into their debugging logs."""

SPENT = (
    "Google ya no acepta ese código: se usó antes o pasaron demasiados minutos. Conecte otra vez."
)
BAD_CLIENT = (
    "Google no reconoce el ID de cliente o su secreto: cópielos otra vez de Google Cloud, en "
    "«Clientes»."
)
MISMATCH = (
    "La dirección de regreso no está registrada en el cliente de Google: registre exactamente "
    "{uri} y conecte otra vez."
)
REFUSED = "Google no dio el permiso. Conecte otra vez."
NOT_LASTING = (
    "Google dio un permiso de una sola hora, sin el que se renueva solo. Quite el acceso de la "
    "aplicación en https://myaccount.google.com/permissions y conecte otra vez."
)
NOT_ASKED = (
    "Google no pudo retirar el permiso. Retírelo en https://myaccount.google.com/permissions."
)


@dataclass(frozen=True, slots=True)
class ConsentAddresses:
    """Where Google asks for a consent, exchanges its code and takes it back."""

    auth_uri: str = AUTH_URI
    token_uri: str = TOKEN_URI
    revoke_uri: str = REVOKE_URI


class GoogleConsent:
    """Leads an account's owner through the consent to one purpose. Safe to share."""

    def __init__(
        self,
        purpose: Purpose,
        addresses: ConsentAddresses,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep where to ask; nothing is sent and no library is imported."""
        self._purpose = purpose
        self._addresses = addresses
        self._now = now
        self._where: Where = {"vendor": purpose.vendor, "operation": "consent"}

    def request(self, client: OAuthClient, redirect_uri: str) -> AuthorizationRequest:
        """Return the page at Google that asks.

        Without `consent` Google gives no lasting token the second time; without `select_account` it
        passes over the choice of a YouTube channel and takes the person's own.
        """
        scopes = (*self._purpose.identity, *self._purpose.scopes)
        flow = self._flow(client, redirect_uri, scopes=scopes)
        url, state = flow.authorization_url(
            access_type="offline", prompt="consent select_account", include_granted_scopes="false"
        )
        url = self._addresses.auth_uri + url.removeprefix(AUTH_URI)
        return AuthorizationRequest(url, state, flow.code_verifier)

    def redeem(
        self, client: OAuthClient, code: str, *, verifier: str, redirect_uri: str
    ) -> AuthorizationGrant:
        """Exchange a code. Raises CredentialsError, RejectedError and UnavailableError.

        Whoever consents may leave permissions out: what was given is in the answer.
        """
        from oauthlib.oauth2.rfc6749.errors import MissingTokenError, OAuth2Error

        # No scopes of ours: the library raises a Warning where less was given than it knows of.
        flow = self._flow(client, redirect_uri, verifier=verifier)
        flow.oauth2session.mount("https://", self._door)
        asked_at = self._now()
        try:
            token = flow.fetch_token(code=code, include_client_id=True)
        except MissingTokenError as error:
            raise UnavailableError(NOT_UNDERSTOOD, **self._where) from error
        except OAuth2Error as error:
            raise self._refusal(error, redirect_uri) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise UnavailableError(NOT_UNDERSTOOD, **self._where) from error
        if not isinstance(token.get("refresh_token"), str) or not token["refresh_token"]:
            raise RejectedError(NOT_LASTING, **self._where)
        return AuthorizationGrant(
            client,
            token["refresh_token"],
            _scopes_of(token, self._purpose.scopes),
            self._account_of(token, client),
            _end_of(token, asked_at),
        )

    def revoke(self, token: str, *, client: OAuthClient | None = None) -> None:
        """Withdraw a consent. Google takes back all that the account gave the client."""
        session = VendorSession(self._purpose.vendor, self._addresses.revoke_uri)
        call = VendorRequest("revoke", "POST", "", form={"token": token}, is_write=False)
        answer = session.call(call, authorization="")
        said = answer.body.get("error") if isinstance(answer.body, dict) else ""
        if answer.status >= 400 and said not in ("invalid_token", "invalid_grant"):
            raise RejectedError(NOT_ASKED, status=answer.status, **self._where)

    def _flow(
        self,
        client: OAuthClient,
        redirect_uri: str,
        *,
        scopes: tuple[str, ...] | None = None,
        verifier: str | None = None,
    ) -> "Flow":
        """Return the library's flow. It takes no address but https: ours are put in their place.

        It takes a while to import: not before it is needed.
        """
        from google_auth_oauthlib.flow import Flow

        for name in LIBRARIES:
            logging.getLogger(name).setLevel(logging.INFO)
        config = {
            "client_id": client.id,
            "client_secret": client.secret,
            "auth_uri": AUTH_URI,
            "token_uri": TOKEN_URI,
        }
        return Flow.from_client_config(
            {"web": config},
            scopes=scopes,
            redirect_uri=redirect_uri,
            code_verifier=verifier,
            autogenerate_code_verifier=True,
        )

    @cached_property
    def _door(self) -> object:
        """Return what the library sends its requests through."""
        return _door_to(VendorSession(self._purpose.vendor, self._addresses.token_uri))

    def _refusal(self, error: "OAuth2Error", redirect_uri: str) -> IntegrationError:
        """Return our error for a refusal of the tokens' address."""
        code = str(error.error or "")
        facts: Answered = {**self._where, "status": None, "code": code}
        match code:
            case "invalid_grant":
                return RejectedError(SPENT, **facts)
            case "invalid_client" | "unauthorized_client":
                return CredentialsError(BAD_CLIENT, **facts)
            case "redirect_uri_mismatch":
                return RejectedError(MISMATCH.format(uri=redirect_uri), **facts)
        said = redact_text(f"{code}: {error.description or ''}")[:300]
        return RejectedError(f"{REFUSED} ({said})", **facts)

    def _account_of(self, token: Mapping[str, object], client: OAuthClient) -> str:
        """Return the e-mail that consented, where it was asked for.

        The token that tells it came from Google itself, so its signature says nothing more (OpenID
        Connect Core, 3.1.3.7).
        """
        from google.auth import jwt

        if not self._purpose.identity:
            return ""
        try:
            claims = jwt.decode(str(token.get("id_token")), verify=False)
        except ValueError as error:
            raise UnavailableError(NOT_UNDERSTOOD, **self._where) from error
        if claims.get("aud") != client.id or not claims.get("email"):
            raise UnavailableError(NOT_UNDERSTOOD, **self._where)
        return str(claims["email"]).lower()


def _door_to(session: VendorSession) -> object:
    """Return the library's transport: it hands a form to our own door, whatever the address.

    The library takes no address but https, and time-outs, proxies and redirects as they come.
    """
    from requests import Response
    from requests.adapters import BaseAdapter

    class Door(BaseAdapter):
        def send(self, request: "PreparedRequest", *_: object, **__: object) -> "Response":
            form = dict(parse_qsl(str(request.body)))
            # A code whose answer was lost is spent, and nothing else: it is asked for again.
            call = VendorRequest("consent", "POST", "", form=form, is_write=False)
            answer = session.call(call, authorization="", tries=1)
            response = Response()
            response.status_code, response.request, response.url = answer.status, request, ""
            response._content = json.dumps(answer.body).encode()
            return response

        def close(self) -> None:
            """Leave our connections to their thread."""

    return Door()


def _scopes_of(token: Mapping[str, object], asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was given; an answer that does not tell means all of it (RFC 6749, 5.1)."""
    told = token.get("scope")
    if told is None:
        return asked
    if isinstance(told, str):
        return tuple(told.split())
    return tuple(map(str, told)) if isinstance(told, Iterable) else ()


def _end_of(token: Mapping[str, object], asked_at: datetime) -> datetime | None:
    """Return when a consent ends: Google tells it of those that are given for a time.

    The consents of an application that is «Testing» are, for seven days.
    """
    try:
        return asked_at + life_in(token, "refresh_token_expires_in")
    except ValueError:
        return None
