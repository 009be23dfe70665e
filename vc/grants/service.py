"""The rules of grants: asked for once, taken once, of the right account, told before they end."""

import hmac
from collections.abc import Mapping
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
from vc.grants.known import PURPOSES, Purpose, of_vendor
from vc.grants.models import WARNED_BEFORE, AccountGrant
from vc.grants.queries import given_grants, grant_for
from vc.jobs import release
from vc.licences.models import Licence, Platform
from vc.mail import service as mail
from vc.networks.facts import Network

ASKED_FOR = timedelta(minutes=30)
"""So long somebody may take at the vendor."""
RENEWED_AT = 0.75
"""Of its life. Each renewal whose answer is lost costs the consent: it is not done needlessly."""


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
    known = settings.given(*PURPOSES[purpose].client)
    if known:
        return OAuthClient(*known.values())
    # One client does for all of a vendor: who entered it for Meet need not enter it for YouTube.
    for one in of_vendor(purpose):
        row = grant_for(session, one)
        if row is not None and row.asked_client_secret:
            return OAuthClient(row.asked_client_id, row.asked_client_secret)
    return None


def present(client: OAuthClient, purpose: Purpose, settings: Settings) -> OAuthClient:
    """Return the client that was consented to; its secret may have been changed since."""
    known = settings.given(*PURPOSES[purpose].client)
    return OAuthClient(*known.values()) if client.id in known.values() else client


def client_of(row: AccountGrant, settings: Settings) -> OAuthClient:
    """Return a consent's client as it is now."""
    return present(OAuthClient(row.client_id, row.client_secret), row.purpose, settings)


def is_set_elsewhere(purpose: Purpose, settings: Settings) -> bool:
    """Tell whether a setting goes before whatever is connected here.

    What the emulator lends a demonstration is no setting.
    """
    return bool(settings.given(*PURPOSES[purpose].settings)) and not settings.needs_emulator


def redirect_fault(purpose: Purpose, redirect_uri: str) -> str:
    """Return why a vendor takes no such way back, empty when it does.

    Each wants https and a name, but for this very machine.
    """
    parts = urlsplit(redirect_uri)
    host = parts.hostname or ""
    try:
        is_number, is_here = True, ip_address(host).is_loopback
    except ValueError:
        is_number, is_here = False, host == "localhost"
    if is_here or (parts.scheme == "https" and not is_number and "." in host):
        return ""
    return labels.NOT_PUBLIC.format(vendor=PURPOSES[purpose].vendor, uri=redirect_uri)


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
    """Keep what a vendor is asked for; it replaces what was asked before. The caller commits.

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
    kept = row.state_hash if row is not None else ""
    if row is None or not hmac.compare_digest(kept, digest(state + sign_in)):
        raise RuleError(labels.NOT_ASKED.format(vendor=PURPOSES[purpose].vendor))
    pending = Pending(
        OAuthClient(row.asked_client_id, row.asked_client_secret), row.verifier, row.redirect_uri
    )
    asked_at = row.asked_at or now
    _forget_request(row)
    if now - asked_at > ASKED_FOR:
        raise RuleError(labels.TOO_LATE)
    return pending


def code_in(purpose: Purpose, sent: Mapping[str, str]) -> str:
    """Return the code that came back. Raises RuleError where a vendor brought none."""
    vendor, error = PURPOSES[purpose].vendor, sent.get("error", "")[:60]
    if error == "access_denied":
        raise RuleError(labels.DENIED.format(vendor=vendor))
    if error or not sent.get("code"):
        words = labels.REFUSED if error else labels.NO_CODE
        raise RuleError(words.format(vendor=vendor, code=error))
    return sent["code"]


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
    row.scopes = list(given.scopes)
    row.account, row.account_key = owner.name[:254], owner.key[:254]
    row.granted_at, row.granted_by_id = now, by.id if by else None
    row.warned_at = None
    keep_tokens(row, given, now)
    after = {"account": row.account, "scopes": ", ".join(given.scopes)}
    audit.record(session, row, "accountgrant.keep", now=now, by=by, before={}, after=after)
    return row


def keep_tokens(row: AccountGrant, given: AuthorizationGrant, now: datetime) -> None:
    """Keep what a consent opens from now on. The caller commits.

    A token that is kept is renewed before it ends, early enough for a vendor that is out meanwhile.
    Whoever was about to renew what was there before has lost the row.
    """
    access, ends_at = given.access, given.ends_at
    row.refresh_token, row.ends_at = given.refresh_token, ends_at
    row.access_token = access.value if access else ""
    row.access_ends_at = access.ends_at if access else None
    if ends_at is None or ends_at > now + WARNED_BEFORE:
        row.warned_at = None
    release(row, due_at=now + (access.ends_at - now) * RENEWED_AT if access else None)


def forget(
    session: Session, row: AccountGrant, *, by: Person | None, now: datetime, reason: str = ""
) -> None:
    """Forget a consent, its client stays known. The caller withdraws it, and commits."""
    before = {"account": row.account}
    audit.record(
        session, row, "accountgrant.forget", now=now, by=by, before=before, after={}, reason=reason
    )
    row.refresh_token, row.account, row.account_key, row.scopes = "", "", "", []
    row.granted_at = row.granted_by_id = row.ends_at = row.warned_at = None
    row.access_token, row.access_ends_at = "", None
    release(row, due_at=None)
    for purpose in of_vendor(row.purpose):
        # Google takes back all that an account gave: the other one may be of the same.
        connections.check_soon(session, PURPOSES[purpose].use, purpose.value, now)


def plan(session: Session, now: datetime, *, zone: ZoneInfo) -> None:
    """Tell people of each consent that ends within two days, once. The caller commits.

    Each is tried daily, which keeps it from lying unused: Google ends one after six months.
    """
    for row in given_grants(session):
        connections.schedule_first_check(session, PURPOSES[row.purpose].use, row.purpose.value, now)
    soon = select(AccountGrant).where(
        AccountGrant.granted_at.is_not(None),
        AccountGrant.ends_at <= now + WARNED_BEFORE,
        AccountGrant.warned_at.is_(None),
    )
    for row in session.scalars(soon):
        assert row.ends_at is not None  # The query asked for those that end.
        row.warned_at = now
        known = PURPOSES[row.purpose]
        when = labels.moment(row.ends_at, zone)
        text = labels.ENDS.format(name=known.name, account=row, when=when, why=known.ends_mail)
        subject = labels.ENDS_SUBJECT.format(name=known.name)
        mail.alarm(session, None, subject=subject, text=text, now=now)


def tell_of_refusal(session: Session, connection: VendorConnection, now: datetime) -> None:
    """Tell people that a network does not take an account, unless its channel's alarm does."""
    purpose = next((one for one in Purpose if one.value == connection.vendor), None)
    row = grant_for(session, purpose) if purpose else None
    if row is None or not row.is_given or Network(connection.vendor) in by_api(session):
        return
    known = PURPOSES[row.purpose]
    words = {"vendor": known.vendor, "name": known.name}
    text = labels.REFUSED_MAIL.format(account=row, reason=connection.reason, **words)
    subject = labels.REFUSED_SUBJECT.format(**words)
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
