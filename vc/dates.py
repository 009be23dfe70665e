"""How days, hours, lengths and zones are written in Mexican Spanish."""

import calendar
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, get_timezone_location

T = TypeVar("T")
NEAR_DAYS = {-1: "ayer", 0: "hoy", 1: "mañana"}
WEEK = 7
FAR = 90
"""The year is named only for days that are farther than three months."""
ZONES = {
    "America/Mexico_City": "hora del centro de México",
    "America/Cancun": "hora del sureste de México",
    "America/Hermosillo": "hora de Sonora",
    "America/Mazatlan": "hora del Pacífico mexicano",
    "America/Tijuana": "hora del noroeste de México",
    "America/Ciudad_Juarez": "hora de Ciudad Juárez",
    "America/Matamoros": "hora de la frontera noreste",
    "UTC": "tiempo universal (UTC)",
}


def day(moment: datetime | date, zone: ZoneInfo | None = None, now: datetime | None = None) -> str:
    """Return «martes 24 de noviembre de 2026», without the year where `now` says which it is."""
    local = _local(moment, zone)
    year = "" if _is_near(local, zone, now) else " 'de' y"
    return format_date(local, f"EEEE d 'de' MMMM{year}", locale="es_MX")


def plain_day(day: date, now: datetime | None = None) -> str:
    """Return «24 de noviembre de 2026», without the year where `now` says which it is."""
    year = "" if _is_near(day, None, now) else " 'de' y"
    return format_date(day, f"d 'de' MMMM{year}", locale="es_MX")


def weekday(moment: datetime, zone: ZoneInfo) -> str:
    """Return «martes 24»: where the month is said beside it, or is this one."""
    return format_date(_local(moment, zone), "EEEE d", locale="es_MX")


def short_day(moment: datetime | date, zone: ZoneInfo | None = None) -> str:
    """Return «mar 24 nov»."""
    text = format_date(_local(moment, zone), "EEE d MMM", locale="es_MX")
    return text.replace(".", "").replace("\u202f", " ")


def near_day(moment: datetime | date, now: datetime, zone: ZoneInfo) -> str:
    """Return «hoy», «ayer», «mañana», «el viernes» within six days, else «el 18 de noviembre»."""
    own, today = _local(moment, zone), now.astimezone(zone).date()
    days = (own - today).days
    if days in NEAR_DAYS:
        return NEAR_DAYS[days]
    if abs(days) < WEEK:
        return format_date(own, "'el' EEEE", locale="es_MX")
    is_of_year = own.year == today.year or 0 < days < FAR
    pattern = "'el' d 'de' MMMM" if is_of_year else "'el' d 'de' MMMM 'de' y"
    return format_date(own, pattern, locale="es_MX")


def month(moment: datetime | date, zone: ZoneInfo | None = None) -> str:
    """Return «noviembre de 2026»."""
    return format_date(_local(moment, zone), "LLLL 'de' y", locale="es_MX")


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """Return «17:05»."""
    return f"{moment.astimezone(zone):%H:%M}"


def stamp(moment: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """Return «mar 24 nov 2026, 17:05 h», without the year where `now` says which it is."""
    local = _local(moment, zone)
    year = "" if _is_near(local, zone, now) else f" {local.year}"
    return f"{short_day(local)}{year}, {clock_time(moment, zone)} h"


def sentence(text: str) -> str:
    """Return a text that begins with a capital; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def zone_name(tzid: str) -> str:
    """Return the zone in words, «hora del centro de México»; others by their city."""
    if tzid in ZONES or not is_zone(tzid):
        return ZONES.get(tzid, tzid)
    city = get_timezone_location(ZoneInfo(tzid), locale="es_MX", return_city=True)
    return f"hora de {city}"


def zones(*more: str) -> dict[str, str]:
    """Return the zones that can be chosen, with their words; `more` are those of an office."""
    return ZONES | {tzid: zone_name(tzid) for tzid in more if tzid}


def is_zone(tzid: str | None) -> bool:
    """Tell whether there is a zone of that name."""
    try:
        return bool(tzid and ZoneInfo(tzid))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def duration(minutes: int) -> str:
    """Return «1 h 30 min»."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part
    )


def film_length(seconds: int) -> str:
    """Return «58:40» or «1:02:10», as players count."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def exists(local: datetime) -> bool:
    """Tell whether the clocks of its zone ever show an hour: they skip some when summer begins."""
    there_and_back = local.astimezone(UTC).astimezone(local.tzinfo)
    return there_and_back.replace(tzinfo=None) == local.replace(tzinfo=None)


def month_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the month of a day as instants [first midnight, next first midnight)."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return (
        datetime(first.year, first.month, 1, tzinfo=zone),
        datetime(following.year, following.month, 1, tzinfo=zone),
    )


def months_from(day: date, count: int) -> date:
    """Return the first day of the month that lies `count` months after that of a day."""
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def weeks_of_month(
    day: date, rows: Iterable[T], moment_of: Callable[[T], datetime], zone: ZoneInfo
) -> list[list[tuple[date, list[T]]]]:
    """Return the weeks of a month, Monday first: each day with the rows whose moment is on it."""
    by_day: dict[date, list[T]] = {}
    for one in rows:
        by_day.setdefault(moment_of(one).astimezone(zone).date(), []).append(one)
    return [[(one, by_day.get(one, [])) for one in week] for week in weeks_around(day)]


def weeks_around(day: date) -> list[list[date]]:
    """Return the days of a month in whole weeks, Monday to Sunday."""
    return calendar.Calendar().monthdatescalendar(day.year, day.month)


def _is_near(day: date, zone: ZoneInfo | None, now: datetime | None) -> bool:
    """Tell whether a day needs no year: it is of this one, or of the next three months."""
    if now is None:
        return False
    today = now.astimezone(zone).date()
    return day.year == today.year or today <= day < months_from(today, 4)


def _local(moment: datetime | date, zone: ZoneInfo | None) -> date:
    """Return the local date of a moment; a date is its own."""
    if isinstance(moment, datetime):
        return moment.astimezone(zone).date()
    return moment


FILTERS: dict[str, Callable[..., str]] = {
    "short_day": short_day,
    "near_day": near_day,
    "month": month,
    "clock_time": clock_time,
    "sentence": sentence,
    "zone_name": zone_name,
    "duration": duration,
    "film_length": film_length,
}
