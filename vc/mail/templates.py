"""What the office writes to people: pure, from a session as it is at that moment."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from vc import dates
from vc.booking import exposure
from vc.booking.invitation import path
from vc.booking.models import Event, EventStatus
from vc.calendars.entries import entry_of
from vc.calendars.ical import Entry, Organizer, Revision, render_entry, render_invitation
from vc.inputs import balanced

REQUEST, CANCEL = "REQUEST", "CANCEL"
SHOWN_IN_0_1_0 = (
    *("uid", "summary", "starts_at", "ends_at", "status", "categories", "description", "location"),
    *("organizer", "organizer_name", "join_url", "platform", "url", "related_to"),
)
"""What the digests told of that 0.1.0 kept, in their order: nobody is told anew by an upgrade."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is told of a session.

    `link` is their own way in; empty for those who may have the vendor's link and passcode.
    `cancel_link` is where they say that they will not come.
    """

    email: str
    name: str = ""
    link: str = ""
    cancel_link: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every message says of the office. `public_url` is empty when nobody set it.

    `email` is the office's mailbox, ORGANIZER of entries; `sender` is where mail comes from.
    """

    name: str
    email: str
    sender: str
    public_url: str
    tzid: str
    """The office's zone."""
    sender_name: str = ""
    """Name that mail comes from; empty means the office's."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it is sent. `calendar` is iCalendar text with that `method`."""

    subject: str
    text: str
    calendar: bytes = b""
    method: str = ""


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
    is_update: bool,
    is_exposed_anew: bool = False,
) -> Letter:
    """Return the invitation to a session as it is now.

    `is_exposed_anew` tells that it is recorded or broadcast, and an earlier letter did not say so.
    """
    entry = entry_for(event, to, head)
    opening = "Estos son los datos actualizados de la sesión:" if is_update else "Le invitamos a:"
    title = "Actualización" if is_update else "Invitación"
    if is_exposed_anew:
        opening = f"{exposure.sentence(event)} La invitación anterior no lo decía. {opening}"
        title = f"Ahora {exposure.summary(event)}"
    return Letter(
        subject=f"{title}: {_when_and_what(event)}",
        text=_text(opening, event, to, head, shows_link=True),
        calendar=_calendar(entry, event, to, head.tzid, method=REQUEST, stamp=stamp),
        method=REQUEST,
    )


def cancellation(event: Event, to: Addressee, head: Letterhead, *, stamp: Stamp) -> Letter:
    """Return the message that a session, or this address's invitation to it, was cancelled."""
    entry = replace(entry_for(event, to, head), status="CANCELLED", join_url="")
    is_over = event.status is EventStatus.CANCELLED
    opening = (
        "Esta sesión se canceló; no es necesario que haga nada:"
        if is_over
        else "Ya no está en la lista de esta sesión; no es necesario que haga nada:"
    )
    return Letter(
        subject=f"Cancelada: {_when_and_what(event)}",
        text=_text(opening, event, to, head, shows_link=False),
        calendar=_calendar(entry, event, to, head.tzid, method=CANCEL, stamp=stamp),
        method=CANCEL,
    )


def reminder(event: Event, to: Addressee, head: Letterhead, now: datetime) -> Letter:
    """Return the reminder of a session that is about to begin, in words that are true now."""
    opening = "Le recordamos su sesión:"
    return Letter(
        subject=f"{_soon(event, now)}: {balanced(event.summary)}",
        text=_text(opening, event, to, head, shows_link=True),
    )


def waiting_list(event: Event, to: Addressee, head: Letterhead) -> Letter:
    """Return the message to somebody who registered when every seat was taken."""
    lines = [
        "Su registro quedó en lista de espera: por ahora no hay lugares en esta sesión.",
        "Si se libera uno, recibirá su confirmación y su enlace para entrar.",
        "",
        event.summary,
        _times(event),
        *(line for line in (exposure.paragraph(event), _notice(event, head)) if line),
        "",
        f"Si ya no le interesa, avise aquí: {to.cancel_link}",
        "",
        _signature(head),
    ]
    return Letter(subject=f"En lista de espera: {_when_and_what(event)}", text="\n".join(lines))


def seat(event: Event, to: Addressee, head: Letterhead) -> Letter:
    """Return the message to somebody who has a seat, and whose address another one has too."""
    # Anybody can have typed it, into a letter to anybody: nothing of it becomes a link.
    name = "".join(one for one in to.name[:60] if one.isalpha() or one in " -'")
    opening = f"{name} tiene lugar, además de quien ya se registró con este correo:"
    return Letter(
        subject=f"Tiene lugar otra persona: {_when_and_what(event)}",
        text=_text(opening, event, to, head, shows_link=True),
    )


def waiting_over(event: Event, head: Letterhead) -> Letter:
    """Return the message to somebody on the waiting list that the session was cancelled."""
    lines = [
        "Esta sesión se canceló; ya no está en lista de espera y no es necesario que haga nada:",
        "",
        event.summary,
        _times(event),
        *([f"Motivo: {event.cancel_reason}"] if event.cancel_reason else []),
        "",
        _signature(head),
    ]
    return Letter(subject=f"Cancelada: {_when_and_what(event)}", text="\n".join(lines))


def alarm(event: Event | None, subject: str, text: str, head: Letterhead) -> Letter:
    """Return the message that something needs a person of the office."""
    lines = [text]
    if event is not None:
        lines += ["", f"{event.folio} · {event.summary}", _times(event)]
        if head.public_url:
            lines += ["", f"{head.public_url}/sesiones/{event.id}"]
    return Letter(subject=subject, text="\n".join([*lines, "", _signature(head)]))


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
    more = [_notice(event, head)]
    entry = entry_of(event, organizer, more, link=link, shows_passcode=shows_passcode)
    return replace(entry, status="CONFIRMED")


def own_link(event: Event, head: Letterhead) -> str:
    """Return the link for those invited: our own address, which stays when the room changes.

    Without a public address there is none, and it is the vendor's.
    """
    return f"{head.public_url}{path(event)}" if head.public_url else event.meeting.join_url


def _notice(event: Event, head: Letterhead) -> str:
    """Return where the privacy notice of a recorded session is; empty where none is."""
    is_there = exposure.kinds(event) and head.public_url
    return f"Aviso de privacidad: {head.public_url}/privacidad" if is_there else ""


def _calendar(
    entry: Entry, event: Event, to: Addressee, tzid: str, *, method: str, stamp: Stamp
) -> bytes:
    """Return the iCalendar text; DTSTAMP is when it was written (RFC 5545, 3.8.7.2)."""
    revision = Revision(stamp.sequence, event.last_modified, stamp.written_at)
    return render_invitation(
        entry, revision, method=method, address=to.email, name=to.name, tzid=tzid
    )


def _text(opening: str, event: Event, to: Addressee, head: Letterhead, *, shows_link: bool) -> str:
    """Return a message in words."""
    lines = [opening, "", event.summary, _times(event)]
    if shows_link:
        entry = entry_for(event, to, head)
        lines.append(f"Para entrar: {entry.join_url}")
        if entry.description:
            lines += ["", entry.description]
        if to.cancel_link:
            lines += ["", f"Si no podrá asistir, ceda su lugar aquí: {to.cancel_link}"]
    elif event.cancel_reason:
        lines.append(f"Motivo: {event.cancel_reason}")
    return "\n".join([*lines, "", _signature(head)])


def _times(event: Event) -> str:
    """Return the session's day and hours in words, in the zone it was booked in."""
    zone = ZoneInfo(event.tzid)
    start, end = (dates.clock_time(moment, zone) for moment in (event.starts_at, event.ends_at))
    day = dates.sentence(dates.day(event.starts_at, zone))
    return f"{day}, de {start} a {end} h ({dates.zone_name(event.tzid)})"


def _when_and_what(event: Event) -> str:
    """Return a session as a subject names it."""
    zone = ZoneInfo(event.tzid)
    day = dates.short_day(event.starts_at, zone)
    return f"{balanced(event.summary)} ({day}, {dates.clock_time(event.starts_at, zone)} h)"


def _soon(event: Event, now: datetime) -> str:
    """Return when a session begins, seen from today: whatever made the message late is in it."""
    zone = ZoneInfo(event.tzid)
    at = dates.clock_time(event.starts_at, zone)
    days = (event.starts_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days == 0:
        return f"Hoy a las {at} h"
    day = dates.short_day(event.starts_at, zone)
    return f"{'Mañana, ' if days == 1 else ''}{day}, {at} h"


def _signature(head: Letterhead) -> str:
    """Return the last lines."""
    return f"{head.name}\nDudas: {head.email}"


def utc_key(moment: datetime) -> str:
    """Return an instant as it stands in the keys of messages."""
    return moment.isoformat(timespec="seconds")
