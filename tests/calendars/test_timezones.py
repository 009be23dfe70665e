"""Zones in calendars: whatever zone the settings take, readers come to Python's own times."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from vc.calendars.timezones import vtimezone

# Two changes a year on both sides of the equator, half an hour's, none, Ramadan's, Fridays', ours.
ZONES = (
    *("America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "America/Santiago"),
    *("Asia/Kolkata", "UTC", "Africa/Casablanca", "Asia/Jerusalem", "America/Tijuana"),
    *("America/Mexico_City", "America/Ciudad_Juarez", "America/Hermosillo"),
)

START = datetime(2025, 12, 1, tzinfo=UTC).replace(tzinfo=None)


@pytest.mark.parametrize("tzid", ZONES)
def test_an_independent_reader_comes_to_the_same_times(tzid):
    read, zone = tzical(StringIO(vtimezone(tzid).decode())).get(tzid), ZoneInfo(tzid)

    wrong = []
    for hours in range(0, 24 * 365 * 3, 7):
        wall = START + timedelta(hours=hours)
        back = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
        # Hours that are skipped, or come twice, are read either way.
        is_plain = back == wall and zone.utcoffset(wall) == zone.utcoffset(wall.replace(fold=1))
        if is_plain and read.utcoffset(wall) != zone.utcoffset(wall):
            wrong.append(wall)
    assert wrong == []


def test_rules_that_hold_every_year_are_written_once():
    text = vtimezone("America/New_York").decode()

    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\n" in text
    assert "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\n" in text
    assert "\r\nDTSTART:20220313T020000\r\n" in text
    assert text.count("BEGIN:DAYLIGHT") == 1
