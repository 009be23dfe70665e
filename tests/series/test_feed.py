"""A series in calendars: an entry of its own for each session, tied to the first."""

from datetime import timedelta

from icalendar import Calendar

from tests.series.test_changing import series  # noqa: F401 - a fixture
from vc.calendars.models import Audience, Fragment
from vc.db import db


def test_each_session_is_an_entry_with_its_own_uid_and_no_rule(series):  # noqa: F811
    bodies = [db.session.get(Fragment, (event.id, Audience.STAFF)).body for event in series]

    entries = [Calendar.from_ical(body) for body in bodies]
    assert len({entry["UID"] for entry in entries}) == 6
    assert [entry.get("RELATED-TO") for entry in entries] == [None, *[entries[0]["UID"]] * 5]
    assert not any("RRULE" in entry or "RECURRENCE-ID" in entry for entry in entries)
    assert [entry.start for entry in entries] == [
        entries[0].start + n * timedelta(weeks=1) for n in range(6)
    ]
