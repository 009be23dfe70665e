"""The demonstration: the real annual programme laid over the present year, with invented people.

It is loaded once, into a database without people, in one transaction; what was recorded follows in
others, since files are written, and its accounts open last. Future sessions are booked by
the real service; their rooms are opened by the worker at the emulator. Where the vendors' settings
point at another server, they get pasted example links instead: nothing is ever sent to a server
that is not ours.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import click
from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc.accounts import labels as accounts_labels
from vc.accounts.models import Person, Role
from vc.accounts.passwords import DEMO_PASSWORD
from vc.accounts.service import HASHER
from vc.booking import service as booking
from vc.booking.forms import TEMPLATES
from vc.booking.models import Campaign, Event, EventKind, Frequency, Visibility
from vc.booking.requests import NewEvent
from vc.booking.states import EventStatus, MeetingStatus
from vc.calendars.models import Observance
from vc.calendars.service import STAFF, raise_versions
from vc.commits import notes_of
from vc.db import db, lock_allocation, read_only
from vc.demonstration import (
    demo_attended,
    demo_clips,
    demo_coverage,
    demo_forums,
    demo_interviews,
    demo_licences,
    demo_lives,
    demo_papers,
    demo_plan,
    demo_programme,
    demo_publications,
    demo_recordings,
    demo_reports,
    demo_requests,
    queries,
)
from vc.demonstration.queries import Planned
from vc.demonstration.stage import EMAILS, Stage, stage_of
from vc.licences.models import Licence, Platform
from vc.secret_files import FileTakenError, locked
from vc.series.service import Slot, book_series
from vc.services import services_of
from vc.startup import with_database
from vc.states import advance

EXAMPLE_LINK = "https://example.org/sala/{number}"
PASSWORD = DEMO_PASSWORD
LOCK_FILE = "demo.lock"
GUEST = "enlace@institucion.example"
"""Whoever an institution names to be told of its session."""
FORUM_SEATS = 150
BOOKED_BEFORE = timedelta(days=10)
"""How long ago what is to come was booked, and how long before it took place what is past."""
CANCELLED_AGO = timedelta(days=1)


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
        return accounts_labels.ROLES[self.role]


DEMO_ACCOUNTS = (
    Account("admin", "Mariana Robledo Ortiz", EMAILS["admin"], Role.ADMINISTRATOR,
            "Comunicación Social"),
    Account("comunicacion", "Lucía Castillo Rangel", EMAILS["comunicacion"], Role.COORDINATOR,
            "Comunicación Social"),
    Account("prevencion", "Jorge Alberto Medina", EMAILS["prevencion"], Role.HOST,
            "Prevención del Delito"),
    Account("informatica", "Daniela Torres Vega", EMAILS["informatica"], Role.HOST,
            "Informática"),
    Account("enlace", "Raúl Zavala Guerrero", EMAILS["enlace"], Role.HOST,
            "Participación Ciudadana"),
    Account("produccion", "Ximena Loredo Páez", EMAILS["produccion"], Role.PRODUCTION,
            "Comunicación Social"),
    Account("consulta", "Carmen Juárez Luna", EMAILS["consulta"], Role.VIEWER,
            "Secretaría Ejecutiva"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """How much was loaded."""

    people: int
    licences: int
    observances: int
    sessions: int


def load_demo(session: Session, *, now: datetime, app: Flask) -> DemoSummary | None:
    """Load the demonstration into an empty database; return how much that was. It commits.

    One that broke off is completed: until it is whole, its accounts have no password. Does nothing,
    and returns None, when there is anybody else already. Of two at once one loads it.
    """
    read_only(False)
    try:
        with locked(services_of(app).settings.instance / LOCK_FILE):
            return _load(session, now, app)
    except FileTakenError:
        return None


def _load(session: Session, now: datetime, app: Flask) -> DemoSummary | None:
    """Load what is not there yet, the passwords last."""
    lock_allocation(session)
    if session.scalar(select(Person.id).limit(1)) is None:
        _first_part(session, now, app)
    begun = select(Person).where(Person.is_demo.is_(True), Person.password_hash == "")
    people = {one.email: one for one in session.scalars(begun)}
    if not people:
        session.rollback()
        return None
    _leave_to_sweep(session)
    session.commit()
    stage = stage_of(app, session, now)
    demo_recordings.add(stage)
    hashed = HASHER.hash(PASSWORD)
    for person in people.values():
        person.password_hash = hashed
    consents = demo_papers.add_consents(stage)
    demo_coverage.add(stage)
    demo_publications.add(stage, demo_clips.add(stage, consents))
    demo_programme.deliver(stage)
    # Only now: it was entered when a post for one of its days was planned already.
    demo_papers.enter_bans(stage)
    for told in queries.month()["consents"]:
        if told.get("revoked"):
            demo_publications.take_down(stage, consents[told["film"]], told["revoked"])
    demo_plan.add(stage)
    demo_reports.add(stage)
    _leave_to_sweep(session)
    # It commits the passwords too.
    session.commit()
    return _summary(session)


def _leave_to_sweep(session: Session) -> None:
    """Leave what is due to a worker's first sweep, a moment after the start.

    A hint for each row would stand in line before whatever people do first.
    """
    session.flush()
    notes_of(session).wakes.clear()


def _first_part(session: Session, now: datetime, app: Flask) -> None:
    """Add everything that needs no files, people first."""
    _people(session, now)
    _campaigns(session)
    stage = stage_of(app, session, now)
    demo_licences.add(stage)
    _observances(stage)
    _sessions(stage)
    _series(stage)
    demo_licences.add_meet(stage)
    demo_lives.add(stage)
    demo_attended.add(stage)
    demo_interviews.add(stage)
    demo_papers.send_letters(stage)
    demo_requests.add(stage)
    demo_programme.add(stage)
    demo_forums.add(stage)
    session.flush()


def _summary(session: Session) -> DemoSummary:
    """Return how much there is now."""
    counts = (select(func.count(one.id)) for one in (Person, Licence, Observance, Event))
    summary = DemoSummary(*(session.scalar(one) or 0 for one in counts))
    session.rollback()
    return summary


@click.command("demo")
@with_database
def demo_command() -> None:
    """Carga la demostración en una base de datos vacía."""
    app = current_app
    loaded = load_demo(db.session(), now=services_of(app).clock(), app=app)
    if loaded is None:
        raise click.ClickException("Ya hay personas en la base de datos: no se tocó nada.")
    click.echo(
        f"Demostración cargada: {loaded.people} personas, {loaded.licences} cuentas, "
        f"{loaded.observances} efemérides y {loaded.sessions} sesiones del programa anual."
    )
    if not services_of(app).settings.is_demo:
        click.echo("Sus cuentas solo abren en modo demostración: inicie con DEMO=1.")


def _people(session: Session, now: datetime) -> None:
    """Add the people of the demonstration, who cannot sign in yet."""
    people = [
        Person(
            name=one.name,
            email=one.email,
            role=one.role,
            area=one.area,
            password_hash="",
            is_demo=True,
            created_at=now,
        )
        for one in DEMO_ACCOUNTS
    ]
    session.add_all(people)
    session.flush()


def _campaigns(session: Session) -> None:
    """Add the programme's campaigns and lines."""
    session.add_all([Campaign(name=name) for name in queries.campaign_names()])
    session.flush()


def _observances(stage: Stage) -> None:
    """Add the observances of this year and the next."""
    year = stage.now.astimezone(stage.zone).year
    found = queries.observances_of(year) + queries.observances_of(year + 1)
    for one in found:
        stage.session.add(
            Observance(
                name=one.name,
                observed_on=one.first,
                ends_on=one.last,
                action=one.action,
                modified_at=stage.now,
            )
        )
    raise_versions(stage.session, {STAFF}, stage.now)


def _sessions(stage: Stage) -> None:
    """Add the sessions, those that were held and those to come."""
    planned = queries.planned_sessions(stage.now, stage.zone)
    held = [one for one in planned if one.starts_at <= stage.now]
    # Their rooms are closed at the end, or the next one would find the licence free.
    booked = [(one, _book_held(stage, one, number)) for number, one in enumerate(held, 1)]
    for one, event in booked:
        if not one.cancelled and not one.is_on(stage.now):
            _close(event)
    for number, one in enumerate(planned[len(held) :], len(held) + 1):
        _book_coming(stage, one, number)


def _series(stage: Stage) -> None:
    """Add the meetings that repeat, where rooms are really made."""
    if not stage.has_emulator:
        return
    planned = queries.planned_series(stage.now, stage.zone)
    host = stage.people[planned.host]
    new = NewEvent(
        submission_key="demo-series",
        summary=planned.summary,
        kind=EventKind.MEETING,
        host_id=host.id,
        starts_at=planned.starts[0],
        ends_at=planned.starts[0] + timedelta(minutes=45),
        tzid=stage.zone.key,
        description=planned.description,
        cohost_ids=(stage.people["informatica"].id,),
        area=host.area,
    )
    slots = [Slot(start) for start in planned.starts]
    context = stage.booking(planned.host, stage.now - BOOKED_BEFORE)
    book_series(context, new, Frequency.BIWEEKLY, slots)


def _book_held(stage: Stage, planned: Planned, number: int) -> Event:
    """Book a session that has begun, as somebody did some days before it.

    The room of one that is on is still to be made: nobody else knows of it.
    """
    context = stage.booking(planned.host, planned.starts_at - BOOKED_BEFORE)
    if planned.is_on(stage.now):
        return booking.book(context, _with_link(stage, _asked(stage, planned, number), number))
    event = booking.book(context, _asked(stage, planned, number))
    if planned.cancelled:
        day_before = stage.booking(planned.host, planned.starts_at - timedelta(days=1))
        booking.cancel(day_before, event, planned.cancelled)
    event.meeting.due_at = None
    event.meeting.done = event.meeting.wanted
    return event


def _close(event: Event) -> None:
    """Let a session have been held: certain, and its room closed since; it is sent nowhere."""
    advance(event, EventStatus.CONFIRMED, now=event.created_at)
    advance(event.meeting, MeetingStatus.CLOSED, now=event.ends_at)
    event.meeting.started_at, event.meeting.ended_at = event.starts_at, event.ends_at


def _book_coming(stage: Stage, planned: Planned, number: int) -> None:
    """Book a coming session: its room is to be made, or its link is an example."""
    new = _with_link(stage, _asked(stage, planned, number), number)
    if planned.by_hand:
        new = replace(new, platform=Platform.OTHER, pasted_url="")
    event = booking.book(stage.booking(planned.host, stage.now - BOOKED_BEFORE), new)
    if planned.cancelled:
        context = stage.booking("comunicacion", stage.now - CANCELLED_AGO)
        booking.cancel(context, event, planned.cancelled)


def _with_link(stage: Stage, new: NewEvent, number: int) -> NewEvent:
    """Return a session with a link that is an example, where no room can be made."""
    if stage.has_emulator:
        return new
    link = EXAMPLE_LINK.format(number=number)
    return replace(new, platform=Platform.OTHER, pasted_url=link)


def _asked(stage: Stage, planned: Planned, number: int) -> NewEvent:
    """Return a planned session as the form would ask for it, with what its kind usually has."""
    template = TEMPLATES[planned.kind]
    is_open_forum = planned.kind is EventKind.FORUM and not planned.is_internal
    host = stage.people[planned.host]
    return NewEvent(
        submission_key=f"demo-{number}",
        summary=planned.summary,
        kind=planned.kind,
        host_id=host.id,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        tzid=stage.zone.key,
        campaign_id=stage.campaigns[planned.line],
        description=planned.description,
        area=host.area,
        institution=planned.institution,
        municipality=planned.municipality,
        audience_size=planned.audience,
        has_minors=planned.has_minors,
        visibility=Visibility.INTERNAL if planned.is_internal else Visibility.PUBLIC,
        records=bool(template.get("records")),
        streams=planned.streams,
        guests=GUEST if planned.institution else "",
        takes_registrations=is_open_forum,
        seats=planned.seats or FORUM_SEATS if is_open_forum else 0,
        waits_for_licence=planned.waits,
    )
