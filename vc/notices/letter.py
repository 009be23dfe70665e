"""The daily letter: queued once for each working day, written when it is sent, never empty."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from vc import dates
from vc.accounts.models import Person
from vc.booking import pending
from vc.booking import queries as booking
from vc.booking.hooks import PENDING
from vc.booking.models import Event
from vc.jobs import Job
from vc.mail import service as mail
from vc.mail.models import Kind, Message
from vc.mail.service import Draft
from vc.mail.wording import Addressee, Letter, Letterhead, letter_of
from vc.notices import queries, service
from vc.notices.models import DailyLetter
from vc.office.hooks import Look, OwnText, Sample, TextGroup
from vc.office.own_texts import Phrase
from vc.permissions import Capability, Reach, reach_of
from vc.services import services

LATEST = timedelta(hours=6)
"""A letter of the morning that comes later helps nobody."""
MOST_LINES = 12
TODAY, PILES, UNSEEN = "Sesiones de hoy", "Mis pendientes", "Avisos sin ver"
TEXT = OwnText(
    key="daily",
    title="Correo del día",
    when="Cada mañana hábil, al personal que lo pidió.",
    subject="{dia}: {resumen}",
    body="{sesiones}\n\n{pendientes}\n\n{avisos}\n\nVer el día: {hoy}\n{dejar}\n\n{oficina}",
    names={
        "dia": "el día corto, por ejemplo «jue 3 dic»",
        "resumen": "cuántas sesiones, pendientes y avisos hay",
        "sesiones": "las sesiones de hoy",
        "pendientes": "lo que espera a quien lo recibe",
        "avisos": "los avisos sin ver",
        "hoy": "el enlace a «Hoy»",
        "dejar": "cómo dejar de recibirlo",
        "oficina": "el nombre de la oficina",
    },
    needs=("dejar",),
)
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
    parts = {
        "sesiones": _part(TODAY, [_of_event(one) for one in events]),
        "pendientes": _part(PILES, [f"{one.number} {one.words}" for one in piles]),
        "avisos": _part(UNSEEN, [_of_told(one) for one in told]),
    }
    if not any(parts.values()):
        return None
    said = {"dia": Phrase(dates.short_day(day)), "resumen": _summary(len(events), piles, len(told))}
    return letter_of(TEXT, said | parts | _end(head))


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


def _part(title: str, lines: list[str]) -> str:
    """Return a part of the letter; empty where it has no lines."""
    shown = [f"- {line}" for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown.append(f"- y {len(lines) - MOST_LINES} más")
    return "\n".join([title, *shown]) if shown else ""


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


def _end(head: Letterhead) -> dict[str, str]:
    """Return where it can be read and stopped."""
    url = head.public_url
    stop = STOP.format(url=f"{url}/avisos#correo") if url else STOP_WITHOUT_ADDRESS
    return {"hoy": f"{url}/hoy" if url else "", "dejar": stop, "oficina": head.name}


def sample(look: Look, text: OwnText) -> Sample:
    """Return what the letter's names stand for on a day like any other."""
    day = look.now.astimezone(look.zone).date()
    head = mail.office_of(look.services).head
    said = {
        "dia": Phrase(dates.short_day(day)),
        "resumen": "1 sesión, 2 pendientes",
        "sesiones": _part(TODAY, ["10:00 a 11:00 h · Uso seguro de redes (Lucía Castillo)"]),
        "pendientes": _part(PILES, ["2 clips por revisar"]),
        "avisos": _part(UNSEEN, ["Se creó la sala"]),
    }
    return Sample(said | _end(head), "Con un día de ejemplo.")


GROUP = TextGroup("Correos al personal", (TEXT,), sample)
