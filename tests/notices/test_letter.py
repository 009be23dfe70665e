# ruff: noqa: F811 - fixtures of other files are arguments here
"""The daily letter: asked for, once each working day at the office's 8:00, never empty."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import literal, select

from tests.booking.sessions import ZONE, book, work
from tests.checklists.working import signed_in
from tests.mail.conftest import host, post, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.people import make_person, may_write
from tests.processes import forked, wait_until
from tests.reconciliation.working import form_to
from tests.reports.working import held
from tests.turns import take_turn_at
from vc.accounts.models import Person, Role
from vc.accounts.request_context import RequestContext
from vc.booking.hooks import PENDING
from vc.booking.pending import PendingKind
from vc.calendars import observances
from vc.calendars.models import Recurrence
from vc.calendars.observances import RuleAnswers
from vc.db import UTCDateTime, db, read_only
from vc.editorial_plan import service as editorial_plan
from vc.jobs import due_rows
from vc.licences.models import Platform
from vc.mail.models import Kind, Message, MessageStatus
from vc.mail.service import office_of
from vc.notices import letter, service
from vc.notices.models import DailyLetter
from vc.programme import service as programmes
from vc.programme.promise import Period
from vc.programme.service import NewGoal, NewTerms
from vc.reports import service as reports
from vc.services import Services, services_of
from vc.talk_requests.models import RequestStatus, TalkRequest

EIGHT = datetime(2031, 3, 5, 8, 0, tzinfo=ZONE)
"""The Wednesday after the tests' beginning, which is a Tuesday at 10:00."""

TOLD = """\
Mis pendientes
- 1 solicitud de plática
- 1 efeméride por preparar
- 2 informes por congelar
- 1 meta que vence este mes

Ver el día: https://vc.example/hoy
Para dejar de recibir este correo: https://vc.example/avisos#correo

SECESP
"""


def letters() -> list[Message]:
    """Return the daily letters, the oldest first."""
    db.session.rollback()
    query = select(Message).where(Message.kind == Kind.DAILY).order_by(Message.id)
    return list(db.session.scalars(query))


def take_turns(app) -> None:
    """Queue the letters that are due, as the worker would, and send them."""
    before = read_only(False)
    db.session.rollback()
    for number in due_rows(db.session, DailyLetter, services_of(app).clock()):
        db.session.rollback()
        take_turn_at(app, "queue_daily_letter", number)
    db.session.rollback()
    read_only(before)
    post(app)


@pytest.fixture
def people(context) -> list[Person]:
    """Two people, so that two of something can be asked for."""
    return [make_person(db.session, Role.HOST) for _ in range(2)]


@pytest.fixture
def coordinator(context) -> Person:
    """Somebody who answers requests, freezes reports and looks after a goal."""
    return make_person(db.session, Role.COORDINATOR, name="Cora Coordinadora")


@pytest.fixture
def wanted(app, clock, host):
    """The host's wish for the letter, and a session of hers on Wednesday."""
    book(app, host, EIGHT + timedelta(hours=2), platform=Platform.OTHER, summary="Foro")
    work(app)
    with may_write():
        service.want_letter(db.session(), host, services_of(app))
        db.session.commit()
    return host


def test_somebody_asks_for_it_on_the_page_of_the_bell_and_stops_it_in_her_account(
    host, browser_of, app
):
    browser = signed_in(browser_of, host)
    read_only(True)
    db.session.rollback()

    page = form_to(browser.get("/avisos"), "/correo").submit().follow()

    assert "Recibirá el correo del día" in page.text
    letter = db.session.scalars(select(DailyLetter)).one()
    assert letter.due_at == EIGHT
    db.session.rollback()
    account = browser.get("/cuenta")
    form_to(account, "/correo").submit()
    assert db.session.scalars(select(DailyLetter)).all() == []


def test_it_comes_at_eight_with_the_day_what_waits_and_how_to_stop_it(
    app, clock, wanted, mail_server
):
    clock.now = EIGHT - timedelta(minutes=1)
    take_turns(app)
    assert letters() == []

    clock.now = EIGHT
    take_turns(app)

    (sent,) = mail_server.taken
    assert sent["To"].endswith("<jorge@secesp.example>")
    assert sent["Subject"] == "Mié 5 mar: 1 sesión, 1 pendiente"
    text = sent.get_content().replace("\r\n", "\n")
    assert "Sesiones de hoy\n- 10:00 a 11:00 h · Foro (Jorge Medina)" in text
    assert "Mis pendientes\n- 1 sala por atender" in text
    assert "Para dejar de recibir este correo: https://vc.example/avisos#correo" in text


def test_it_is_sent_once_a_day_however_often_the_worker_looks(app, clock, wanted, mail_server):
    clock.now = EIGHT
    for _ in range(3):
        take_turns(app)
        with may_write():
            # Somebody's clock, or a sweep that came twice: due once more on the same day.
            db.session.execute(DailyLetter.__table__.update().values(due_at=clock()))
            db.session.commit()

    assert len(mail_server.taken) == 1
    assert len(letters()) == 1


def next_mornings(app, now: datetime, count: int = 1) -> list[str]:
    """Return the next mornings of letters by the office's clock."""
    found = []
    for _ in range(count):
        now = service.next_morning(db.session(), now, services_of(app))
        found.append(f"{now.astimezone(ZONE):%a %d %b %H:%M}")
    return found


def test_an_office_whose_friday_is_saturday_elsewhere_has_its_letters_on_its_own_days(app):
    thursday_night = datetime(2031, 3, 7, 6, 0, tzinfo=UTC) - timedelta(hours=1)

    days = next_mornings(app, thursday_night, count=3)

    assert days == ["Fri 07 Mar 08:00", "Mon 10 Mar 08:00", "Tue 11 Mar 08:00"]


def test_no_letter_comes_on_the_office_s_days_off(app):
    # The third Monday of March is one by law.
    friday = datetime(2031, 3, 14, 18, 0, tzinfo=ZONE)

    assert next_mornings(app, friday) == ["Tue 18 Mar 08:00"]


def test_a_day_with_nothing_to_say_has_no_letter(app, clock, host, mail_server):
    with may_write():
        service.want_letter(db.session(), host, services_of(app))
        db.session.commit()
    clock.now = EIGHT

    take_turns(app)

    assert mail_server.taken == []
    assert [one.status for one in letters()] == [MessageStatus.DROPPED]


def test_somebody_whose_account_was_closed_gets_none(app, clock, wanted, mail_server):
    with may_write():
        wanted.is_active = False
        db.session.commit()
    clock.now = EIGHT

    take_turns(app)

    assert letters() == []


def test_somebody_who_stops_it_between_its_hour_and_its_sending_gets_none(
    app, clock, wanted, mail_server
):
    mail_server.faults = ["451 busy"]
    clock.now = EIGHT
    take_turns(app)
    with may_write():
        service.stop_letter(db.session(), wanted)
        db.session.commit()
    clock.advance(minutes=20)

    post(app)

    assert mail_server.taken == []
    assert [one.status for one in letters()] == [MessageStatus.DROPPED]


def test_a_worker_that_comes_in_the_afternoon_leaves_the_morning_s_letter_out(
    app, clock, wanted, mail_server
):
    clock.now = EIGHT + timedelta(hours=8)

    take_turns(app)

    assert letters() == []
    letter = db.session.scalars(select(DailyLetter)).one()
    assert letter.due_at == EIGHT + timedelta(days=1)


def test_what_another_worker_holds_is_left_to_it_until_its_lease_is_over(
    app, clock, wanted, mail_server
):
    clock.now = EIGHT
    with may_write():
        lease = {"lease_token": "another", "lease_until": clock() + timedelta(seconds=30)}
        db.session.execute(DailyLetter.__table__.update().values(**lease))
        db.session.commit()
    take_turns(app)
    assert letters() == []

    clock.advance(seconds=31)
    take_turns(app)

    assert len(mail_server.taken) == 1


def test_a_worker_that_is_killed_after_the_server_took_it_sends_no_second_one(
    app, clock, wanted, mail_server
):
    mail_server.faults = ["slow"]
    clock.now = EIGHT
    with may_write():
        db.session.rollback()
        for number in due_rows(db.session, DailyLetter, clock()):
            db.session.rollback()
            take_turn_at(app, "queue_daily_letter", number)
    (letter,) = letters()
    turn = ("-m", "tests.notices.one_turn", str(letter.id), clock().isoformat())
    db.session.rollback()

    with forked(*turn, settings=services_of(app).settings) as worker:
        wait_until(lambda: len(mail_server.taken) == 1, "the server took the letter")
        worker.kill()
        worker.wait(timeout=60)
    for _ in range(3):
        clock.advance(seconds=services_of(app).settings.lease_s + 1)
        take_turns(app)

    assert len(mail_server.taken) == 1
    assert [one.status for one in letters()] == [MessageStatus.UNKNOWN]


def pile_of(kind: PendingKind, count: int) -> PendingKind:
    """Return a kind of which so many wait for everybody."""
    asked = select(Person.id, literal(EIGHT, UTCDateTime)).where(Person.id <= count)
    return replace(kind, waiting=lambda person, now: asked)


def test_each_kind_of_what_waits_can_stand_in_it_in_its_own_words(app, clock, wanted, people):
    clock.now = EIGHT
    registry = services_of(app).registry
    kinds, head = registry.added_to(PENDING), office_of(services_of(app)).head
    about = {"person": str(wanted.id), "day": EIGHT.date().isoformat()}
    assert len(kinds) > 20

    for kind in kinds:
        for count, words in ((1, kind.one), (2, kind.many)):
            registry.added[PENDING] = (pile_of(kind, count),)
            made = letter.write(db.session(), Message(about=about), head, clock())
            assert f"Mis pendientes\n- {count} {words}\n" in made.text, kind.key
    assert len({one.many for one in kinds}) == len(kinds)


def test_it_tells_of_requests_reports_observances_and_goals(
    app, clock, context, coordinator, mail_server
):
    march_10 = datetime(2031, 3, 10, 10, tzinfo=ZONE)
    held(app, coordinator, march_10, platform=Platform.OTHER, pasted_url="https://example.org/x")
    clock.now = datetime(2031, 4, 27, 12, tzinfo=ZONE).astimezone(UTC)
    wait_for(coordinator, services_of(app))
    with may_write():
        service.want_letter(db.session(), coordinator, services_of(app))
        db.session.commit()

    clock.now = datetime(2031, 4, 28, 8, tzinfo=ZONE).astimezone(UTC)
    take_turns(app)

    (sent,) = mail_server.taken
    assert sent["Subject"] == "Lun 28 abr: 5 pendientes"
    # The quarter's report is due as March's is.
    assert sent.get_content().replace("\r\n", "\n") == TOLD


def wait_for(person: Person, services: Services) -> None:
    """Let a request, a month's draft, an observance and a goal wait for a coordinator."""
    session, now = db.session(), services.clock()
    asked = RequestContext(session=session, by=person, now=now, zone=services.zone)
    with may_write():
        session.add(
            TalkRequest(
                status=RequestStatus.WAITING,
                token="t",
                token_hash="h" * 64,
                topic="Uso seguro de redes",
                audience="Segundo grado",
                audience_size=40,
                institution="Secundaria 12",
                municipality="Soledad",
                proposals=["2031-05-20T16:00:00+00:00"],
                duration_min=60,
                contact_name="Ana",
                email="ana@escuela.example",
                notice_id=1,
                created_at=now,
                arrived_at=now,
            )
        )
        reports.begin_due(session, services)
        orange = RuleAnswers(
            name="Día Naranja",
            action="",
            recurrence=Recurrence.DATE,
            month=0,
            day=5,
            nth=0,
            weekday=0,
            length=1,
            is_active=True,
        )
        observances.add_rule(session, orange, by=person, now=now, today=now.date())
        editorial_plan.lay(session, now, services.zone)
        programme = programmes.begin(asked, 2031)
        terms = NewTerms(name="Foros de ciberseguridad", least=1)
        since = datetime(2031, 1, 1, tzinfo=ZONE).date()
        goal = NewGoal(
            kind="event.forum",
            period=Period.MONTH,
            since=since,
            terms=terms,
            responsible_id=person.id,
        )
        programmes.add_goal(asked, programme, goal)
        session.commit()
