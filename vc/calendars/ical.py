"""Calendar entries as iCalendar text, by the icalendar library: pure, one fragment per session.

What the library (7.3.0) would get wrong is done here by hand, each with its reason:

- The VTIMEZONE is our own (`timezones`): the library's begins summer time an hour late.
- Texts of the calendar are given as vText: `Calendar.new()` writes them unescaped, and adds a
  random UID that makes some readers take the whole feed for one entry.
- CONFERENCE is added with its parameters spelled out: `Conference()` quotes FEATURE wrongly.
- Control characters are stripped: the library lets them through, and readers refuse the file.

SEQUENCE counts what the organiser changed after the booking was complete. Whatever is rendered
raises SEQUENCE, DTSTAMP and LAST-MODIFIED when it changes, with two exceptions that raise only the
two instants: the change from TENTATIVE to CONFIRMED (the room is there, its link appears), and the
address of the broadcast, which comes and goes by itself. RFC 5546, 2.1.4 counts significant
revisions by the organizer, and readers see the change by any of the three.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Parameters, vCalAddress, vDatetime, vDuration, vText, vUri

from integrations.email_addresses import ascii_address
from vc.calendars.timezones import vtimezone
from vc.inputs import balanced

PRODID = "-//SECESP//Videoconferencias//ES"
REFRESH = timedelta(hours=1)
CANCELLED_PREFIX = "CANCELADA: "

TAIL = b"END:VCALENDAR\r\n"

UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One session as a calendar shows it to one audience. Instants are aware, the end excluded."""

    uid: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    status: str
    categories: tuple[str, ...]
    description: str
    location: str
    organizer: str
    organizer_name: str
    join_url: str = ""
    platform: str = ""
    url: str = ""
    related_to: str = ""
    """The UID of the first session of its series; each is an entry of its own, without RRULE."""
    live_url: str = ""
    """Where anybody can watch; it comes and goes without being a revision by the organiser."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Which revision of an entry this is; not part of what is compared."""

    sequence: int
    modified_at: datetime
    written_at: datetime | None = None
    """When the message that carries it was written; a feed's entries were when they changed."""


UNREVISED = Revision(0, datetime(2000, 1, 1, tzinfo=UTC))
"""What stands in a text that is compared."""
REVISION_LINE = re.compile(rb"^(DTSTAMP|LAST-MODIFIED|SEQUENCE):[^\r\n]*", re.MULTILINE)
LIVE_LABEL = "Facebook Live"
LIVE_LINE = re.compile(
    rb"^CONFERENCE;[^:\r\n]*LABEL=\"?" + LIVE_LABEL.encode() + rb"\"?[^:\r\n]*:([^\r\n]*)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Organizer:
    """Whose entries they are: the office."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself."""

    name: str
    description: str
    source_url: str
    page_url: str
    modified_at: datetime | None
    tzid: str
    color: str = "maroon"


@lru_cache(maxsize=256)
def render_entry(entry: Entry, tzid: str) -> bytes:
    """Return the VEVENT as CRLF lines, without its revision: what tells whether it changed.

    `tzid` is the zone in which times are written. What was rendered lately is kept, as a session
    is often looked at again soon.
    """
    return _event_of(entry, UNREVISED, tzid).to_ical()


def revised(body: bytes, revision: Revision) -> bytes:
    """Return a VEVENT as the revision that it is."""
    stamp = vDatetime(revision.modified_at.astimezone(UTC)).to_ical()
    values = {b"SEQUENCE": b"%d" % revision.sequence}
    return REVISION_LINE.sub(lambda line: b"%s:%s" % (line[1], values.get(line[1], stamp)), body)


def live_url_in(body: bytes) -> str:
    """Return the address of the broadcast that a VEVENT shows; empty where it shows none."""
    found = LIVE_LINE.search(body.replace(b"\r\n ", b""))
    return found[1].decode() if found else ""


def render_invitation(
    entry: Entry, revision: Revision, *, method: str, address: str, name: str, tzid: str
) -> bytes:
    """Return the iCalendar object that invites one address, or tells it of the end (RFC 5546, 3.2).

    `method` is REQUEST or CANCEL; UID and SEQUENCE are those of the feeds.
    """
    event = _event_of(entry, revision, tzid)
    attendee = vCalAddress(f"mailto:{ascii_address(clean(address))}")
    attendee.params["CN"] = vText(clean(name or address))
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE")
    event.add("ATTENDEE", attendee)
    calendar = _plain_calendar(method)
    return calendar.to_ical().removesuffix(TAIL) + vtimezone(tzid) + event.to_ical() + TAIL


def _event_of(entry: Entry, revision: Revision, tzid: str) -> Event:
    """Return the VEVENT of an entry, its times in the office's zone."""
    event, zone = Event(), ZoneInfo(tzid)
    event.add("UID", clean(entry.uid))
    _add_revision(event, revision)
    is_cancelled = entry.status == "CANCELLED"
    event.add("SUMMARY", clean((CANCELLED_PREFIX if is_cancelled else "") + entry.summary))
    event.add("STATUS", entry.status)
    event.add("DTSTART", entry.starts_at.astimezone(zone))
    event.add("DTEND", entry.ends_at.astimezone(zone))
    _add_texts(event, entry)
    event.add("ORGANIZER", _organizer(Organizer(entry.organizer, entry.organizer_name)))
    event.add("TRANSP", "TRANSPARENT" if is_cancelled else "OPAQUE")
    if entry.related_to:
        event.add("RELATED-TO", clean(entry.related_to))
    return event


def render_day(
    uid: str, name: str, days: tuple[date, date], revision: Revision, organizer: Organizer
) -> bytes:
    """Return the all-day VEVENT of an observance; `days` are the first and the last, included."""
    event = Event()
    event.add("UID", clean(uid))
    _add_revision(event, revision)
    event.add("SUMMARY", clean(name))
    event.add("STATUS", "CONFIRMED")
    event.add("DTSTART", days[0])
    event.add("DTEND", days[1] + timedelta(days=1))
    event.add("ORGANIZER", _organizer(organizer))
    event.add("TRANSP", "TRANSPARENT")
    return event.to_ical()


def render_single(body: bytes, tzid: str) -> bytes:
    """Return the calendar of one entry, for somebody who takes it into a calendar of their own.

    It says nothing of a feed: with a name and a source, programs open another calendar for it.
    """
    head = _plain_calendar("PUBLISH").to_ical().removesuffix(TAIL)
    return head + vtimezone(tzid) + body + TAIL


def render_head(head: Head) -> bytes:
    """Return the text before the first VEVENT: the calendar's properties and the VTIMEZONE."""
    calendar = _plain_calendar("PUBLISH")
    for name in ("NAME", "X-WR-CALNAME"):
        calendar.add(name, vText(clean(head.name)))
    for name in ("DESCRIPTION", "X-WR-CALDESC"):
        calendar.add(name, vText(clean(head.description)))
    calendar.add("X-WR-TIMEZONE", vText(head.tzid))
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    calendar.add("COLOR", vText(head.color))
    if head.source_url:
        calendar.add("SOURCE", vUri(head.source_url), parameters={"VALUE": "URI"})
    if head.page_url:
        calendar.add("URL", vUri(head.page_url))
    if head.modified_at is not None:
        calendar.add("LAST-MODIFIED", head.modified_at.astimezone(UTC))
    return calendar.to_ical().removesuffix(TAIL) + vtimezone(head.tzid)


def clean(text: str) -> str:
    """Return a text without what readers stumble over: control characters, odd line ends."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return unicodedata.normalize("NFC", balanced(UNWANTED.sub("", plain)))


def _plain_calendar(method: str) -> Calendar:
    """Return a calendar with what every one must have."""
    calendar = Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    return calendar


def _organizer(organizer: Organizer) -> vCalAddress:
    """Return the office as entries name it."""
    found = vCalAddress(f"mailto:{ascii_address(clean(organizer.email))}")
    found.params["CN"] = vText(clean(organizer.name))
    return found


def _add_revision(event: Event, revision: Revision) -> None:
    """Add which revision it is."""
    written_at = revision.written_at or revision.modified_at
    event.add("DTSTAMP", written_at.astimezone(UTC))
    event.add("LAST-MODIFIED", revision.modified_at.astimezone(UTC))
    event.add("SEQUENCE", revision.sequence)


def _add_conference(event: Event, url: str, label: str) -> None:
    """Add a place where it is seen and heard."""
    named = Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": label})
    event.add("CONFERENCE", vUri(url), parameters=named)


def _add_texts(event: Event, entry: Entry) -> None:
    """Add what says where it is and what it is about."""
    lines = [entry.description] if entry.description else []
    if entry.join_url:
        # Thunderbird's Join button looks for the link in the plain DESCRIPTION only.
        lines += [f"Enlace para entrar: {entry.join_url}"]
        _add_conference(event, entry.join_url, clean(entry.platform) or "Entrar")
    if entry.live_url:
        lines += [f"Transmisión en vivo: {entry.live_url}"]
        _add_conference(event, entry.live_url, LIVE_LABEL)
    if lines:
        event.add("DESCRIPTION", clean("\n\n".join(lines)))
    event.add("LOCATION", clean(entry.join_url or entry.location))
    event.add("CATEGORIES", [clean(category) for category in entry.categories])
    if entry.url:
        event.add("URL", vUri(entry.url))
