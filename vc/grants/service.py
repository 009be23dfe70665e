"""The rules of grants: asked for once, taken once, of the right account, told before they end."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.authorization import (
    AuthorizationGrant,
    AuthorizationRequest,
    OAuthClient,
)
from vc import audit
from vc.accounts.models import Person, digest
from vc.channels.service import by_api
from vc.config import Settings
from vc.connections import service as connections
from vc.connections.models import VendorConnection
from vc.db import insert_once
from vc.errors import RuleError
from vc.grants import labels
from vc.grants.models import USES, AccountGrant, Purpose
from vc.grants.queries import given_grants, grant_for
from vc.licences.models import Licence, Platform
from vc.mail import service as mail
from vc.networks.facts import Network

ASKED_FOR = timedelta(minutes=30)
"""So long somebody may take at Google."""
WARNED_BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Pending:
    """What was asked for, as the code that came back is redeemed by it."""

    client: OAuthClient
    verifier: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose account consented, as people know it, and by which it is told from others."""

    name: str
    key: str


def client_for(session: Session, purpose: Purpose, settings: Settings) -> OAuthClient | None:
    """Return the OAuth client to ask by: the settings' own, else one that was entered here."""
    if settings.google_client_id:
        return OAuthClient(settings.google_client_id, settings.google_client_secret)
    rows = session.scalars(select(AccountGrant)).all()
    # One client does for both: who entered it for Meet need not enter it for YouTube.
    for row in sorted(rows, key=lambda one: one.purpose != purpose):
        if row.asked_client_secret:
            return OAuthClient(row.asked_client_id, row.asked_client_secret)
    return None


def redirect_fault(redirect_uri: str) -> str:
    """Return why Google takes no such way back, empty when it does.

    It wants https and a name, but for this very machine.
    """
    parts = urlsplit(redirect_uri)
    host = parts.hostname or ""
    try:
        is_number, is_here = True, ip_address(host).is_loopback
    except ValueError:
        is_number, is_here = False, host == "localhost"
    if is_here or (parts.scheme == "https" and not is_number and "." in host):
        return ""
    return labels.NOT_PUBLIC.format(uri=redirect_uri)


def note_request(
    session: Session,
    purpose: Purpose,
    client: OAuthClient,
    asked: AuthorizationRequest,
    *,
    redirect_uri: str,
    sign_in: str,
    now: datetime,
) -> None:
    """Keep what Google is asked for; it replaces what was asked before. The caller commits.

    It is kept in a row and not in the cookie: another tab's answer would overwrite that meanwhile.
    """
    row = _row(session, purpose)
    row.state_hash = digest(asked.state + sign_in)
    row.verifier, row.redirect_uri, row.asked_at = asked.verifier, redirect_uri, now
    row.asked_client_id, row.asked_client_secret = client.id, client.secret


def take_request(
    session: Session, purpose: Purpose, state: str, *, sign_in: str, now: datetime
) -> Pending:
    """Return what was asked for, which is then forgotten: it is taken once. The caller commits.

    Raises RuleError for what this browser did not ask for, or asked too long ago.
    """
    query = select(AccountGrant).where(AccountGrant.purpose == purpose)
    row = session.scalar(query.with_for_update())
    if row is None or not row.state_hash:
        raise RuleError(labels.NOT_ASKED)
    if not hmac.compare_digest(row.state_hash, digest(state + sign_in)):
        raise RuleError(labels.NOT_ASKED)
    pending = Pending(
        OAuthClient(row.asked_client_id, row.asked_client_secret), row.verifier, row.redirect_uri
    )
    asked_at = row.asked_at or now
    _forget_request(row)
    if now - asked_at > ASKED_FOR:
        raise RuleError(labels.TOO_LATE)
    return pending


def check_owner(session: Session, purpose: Purpose, owner: Owner) -> None:
    """Raise RuleError for the account of somebody else than the one that is used here."""
    row = grant_for(session, purpose)
    if row is not None and row.is_given and row.account_key != owner.key:
        raise RuleError(labels.OTHER_ACCOUNT.format(now=row.account, new=owner.name))
    if purpose is Purpose.GOOGLE_MEET:
        query = select(Licence.account_email).where(
            Licence.platform == Platform.GOOGLE_MEET, Licence.is_active.is_(True)
        )
        known = sorted(session.scalars(query))
        if known and owner.key not in known:
            accounts = ", ".join(known)
            raise RuleError(labels.NO_LICENCE.format(new=owner.name, accounts=accounts))


def keep(
    session: Session,
    purpose: Purpose,
    given: AuthorizationGrant,
    owner: Owner,
    *,
    by: Person | None,
    now: datetime,
) -> AccountGrant:
    """Keep a consent. The caller commits.

    The one before is not withdrawn: Google would take back this one with it.
    """
    row = _row(session, purpose)
    row.client_id, row.client_secret = given.client.id, given.client.secret
    row.refresh_token, row.scopes = given.refresh_token, list(given.scopes)
    row.account, row.account_key = owner.name[:254], owner.key[:254]
    row.granted_at, row.granted_by_id = now, by.id if by else None
    row.ends_at, row.warned_at = given.ends_at, None
    after = {"account": row.account, "scopes": ", ".join(given.scopes)}
    audit.record(session, row, "accountgrant.keep", now=now, by=by, before={}, after=after)
    return row


def forget(
    session: Session, row: AccountGrant, *, by: Person | None, now: datetime, reason: str = ""
) -> None:
    """Forget a consent, its client stays known. The caller withdraws it at Google, and commits."""
    before = {"account": row.account}
    audit.record(
        session, row, "accountgrant.forget", now=now, by=by, before=before, after={}, reason=reason
    )
    row.refresh_token, row.account, row.account_key, row.scopes = "", "", "", []
    row.granted_at = row.granted_by_id = row.ends_at = row.warned_at = None
    for purpose, use in USES.items():
        # Google takes back all that an account gave: the other one may be of the same.
        connections.check_soon(session, use, purpose.value, now)


def plan(session: Session, now: datetime, *, zone: ZoneInfo) -> None:
    """Tell people of each consent that ends within two days, once. The caller commits.

    Each is tried daily, which keeps it from lying unused: Google ends one after six months.
    """
    for row in given_grants(session):
        connections.schedule_first_check(session, USES[row.purpose], row.purpose.value, now)
    soon = select(AccountGrant).where(
        AccountGrant.granted_at.is_not(None),
        AccountGrant.ends_at <= now + WARNED_BEFORE,
        AccountGrant.warned_at.is_(None),
    )
    for row in session.scalars(soon):
        assert row.ends_at is not None  # The query asked for those that end.
        row.warned_at = now
        name = labels.NAMES[row.purpose]
        when = labels.moment(row.ends_at, zone)
        text = labels.ENDS.format(name=name, account=row, when=when)
        subject = labels.ENDS_SUBJECT.format(name=name)
        mail.alarm(session, None, subject=subject, text=text, now=now)


def tell_of_refusal(session: Session, connection: VendorConnection, now: datetime) -> None:
    """Tell people that Google does not take YouTube's account, unless its channel's alarm does."""
    is_it = connection.vendor == Purpose.YOUTUBE.value
    row = grant_for(session, Purpose.YOUTUBE) if is_it else None
    if row is None or not row.is_given or Network.YOUTUBE in by_api(session):
        return
    name = labels.NAMES[row.purpose]
    text = labels.REFUSED_MAIL.format(name=name, account=row, reason=connection.reason)
    subject = labels.REFUSED_SUBJECT.format(name=name)
    mail.alarm(session, None, subject=subject, text=text, now=now)


def _row(session: Session, purpose: Purpose) -> AccountGrant:
    """Return a purpose's row, locked until the transaction ends; made at the first need."""
    if grant_for(session, purpose) is None:
        insert_once(session, AccountGrant, "purpose", purpose=purpose)
    query = select(AccountGrant).where(AccountGrant.purpose == purpose)
    return session.scalars(query.with_for_update()).one()


def _forget_request(row: AccountGrant) -> None:
    """Let nothing more come back for what was asked."""
    row.state_hash, row.verifier, row.redirect_uri, row.asked_at = "", "", "", None
