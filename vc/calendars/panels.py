"""What the calendar shows of the office's days off."""

from datetime import date

from flask import url_for

from vc.calendars.hooks import Band
from vc.db import db
from vc.office.holidays import days_off

TITLE = "Inhábil: {name}"


def bands_of_days_off(first: date, last: date) -> list[Band]:
    """Return the days off between two days, both included, as the calendar shows them."""
    return [
        {
            "title": TITLE.format(name=name),
            "starts_on": on,
            "ends_on": on,
            "url": url_for("office.days_off", ano=on.year),
            "says": "no se trabaja",
            "is_ban": False,
        }
        for on, name in days_off(db.session(), first, last).items()
    ]
