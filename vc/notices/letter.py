"""The daily letter: queued once for each working day, written when it is sent, never empty."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from vc import dates
from vc.accounts.models import Person
from vc.booking import pending
from vc.booking import queries as booking
from vc.booking.hooks import PENDING
from vc.booking.models import Event
from vc.inputs import balanced
from vc.jobs import Job
from vc.mail import service as mail
from vc.mail.models import Kind, Message
from vc.mail.service import Draft
from vc.mail.templates import Addressee, Letter, Letterhead
from vc.notices import queries, service
from vc.notices.models import DailyLetter
from vc.permissions import Capability, Reach, reach_of
from vc.services import services

LATEST = timedelta(hours=6)
"""A letter of the morning that comes later helps nobody."""
MOST_LINES = 12
SUBJECT = "{day}: {what}"
STOP = "Para dejar de recibir este correo: {url}"
STOP_WITHOUT_ADDRESS = "Para dejar de recibir este correo, use «Dejar de recibirlo» en «Avisos»."


def queue(job: Job[DailyLetter]) -> None:
    """Queue the letter of the day, and come back on the next working day.

    Its key is the person and the day, so that no second worker queues another one.
    """
    row, zone, now = job.row, job.services.zone, job.now()
    today = now.astimezone(zone).date()
    due_at = row.due_at or now
    is_of_today = due_at.astimezone(zone).date() == today and now - due_at < LATEST
    is_one = is_of_today and service.is_working_day(job.session, today, job.services)
    if is_one and row.person.is_active and job.services.mail is not None:
        to = Addressee(row.person.email, row.person.name)
        about = {"person": str(row.person_id), "day": today.isoformat()}
        key = f"daily:{row.person_id}:{today.isoformat()}"
        mail.queue(job.session, [Draft(kind=Kind.DAILY, to=to, key=key, about=about)], now)
    row.last_day = today
    job.again_at(service.next_morning(job.session, now, job.services))


def write(session: Session, message: Message, head: Letterhead, now: datetime) -> Letter | None:
    """Return the letter as things stand now; None when there is nothing to say, or no one to.

    A letter that waited past its day says nothing that is true any more.
    """
    zone = services().zone
    person = session.get(Person, int(message.about["person"]))
    day = date.fromisoformat(message.about["day"])
    is_wanted = person is not None and queries.letter_of(session, person) is not None
    if person is None or not (is_wanted and person.is_active):
        return None
    if now.astimezone(zone).date() != day:
        return None
    events = _events(session, person, day)
    kinds = services().registry.added_to(PENDING)
    piles = pending.piles(session, kinds, person, now)
    told = queries.told(queries.notices_of(session, person, only_unseen=True), zone)
    parts = [
        *_part("Sesiones de hoy", [_of_event(one) for one in events]),
        *_part("Mis pendientes", [f"{one.number} {one.words}" for one in piles]),
        *_part("Avisos sin ver", [_of_told(one) for one in told]),
    ]
    if not parts:
        return None
    subject = SUBJECT.format(
        day=dates.sentence(dates.short_day(day)), what=_summary(len(events), piles, len(told))
    )
    return Letter(subject=subject, text=balanced("\n".join([*parts, *_end(head)])))


def _events(session: Session, person: Person, day: date) -> list[Event]:
    """Return the day's sessions: all for those who see to all, else the person's own."""
    begin, end = booking.local_day(day, services().zone)
    if reach_of(person, Capability.CHANGE_SESSION) is Reach.ALL:
        return booking.between(session, begin, end)
    return booking.own_between(session, person, begin, end)


def _of_event(event: Event) -> str:
    """Return a session in one line."""
    zone = services().zone
    begin, end = (dates.clock_time(one, zone) for one in (event.starts_at, event.ends_at))
    room = f", {event.meeting.licence.label}" if event.meeting.licence else ""
    return f"{begin} a {end} h · {event.summary} ({event.host.name}{room})"


def _of_told(one: queries.Told) -> str:
    """Return a line of the bell."""
    return f"{one.said}. {one.first.note}".strip() if len(one.notices) == 1 else one.said


def _part(title: str, lines: list[str]) -> Iterator[str]:
    """Yield a part of the letter; nothing where it has no lines."""
    if not lines:
        return
    yield title
    yield from (f"- {line}" for line in lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        yield f"- y {len(lines) - MOST_LINES} más"
    yield ""


def _summary(events: int, piles: list[pending.Pile], told: int) -> str:
    """Return what the letter holds, for its subject."""
    count = sum(one.count for one in piles)
    names = (
        (events, "1 sesión", "sesiones"),
        (count, "1 pendiente", "pendientes"),
        (told, "1 aviso", "avisos"),
    )
    counted = [one for one in names if one[0]]
    return ", ".join(one if number == 1 else f"{number} {many}" for number, one, many in counted)


def _end(head: Letterhead) -> list[str]:
    """Return where it can be read and stopped."""
    url = head.public_url
    stop = STOP.format(url=f"{url}/avisos#correo") if url else STOP_WITHOUT_ADDRESS
    return [*([f"Ver el día: {url}/hoy"] if url else []), stop, "", head.name]
