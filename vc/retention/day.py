"""What the day's page shows of the bin: what leaves it for good within days."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.day import Expiry
from vc.permissions import Capability, Reach, reach_of
from vc.retention.models import Disposal, DisposalStatus

SOON = timedelta(days=7)


def expiring(session: Session, person: Person, now: datetime) -> Iterator[Expiry]:
    """Yield how many recordings leave the bin within a week, by the first of them."""
    if reach_of(person, Capability.DECIDE_RECORDING) is not Reach.ALL:
        return
    query = select(func.count(), func.min(Disposal.due_at)).where(
        Disposal.status == DisposalStatus.IN_BIN, Disposal.due_at <= now + SOON
    )
    count, first_at = session.execute(query).one()
    if first_at is not None:
        title = "1 grabación" if count == 1 else f"{count} grabaciones"
        url = url_for("recordings.index", ver="papelera")
        yield Expiry(f"{title} en la papelera", url, first_at, "trash")
