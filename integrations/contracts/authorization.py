"""What goes in and out when somebody lets us work with an account, in a browser (OAuth 2.0)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


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
class AuthorizationGrant:
    """A consent as the vendor gave it.

    `account` is the e-mail that consented, empty where it is not told; `ends_at` is None unless the
    vendor says that it ends.
    """

    client: OAuthClient
    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...]
    account: str = ""
    ends_at: datetime | None = None


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

    def revoke(self, refresh_token: str) -> None:
        """Withdraw a consent; one that is gone already counts. Raises IntegrationError."""
        ...
