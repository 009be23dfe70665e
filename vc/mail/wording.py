"""The words of letters about a session: pure, from what they are about and to whom they go."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from vc import dates
from vc.booking import exposure
from vc.booking.invitation import HELP, OPENS_BEFORE, path
from vc.booking.models import Event
from vc.inputs import balanced

NEEDS = "Necesita una computadora o un teléfono con sonido."
A_CLASS = "Conecte un solo equipo por grupo y pruébelo 15 minutos antes."


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


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it is sent. `calendar` is iCalendar text with that `method`."""

    subject: str
    text: str
    calendar: bytes = b""
    method: str = ""


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


def notice(event: Event, head: Letterhead) -> str:
    """Return where the privacy notice of a recorded session is; empty where none is."""
    is_there = exposure.kinds(event) and head.public_url
    return f"Aviso de privacidad: {head.public_url}/privacidad" if is_there else ""


@dataclass(frozen=True, slots=True)
class Wording:
    """The letters about a session to one address, as they are read on the day of `now`.

    A subject begins with the day, or with what became of it, so that a list of mail tells it.
    """

    event: Event
    to: Addressee
    head: Letterhead
    now: datetime

    @property
    def is_staff(self) -> bool:
        """Tell whether the letter goes to whoever runs the session."""
        people = (self.event.host, *self.event.cohosts)
        return self.to.email.lower() in {person.email.lower() for person in people}

    @property
    def _is_guest(self) -> bool:
        """Tell whether the letter goes to a guest, who has no way to give up a seat."""
        return not self.is_staff and not self.to.cancel_link

    def invitation(self) -> Letter:
        """Return the letter that invites a guest."""
        lines = [*self._session(), self.event.description, *self._way_in(), NEEDS]
        if self.event.has_minors:
            lines.append(A_CLASS)
        return Letter(dates.sentence(self._when_and_what()), self._text(lines))

    def room(self) -> Letter:
        """Return the letter that a room is there, to whoever runs the session."""
        lines = [*self._session(), *self._way_in(), self.event.description]
        return Letter(f"Su sesión ya tiene sala: {self._when_and_what()}", self._text(lines))

    def seat(self, *, is_another: bool = False) -> Letter:
        """Return the letter to somebody who registered; `is_another` shares an address."""
        # Anybody can have typed it, into a letter to anybody: nothing of it becomes a link.
        name = "".join(one for one in self.to.name[:60] if one.isalpha() or one in " -'")
        other = ", además de quien ya se registró con este correo" if is_another else ""
        lines = [
            f"{name} tiene lugar{other}:" if is_another else f"{name}, tiene lugar:",
            *self._session(),
            self.event.description,
            *self._way_in(),
        ]
        title = "Tiene lugar otra persona" if is_another else "Tiene lugar"
        return Letter(f"{title}: {self._when_and_what()}", self._text(lines))

    def change(self, before: Before) -> Letter:
        """Return the letter that a session changed: what, and how it was."""
        lines = [
            f"{self._changed(before)}: {self.event.summary}",
            f"Ahora: {self.times()}.{self._was(before)}",
            self._place(),
            *self._way_in(before),
            "Abra el archivo adjunto para corregir su calendario.",
            self.event.description,
        ]
        return Letter(f"{self._changed(before)}: {self._when_and_what()}", self._text(lines))

    def exposed_anew(self, said: str, before: Before) -> Letter:
        """Return the letter that a session is recorded or broadcast, which was not said before."""
        letter = self.change(before)
        title = f"Ahora {exposure.summary(self.event)}"
        return Letter(f"{title}: {self._when_and_what()}", f"{said}\n{letter.text}")

    def cancellation(self, *, waited: bool = False) -> Letter:
        """Return the letter that a session does not take place."""
        agenda = f" Otras sesiones: {self.head.public_url}/agenda" if self.head.public_url else ""
        reason = self.event.cancel_reason
        lines = [
            f"La sesión del {self._day()}, {self._at(self.event.starts_at)} h, no se realizará: "
            f"{self.event.summary}",
            f"Motivo: {reason}" if reason else "",
            f"Ya no está en lista de espera.{agenda}"
            if waited
            else f"El enlace ya no sirve.{agenda}",
        ]
        return Letter(f"Se cancela: {self._when_and_what()}", self._text(lines, is_over=True))

    def off_the_list(self) -> Letter:
        """Return the letter to somebody who is no longer invited to a session that takes place."""
        lines = [
            "La sesión sí se realiza, pero su correo ya no está en la lista. "
            f"Si es un error, escriba a {self.head.email}.",
            *self._session(),
        ]
        title = f"Ya no está en la lista: {balanced(self.event.summary)}"
        return Letter(title, self._text(lines, is_over=True))

    def reminder(self) -> Letter:
        """Return the letter that a session is about to begin, however late it is written."""
        days = (self._date(self.event.starts_at) - self._date(self.now)).days
        at, day = self._at(self.event.starts_at), dates.weekday(self.event.starts_at, self._zone)
        soon = {0: f"Hoy a las {at} h", 1: f"Mañana, {day}, {at} h"}
        title = soon.get(days, f"{dates.sentence(self._short_day())}, {at} h")
        said = {0: f"Hoy, {self._hours()}", 1: f"Mañana, {self.times()}"}.get(days, self.times())
        lines = [dates.sentence(said), self.event.summary, self._place(), *self._way_in()]
        return Letter(f"{title}: {balanced(self.event.summary)}", self._text(lines))

    def waiting_list(self) -> Letter:
        """Return the letter to somebody who registered when every seat was taken."""
        lines = [
            "Ya no hay lugares. Si se libera uno, le enviaremos su enlace; "
            "no tiene que hacer nada.",
            *self._session(),
            f"¿Ya no le interesa? {self.to.cancel_link}",
        ]
        return Letter(f"En lista de espera: {self._when_and_what()}", self._text(lines))

    def times(self) -> str:
        """Return the session's day and hours in words, in the zone it was booked in."""
        return f"{self._day()}, {self._hours()}"

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

    def _day(self) -> str:
        return dates.day(self.event.starts_at, self._zone, self.now)

    def _hours(self) -> str:
        """Return from when to when a session is, and in which zone."""
        event = self.event
        zone = dates.zone_name(event.tzid)
        return f"de {self._at(event.starts_at)} a {self._at(event.ends_at)} h ({zone})"

    def _short_day(self) -> str:
        """Return «jueves 3 dic», as subjects name a day."""
        _, _, day = dates.short_day(self.event.starts_at, self._zone).partition(" ")
        return f"{dates.weekday(self.event.starts_at, self._zone).split()[0]} {day}"

    def _when_and_what(self) -> str:
        """Return a session as a subject names it."""
        at = self._at(self.event.starts_at)
        return f"{self._short_day()}, {at} h: {balanced(self.event.summary)}"

    def _session(self) -> list[str]:
        """Return when and what a session is."""
        return [dates.sentence(self.times()), self.event.summary, self._place()]

    def _place(self) -> str:
        """Return with whom a session is, and where they are."""
        place = ", ".join(
            part for part in (self.event.institution, self.event.municipality) if part
        )
        return f"Con: {place}" if place else ""

    def _way_in(self, before: Before | None = None) -> list[str]:
        """Return how this reader comes in, and since when; the code where the link lacks it."""
        event, meeting = self.event, self.event.meeting
        link = self.to.link or own_link(event, self.head)
        opens = f" desde las {self._at(event.starts_at - OPENS_BEFORE)} h"
        lead = f"Entre aquí{opens if link != meeting.join_url else ''}"
        if self.is_staff:
            page = self.own_page() or "su página en la agenda"
            return [f"Ábrala 15 minutos antes desde {page}", f"Enlace para compartir: {link}"]
        if self.to.cancel_link:
            lead = f"Su enlace es personal; no lo comparta. {lead}"
        elif before and before.is_link_kept is not None:
            kept = "El enlace es el mismo" if before.is_link_kept else ""
            lead = kept or "Use este enlace; el anterior ya no sirve"
        is_bare = link == meeting.join_url and not meeting.pasted_url and "pwd=" not in link
        return [
            f"{lead}: {link}",
            f"Código de acceso: {meeting.passcode}" if is_bare and meeting.passcode else "",
            f"¿No podrá? Ceda su lugar: {self.to.cancel_link}" if self.to.cancel_link else "",
        ]

    def _changed(self, before: Before) -> str:
        """Return what became another, as a subject begins."""
        event = self.event
        if before.starts_at and self._date(before.starts_at) != self._date(event.starts_at):
            return "Cambió la fecha"
        if before.starts_at and (before.starts_at, before.ends_at) != (
            event.starts_at,
            event.ends_at,
        ):
            return "Cambió la hora"
        return "Cambió el enlace" if before.is_link_kept is False else "Cambió la sesión"

    def _was(self, before: Before) -> str:
        """Return when a session was; empty where that is so still, or not known."""
        if not before.starts_at or not before.ends_at:
            return ""
        changed = self._changed(before)
        at = f"de {self._at(before.starts_at)} a {self._at(before.ends_at)} h"
        if changed == "Cambió la fecha":
            return f" Antes: {dates.day(before.starts_at, self._zone, self.now)}, {at}."
        return f" Antes: {at}." if changed == "Cambió la hora" else ""

    def _text(self, lines: list[str], *, is_over: bool = False) -> str:
        """Return a letter of these lines, with what every one of its kind ends with."""
        said = [] if is_over else [exposure.paragraph(self.event), notice(self.event, self.head)]
        doubts = "¿No puede o tiene dudas?" if self._is_guest and not is_over else "¿Tiene dudas?"
        body = "\n".join(line for line in (*lines, *said) if line)
        end = f"{doubts} {self.head.email} · {self.head.name}"
        return "\n".join([body, "", end, *([HELP] if self.event.has_minors else [])])
