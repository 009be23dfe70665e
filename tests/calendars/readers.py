"""Readers of feeds that are not ours: icalendar's, recurring-ical-events, and ical.js by node."""

import json
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
import recurring_ical_events
from icalendar import Calendar

ICAL_JS = next((Path(__file__).parent.parent / "vendor").rglob("ical*.js"))

SCRIPT = """
import { readFileSync } from "node:fs";
const ICAL = (await import(process.argv[2])).default;
const root = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const entries = root.getAllSubcomponents("vevent").map((part) => {
  const event = new ICAL.Event(part);
  return {
    uid: event.uid,
    summary: event.summary,
    start: event.startDate.toJSDate().toISOString(),
    status: part.getFirstPropertyValue("status"),
    sequence: event.sequence,
  };
});
console.log(JSON.stringify(entries));
"""


def entries_of(feed: bytes) -> list:
    """Return the VEVENTs as the icalendar library reads them."""
    return list(Calendar.from_ical(feed).walk("VEVENT"))


def entry_of(feed: bytes, uid: str):
    """Return one VEVENT by its UID, or None."""
    return next((one for one in entries_of(feed) if str(one["UID"]) == uid), None)


def days_around(feed: bytes, day: date) -> list:
    """Return what recurring-ical-events finds within a day of `day`."""
    query = recurring_ical_events.of(Calendar.from_ical(feed))
    return query.between(day - timedelta(days=1), day + timedelta(days=2))


def read_by_ical_js(feed: bytes) -> list[dict]:
    """Return the entries as ical.js reads them; skips where there is no node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so ical.js cannot read the feed")
    done = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT, "-", str(ICAL_JS)],
        input=feed,
        capture_output=True,
        check=True,
        timeout=30,
    )
    return json.loads(done.stdout)
