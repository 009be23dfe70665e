"""TikTok's consent in a browser, and its tokens: each lasting one is taken once.

Facts: developers.tiktok.com/doc/login-kit-web and …/docs/en/oauth-refresh-a-user-access-token: the
answer tells how long both live, and the lasting token that was sent stops working.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

from integrations.contracts.authorization import (
    AccessToken,
    AuthorizationGrant,
    AuthorizationRequest,
    OAuthClient,
)
from integrations.errors import Answered, CredentialsError, RejectedError, UnavailableError
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest, is_loopback
from integrations.http.fields import life_in, object_in, text_in
from integrations.http.redaction import redact_text
from integrations.http.session import VendorSession
from integrations.tiktok.session import CONNECT_AGAIN, PUBLISHES, VENDOR, where

SCOPES = ("user.info.basic", PUBLISHES)
SPENT = "TikTok ya no acepta ese código: conecte otra vez."
BAD_CLIENT = "TikTok no reconoce la aplicación: copie otra vez «Client key» y «Client secret»."
REFUSED = "TikTok no dio el permiso. Conecte otra vez."
NOT_WITHDRAWN = "TikTok no pudo retirar el permiso: quítelo en la aplicación de TikTok."


class TikTokConsent:
    """Leads an account's owner through the consent, and renews it. Safe to share."""

    def __init__(
        self, page: str, base: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Keep TikTok's page and the root of its API; nothing is sent."""
        self._page, self._now = page, now
        self._session = VendorSession(VENDOR, base)

    def request(self, client: OAuthClient, redirect_uri: str) -> AuthorizationRequest:
        """Return the page at TikTok that asks. Only a way back to this machine takes PKCE there.

        The challenge is in hexadecimal digits (developers.tiktok.com/doc/login-kit-desktop).
        """
        state, verifier = secrets.token_urlsafe(32), ""
        asked = {
            "client_key": client.id,
            "response_type": "code",
            "scope": ",".join(SCOPES),
            "redirect_uri": redirect_uri,
            "state": state,
        }
        if is_loopback(redirect_uri):
            verifier = secrets.token_urlsafe(48)
            challenge = hashlib.sha256(verifier.encode()).hexdigest()
            asked |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        return AuthorizationRequest(f"{self._page}?{urlencode(asked)}", state, verifier)

    def redeem(
        self, client: OAuthClient, code: str, *, verifier: str, redirect_uri: str
    ) -> AuthorizationGrant:
        """Exchange a code. Raises CredentialsError, RejectedError and UnavailableError."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        said = self._asked(client, form | ({"code_verifier": verifier} if verifier else {}))
        return self._grant_in(said, client)

    def renew(self, client: OAuthClient, refresh_token: str) -> AuthorizationGrant:
        """Exchange a lasting token for the next one, which takes its place at once."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._grant_in(self._asked(client, form), client)

    def revoke(self, token: str, *, client: OAuthClient) -> None:
        """Withdraw a consent by its access token."""
        form = {**_signed(client), "token": token}
        call = VendorRequest("revoke", "POST", "/v2/oauth/revoke/", form=form, is_write=False)
        answer = self._session.call(call, authorization="", tries=1)
        code = text_in(object_in(answer.body).get("error"))
        if answer.status >= 400 and code not in ("invalid_grant", "access_token_invalid"):
            raise RejectedError(NOT_WITHDRAWN, status=answer.status, **where("revoke"))

    def _asked(self, client: OAuthClient, form: Mapping[str, str]) -> Mapping[str, object]:
        """Ask for tokens, once: of an answer that is lost nothing but a new consent may be left."""
        signed = {**_signed(client), **form}
        call = VendorRequest("token", "POST", "/v2/oauth/token/", form=signed, is_write=False)
        answer = self._session.call(call, authorization="", tries=1)
        body = object_in(answer.body)
        code = text_in(body.get("error"))
        facts: Answered = {**where("token"), "status": answer.status, "code": code}
        if code == "invalid_grant":
            # The same word for a code that was used and for a consent that was taken back.
            is_code = form["grant_type"] == "authorization_code"
            raise (
                RejectedError(SPENT, **facts)
                if is_code
                else CredentialsError(CONNECT_AGAIN, **facts)
            )
        if code in ("invalid_client", "unauthorized_client"):
            raise CredentialsError(BAD_CLIENT, **facts)
        if code or answer.status >= 400:
            said = redact_text(text_in(body.get("error_description")) or code)[:300]
            raise RejectedError(f"{REFUSED} ({said})", **facts)
        return body

    def _grant_in(self, body: Mapping[str, object], client: OAuthClient) -> AuthorizationGrant:
        """Return the consent in an answer."""
        now, lasting = self._now(), text_in(body.get("refresh_token"))
        value, account = text_in(body.get("access_token")), text_in(body.get("open_id"))
        try:
            access = AccessToken(value, now + life_in(body, "expires_in"))
            ends_at = now + life_in(body, "refresh_expires_in")
        except ValueError as error:
            raise UnavailableError(NOT_UNDERSTOOD, **where("token")) from error
        if not (value and lasting and account):
            raise UnavailableError(NOT_UNDERSTOOD, **where("token"))
        scopes = tuple(text_in(body.get("scope")).split(","))
        return AuthorizationGrant(
            client, lasting, scopes, ends_at=ends_at, account_key=account, access=access
        )


def _signed(client: OAuthClient) -> dict[str, str]:
    """Return what says who asks."""
    return {"client_key": client.id, "client_secret": client.secret}
