"""The bell: what concerns a person, in the transaction of what happened, until it was seen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event as listening
from sqlalchemy import select

from tests.booking.sessions import ZONE, book, context_of
from tests.checklists.working import signed_in
from tests.people import make_person, may_write
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.approvals import service as approvals
from vc.approvals.models import Reason
from vc.booking import service as booking
from vc.booking.requests import same_as
from vc.booking.states import MeetingStatus
from vc.db import db
from vc.licences.models import Platform
from vc.notices import queries, service
from vc.notices.happenings import tell_of_expiring
from vc.notices.models import Notice, NoticeKind
from vc.recordings.models import Recording, RecordingStatus, VendorCopy
from vc.services import services_of
from vc.states import advance

K = NoticeKind
DAY = timedelta(days=1)


def kinds_of(person) -> list[NoticeKind]:
    """Return what a person is told and has not seen, the last first."""
    db.session.rollback()
    found = queries.notices_of(db.session(), person, only_unseen=True)
    return [one.kind for one in found]


@pytest.fixture
def host(app, reading):
    """Somebody who hosts."""
    return make_person(db.session, Role.HOST, name="Daniela Torres")


@pytest.fixture
def boss(app, reading):
    """Somebody of Coordinación."""
    return make_person(db.session, Role.COORDINATOR, name="Lucía Castillo")


@pytest.fixture
def talk(app, clock, host):
    """A session of the host's tomorrow, whose link somebody pastes."""
    return book(app, host, clock() + DAY, platform=Platform.OTHER)


def change(app, person, event, **values):
    """Change a session as somebody."""
    with may_write():
        db.session.rollback()
        asked = replace(same_as(event), **values)
        booking.change(context_of(app, person), event, asked, event.version)
        db.session.commit()


def cancel(app, person, event):
    """Cancel a session as somebody."""
    with may_write():
        db.session.rollback()
        booking.cancel(context_of(app, person), event, "Contingencia")
        db.session.commit()


def test_whoever_may_approve_a_clip_is_told_and_its_author_is_not(
    waiting_story, reading, browser_of
):
    author, reviewer = waiting_story.row("author"), waiting_story.row("reviewer")

    assert kinds_of(reviewer) == [K.CLIP_TO_APPROVE]
    assert kinds_of(author) == [K.RECORDING_READY]
    page = signed_in(browser_of, reviewer).get("/avisos")
    line = page.html.select_one("ul.rows li")
    assert line.select_one(".unseen")["aria-label"] == "Sin ver"
    assert "«Contraseñas seguras» espera su aprobación" in line.get_text()
    assert page.click("espera su aprobación").request.path.startswith("/clips/")


def test_what_somebody_else_settled_is_no_longer_told(waiting_story, reading, clock):
    author, reviewer = waiting_story.row("author"), waiting_story.row("reviewer")
    other = make_person(db.session, Role.COORDINATOR)
    clip = waiting_story.row("clip")
    with may_write():
        approvals.request_changes(
            db.session(),
            clip,
            reason=Reason.TEXT,
            comment="Falta el 089.",
            now=clock(),
            by=reviewer,
        )
        db.session.commit()

    assert kinds_of(other) == []
    assert kinds_of(reviewer) == []
    assert kinds_of(author) == [K.CHANGES_ASKED, K.RECORDING_READY]
    notice, _ = queries.notices_of(db.session(), author)
    assert "Falta el 089." in notice.note


def test_a_session_s_people_are_told_of_its_new_time_and_who_moved_it_is_not(
    app, clock, host, boss, talk
):
    change(app, boss, talk, starts_at=talk.starts_at + 2 * DAY, ends_at=talk.ends_at + 2 * DAY)

    assert kinds_of(host) == [K.SESSION_MOVED]
    assert kinds_of(boss) == []
    (notice,) = queries.notices_of(db.session(), host)
    assert notice.note == "Ahora, el viernes a las 10:00 h."


def test_a_session_that_is_cancelled_afterwards_is_told_as_that_alone(app, host, boss, talk):
    change(app, boss, talk, starts_at=talk.starts_at + DAY, ends_at=talk.ends_at + DAY)
    cancel(app, boss, talk)

    assert kinds_of(host) == [K.SESSION_CANCELLED]


def test_a_host_is_told_that_a_session_was_given_to_her(app, host, boss, talk):
    other = make_person(db.session, Role.HOST)

    change(app, boss, talk, host_id=other.id)

    assert kinds_of(other) == [K.SESSION_GIVEN]


def test_what_is_rolled_back_is_told_to_nobody(app, host, boss, talk):
    with may_write():
        db.session.rollback()
        booking.cancel(context_of(app, boss), talk, "Contingencia")
        db.session.flush()
        db.session.rollback()

    assert kinds_of(host) == []


def test_a_room_that_failed_is_told_until_it_is_there(app, clock, host, talk):
    with may_write():
        meeting = talk.meeting
        advance(meeting, MeetingStatus.FAILED, now=clock(), reason="Zoom no contestó.")
        db.session.commit()
    assert kinds_of(host) == [K.ROOM_FAILED]

    with may_write():
        advance(meeting, MeetingStatus.PENDING, now=clock())
        db.session.commit()
    assert kinds_of(host) == []


def test_what_one_transaction_does_and_settles_is_told_to_nobody(app, clock, host, talk):
    with may_write():
        advance(talk.meeting, MeetingStatus.FAILED, now=clock(), reason="Zoom no contestó.")
        advance(talk.meeting, MeetingStatus.PENDING, now=clock())
        db.session.commit()

    assert kinds_of(host) == []


def test_whoever_may_not_do_it_any_more_is_not_told_and_the_bell_counts_nothing(
    waiting_story, reading, browser_of
):
    reviewer = waiting_story.row("reviewer")
    assert queries.unseen_count(db.session(), reviewer) == 1
    with may_write():
        reviewer.role = Role.VIEWER
        db.session.commit()

    assert queries.unseen_count(db.session(), reviewer) == 0
    assert kinds_of(reviewer) == []
    assert "No tiene avisos" in signed_in(browser_of, reviewer).get("/avisos").text


def test_a_former_host_is_told_nothing_of_the_session_s_room(app, clock, host, boss, talk):
    with may_write():
        advance(talk.meeting, MeetingStatus.FAILED, now=clock(), reason="Zoom no contestó.")
        db.session.commit()
    assert queries.unseen_count(db.session(), host) == 1
    other = make_person(db.session, Role.HOST)
    with may_write():
        talk.host_id = other.id
        talk.created_by_id = boss.id
        db.session.commit()

    assert queries.unseen_count(db.session(), host) == 0


def test_seen_is_what_was_on_the_page_and_the_bell_then_shows_no_number(
    waiting_story, reading, clock, browser_of
):
    reviewer = waiting_story.row("reviewer")
    browser = signed_in(browser_of, reviewer)
    page = browser.get("/avisos")
    clock.advance(minutes=5)
    # Something happens while the page is open.
    with may_write():
        news = service.News(
            kind=K.RECORDING_READY,
            row_id=1,
            event_id=None,
            title="Otra",
            at=clock(),
            people=frozenset({reviewer.id}),
        )
        service.tell(db.session(), [news])
        db.session.commit()

    after = form_to(page, "/vistos").submit().follow()

    assert kinds_of(reviewer) == [K.RECORDING_READY]
    assert len(after.html.select(".unseen")) == 1
    last = form_to(after, "/vistos").submit().follow()
    assert last.html.select(".unseen") == []
    assert last.html.select(".tool--bell .count") == []
    assert "Marcar como vistos" not in last.html.main.get_text()


def test_what_happens_again_to_the_same_thing_is_one_notice_that_is_unseen_again(
    app, host, boss, talk, clock
):
    for _ in range(2):
        change(app, boss, talk, starts_at=talk.starts_at + DAY, ends_at=talk.ends_at + DAY)
        with may_write():
            service.mark_seen(db.session(), host, up_to=None, now=clock())
            db.session.commit()
    change(app, boss, talk, starts_at=talk.starts_at + DAY, ends_at=talk.ends_at + DAY)

    (notice,) = queries.notices_of(db.session(), host)
    assert (notice.count, notice.seen_at) == (3, None)


def test_many_of_a_kind_on_one_day_are_one_line_and_few_statements(app, clock, host, boss):
    events = [
        book(app, host, clock() + (2 + number) * DAY, platform=Platform.OTHER)
        for number in range(queries.MANY + 2)
    ]
    taken: list[str] = []

    with may_write():
        db.session.rollback()
        for event in events:
            booking.cancel(context_of(app, boss), event, "Contingencia")
        db.session.flush()
        listening.listen(db.engine, "before_cursor_execute", lambda *said: taken.append(said[2]))
        db.session.commit()

    of_notices = [one for one in taken if " notice" in one]
    (line,) = queries.told(queries.notices_of(db.session(), host), ZONE)
    assert line.said == f"{queries.MANY + 2} sesiones suyas se cancelaron"
    assert len(of_notices) <= 4


def test_a_vendor_that_is_about_to_delete_the_only_copy_is_told_once(
    waiting_story, app, reading, clock
):
    author, reviewer = waiting_story.row("author"), waiting_story.row("reviewer")
    with may_write():
        recording = db.session.scalars(select(Recording)).first()
        recording.vendor_copy = VendorCopy.PRESENT
        recording.expires_at_vendor_at = clock() + 3 * DAY
        db.session.execute(Recording.__table__.update().values(status=RecordingStatus.FAILED.value))
        db.session.commit()
    for _ in range(2):
        with may_write():
            db.session.rollback()
            db.session.expire_all()
            tell_of_expiring(db.session(), services_of(app))
            service.mark_seen(db.session(), author, up_to=None, now=clock())
            db.session.commit()

    assert kinds_of(author) == []
    assert K.RECORDING_EXPIRES in kinds_of(reviewer)
    kinds = [one.kind for one in queries.notices_of(db.session(), author)]
    assert kinds == [K.RECORDING_EXPIRES, K.RECORDING_READY]


def test_a_notice_is_let_go_after_ninety_days_seen_or_not(waiting_story, app, reading, clock):
    clock.advance(days=91)

    with may_write():
        service.let_go(db.session(), services_of(app))

    assert db.session.scalars(select(Notice)).all() == []


def test_a_page_without_notices_says_so_in_one_line(app, host, browser_of):
    page = signed_in(browser_of, host).get("/avisos")

    assert "No tiene avisos. Ver el día" in page.html.find("main").get_text(" ", strip=True)


def test_the_window_of_the_shell_shows_the_last_ones(waiting_story, reading, browser_of):
    browser = signed_in(browser_of, waiting_story.row("reviewer"))

    page = browser.get("/avisos?en=ventana")

    assert page.html.select_one("section.popover li a").get_text().startswith("«Contraseñas")
    assert page.html.find("header", class_="site") is None
