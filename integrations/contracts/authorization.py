"""What goes in and out when somebody lets us work with an account, in a browser (OAuth 2.0)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """Who we are for the vendor: the client that the office registered in its console."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """The page at the vendor that asks for the consent, and what its answer is checked by.

    `state` must come back as it was sent; `verifier` goes with the code that comes (PKCE).
    """

    url: str = field(repr=False)
    state: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What opens an account for some hours."""

    value: str = field(repr=False)
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AuthorizationGrant:
    """A consent as the vendor gave it.

    `account` is the e-mail that consented, empty where it is not told, `account_key` by what the
    account is known for good where that is no e-mail; `ends_at` is None unless the vendor says that
    it ends. `access` is of a vendor that takes a refresh token once: whoever renews it keeps both.
    """

    client: OAuthClient
    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...]
    account: str = ""
    ends_at: datetime | None = None
    account_key: str = ""
    access: AccessToken | None = None


class Authorizer(Protocol):
    """Whoever leads through a consent. No transaction may be open but for `request`."""

    def request(self, client: OAuthClient, redirect_uri: str) -> AuthorizationRequest:
        """Return the page that asks; nothing is sent."""
        ...

    def redeem(
        self, client: OAuthClient, code: str, *, verifier: str, redirect_uri: str
    ) -> AuthorizationGrant:
        """Exchange a code, which is good for once and some minutes. Raises IntegrationError."""
        ...

    def revoke(self, token: str, *, client: OAuthClient) -> None:
        """Withdraw a consent by its access token where one is kept, else by the lasting one.

        One that is gone already counts. Raises IntegrationError.
        """
        ...


@runtime_checkable
class RenewingAuthorizer(Authorizer, Protocol):
    """Whoever changes the lasting token with each renewal, so that one of ours keeps it."""

    def renew(self, client: OAuthClient, refresh_token: str) -> AuthorizationGrant:
        """Exchange a lasting token for the next one. Raises IntegrationError.

        CredentialsError means that the vendor takes it no more.
        """
        ...
