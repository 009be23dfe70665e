"""Letters about a session: pure, from what they are about and to whom they go.

Their words stand in `letter_texts`; here is what the names in them are filled in with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from vc import dates
from vc.booking import exposure
from vc.booking.invitation import OPENS_BEFORE, path
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.booking.text_names import names_of
from vc.mail.letter_texts import BY_KEY
from vc.office.hooks import OwnText
from vc.office.own_texts import Phrase, filled, line


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
    phone: str = ""
    """The office's telephone; empty when nobody set it."""
    mailbox: str | None = None
    """Where people may be told to write, empty for nowhere; None means to `email`."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it is sent. `calendar` is iCalendar text with that `method`."""

    subject: str
    text: str
    calendar: bytes = b""
    method: str = ""
    key: str = ""
    """Which text it is made of."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the names in its text stand for, so that the office's own can be filled in."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the last invitation to an address said; None where that is no longer kept."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_link_kept: bool | None = None


def own_link(event: Event, head: Letterhead) -> str:
    """Return the link for those invited: our own address, which stays when the room changes.

    Without a public address there is none, and it is the vendor's.
    """
    return f"{head.public_url}{path(event)}" if head.public_url else event.meeting.join_url


def notice_url(event: Event, head: Letterhead) -> str:
    """Return where the privacy notice of a recorded session is; empty where none is."""
    is_there = exposure.kinds(event) and head.public_url
    return f"{head.public_url}/privacidad" if is_there else ""


def letter_of(text: OwnText, names: Mapping[str, str]) -> Letter:
    """Return a letter in the product's words; only names that its text knows are filled in."""
    known = {name: value for name, value in names.items() if name in text.names}
    subject, body = line(text.subject, known), filled(text.body, known)
    return Letter(subject, body, key=text.key, names=known)


@dataclass(frozen=True, slots=True)
class Wording:
    """The letters about a session to one address, as they are read on the day of `now`.

    A subject begins with the day, or with what became of it, so that a list of mail tells it.
    `before` is what the address was told of it already.
    """

    event: Event
    to: Addressee
    head: Letterhead
    now: datetime
    before: Before | None = None

    @property
    def is_staff(self) -> bool:
        """Tell whether the letter goes to whoever runs the session."""
        people = (self.event.host, *self.event.cohosts)
        return self.to.email.lower() in {person.email.lower() for person in people}

    def letter(self, key: str, **more: str) -> Letter:
        """Return a letter of a kind; `more` is what its names stand for beside."""
        return letter_of(BY_KEY[key], self.names() | more)

    def names(self) -> dict[str, str]:
        """Return what all names stand for in a letter about the session to this address."""
        event, head, to = self.event, self.head, self.to
        base = head.public_url
        # An entry must name somebody; nobody is told to write to an address that nobody reads.
        mailbox = head.email if head.mailbox is None else head.mailbox
        contact = (mailbox, head.phone, head.name)
        return names_of(event, self.now) | {
            # Anybody can have typed it, into a letter to anybody: nothing of it becomes a link.
            "nombre": "".join(one for one in to.name[:60] if one.isalpha() or one in " -'"),
            "enlace": "" if event.status is EventStatus.CANCELLED else self._link(),
            "entrada": Phrase(self._lead()),
            "codigo": self._code(),
            "ceder": to.cancel_link,
            "aviso": notice_url(event, head),
            "agenda": f"{base}/agenda" if base else "",
            "pagina": self.own_page() or ("su página en la agenda" if self.is_staff else ""),
            "cambio": Phrase(self._changed()),
            "ahora": self._now_and_then(),
            "oficina": head.name,
            "correo": mailbox,
            "telefono": head.phone,
            "contacto": " · ".join(one for one in contact if one),
        }

    def own_page(self) -> str:
        """Return the address of the session's page for staff; empty without a public address."""
        base = self.head.public_url
        return f"{base}/sesiones/{self.event.id}" if base else ""

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.event.tzid)

    def _date(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _at(self, moment: datetime) -> str:
        return dates.clock_time(moment, self._zone)

    def _link(self) -> str:
        """Return this reader's way in."""
        return self.to.link or own_link(self.event, self.head)

    def _lead(self) -> str:
        """Return how this reader comes in, and since when."""
        event = self.event
        is_ours = self._link() != event.meeting.join_url
        opens = f" desde las {self._at(event.starts_at - OPENS_BEFORE)} h" if is_ours else ""
        lead = f"Entre aquí{opens}"
        if self.is_staff:
            page = self.own_page() or "su página en la agenda"
            return f"Ábrala 15 minutos antes desde {page}\nEnlace para compartir"
        if self.to.cancel_link:
            return f"Su enlace es personal; no lo comparta. {lead}"
        if self.before is None or self.before.is_link_kept is None:
            return lead
        kept, new = "El enlace es el mismo", "Use este enlace; el anterior ya no sirve"
        return kept if self.before.is_link_kept else new

    def _code(self) -> str:
        """Return the code where the link lacks it; those who run a session have it on its page."""
        meeting, link = self.event.meeting, self._link()
        is_bare = link == meeting.join_url and not meeting.pasted_url and "pwd=" not in link
        return meeting.passcode if is_bare and not self.is_staff else ""

    def _changed(self) -> str:
        """Return what became another."""
        event, before = self.event, self.before or Before()
        if before.starts_at and self._date(before.starts_at) != self._date(event.starts_at):
            return "cambió la fecha"
        if before.starts_at and (before.starts_at, before.ends_at) != (
            event.starts_at,
            event.ends_at,
        ):
            return "cambió la hora"
        return "cambió el enlace" if before.is_link_kept is False else "cambió la sesión"

    def _now_and_then(self) -> str:
        """Return when a session is, and when it was where that is another time, and known."""
        now = f"{names_of(self.event, self.now)['cuando']}."
        before = self.before
        if before is None or not before.starts_at or not before.ends_at:
            return now
        at = f"de {self._at(before.starts_at)} a {self._at(before.ends_at)} h"
        day = f"{dates.day(before.starts_at, self._zone, self.now)}, {at}"
        was = {"cambió la fecha": day, "cambió la hora": at}.get(self._changed())
        return f"{now} Antes: {was}." if was else now
