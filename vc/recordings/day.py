"""What the day's page shows of recordings: those whose only copy a vendor deletes soon."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.day import Expiry
from vc.permissions import Capability, may
from vc.recordings import queries
from vc.recordings.labels import source_name
from vc.recordings.status import SOON_DAYS, state_of

TITLE = "{vendor} borra «{name}»; aquí no hay copia"
UNTITLED = "Grabación sin título"


def expiring(session: Session, person: Person, now: datetime) -> Iterator[Expiry]:
    """Yield the recordings of which a vendor deletes the only copy within a week."""
    if not may(person, Capability.DECIDE_RECORDING):
        return
    for one in queries.expiring(session, now, within=timedelta(days=SOON_DAYS)):
        if one.expires_at_vendor_at is None or state_of(one, now).is_here:
            continue
        name = one.event.summary if one.event else one.topic or UNTITLED
        title = TITLE.format(vendor=source_name(one.source), name=name)
        url = url_for("player.show", recording_id=one.id)
        yield Expiry(title, url, one.expires_at_vendor_at, "video")
