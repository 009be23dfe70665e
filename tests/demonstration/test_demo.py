"""The demonstration as it is loaded: once, whole, and never sent to a server that is not ours."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from tests.accounts.test_sign_in import enter
from tests.booking.sessions import work
from tests.conftest import browser_at, make_settings
from tests.vendor import Vendor, zoom_at
from vc.accounts.models import Person, Role
from vc.accounts.passwords import check_password
from vc.booking.models import Event
from vc.booking.states import EventStatus, MeetingStatus
from vc.calendars.models import Observance
from vc.db import Base, db
from vc.demonstration import demo_clips, demo_papers, demo_recordings
from vc.demonstration.demo import DEMO_ACCOUNTS, PASSWORD, DemoSummary, load_demo
from vc.licences import service as licences_service
from vc.licences.models import Licence, Platform
from vc.media.models import Preparation, PreparationStatus
from vc.recordings.models import Recording, RecordingStatus
from vc.recordings.service import UPLOAD
from vc.services import services_of

SOMEBODY_ELSES = {"zoom_account_id": "a", "zoom_client_id": "c", "zoom_client_secret": "s"}


@pytest.fixture
def elsewhere(tmp_path_factory, empty_database, vendor, clock) -> Flask:
    """An office whose Zoom is a server that is not ours."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "vc.sqlite3").write_bytes(empty_database.read_bytes())
    app = create_app(make_settings(folder, **(zoom_at(vendor) | SOMEBODY_ELSES)))
    services_of(app).clock = clock
    return app


def load(app: Flask) -> DemoSummary | None:
    """Load the demonstration at the app's present instant."""
    with app.app_context():
        return load_demo(db.session(), now=services_of(app).clock(), app=app)


def counts() -> DemoSummary:
    """Return how many rows there are of what the demonstration loads."""
    db.session.rollback()
    models = (Person, Licence, Observance, Event)
    return DemoSummary(*(db.session.scalar(select(func.count()).select_from(m)) for m in models))


def sessions() -> list[Event]:
    """Return every session, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Event).order_by(Event.starts_at, Event.id)).unique())


def test_a_load_that_fails_leaves_nothing_behind(app, reading):
    services_of(app).providers = {}

    with pytest.raises(KeyError):
        load(app)

    assert counts() == DemoSummary(people=0, licences=0, observances=0, sessions=0)


def test_a_load_that_broke_off_is_completed_by_one_of_the_next_starts(app, reading, monkeypatch):
    steps = (
        *((demo_recordings, "_hand_in"), (demo_recordings, "run")),
        *((demo_clips, "_logo"), (demo_papers, "enter_bans")),
    )
    for step in steps:
        with monkeypatch.context() as broken:
            broken.setattr(*step, _fails)
            with pytest.raises(OSError, match="the disk is gone"):
                load(app)
        enter(browser_at(app), DEMO_ACCOUNTS[0].email, PASSWORD, status=422)

    with ThreadPoolExecutor(2) as pool:
        loaded = list(pool.map(load, [app, app]))

    assert load(app) is None
    enter(browser_at(app), DEMO_ACCOUNTS[0].email, PASSWORD, status=303)
    assert sorted(one is None for one in loaded) == [False, True]
    assert next(filter(None, loaded)) == counts()
    assert counts() == DemoSummary(people=7, licences=5, observances=38, sessions=53)
    stored = select(Recording.topic).where(Recording.status == RecordingStatus.STORED)
    topics = db.session.scalars(stored).all()
    assert len(set(topics)) == len(topics) == 8
    assert set(db.session.scalars(select(Preparation.status))) == {PreparationStatus.READY}


def test_its_accounts_open_on_this_machine_only(demonstration_story, app, settings):
    account = DEMO_ACCOUNTS[0].email
    afar = browser_at(app)
    afar.extra_environ["REMOTE_ADDR"] = "192.0.2.7"
    behind = browser_at(app)
    behind.extra_environ["HTTP_X_FORWARDED_FOR"] = "192.0.2.7"

    assert "solo abren en el equipo donde se ejecuta" in afar.get("/entrar").text
    enter(afar, account, PASSWORD, status=422)
    enter(behind, account, PASSWORD, status=422)
    services_of(app).settings = replace(settings, demo_open=True)
    assert "no escriba datos reales" in afar.get("/entrar").text
    enter(afar, account, PASSWORD, status=303)


def unlikely_times(now: datetime) -> list[str]:
    """Return which instants of any row cannot be: something done that is yet to come."""
    done = ("created_at", "at", "made_at", "published_at", "asked_at", "stored_at", "entered_at")
    done += ("counted_at", "thrown_at", "ended_at", "live_at", "sent_at", "retracted_at")
    found = []
    for table in Base.metadata.sorted_tables:
        for name in set(done) & set(table.columns.keys()):
            late = select(func.count()).select_from(table).where(table.c[name] > now)
            if db.session.scalar(late):
                found.append(f"{table.name}.{name}")
    return found


def _fails(*arguments: object, **more: object) -> None:
    """Stand in for what a full disk does."""
    raise OSError("the disk is gone")


@pytest.mark.parametrize(
    "now",
    [
        datetime(2031, 1, 1, 15, 0, tzinfo=UTC),
        datetime(2032, 3, 1, 5, 58, tzinfo=UTC),
        datetime(2031, 12, 31, 23, 59, tzinfo=UTC),
    ],
    ids=["New Year's Day", "the night of a Sunday, February 29", "New Year's Eve"],
)
def test_it_is_whole_whenever_it_is_loaded(app, reading, clock, now):
    clock.now = now

    loaded = load(app)

    assert loaded == DemoSummary(people=7, licences=5, observances=38, sessions=53)
    rows = [one for one in sessions() if one.meeting.licence and one.status != "CANCELLED"]
    gaps = [
        later.starts_at - earlier.ends_at
        for licence_id in {one.meeting.licence_id for one in rows}
        for earlier, later in pairwise(o for o in rows if o.meeting.licence_id == licence_id)
    ]
    assert min(gaps) >= timedelta(minutes=15)
    assert sum(one.takes_place(now) for one in sessions()) == 2
    assert unlikely_times(now) == []


def test_each_session_has_the_licence_it_needs(demonstration_story, app, reading):
    unsuited = [
        one.folio
        for one in sessions()
        if (licence := one.meeting.licence)
        and (one.audience_size > licence.largest_audience or one.streams > licence.has_streaming)
    ]

    assert unsuited == []


def test_folios_run_without_gaps_and_name_the_calendar_s_entries(demonstration_story, app, reading):
    found = [(one.folio, one.uid) for one in sorted(sessions(), key=lambda one: one.id)]

    folios = [f"VC-2031-{number:04d}" for number in range(1, 54)]
    assert found == [(folio, f"talk-{folio}@vc.secesp.example") for folio in folios]


def test_what_was_held_is_certain_and_asks_nothing_of_a_worker(
    demonstration_story, app, reading, clock
):
    over = [one for one in sessions() if one.is_past(clock())]
    held = [one for one in over if one.status is not EventStatus.CANCELLED]

    assert {(one.status, one.meeting.status) for one in held} == {
        (EventStatus.CONFIRMED, MeetingStatus.CLOSED)
    }
    assert {(one.meeting.due_at, one.meeting.wanted - one.meeting.done) for one in over} == {
        (None, 0)
    }
    assert (len(held), len(over)) == (16, 17)


def test_the_page_of_what_was_held_says_so(demonstration_story, app, reading, browser_of):
    room = browser_of(Role.COORDINATOR).get("/sesiones/3").html.find(id="room")

    said = " ".join(room.get_text().split())
    assert said.startswith("La sala de Zoom (Sala 3) se cerró al terminar.")


@pytest.mark.usefixtures("good_day")
def test_the_worker_makes_the_rooms_of_what_is_to_come_at_the_emulator(
    demonstration_story, app, reading, vendor, clock
):
    vendor.set_clock(clock())
    coming = [one.folio for one in sessions() if one.ends_at > clock()]

    work(app)

    states = Counter(one.meeting.status for one in sessions() if one.ends_at > clock())
    assert states == {
        MeetingStatus.OPEN: len(coming) - 3,
        MeetingStatus.CLOSED: 1,
        MeetingStatus.PENDING: 1,
        MeetingStatus.WAITING_FOR_LICENCE: 1,
    }
    assert len(vendor.rooms()) == len(coming) - 3


def test_the_command_says_what_it_did_and_nothing_is_sent_to_a_server_that_is_not_ours(
    elsewhere, vendor: Vendor, clock
):
    runner = elsewhere.test_cli_runner()

    first, second = runner.invoke(args=["demo"]), runner.invoke(args=["demo"])

    assert (first.exit_code, first.output) == (
        0,
        "Demostración cargada: 7 personas, 4 cuentas, 38 efemérides y 47 sesiones del programa "
        "anual.\nSus cuentas solo abren en modo demostración: inicie con DEMO=1.\n",
    )
    assert (second.exit_code, second.output) == (
        1,
        "Error: Ya hay personas en la base de datos: no se tocó nada.\n",
    )
    with elsewhere.app_context():
        work(elsewhere)

        coming = [one.meeting for one in sessions() if one.ends_at > clock()]

        assert vendor.state()["calls"] == []
        assert {one.platform for one in coming} == {Platform.OTHER}
        assert Counter(one.status for one in coming) == {
            MeetingStatus.OPEN: len(coming) - 2,
            MeetingStatus.PENDING: 1,
            MeetingStatus.CLOSED: 1,
        }
        assert {one.join_url.rpartition("/")[0] for one in coming if one.is_ready} == {
            "https://example.org/sala"
        }
        told = db.session.scalars(select(Recording.source)).unique()
        assert set(told) == {UPLOAD}


def test_the_licences_are_those_the_vendor_tells_of(demonstration_story, app, reading):
    hosts = services_of(app).providers["zoom"].hosts()

    assert licences_service.proposals(db.session, hosts, Platform.ZOOM) == []
    assert {
        (one.account_email, one.label, one.kinds, one.largest_audience, one.capacity)
        for one in db.session.scalars(select(Licence).where(Licence.platform == Platform.ZOOM))
    } == {
        (one.email, one.label, one.kinds, one.largest_audience, 1)
        for one in hosts
        if one.is_licensed
    }


def test_one_licence_is_blocked_for_a_reason(demonstration_story, app, reading):
    found = [
        (one.label, b.reason) for one in db.session.scalars(select(Licence)) for b in one.blocks
    ]

    assert found == [("Sala 3", "Renovación del plan")]


def test_the_accounts_open_a_demonstration_and_nothing_else(
    demonstration_story, app, reading, settings
):
    office = create_app(make_settings(settings.instance))
    services_of(office).clock = services_of(app).clock

    def answers(where: Flask) -> list[int]:
        return [
            enter(browser_at(where), one.email, PASSWORD, "*").status_int for one in DEMO_ACCOUNTS
        ]

    assert answers(app) == [303] * 7
    assert answers(office) == [422] * 7


def test_there_is_an_account_of_every_role_with_a_password_that_people_could_choose(
    demonstration_story, app, reading
):
    people = list(db.session.scalars(select(Person)))

    assert {one.role for one in people} == set(Role)
    assert all(one.is_demo for one in people)
    assert [check_password(PASSWORD, one) for one in people] == [None] * 7
