"""What the day's page shows of connected accounts: consents of vendors that end soon."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.day import Expiry
from vc.grants.known import PURPOSES
from vc.grants.queries import given_grants
from vc.permissions import Capability, may

SOON = timedelta(days=14)
TITLE = "Permiso de {name}"


def expiring(session: Session, person: Person, now: datetime) -> Iterator[Expiry]:
    """Yield the consents that end within two weeks and that nothing renews by itself."""
    if not may(person, Capability.MANAGE_LICENCES):
        return
    for grant in given_grants(session):
        end = grant.end(now + SOON)
        if end is not None and end <= now + SOON:
            url = url_for("grants.show", purpose=grant.purpose.value)
            yield Expiry(TITLE.format(name=PURPOSES[grant.purpose].name), url, end, "plug")
