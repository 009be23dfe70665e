"""Months as numbers that follow each other: a rotation divides them. Pure."""

from datetime import date

MONTHS = 12
FIRST_YEAR, LAST_YEAR = 2015, 2099


def index_of(day: date) -> int:
    """Return the number of a day's month."""
    return day.year * MONTHS + day.month - 1


def first_day(month: int) -> date:
    """Return the first day of a month."""
    return date(month // MONTHS, month % MONTHS + 1, 1)


def of_year(year: int) -> range:
    """Return the months of a year."""
    return range(year * MONTHS, (year + 1) * MONTHS)


def text_of(month: int) -> str:
    """Return a month as forms and addresses have it: `2031-03`."""
    return f"{first_day(month):%Y-%m}"


def month_of(text: str | None) -> int | None:
    """Return the month of such a text; None for what is none of the office's years."""
    try:
        year, month = (int(part) for part in (text or "").split("-", 1))
        day = date(year, month, 1)
    except ValueError:
        return None
    return index_of(day) if FIRST_YEAR <= day.year <= LAST_YEAR else None
