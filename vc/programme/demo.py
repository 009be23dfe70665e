"""The demonstration: the real annual programme laid over the present year, with invented people.

It is loaded once, into a database without people. Future sessions are booked by the real service;
their rooms are opened by the worker at the emulator. Where the vendors' settings point at another
server, they get pasted example links instead: nothing is ever sent to a server that is not ours.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import phrases
from vc.accounts.models import Person, Role
from vc.accounts.service import HASHER
from vc.booking import service as booking
from vc.booking.forms import TEMPLATES, NewEvent
from vc.booking.models import (
    Campaign,
    Event,
    EventKind,
    EventStatus,
    Folio,
    Meeting,
    MeetingStatus,
    Visibility,
)
from vc.calendars.models import Observance
from vc.calendars.service import STAFF, raise_versions
from vc.db import db, read_only
from vc.licences.models import Licence, LicenceBlock, Platform

DATA = Path(__file__).parent / "data"
EXAMPLE_LINK = "https://example.org/sala/{number}"
PASSWORD = "Prevenimos-Juntos-2021"  # noqa: S105
"""Known to all, which is why it opens nothing but a demonstration."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person of the demonstration, with the password that the terminal prints."""

    key: str
    name: str
    email: str
    role: Role
    area: str

    @property
    def role_name(self) -> str:
        """Return the role in words."""
        return phrases.ROLES[self.role]


DEMO_ACCOUNTS = (
    Account("admin", "Mariana Robledo Ortiz", "admin@secesp.example", Role.ADMINISTRATOR,
            "Comunicación Social"),
    Account("comunicacion", "Lucía Castillo Rangel", "coordinacion@secesp.example",
            Role.COORDINATOR, "Comunicación Social"),
    Account("prevencion", "Jorge Alberto Medina", "anfitrion@secesp.example", Role.HOST,
            "Prevención del Delito"),
    Account("informatica", "Daniela Torres Vega", "informatica@secesp.example", Role.HOST,
            "Informática"),
    Account("enlace", "Raúl Zavala Guerrero", "enlace@secesp.example", Role.HOST,
            "Participación Ciudadana"),
    Account("consulta", "Carmen Juárez Luna", "consulta@secesp.example", Role.VIEWER,
            "Secretaría Ejecutiva"),
)  # fmt: skip

LICENCES = (
    {"account_email": "sala1@secesp.example", "label": "Sala 1", "largest_audience": 100},
    {"account_email": "sala2@secesp.example", "label": "Sala 2", "largest_audience": 300,
     "has_streaming": True},
    {"account_email": "sala3@secesp.example", "label": "Sala 3", "largest_audience": 100},
    {"account_email": "foros@secesp.example", "label": "Foros", "largest_audience": 500,
     "has_streaming": True, "has_webinar": True},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demonstration is set: the transaction, the instant, the office and its people."""

    session: Session
    now: datetime
    zone: ZoneInfo
    people: dict[str, Person]
    campaigns: dict[str, Campaign]
    licences: list[Licence]


def load_demo(session: Session, *, now: datetime, app: Flask) -> int:
    """Load the demonstration into an empty database; return how many sessions it has.

    Does nothing, and returns 0, when there is anybody already.
    """
    read_only(False)
    if session.scalar(select(Person.id).limit(1)) is not None:
        session.rollback()
        return 0
    settings = app.config["SETTINGS"]
    zone = ZoneInfo(settings.tzid)
    stage = Stage(
        session, now, zone, _people(session, now), _campaigns(session), _licences(session, now)
    )
    _observances(session, now.astimezone(zone).year, now)
    session.commit()
    rows = tomllib.loads((DATA / "sessions.toml").read_text(encoding="utf-8"))["sessions"]
    for number, row in enumerate(rows, 1):
        starts_at = _starts_at(stage, row)
        if starts_at < now:
            _held(stage, row, starts_at, number)
        else:
            _booked(stage, row, starts_at, number, app=app)
        session.commit()
    _show_other_states(stage, app)
    return len(rows)


@click.command("demo")
@with_appcontext
def demo_command() -> None:
    """Carga la demostración en una base de datos vacía."""
    app = current_app._get_current_object()
    count = load_demo(db.session(), now=app.config["CLOCK"](), app=app)
    if not count:
        raise click.ClickException("Ya hay personas en la base de datos: no se tocó nada.")
    click.echo(f"Demostración cargada: {count} sesiones del programa anual.")


def programme() -> dict:
    """Return the facts of the annual programme."""
    return tomllib.loads((DATA / "programme.toml").read_text(encoding="utf-8"))


def observances_of(year: int) -> list[tuple[date, date, str, str]]:
    """Return a year's observances as (first day, last day, name, action), in their order."""
    facts = programme()
    fixed = [
        (date(year, one["month"], one["day"]), one["name"], one.get("action", ""))
        for one in facts["observances"]
    ]
    monthly = facts["monthly"]
    fixed += [
        (date(year, month, monthly["day"]), monthly["name"], monthly["action"])
        for month in range(1, 13)
    ]
    rows = [(day, day, name, action) for day, name, action in fixed]
    week, summer = facts["periods"]["holy_week"], facts["periods"]["summer"]
    easter = easter_sunday(year)
    rows.append((easter - timedelta(days=7), easter, week["name"], week["action"]))
    first = date(year, summer["from_month"], summer["from_day"])
    last = date(year, summer["to_month"], summer["to_day"])
    rows.append((first, last, summer["name"], summer["action"]))
    return sorted(rows)


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of a Gregorian year (the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def _people(session: Session, now: datetime) -> dict[str, Person]:
    """Add the people of the demonstration; the one password is hashed once."""
    hashed = HASHER.hash(PASSWORD)
    people = {
        one.key: Person(
            name=one.name,
            email=one.email,
            role=one.role,
            area=one.area,
            password_hash=hashed,
            is_demo=True,
            created_at=now,
        )
        for one in DEMO_ACCOUNTS
    }
    session.add_all(people.values())
    return people


def _campaigns(session: Session) -> dict[str, Campaign]:
    """Add the programme's campaigns."""
    campaigns = {name: Campaign(name=name) for name in programme()["campaigns"]["names"]}
    session.add_all(campaigns.values())
    return campaigns


def _licences(session: Session, now: datetime) -> list[Licence]:
    """Add the accounts that the emulator knows, one of them blocked for some days."""
    licences = [Licence(platform=Platform.ZOOM, has_recording=True, **row) for row in LICENCES]
    session.add_all(licences)
    session.flush()
    begin = (now + timedelta(days=40)).replace(hour=6, minute=0, second=0, microsecond=0)
    session.add(
        LicenceBlock(
            licence_id=licences[2].id,
            starts_at=begin,
            ends_at=begin + timedelta(days=3),
            reason="Renovación de la licencia",
        )
    )
    return licences


def _observances(session: Session, year: int, now: datetime) -> None:
    """Add the observances of this year and the next."""
    for first, last, name, action in observances_of(year) + observances_of(year + 1):
        session.add(
            Observance(name=name, observed_on=first, ends_on=last, action=action, modified_at=now)
        )
    raise_versions(session, {STAFF}, now)


def _starts_at(stage: Stage, row: dict) -> datetime:
    """Return when a session of the data begins: so many working days from today."""
    day = stage.now.astimezone(stage.zone).date()
    step = timedelta(days=1 if row["day"] > 0 else -1)
    left = abs(row["day"])
    while left:
        day += step
        left -= day.weekday() < 5
    local = datetime.combine(day, time.fromisoformat(row["at"]), stage.zone)
    return local.astimezone(UTC)


def _new_event(stage: Stage, row: dict, starts_at: datetime, number: int) -> NewEvent:
    """Return a session of the data as the form would ask for it."""
    kind = EventKind(row["kind"])
    template = TEMPLATES[kind]
    summary = row["summary"]
    if kind is EventKind.CMSP:
        month = starts_at.astimezone(stage.zone).month
        summary = f"{summary}, Zona {programme()['cmsp']['zones'][month - 1]}"
    host = stage.people[row["host"]]
    campaign = stage.campaigns.get(row.get("campaign", ""))
    return NewEvent(
        submission_key=f"demo-{number}",
        summary=summary,
        kind=kind,
        host_id=host.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=int(template["duration"])),
        tzid=stage.zone.key,
        campaign_id=campaign.id if campaign else None,
        description=row.get("description", ""),
        area=host.area,
        institution=row.get("institution", ""),
        municipality=row.get("municipality", ""),
        audience_size=row.get("audience", 0),
        has_minors=row.get("minors", False),
        visibility=Visibility.INTERNAL if row.get("internal") else Visibility.PUBLIC,
        records=bool(template.get("records")),
        streams=row.get("streams", False),
    )


def _booked(stage: Stage, row: dict, starts_at: datetime, number: int, *, app: Flask) -> Event:
    """Book a coming session by the real service."""
    return booking.book(_desk(stage, row["host"], app), _asked(stage, row, starts_at, number, app))


def _asked(stage: Stage, row: dict, starts_at: datetime, number: int, app: Flask) -> NewEvent:
    """Return what is booked: a room at the emulator, or a pasted link where it does not stand."""
    new = _new_event(stage, row, starts_at, number)
    if app.config["SETTINGS"].needs_emulator:
        return new
    return replace(new, platform=Platform.OTHER, pasted_url=EXAMPLE_LINK.format(number=number))


def _desk(stage: Stage, host: str, app: Flask) -> booking.Desk:
    """Return where one of the people books."""
    return booking.Desk(
        session=stage.session,
        by=stage.people[host],
        now=stage.now,
        providers=app.extensions["providers"],
        zone=stage.zone,
        uid_domain=app.config["SETTINGS"].uid_domain,
    )


def _held(stage: Stage, row: dict, starts_at: datetime, number: int) -> None:
    """Add a session that has taken place; its room was closed since and is sent nowhere."""
    new = _new_event(stage, row, starts_at, number)
    values = {
        name: getattr(new, name)
        for name in booking.SAME_NAMES
        if name not in ("status", "uid", "folio")
    }
    year = starts_at.astimezone(stage.zone).year
    counter = stage.session.get(Folio, year) or Folio(year=year, last=0)
    counter.last += 1
    stage.session.add(counter)
    event = Event(
        folio=f"VC-{year}-{counter.last:04d}",
        uid=f"talk-demo-{number}@vc.secesp.example",
        submission_key=new.submission_key,
        status=EventStatus.CONFIRMED,
        sequence=0,
        last_modified=starts_at,
        created_by_id=new.host_id,
        created_at=starts_at - timedelta(days=10),
        meeting=Meeting(
            platform=Platform.ZOOM,
            licence_id=stage.licences[1 if new.streams else 0].id,
            status=MeetingStatus.CLOSED,
            wanted=1,
            done=1,
        ),
        **values,
    )
    stage.session.add(event)


def _show_other_states(stage: Stage, app: Flask) -> None:
    """Cancel one session and put one on the waiting list, so that those states can be seen."""
    query = (
        select(Event)
        .where(Event.starts_at > stage.now, Event.status != EventStatus.CANCELLED)
        .order_by(Event.starts_at.desc())
    )
    last = stage.session.scalars(query.limit(1)).unique().one()
    desk = _desk(stage, "comunicacion", app)
    booking.cancel(desk, last, "La institución pidió cambiarla al próximo mes")
    stage.session.commit()
    if app.config["SETTINGS"].needs_emulator:
        _crowd(stage, app)


def _crowd(stage: Stage, app: Flask) -> None:
    """Ask for the one webinar licence twice at the same hour: the second session waits."""
    for number, summary in ((901, "Foro virtual: prevención en comunidad"),
                            (902, "Foro virtual: mesa de municipios")):  # fmt: skip
        row = {"day": 16, "at": "17:00", "kind": "forum", "summary": summary,
               "host": "informatica", "audience": 450, "streams": True}  # fmt: skip
        new = _new_event(stage, row, _starts_at(stage, row), number)
        desk = _desk(stage, "informatica", app)
        booking.book(desk, replace(new, waits_for_licence=True))
        stage.session.commit()
