"""Whom a change tells is shown before it is saved, with counts; then nothing else is told."""

import pytest

from tests.attendance.conftest import registered
from tests.booking.test_form import page_form
from tests.mail.conftest import post
from tests.people import may_write
from vc.accounts.models import Role
from vc.booking.models import Event, Visibility
from vc.db import db
from vc.mail.models import Kind, Message

PEOPLE = [f"persona{one}@escuela.example" for one in range(6)]
INTERNAL = {"visibility": "internal", "takes_registrations": False}


@pytest.fixture
def boss(browser_of):
    """A browser in which somebody who coordinates is signed in."""
    return browser_of(Role.COORDINATOR)


@pytest.fixture
def full(app, forum, anyone) -> Event:
    """The forum with six who registered and were told, and a guest."""
    with may_write():
        row = db.session.get_one(Event, forum.id)
        row.seats, row.guests = 0, "guest@office.example"
        db.session.commit()
        db.session.rollback()
    for address in PEOPLE:
        registered(anyone, forum, address, name=address.partition("@")[0])
    post(app)
    return forum


def changed(browser, event: Event, **values: object):
    """Change a session by its form; return the answer."""
    page = browser.get(f"/sesiones/{event.id}/editar")
    form = page.forms[page_form(page)]
    for name, value in values.items():
        form[name] = value
    return form.submit("action", value="book", status="*")


def queued(kind: Kind) -> list[str]:
    """Return whom the messages of a kind that wait are for."""
    db.session.rollback()
    rows = db.session.query(Message).filter(Message.kind == kind, Message.due_at.is_not(None))
    found = sorted(one.address for one in rows)
    db.session.rollback()
    return found


def stored(event: Event) -> Event:
    """Return a session as it is kept."""
    db.session.rollback()
    return db.session.get_one(Event, event.id)


def confirm(page):
    """Send what was shown."""
    return next(one for one in page.forms.values() if "seen" in one.fields).submit(status=303)


def test_a_public_session_is_made_internal_once_it_was_seen_who_is_told(boss, full):
    page = changed(boss, full, **INTERNAL)

    assert page.status_int == 200
    assert "6 personas reciben «Cancelada»" in " ".join(page.html.get_text(" ").split())
    assert stored(full).visibility is Visibility.PUBLIC
    assert queued(Kind.CANCELLATION) == []
    confirm(page)
    assert stored(full).visibility is Visibility.INTERNAL
    assert queued(Kind.CANCELLATION) == PEOPLE


def test_who_registers_while_it_is_looked_at_is_shown_as_well(app, boss, anyone, full):
    page = changed(boss, full, **INTERNAL)
    registered(anyone, full, "tarde@escuela.example")
    post(app)

    form = next(one for one in page.forms.values() if "seen" in one.fields)
    page = form.submit(status=200)

    assert "Algo cambió mientras revisaba" in page.text
    assert "7 personas reciben" in " ".join(page.html.get_text(" ").split())
    assert stored(full).visibility is Visibility.PUBLIC


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"guests": ""}, "1 persona recibe «Cancelada»"),
        ({"time": "20:00"}, "8 personas reciben la sesión como queda"),
    ],
)
def test_every_change_that_tells_many_is_shown_first(boss, full, values, said):
    page = changed(boss, full, **values)

    assert said in " ".join(page.html.get_text(" ").split())
    assert queued(Kind.CANCELLATION) == queued(Kind.INVITATION) == []


def test_moving_is_shown_first(boss, full):
    form = next(
        one
        for one in boss.get(f"/sesiones/{full.id}/mover").forms.values()
        if "duration" in one.fields
    )
    form["time"] = "20:00"

    page = form.submit(status=200)

    assert "8 personas reciben la sesión como queda" in " ".join(page.html.get_text(" ").split())
    confirm(page)
    assert len(queued(Kind.INVITATION)) == 8


def test_who_is_told_of_a_cancelled_session_stands_on_the_page_that_cancels(boss, full):
    page = boss.get(f"/sesiones/{full.id}/cancelar")

    assert "Se avisará por correo a 8 personas." in " ".join(page.html.get_text(" ").split())


def test_a_change_that_nobody_is_told_of_is_saved_at_once(boss, full):
    assert changed(boss, full, notes="Llevar cables").status_int == 303
