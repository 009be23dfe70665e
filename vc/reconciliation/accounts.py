"""The accounts that host, compared with the vendors' word once a day.

So one that was downgraded is noticed before the day of its sessions.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.meetings import HostAccount
from integrations.errors import IntegrationError
from vc.booking import availability
from vc.connections import service as connections
from vc.connections.models import Use
from vc.licences import service as licences
from vc.licences.models import Licence, Platform
from vc.reconciliation import alarms
from vc.services import Services


def look_through_accounts(session: Session, services: Services) -> None:
    """Compare every licence with its account at the vendor, and tell of the sessions it leaves.

    No transaction is open while a vendor is asked. A vendor that does not answer is asked tomorrow.
    """
    for name, provider in services.providers.items():
        is_stopped = connections.stopped(session, Use.MEETINGS, name) is not None
        session.commit()
        if is_stopped or not provider.makes_rooms_itself:
            continue
        try:
            accounts = {one.email.lower(): one for one in provider.hosts()}
        except IntegrationError:
            continue
        if accounts:
            # Where nothing is listed, the vendor does not tell of its accounts.
            _compare(session, Platform(name), accounts, services.clock())
            session.commit()


def _compare(
    session: Session, platform: Platform, accounts: Mapping[str, HostAccount], now: datetime
) -> None:
    """Take licences out of use whose account cannot host, and put them back once it can."""
    query = select(Licence).where(Licence.platform == platform, Licence.is_active.is_(True))
    for licence in session.scalars(query.order_by(Licence.id)).all():
        account = accounts.get(licence.account_email.lower())
        trouble = _trouble(licence, account)
        is_known = bool(trouble) and licence.unusable_reason == trouble
        if licence.unusable_reason in ("", *_troubles(licence)):
            licence.unusable_reason = trouble
        remains = _remains(licence, account if not trouble else None)
        left = availability.left_without(session, remains, now)
        before = availability.left_without(session, licences.remains_of(licence), now)
        lost = [one for one in left if one not in before]
        if lost and not is_known:
            alarms.tell_of_account(session, licence, trouble, lost, now)


def _troubles(licence: Licence) -> tuple[str, str]:
    """Return what can be wrong with a licence's account, in words."""
    email = licence.account_email
    return alarms.NO_HOST.format(email=email), alarms.UNLICENSED.format(email=email)


def _trouble(licence: Licence, account: HostAccount | None) -> str:
    """Return why an account cannot host, in words; empty where it can."""
    no_host, unlicensed = _troubles(licence)
    if account is None:
        return no_host
    return "" if account.is_licensed else unlicensed


def _remains(licence: Licence, account: HostAccount | None) -> licences.Remains:
    """Return what a licence can do by its account's own word; nothing without one."""
    if account is None:
        return licences.Remains(licence.id)
    known = licences.remains_of(licence)
    # A size that is not told is no smaller one.
    audience = account.largest_audience or known.largest_audience
    return replace(known, kinds=known.kinds & account.kinds, largest_audience=audience)
