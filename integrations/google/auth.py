"""Google's OAuth 2.0: one token per account, shared by all threads, renewed before it ends.

A service account with domain-wide delegation acts for each licence's account (`sub`); or one
account has consented, and its refresh token is exchanged. Facts:
developers.google.com/identity/protocols/oauth2/service-account.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from integrations.errors import Answered, CredentialsError, RejectedError, UnavailableError
from integrations.google.errors import (
    CONNECT_AGAIN,
    CONSENT,
    DELEGATE,
    SET_AGAIN,
    VENDOR,
    Refusals,
    is_about_scopes,
    token_error,
)
from integrations.google.scopes import SCOPES
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest, VendorResponse
from integrations.http.fields import life_in, object_in, words_in
from integrations.http.session import VendorSession

if TYPE_CHECKING:
    from google.auth.crypt import RSASigner

TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105
AUDIENCE = TOKEN_URI
"""What Google wants to be named in an assertion, wherever the assertion is sent."""
IDENTITY = ("openid", "email")
"""The permissions by which an account tells its address, and no more."""
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFE = timedelta(hours=1)
RENEW_AT = 0.9
"""The part of its life after which a token is renewed."""

NO_SUBJECT = "A la sesión le falta una cuenta: Meet necesita la que organiza."
NO_FILE = "No se pudo leer el archivo de credenciales de Google ({kind})."


@dataclass(frozen=True, slots=True)
class Purpose:
    """What we want of Google: how errors name it, which permissions, where a consent is entered.

    `consent_setting` is the setting that holds the consent, empty where a page leads through it.
    `identity` are the permissions by which an account tells who it is; not of YouTube, where the
    consent of a channel that is no person's own stalls over them.
    """

    vendor: str = VENDOR
    scopes: tuple[str, ...] = SCOPES
    consent_setting: str = "GOOGLE_AUTHORIZED_USER_FILE"
    identity: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoogleSettings:
    """Where Google is, and who we are there: one of the files, or a consent itself, is set.

    `api_base` is the root of another server, empty for Google's own. `make_key` makes a service
    account's file that is not there yet: only a server on this machine will take it.
    """

    service_account_file: str = ""
    authorized_user_file: str = ""
    authorized_user: str = field(default="", repr=False)
    token_uri: str = TOKEN_URI
    api_base: str = ""
    make_key: Callable[[Path], None] | None = field(default=None, repr=False)
    purpose: Purpose = Purpose()

    def __post_init__(self) -> None:
        """Complete the address of the tokens, and take the end off the other."""
        url = self.token_uri.rstrip("/")
        url += "" if urlsplit(url).path else "/token"
        object.__setattr__(self, "token_uri", url)
        object.__setattr__(self, "api_base", self.api_base.rstrip("/"))


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, until when it is used, and what it permits (None: not told)."""

    value: str = field(repr=False)
    renew_at: datetime
    scopes: frozenset[str] | None


class _Slot:
    """One account's place: its lock and its token."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.token: Token | None = None


class TokenSource:
    """Hands out tokens; however many threads ask for an account's, one request is made."""

    def __init__(
        self, settings: GoogleSettings, now: Callable[[], datetime], *, read_s: float = 15.0
    ) -> None:
        """Keep the settings; the file is read at the first need."""
        self._settings = settings
        self._now = now
        self._vendor = settings.purpose.vendor
        self._session = VendorSession(self._vendor, settings.token_uri, read_s=read_s)
        self._lock = threading.Lock()
        self._slots: dict[str, _Slot] = {}
        self._account: Mapping[str, str] | None = None
        self.proven_subject = ""
        """The last account for which Google gave a token."""

    def get(self, subject: str, *, instead_of: Token | None = None) -> Token:
        """Return an account's token that is not `instead_of`, which Google refused.

        Raises CredentialsError, HostUnusableError, RateLimitedError and UnavailableError.
        """
        if not subject and not self.is_consent:
            raise RejectedError(NO_SUBJECT, vendor=self._vendor, operation="token")
        with self._lock:
            # A consent is one account's, whichever licence is asked for.
            slot = self._slots.setdefault("" if self.is_consent else subject, _Slot())
        # The lock is held while Google is asked: those who wait find the token when it opens.
        with slot.lock:
            token = slot.token
            if token is None or token is instead_of or self._now() >= token.renew_at:
                # Should asking fail, nobody is left with a token that Google has refused.
                slot.token = None
                token = slot.token = self._ask(subject)
                self.proven_subject = subject
            return token

    @property
    def is_consent(self) -> bool:
        """Tell whether we act by one account's consent instead of a service account."""
        return not self._settings.service_account_file

    def prove_key(self) -> None:
        """Have a token for nobody: it proves the key of the service account, and no more."""
        self._ask("")

    def refusals(self, subject: str) -> Refusals:
        """Return a context that turns Google's refusals of an account's calls into our errors."""
        scopes = self._settings.purpose.scopes
        return Refusals(self._now(), subject, self._advice(subject), scopes, self._vendor)

    def _advice(self, subject: str) -> str:
        """Return the steps that let us act for an account, for its administrator."""
        purpose = self._settings.purpose
        scopes = ", ".join(purpose.scopes)
        if self.is_consent:
            where = SET_AGAIN.format(setting=purpose.consent_setting)
            where = where if purpose.consent_setting else CONNECT_AGAIN
            return CONSENT.format(scopes=scopes, where=where)
        client_id = self.account().get("client_id") or "(client_id)"
        who = subject or "las cuentas de la organización"
        return DELEGATE.format(subject=who, client_id=client_id, scopes=scopes)

    def account(self) -> Mapping[str, str]:
        """Return the file's account, read once. Raises CredentialsError when it cannot be read."""
        with self._lock:
            if self._account is None:
                self._account = self._read()
            return self._account

    def _read(self) -> Mapping[str, str]:
        """Read the file; make it first where that is allowed."""
        settings = self._settings
        path = Path(settings.service_account_file or settings.authorized_user_file)
        needed = ("client_id", "refresh_token") if self.is_consent else ("client_email",)
        try:
            if settings.authorized_user:
                return _checked(json.loads(settings.authorized_user), needed)
            if settings.make_key is not None and not path.exists():
                settings.make_key(path)
            return _checked(json.loads(path.read_text(encoding="utf-8")), needed)
        except (OSError, ValueError) as error:
            raise CredentialsError(
                NO_FILE.format(kind=type(error).__name__), vendor=self._vendor, operation="token"
            ) from error

    def _ask(self, subject: str) -> Token:
        """Ask Google for a token; for less, where it does not give all."""
        asked_at, scopes = self._now(), self._settings.purpose.scopes
        answer = self._post(self._form(subject, scopes))
        if answer.status >= 400 and not self.is_consent and is_about_scopes(answer):
            # Google gives nothing where one of them is not registered, and does not say which.
            registered = tuple(scope for scope in scopes if self._is_given(subject, scope))
            if registered:
                scopes = registered
                answer = self._post(self._form(subject, scopes))
        if answer.status >= 400:
            refusals = self.refusals(subject)
            raise token_error(answer, refusals, acts_for_others=not self.is_consent)
        asked = None if self.is_consent else frozenset(scopes)
        return _token_from(answer, asked_at, asked, self._vendor)

    def _is_given(self, subject: str, scope: str) -> bool:
        """Tell whether Google gives a token for one scope alone."""
        return self._post(self._form(subject, (scope,))).status < 400

    def _post(self, form: Mapping[str, str]) -> VendorResponse:
        """Ask once. Nothing at Google changes by it, so it counts as a read."""
        call = VendorRequest("token", "POST", "", form=form, is_write=False)
        return self._session.call(call, authorization="", tries=1)

    def _form(self, subject: str, scopes: tuple[str, ...]) -> dict[str, str]:
        """Return the parameters that ask for a token."""
        account = self.account()
        if self.is_consent:
            names = ("client_id", "client_secret", "refresh_token")
            given = {name: account[name] for name in names if account.get(name)}
            return {"grant_type": "refresh_token"} | given
        assertion = _sign(account, subject, scopes, self._now())
        return {"grant_type": JWT_GRANT, "assertion": assertion}


def _sign(account: Mapping[str, str], subject: str, scopes: tuple[str, ...], now: datetime) -> str:
    """Return the assertion that asks for a token in the name of an account."""
    # The library takes a while to import: not before a token is needed.
    from google.auth import jwt

    claims: dict[str, object] = {
        "iss": account["client_email"],
        "scope": " ".join(scopes),
        "aud": AUDIENCE,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFE).timestamp()),
    }
    if subject:
        claims["sub"] = subject
    try:
        signer = _signer(account["private_key"], account.get("private_key_id"))
        return jwt.encode(signer, claims).decode("ascii")
    except (KeyError, ValueError, TypeError) as error:
        raise CredentialsError(
            NO_FILE.format(kind=type(error).__name__), vendor=VENDOR, operation="token"
        ) from error


@lru_cache(maxsize=4)
def _signer(private_key: str, key_id: str | None) -> "RSASigner":
    """Return what signs with a key; reading one checks its primes, which takes a while."""
    from google.auth import crypt

    return crypt.RSASigner.from_string(private_key, key_id)


def _token_from(
    answer: VendorResponse, asked_at: datetime, asked: frozenset[str] | None, vendor: str
) -> Token:
    """Return the token in an answer."""
    try:
        body = object_in(answer.body)
        life = life_in(body, "expires_in")
        told = body.get("scope")
        return Token(
            value=str(body["access_token"]),
            renew_at=asked_at + life * RENEW_AT,
            scopes=words_in(told) if told else asked,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        where: Answered = {"vendor": vendor, "operation": "token", "status": answer.status}
        raise UnavailableError(NOT_UNDERSTOOD, **where) from error


def _checked(account: object, needed: tuple[str, ...]) -> Mapping[str, str]:
    """Return what a file says. Raises ValueError when it lacks what it must hold."""
    if not isinstance(account, dict) or not all(account.get(name) for name in needed):
        raise ValueError("incomplete")
    return account
