"""Which adapter serves where a consent is kept: made of it, and anew whenever it changes.

What a setting says goes before. Every process looks at the row, so that an account which was
connected on the page works everywhere at once, without a restart.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from flask import Flask, has_app_context
from sqlalchemy import select
from sqlalchemy.orm import Session, SessionTransaction

from integrations.contracts.authorization import AccessToken, OAuthClient
from vc.db import db, read_only
from vc.grants.known import Purpose
from vc.grants.models import AccountGrant
from vc.grants.service import present
from vc.services import services_of

Key = TypeVar("Key")
Adapter = TypeVar("Adapter")


@dataclass(slots=True)
class _Made(Generic[Adapter]):
    """An adapter, and the consent that it was made of."""

    consent: str
    adapter: Adapter


class KeptAdapter(Generic[Adapter]):
    """The adapter that works by the consent kept for one purpose. Safe to share."""

    def __init__(self, app: Flask, purpose: Purpose, make: Callable[[str], Adapter]) -> None:
        """Keep how it is made of a consent; the database is asked once in each transaction."""
        self._app = app
        self._purpose = purpose
        self._make = make
        self._lock = threading.Lock()
        self._made: _Made[Adapter] | None = None
        self._read: WeakKeyDictionary[SessionTransaction, str] = WeakKeyDictionary()

    def get(self) -> Adapter | None:
        """Return it; None while nobody has consented."""
        consent = self._consent_now()
        if not consent:
            return None
        with self._lock:
            # The same one as long as it can be: it holds the token of the hour.
            if self._made is None or self._made.consent != consent:
                self._made = _Made(consent, self._make(consent))
            return self._made.adapter

    def _consent_now(self) -> str:
        """Return the consent; whoever is in a transaction sees the same one until it ends."""
        transaction = db.session().get_transaction() if has_app_context() else None
        if transaction is None:
            return self._consent()
        with self._lock:
            known = self._read.get(transaction)
        if known is None:
            known = self._consent_in(db.session())
            with self._lock:
                self._read[transaction] = known
        return known

    def _consent(self) -> str:
        """Return the consent as the adapter takes it, by a short transaction of its own."""
        before = read_only(True)
        try:
            with self._app.app_context(), db.session.session_factory() as session:
                return self._consent_in(session)
        finally:
            read_only(before)

    def _consent_in(self, session: Session) -> str:
        """Return the consent as the adapter takes it; what is pending there is not written yet."""
        row_of = select(
            AccountGrant.client_id,
            AccountGrant.client_secret,
            AccountGrant.refresh_token,
            AccountGrant.access_token,
            AccountGrant.access_ends_at,
        ).where(AccountGrant.purpose == self._purpose, AccountGrant.granted_at.is_not(None))
        with session.no_autoflush:
            row = session.execute(row_of).one_or_none()
        if row is None:
            return ""
        client_id, client_secret, refresh_token, access_token, ends_at = row
        if ends_at is not None:
            return token_json(AccessToken(access_token, ends_at))
        settings = services_of(self._app).settings
        client = present(OAuthClient(client_id, client_secret), self._purpose, settings)
        return consent_json(client, refresh_token)


def consent_json(client: OAuthClient, refresh_token: str) -> str:
    """Return a consent as `authorized_user` JSON."""
    return json.dumps(
        {"client_id": client.id, "client_secret": client.secret, "refresh_token": refresh_token}
    )


def token_json(token: AccessToken) -> str:
    """Return a consent that is renewed elsewhere: by it one only works."""
    return json.dumps({"access_token": token.value, "ends_at": token.ends_at.isoformat()})


class WithKept(Mapping[Key, Adapter]):
    """The adapters of the settings, some of which a kept consent replaces or adds."""

    def __init__(
        self, usual: Mapping[Key, Adapter], kept: Mapping[Key, KeptAdapter[Adapter]]
    ) -> None:
        """Take what the settings give, and what goes before it by its key."""
        self._usual, self._kept = dict(usual), kept

    def __getitem__(self, key: Key) -> Adapter:
        found = self._kept[key].get() if key in self._kept else None
        return self._usual[key] if found is None else found

    def __iter__(self) -> Iterator[Key]:
        yield from self._usual
        for key, one in self._kept.items():
            if key not in self._usual and one.get() is not None:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)
