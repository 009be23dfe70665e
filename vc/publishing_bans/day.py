"""What the day's page shows of bans: one that holds today or begins within a month."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from vc import dates
from vc.access import office_date, office_zone
from vc.booking.day import DayNote
from vc.publishing_bans import queries

SOON = timedelta(days=30)
HOLDS = "Veda electoral «{name}»: hoy no se publica; termina {day}."
BEGINS = "La veda electoral «{name}» empieza {day}."
NOT_CONFIRMED = " Falta que otra persona la confirme."


def notes(session: Session, now: datetime) -> Iterator[DayNote]:
    """Yield the bans that hold today or begin soon."""
    today = office_date()
    for ban in queries.bans_between(session, today, today + SOON):
        holds = ban.starts_on <= today
        day = dates.near_day(ban.ends_on if holds else ban.starts_on, now, office_zone())
        said = (HOLDS if holds else BEGINS).format(name=ban.name, day=day)
        if ban.confirmed_by_id is None:
            said += NOT_CONFIRMED
        url = url_for("publishing_bans.show", ban_id=ban.id)
        yield DayNote(said, url, "problem" if holds else "wait")
