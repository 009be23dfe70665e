"""What the office promised, on both databases; and two people at the same instant, on PostgreSQL.

SQLite has one writer at a time; on PostgreSQL two who come by different pages meet in a row.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.event import listen, remove
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse, Upload

from app import create_app
from tests.booking.sessions import ZONE, book
from tests.conftest import Clock, browser_at, make_settings
from tests.coverage.working import photograph
from tests.everything import People, make_everything
from tests.people import sign_in_cookie
from tests.reconciliation.working import form_to
from tests.series.conftest import form_with
from tests.test_postgres import server  # noqa: F401 - a fixture
from vc.accounts.models import Person
from vc.accounts.request_context import RequestContext
from vc.booking.models import Event, EventKind
from vc.booking.states import EventStatus
from vc.coverage.models import Coverage, Photograph
from vc.db import db, read_only
from vc.editorial_plan import reposts
from vc.editorial_plan.models import Repost, RepostStatus
from vc.editorial_plan.reposts import NewRepost
from vc.evidence_bundles.models import EvidenceBundle, SigningKey
from vc.forums.models import Question, QuestionStatus
from vc.interviews.models import Interview
from vc.migrations_cli import upgrade
from vc.networks.facts import Network
from vc.programme.models import Goal
from vc.publishing.models import Publication, PublicationStatus
from vc.reports import queries
from vc.reports.periods import period_of
from vc.services import services_of

pytestmark = pytest.mark.xdist_group("postgresql")
DATABASES = ("sqlite", "postgresql")
BEGINNING = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)
FOLIO = re.compile(r"(VC-\d{4}-\d{4,6})-[0-9A-Z]{5}-[0-9A-Z]{5}")
SLUG = re.compile(r"(?<=/)[a-z0-9]{16}\b")
PAGES = (
    *("/informes", "/informes/2031-02", "/informes/2031-03", "/informes/2031"),
    *("/informes/2031-03/filas/sessions", "/informes/2031-02?version=1"),
    *("/programa?mes=2031-03", "/programa/2031", "/programa/metas/1"),
    *("/publicaciones/mes?mes=2031-03", "/publicaciones/lineamientos"),
    *("/cobertura", "/cobertura/turnos", "/zonas", "/solicitudes", "/entrevistas", "/temas"),
    *("/historias", "/sesiones/{over}", "/sesiones/{over}/registro", "/sesiones/{over}/encuesta"),
    *("/sesiones/{over}/constancias", "/sesiones/{over}/entrevistas"),
    *("/sesiones/{forum}/foro", "/sesiones/{forum}/preguntas", "/s/{slug}/preguntas"),
)


@dataclass(slots=True)
class Office:
    """The same office on one of the databases."""

    app: Flask
    people: dict[str, int]
    cookies: dict[str, str]
    names: dict[str, object]

    def browser(self, name: str) -> TestApp:
        """Return a browser in which somebody is signed in."""
        browser = browser_at(self.app)
        browser.set_cookie("vc", self.cookies[name])
        return browser

    def two(self) -> tuple[TestApp, TestApp]:
        """Return the browsers of two who may do everything here."""
        return self.browser("administrator"), self.browser("coordinator")


@pytest.fixture(scope="module")
def offices(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Office]]:  # noqa: F811
    """The office with one of everything, on each database."""
    addresses = dict(zip(DATABASES, ("", server), strict=True))
    made = {
        name: Context().run(_office, address, tmp_path_factory.mktemp(name))
        for name, address in addresses.items()
    }
    yield made
    for one in made.values():
        with one.app.app_context():
            db.engine.dispose()


@pytest.fixture
def office(offices: dict[str, Office]) -> Iterator[Office]:
    """The one on PostgreSQL."""
    one = offices["postgresql"]
    with one.app.app_context():
        read_only(False)
        yield one
        db.session.remove()


def _office(address: str, folder: Path) -> Office:
    """Return the office on a database."""
    app = create_app(make_settings(folder, database_url=address))
    services_of(app).clock = Clock(BEGINNING)
    upgrade(app)
    with app.app_context():
        read_only(False)
        people = make_everything(app, folder)
        found = {name: getattr(people, name) for name in People.__slots__}
        cookies = {name: sign_in_cookie(app, db.session, one) for name, one in found.items()}
        forum = db.session.scalars(select(Event).filter_by(kind=EventKind.FORUM)).one()
        over = db.session.scalars(select(Interview)).first().event_id
        names = {"over": over, "forum": forum.id, "slug": forum.slug}
        numbers = {name: one.id for name, one in found.items()}
        db.session.remove()
    return Office(app, numbers, cookies, names)


def at_once(*sends: Callable[[], TestResponse]) -> list[int]:
    """Send what two people filled in at the same instant; return how each was answered."""
    db.session.remove()
    both_looked, answers = threading.Barrier(len(sends)), []

    def wait_for_the_other(*_: object) -> None:
        # Whoever has looked waits for the other, who may have to wait for their turn.
        with suppress(threading.BrokenBarrierError):
            both_looked.wait(timeout=0.5)

    def answer(send: Callable[[], TestResponse]) -> None:
        answers.append(send().status_int)

    listen(Session, "before_flush", wait_for_the_other)
    try:
        threads = [threading.Thread(target=Context().run, args=(answer, one)) for one in sends]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
    finally:
        remove(Session, "before_flush", wait_for_the_other)
    return sorted(answers)


def sent(form) -> Callable[[], TestResponse]:
    """Return what sends a form, whatever is answered."""
    return partial(form.submit, status="*")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_the_same_on_both_databases(offices, path):
    told = []

    for office in offices.values():
        page = office.browser("coordinator").get(path.format(**office.names))
        text = page.html.select_one("main").get_text(" ", strip=True)
        # What nobody guesses is another one on each.
        told.append(SLUG.sub("", FOLIO.sub(r"\1", text)))

    assert told[0] == told[1]


def test_two_bundles_of_one_publication_have_numbers_of_their_own(office):
    out = select(Publication.id).filter_by(status=PublicationStatus.PUBLISHED)
    path = f"/publicaciones/{db.session.scalars(out).first()}/expediente"
    before = db.session.scalar(select(func.max(EvidenceBundle.number)))
    forms = [form_with(one.get(path), "request_number") for one in office.two()]
    for number, form in enumerate(forms):
        form["request_number"] = f"2404745260001{number}"

    answers = at_once(*map(sent, forms))

    assert answers == [303, 303]
    numbers = db.session.scalars(select(EvidenceBundle.number).order_by(EvidenceBundle.id)).all()
    assert numbers[-2:] == [before + 1, before + 2]


def test_the_first_bundles_of_two_publications_are_signed_by_one_key(office):
    out = select(Publication.id).filter_by(status=PublicationStatus.PUBLISHED)
    numbers = db.session.scalars(out).all()
    forms = [
        form_with(browser.get(f"/publicaciones/{number}/expediente"), "request_number")
        for browser, number in zip(office.two(), numbers, strict=True)
    ]
    for form in forms:
        form["request_number"] = "240474526000777"
    kept = db.session.scalars(select(SigningKey)).all()
    for one in kept:
        db.session.delete(one)
    db.session.commit()

    assert at_once(*map(sent, forms)) == [303, 303]

    assert db.session.scalar(select(func.count(SigningKey.id))) == 1


def test_of_two_who_change_and_end_a_goal_one_is_told(office):
    boss, other = office.two()
    services_of(office.app).clock = Clock(BEGINNING + timedelta(days=1))
    change = form_with(boss.get("/programa/metas/1/cambiar"), "least")
    change["least"] = "5"
    end = form_to(other.get("/programa/metas/1"), "/terminar")

    answers = at_once(sent(change), sent(end))

    services_of(office.app).clock = Clock(BEGINNING)
    assert answers == [303, 409]
    assert len(db.session.get_one(Goal, 1).versions) == 2


def test_a_session_that_is_moved_and_covered_at_once_has_one_coverage(office):
    ana = db.session.get_one(Person, office.people["ana"])
    event = book(office.app, ana, BEGINNING + timedelta(days=50), kind=EventKind.CMSP)
    read_only(False)
    event.status, event.meeting.due_at = EventStatus.CONFIRMED, None
    db.session.commit()
    number, (boss, other) = event.id, office.two()
    change = form_with(boss.get(f"/sesiones/{number}/editar"), "municipality")
    change["municipality"] = "Matehuala"
    plan = form_with(other.get("/cobertura/nueva"), "on_day")
    plan["municipality_id"].select(text="Cerritos (Media)")
    plan["event_id"] = str(number)

    answers = at_once(sent(change), sent(plan))

    assert set(answers) <= {303, 422}
    covered = select(func.count(Coverage.id)).where(Coverage.event_id == number)
    assert db.session.scalar(covered) == 1


def test_a_municipality_is_planned_once_for_a_day_by_two_pages(office):
    boss, other = office.two()
    row = db.session.scalars(select(Coverage).where(Coverage.proven_at.is_(None))).first()
    day = (row.on_day + timedelta(days=3)).isoformat()
    change = form_with(boss.get(f"/cobertura/{row.id}/cambiar"), "on_day")
    change["on_day"] = day
    plan = form_with(other.get("/cobertura/nueva"), "on_day")
    plan["municipality_id"], plan["on_day"] = str(row.municipality_id), day

    assert at_once(sent(change), sent(plan)) == [303, 422]

    there = select(func.count(Coverage.id)).where(Coverage.on_day == date.fromisoformat(day))
    assert db.session.scalar(there) == 1


def test_what_is_written_while_it_is_frozen_is_in_it_or_refused(office):
    boss, other = office.two()
    comment = form_with(boss.get("/informes/2031-02/comentario"), "text")
    comment["text"] = "Escrito al mismo tiempo"
    freeze = form_to(other.get("/informes/2031-02"), "/congelar")

    answers = at_once(sent(comment), sent(freeze))

    newest = queries.newest_of(db.session(), period_of("2031-02"))
    is_frozen_with = "Escrito al mismo tiempo" in queries.content_of(db.session(), newest).decode()
    assert newest.is_frozen
    assert answers == ([303, 303] if is_frozen_with else [303, 422])


def test_two_questions_that_are_taken_at_once_have_a_place_each(office):
    gone = select(Question).filter_by(status=QuestionStatus.DISCARDED)
    waits = select(Question).filter_by(status=QuestionStatus.WAITING)
    rows = [db.session.scalars(query).one() for query in (gone, waits)]
    page = f"/sesiones/{office.names['forum']}/preguntas"
    forms = [
        next(
            form
            for form in browser.get(page).forms.values()
            if form.action.endswith(f"/preguntas/{row.id}")
        )
        for browser, row in zip(office.two(), rows, strict=True)
    ]

    takes = [partial(one.submit, "que", value="tomar", status="*") for one in forms]

    assert at_once(*takes) == [303, 303]

    taken = select(Question.place).filter_by(status=QuestionStatus.TAKEN)
    places = db.session.scalars(taken).all()
    assert len(set(places)) == len(places) == 3


def test_one_post_of_ours_proves_one_guideline(office):
    boss = db.session.get_one(Person, office.people["coordinator"])
    context = RequestContext(db.session(), boss, BEGINNING, ZONE)
    today = BEGINNING.astimezone(ZONE).date()
    numbers = []
    for number in (7, 8):
        new = NewRepost(
            title="Frío",
            source_url=f"https://x.com/gobierno/status/55555{number}",
            network=Network.X,
            first=today,
            last=today,
        )
        numbers.append(reposts.enter(context, new)[0].id)
    db.session.commit()
    forms = [
        form_to(browser.get(f"/publicaciones/lineamientos/{number}"), "/comprobar")
        for browser, number in zip(office.two(), numbers, strict=True)
    ]
    for form in forms:
        form["proof_url"] = "https://x.com/secesp/status/99999"

    assert at_once(*map(sent, forms)) == [303, 422]

    proven = select(Repost.id).where(Repost.id.in_(numbers), Repost.status == RepostStatus.PROVEN)
    assert len(db.session.scalars(proven).all()) == 1


def test_a_photograph_that_two_hand_in_is_kept_once(office):
    row = db.session.scalars(select(Coverage).where(Coverage.proven_at.is_not(None))).first()
    forms = [
        form_with(one.get(f"/cobertura/{row.id}/fotografias"), "caption") for one in office.two()
    ]
    for form in forms:
        form["photographs"] = [Upload("mesa.jpg", photograph("green"), "image/jpeg")]
    kept = select(func.count(Photograph.id)).where(Photograph.coverage_id == row.id)
    before = db.session.scalar(kept)

    assert at_once(*map(sent, forms)) == [303, 303]

    assert db.session.scalar(kept) == before + 1
