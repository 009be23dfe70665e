"""What the calendar shows of the office's days off, and a day to choose of its observances."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import url_for

from vc.calendars import queries
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


def marks_of_observances(first: date, last: date) -> Mapping[date, str]:
    """Return the names of the observances of the days between two, both included."""
    found: dict[date, str] = {}
    for one in queries.observances_between(db.session(), first, last):
        day = max(first, one.observed_on)
        while day <= min(last, one.ends_on):
            found.setdefault(day, one.name)
            day += timedelta(days=1)
    return found
