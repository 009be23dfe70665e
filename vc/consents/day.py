"""What the day's page shows of consents: how many end within the month."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc.access import office_date, office_zone
from vc.accounts.models import Person
from vc.booking.day import Expiry
from vc.consents.models import Consent
from vc.consents.queries import SOON
from vc.permissions import Capability, Reach, reach_of


def expiring(session: Session, person: Person, now: datetime) -> Iterator[Expiry]:
    """Yield how many consents end within a month, by the first of them."""
    if reach_of(person, Capability.REGISTER_CONSENT) is not Reach.ALL:
        return
    today = office_date()
    query = select(func.count(), func.min(Consent.valid_until)).where(
        Consent.revoked_at.is_(None), Consent.valid_until.between(today, today + SOON)
    )
    count, last_day = session.execute(query).one()
    if last_day is not None:
        title = "1 consentimiento" if count == 1 else f"{count} consentimientos"
        # It holds for the whole of its last day.
        at = datetime.combine(last_day + timedelta(days=1), time(), office_zone())
        url = url_for("consents.index", ver="ending")
        yield Expiry(title, url, at - timedelta(minutes=1), "people")
