"""What the office writes to people: pure, from a session as it is at that moment."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.calendars.entries import entry_of
from vc.calendars.ical import Entry, Organizer, Revision, render_entry, render_invitation
from vc.mail.letter_texts import ALARM
from vc.mail.wording import (
    Addressee,
    Before,
    Letter,
    Letterhead,
    Wording,
    letter_of,
    notice_url,
    own_link,
)

REQUEST, CANCEL = "REQUEST", "CANCEL"
SHOWN_IN_0_1_0 = (
    *("uid", "summary", "starts_at", "ends_at", "status", "categories", "description", "location"),
    *("organizer", "organizer_name", "join_url", "platform", "url", "related_to"),
)
"""What the digests told of that 0.1.0 kept, in their order: nobody is told anew by an upgrade."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which revision of an entry a message carries, and when that message was written."""

    sequence: int
    written_at: datetime


def invitation(
    event: Event,
    to: Addressee,
    head: Letterhead,
    *,
    stamp: Stamp,
    before: Before | None = None,
    is_exposed_anew: bool = False,
) -> Letter:
    """Return the invitation to a session as it is now; `before` is what was told of it already.

    `is_exposed_anew` tells that it is recorded or broadcast, and an earlier letter did not say so.
    """
    words = Wording(event, to, head, stamp.written_at, before)
    if is_exposed_anew:
        letter = words.letter("exposure")
    elif before:
        letter = words.letter("change")
    elif words.is_staff:
        letter = words.letter("room")
    else:
        letter = words.letter("seat" if to.cancel_link else "invitation")
    calendar = _calendar(entry_for(event, to, head), event, to, head.tzid, REQUEST, stamp)
    return replace(letter, calendar=calendar, method=REQUEST)


def cancellation(event: Event, to: Addressee, head: Letterhead, *, stamp: Stamp) -> Letter:
    """Return the message that a session, or this address's invitation to it, was cancelled."""
    words = Wording(event, to, head, stamp.written_at)
    entry = replace(entry_for(event, to, head), status="CANCELLED", join_url="")
    is_over = event.status is EventStatus.CANCELLED
    letter = words.letter("cancellation" if is_over else "off_the_list")
    calendar = _calendar(entry, event, to, head.tzid, CANCEL, stamp)
    return replace(letter, calendar=calendar, method=CANCEL)


def reminder(event: Event, to: Addressee, head: Letterhead, now: datetime) -> Letter:
    """Return the reminder of a session that is about to begin, in words that are true now."""
    return Wording(event, to, head, now).letter("reminder")


def waiting_list(event: Event, to: Addressee, head: Letterhead, now: datetime) -> Letter:
    """Return the message to somebody who registered when every seat was taken."""
    return Wording(event, to, head, now).letter("waiting_list")


def seat(event: Event, to: Addressee, head: Letterhead, now: datetime) -> Letter:
    """Return the message to somebody who has a seat, and whose address another one has too."""
    return Wording(event, to, head, now).letter("another_seat")


def waiting_over(event: Event, to: Addressee, head: Letterhead, now: datetime) -> Letter:
    """Return the message to somebody on the waiting list that the session was cancelled."""
    return Wording(event, to, head, now).letter("waiting_over")


def alarm(event: Event | None, subject: str, text: str, head: Letterhead, now: datetime) -> Letter:
    """Return the message that something needs a person of the office."""
    names = {"asunto": subject, "texto": text, "oficina": head.name}
    if event is not None:
        words = Wording(event, Addressee(head.email), head, now)
        return words.letter("alarm", **names)
    return letter_of(ALARM, names)


def digest(event: Event, to: Addressee, head: Letterhead) -> str:
    """Return an invitation's digest: of all that it shows, but not of its revision.

    In one zone: where the office's clocks stand is no news to those who are invited.
    """
    return hashlib.sha256(render_entry(entry_for(event, to, head), "UTC")).hexdigest()


def is_told(known: str, event: Event, to: Addressee, head: Letterhead) -> bool:
    """Tell whether a digest that was kept is that of the invitation as it is now."""
    if known == digest(event, to, head):
        return True
    entry = entry_for(event, to, head)
    shown = ", ".join(f"{name}={getattr(entry, name)!r}" for name in SHOWN_IN_0_1_0)
    return known == hashlib.sha256(f"Entry({shown})".encode()).hexdigest()


def entry_for(event: Event, to: Addressee, head: Letterhead) -> Entry:
    """Return the calendar entry of a session as this addressee sees it.

    Notes are for staff and stay inside.
    """
    meeting = event.meeting
    link = to.link or own_link(event, head)
    organizer = Organizer(head.email, head.name)
    shows_passcode = link == meeting.join_url and not meeting.pasted_url
    notice = notice_url(event, head)
    more = [f"Aviso de privacidad: {notice}" if notice else ""]
    entry = entry_of(event, organizer, more, link=link, shows_passcode=shows_passcode)
    return replace(entry, status="CONFIRMED")


def _calendar(
    entry: Entry, event: Event, to: Addressee, tzid: str, method: str, stamp: Stamp
) -> bytes:
    """Return the iCalendar text; DTSTAMP is when it was written (RFC 5545, 3.8.7.2)."""
    revision = Revision(stamp.sequence, event.last_modified, stamp.written_at)
    return render_invitation(
        entry, revision, method=method, address=to.email, name=to.name, tzid=tzid
    )


def utc_key(moment: datetime) -> str:
    """Return an instant as it stands in the keys of messages."""
    return moment.isoformat(timespec="seconds")
