"""The text of entries and feeds: the rules and traps of iCalendar, one by one."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tests.calendars.readers import read_by_ical_js
from vc.calendars.ical import (
    TAIL,
    UNREVISED,
    Entry,
    Head,
    Organizer,
    Revision,
    live_url_in,
    render_day,
    render_entry,
    render_head,
    revised,
)

CHANGED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MEXICO = ZoneInfo("America/Mexico_City")


def entry(**values: object) -> Entry:
    """Return a plain entry, with some values changed."""
    known: dict[str, object] = {
        "uid": "talk-1@vc.secesp.example",
        "summary": "Plática: prevención",
        "starts_at": datetime(2026, 7, 14, 17, tzinfo=UTC),
        "ends_at": datetime(2026, 7, 14, 18, tzinfo=UTC),
        "status": "CONFIRMED",
        "categories": ("Plática", "Prevenimos Juntos"),
        "description": "Para madres y padres",
        "location": "Zoom",
        "organizer": "comunicacion@secesp.example",
        "organizer_name": "SECESP",
    }
    return Entry(**(known | values))


def text_of(one: Entry, sequence: int = 0) -> str:
    """Return the rendered VEVENT with its folded lines joined."""
    return bytes_of(one, sequence).decode().replace("\r\n ", "")


def bytes_of(one: Entry, sequence: int = 0) -> bytes:
    """Return the VEVENT of a revision."""
    return revised(render_entry(one, MEXICO.key), Revision(sequence, CHANGED))


def feed_of(*fragments: bytes, **values: object) -> bytes:
    """Return a whole feed."""
    known = {
        "name": "SECESP",
        "description": "Pláticas",
        "source_url": "https://vc.example/feeds/publico.ics",
        "page_url": "https://vc.example/agenda",
        "modified_at": CHANGED,
        "tzid": MEXICO.key,
    }
    return b"".join((render_head(Head(**(known | values))), *fragments, TAIL))


def test_times_are_in_the_office_s_zone_whatever_zone_they_came_in():
    moment = datetime(2026, 7, 14, 10, tzinfo=ZoneInfo("America/Tijuana"))

    text = text_of(entry(starts_at=moment))

    assert "DTSTART;TZID=America/Mexico_City:20260714T110000" in text


def test_the_stamps_are_those_of_the_last_change_and_never_now():
    text = text_of(entry(), sequence=3)

    assert "DTSTAMP:20260102T030405Z" in text
    assert "LAST-MODIFIED:20260102T030405Z" in text
    assert "SEQUENCE:3" in text


def test_what_is_compared_is_of_no_revision_and_a_revision_changes_nothing_else():
    evil = entry(summary="a\r\nSEQUENCE:9", description="DTSTAMP:1\n" + "SEQUENCE:8 " * 20)
    rendered, text = render_entry(evil, MEXICO.key), text_of(evil, sequence=7)

    assert revised(bytes_of(evil, 7), UNREVISED) == rendered
    assert (text.count("SEQUENCE:7"), text.count("SEQUENCE:8")) == (1, 20)
    stamps = re.findall(r"^(DTSTAMP|LAST-MODIFIED|SEQUENCE):(.*)\r", text, re.MULTILINE)
    assert dict(stamps) == {
        **dict.fromkeys(("DTSTAMP", "LAST-MODIFIED"), "20260102T030405Z"),
        "SEQUENCE": "7",
    }


@pytest.mark.parametrize("url", ["", "https://www.facebook.com/1/videos/2/?a=b,c;" + "d" * 90])
def test_the_address_of_the_broadcast_is_read_off_an_entry(url):
    said = "Transmisión en vivo: https://elsewhere.example/"

    assert live_url_in(bytes_of(entry(live_url=url, description=said))) == url


def test_a_cancelled_entry_says_so_in_status_and_title():
    text = text_of(entry(status="CANCELLED"))

    assert "STATUS:CANCELLED" in text
    assert "SUMMARY:CANCELADA: Plática: prevención" in text


def test_the_link_stands_where_each_program_looks_for_it():
    link = "https://zoom.us/j/123?pwd=abc"

    text = text_of(entry(join_url=link, platform="Zoom"))

    assert f"CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL=Zoom;VALUE=URI:{link}" in text
    assert f"LOCATION:{link}" in text
    assert f"\\n\\nEnlace para entrar: {link}" in text


def test_categories_are_one_property_with_each_value_escaped():
    text = text_of(entry(categories=("Plática", "Uno, dos")))

    assert "CATEGORIES:Plática,Uno\\, dos" in text


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1f", "\x7f", "\u2028", "\u2029"])
def test_characters_that_readers_refuse_are_stripped(bad):
    text = text_of(entry(summary=f"Plá{bad}tica"))

    assert "SUMMARY:Plática" in text


def test_a_newline_in_a_text_makes_no_property():
    evil = "hola\r\nMETHOD:CANCEL\nBEGIN:VALARM"

    one = Calendar.from_ical(feed_of(bytes_of(entry(summary=evil))))

    assert str(one["METHOD"]) == "PUBLISH"
    assert [part.name for part in one.walk()].count("VALARM") == 0


def test_a_newline_in_the_calendar_s_name_makes_no_property():
    head = feed_of(name="SECESP, agenda\nMETHOD:CANCEL").decode()

    assert "NAME:SECESP\\, agenda\\nMETHOD:CANCEL\r\n" in head
    assert "X-WR-CALNAME:SECESP\\, agenda\\nMETHOD:CANCEL\r\n" in head
    assert head.count("\r\nMETHOD:") == 1


def test_the_calendar_says_what_subscribers_need_and_has_no_uid():
    head = feed_of().decode()

    assert head.startswith("BEGIN:VCALENDAR\r\n")
    for line in (
        "VERSION:2.0",
        "PRODID:-//SECESP//Videoconferencias//ES",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:https://vc.example/feeds/publico.ics",
        "X-WR-TIMEZONE:America/Mexico_City",
        "LAST-MODIFIED:20260102T030405Z",
    ):
        assert f"\r\n{line}\r\n" in head
    assert "\r\nUID:" not in head


def test_an_empty_feed_still_has_a_component():
    assert [part.name for part in Calendar.from_ical(feed_of()).subcomponents] == ["VTIMEZONE"]


def test_an_observance_fills_whole_days_and_blocks_nobody():
    days = (date(2026, 7, 25), date(2026, 7, 25))
    office = Organizer("oficina@secesp.example", "Comunicación Social")
    text = render_day("o-1@x", "Día Naranja", days, Revision(2, CHANGED), office)

    assert b"DTSTART;VALUE=DATE:20260725\r\n" in text
    assert b"DTEND;VALUE=DATE:20260726\r\n" in text
    assert b"TRANSP:TRANSPARENT\r\n" in text
    for name in (b"DTSTAMP:", b"LAST-MODIFIED:", b"SEQUENCE:2\r\n", b"ORGANIZER;CN="):
        assert b"\r\n" + name in text


def test_no_alarm_and_no_attendee_go_to_subscribers():
    text = text_of(entry(join_url="https://zoom.us/j/1", platform="Zoom"))

    assert "VALARM" not in text
    assert "ATTENDEE" not in text


@given(st.text(max_size=200), st.text(max_size=500))
def test_whatever_is_typed_lines_are_folded_by_octets_and_can_be_read(summary, description):
    rendered = bytes_of(entry(summary=summary, description=description))

    lines = rendered.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in rendered.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # no character is cut in two
    Calendar.from_ical(feed_of(rendered))


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        ((2021, 4, 4, 3, 30), "2021-04-04T08:30:00.000Z"),  # the night summer time began
        ((2021, 7, 1, 12, 0), "2021-07-01T17:00:00.000Z"),
        ((2022, 10, 30, 12, 0), "2022-10-30T18:00:00.000Z"),  # the day it ended for good
        ((2026, 7, 1, 12, 0), "2026-07-01T18:00:00.000Z"),  # no summer time any more
        ((2026, 12, 1, 12, 0), "2026-12-01T18:00:00.000Z"),
    ],
)
def test_another_reader_that_trusts_our_zone_sees_the_right_instant(moment, utc):
    start = datetime(*moment, tzinfo=MEXICO)

    read = read_by_ical_js(feed_of(bytes_of(entry(starts_at=start))))

    assert read[0]["start"] == utc
