"""A session's page while it is on: who is there, what is next, what was marked, what is asked."""

from datetime import timedelta

import pytest

from tests.booking.sessions import book, make_licence, work
from tests.conftest import make_settings
from tests.people import make_person
from tests.reconciliation.working import SECRET, form_to, message
from tests.reconciliation.working import post as tell
from tests.reconciliation.working import work as look
from tests.vendor import zoom_at
from vc.accounts.models import Person, Role
from vc.booking.models import Event, EventKind
from vc.db import db
from vc.forums.models import Question, QuestionStatus
from vc.player.models import Moment

pytestmark = pytest.mark.usefixtures("same_clock", "reading")

MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom at the emulator, which signs what it tells."""
    return make_settings(tmp_path, **zoom_at(vendor), zoom_webhook_secret=SECRET)


@pytest.fixture
def host() -> Person:
    """Somebody who books, on the only licence."""
    make_licence()
    return make_person(db.session, Role.HOST)


@pytest.fixture
def boss() -> Person:
    """Somebody who runs it all."""
    return make_person(db.session, Role.ADMINISTRATOR)


@pytest.fixture
def event(app, clock, vendor, host) -> Event:
    """A forum of an hour that began twelve minutes ago."""
    event = book(app, host, clock() + MINUTE, kind=EventKind.FORUM)
    work(app)
    clock.now = event.starts_at + 12 * MINUTE
    vendor.set_clock(clock())
    return event


def moments() -> list[Moment]:
    """Return the moments that are there."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.query(Moment).filter(Moment.removed_at.is_(None)).order_by(Moment.id))


def live_parts(page) -> dict[str, str]:
    """Return the parts that the page asks for again, by their ids."""
    return {one["id"]: one.get_text(" ", strip=True) for one in page.html.select("[data-live]")}


def test_who_is_in_the_room_is_told_as_the_vendor_tells_it_else_why_nobody_knows(
    app, anyone, clock, browser_of, host, event
):
    browser, address = browser_of(host), f"/sesiones/{event.id}"
    unknown = live_parts(browser.get(address))["gente"]

    for number in range(3):
        who = {"participant": {"user_id": str(number), "user_name": f"Persona {number}"}}
        body = message("meeting.participant_joined", event.meeting, clock(), **who)
        tell(anyone, body | {"event_ts": body["event_ts"] + number}, clock)
    look(app)

    assert unknown.startswith("No se sabe Zoom no ha avisado de nadie")
    assert live_parts(browser.get(address))["gente"].startswith("3 en la sala")


def test_the_page_asks_for_itself_while_it_is_on_and_not_before_nor_after(
    clock, browser_of, host, event
):
    browser, address = browser_of(host), f"/sesiones/{event.id}"
    on = browser.get(address).html

    assert "every 15s" in on.select_one("#al-dia")["hx-trigger"]
    # What is asked for again holds no field: nothing that is typed is taken away.
    assert on.select("[data-live] input:not([type=hidden]), [data-live] textarea") == []
    assert all(part.get("id") for part in on.select("[data-live]"))
    for at in (event.starts_at - timedelta(hours=3), event.ends_at + timedelta(hours=3)):
        clock.now = at
        assert browser.get(address).html.select("#al-dia") == []


def test_a_moment_is_marked_without_a_script_taken_back_and_brought_back(
    clock, browser_of, host, event
):
    browser, address = browser_of(host), f"/sesiones/{event.id}"
    bar = next(one for one in browser.get(address).forms.values() if "note" in one.fields)
    bar["note"] = "Cuelgue y marque al 089"

    marked = bar.submit(status=303).follow()

    assert "Cuelgue y marque al 089" in live_parts(marked)["marcados"]
    [moment] = moments()
    assert moment.at == clock()
    removed = form_to(marked, f"/momentos/{moment.id}/quitar").submit(status=303).follow()
    assert "Todavía ninguno" in live_parts(removed)["marcados"]
    undo = next(one for one in removed.forms.values() if "recuperar" in one.action)
    assert "089" in live_parts(undo.submit(status=303).follow())["marcados"]


def test_a_press_that_is_sent_twice_is_one_moment_and_a_later_one_another(
    clock, browser_of, host, boss, event
):
    def press(person: Person) -> None:
        page = browser_of(person).get(f"/sesiones/{event.id}")
        next(one for one in page.forms.values() if "note" in one.fields).submit(status=303)

    press(host)
    clock.now += timedelta(seconds=1)
    press(host)
    press(boss)
    assert [one.by_id for one in moments()] == [host.id, boss.id]
    clock.now += timedelta(seconds=5)
    press(host)

    assert len(moments()) == 3


def test_a_page_that_was_left_open_marks_nothing_long_after_the_end(clock, browser_of, host, event):
    page = browser_of(host).get(f"/sesiones/{event.id}")
    bar = next(one for one in page.forms.values() if "note" in one.fields)
    bar["note"] = "Se me olvidó cerrarla"
    clock.now = event.ends_at + timedelta(hours=5)

    refused = bar.submit(status=422)

    assert moments() == []
    assert "La sesión no está en curso" in refused.text


def test_what_the_public_asks_is_taken_and_answered_from_the_page(clock, browser_of, host, event):
    for place, text in enumerate(("¿Y si ya saben mi nombre?", "¿Dónde denuncio?")):
        values = {"text": text, "fold_key": text, "place": place}
        db.session.add(Question(event_id=event.id, asked_at=clock(), **values))
    db.session.commit()
    browser, address = browser_of(host), f"/sesiones/{event.id}"
    page = browser.get(address)
    assert "Por revisar (2)" in live_parts(page)["preguntas-vivas"]

    taken = form_to(page, "/preguntas/1").submit("que", value="tomar", status=303).follow()
    said = live_parts(taken)["preguntas-vivas"]
    assert "Por contestar (1)" in said
    assert "Por revisar (1)" in said
    form_to(taken, "/preguntas/1").submit("que", value="contestada", status=303)

    db.session.rollback()
    db.session.expire_all()
    assert db.session.get_one(Question, 1).status is QuestionStatus.ANSWERED


def test_who_only_reads_sees_the_sheet_and_no_button_on_it(browser_of, event):
    page = browser_of(Role.VIEWER).get(f"/sesiones/{event.id}")

    assert {"gente", "marcados", "preguntas-vivas"} <= set(live_parts(page))
    assert page.html.select("[data-live] form button, form[data-mark]") == []
