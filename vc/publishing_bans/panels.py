"""What other pages show of bans: bands in the calendar, days to choose, and the day's page."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import url_for

from vc.calendars.hooks import Band
from vc.db import db
from vc.publishing_bans import queries

SOON = timedelta(days=30)
TITLE = "Veda electoral: {name}"
NOT_CONFIRMED = " (sin confirmar)"


def bands(first: date, last: date) -> list[Band]:
    """Return the bans between two days, both included, as the calendar shows them."""
    return [
        {
            "title": TITLE.format(name=ban.name) + ("" if ban.confirmed_by_id else NOT_CONFIRMED),
            "starts_on": ban.starts_on,
            "ends_on": ban.ends_on,
            "url": url_for("publishing_bans.show", ban_id=ban.id),
            "says": "no se publica",
            "is_ban": True,
        }
        for ban in queries.bans_between(db.session(), first, last)
    ]


def marks(first: date, last: date) -> Mapping[date, str]:
    """Return the days between two, both included, on which a ban holds."""
    return {
        first + timedelta(days=ahead): TITLE.format(name=ban.name)
        for ban in queries.bans_between(db.session(), first, last)
        for ahead in range((last - first).days + 1)
        if ban.starts_on <= first + timedelta(days=ahead) <= ban.ends_on
    }
