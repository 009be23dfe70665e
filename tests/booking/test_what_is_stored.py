"""What a session holds stays when something else of it is changed, offered any more or not."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from webtest import TestApp

from tests.booking.sessions import book, make_licence
from tests.booking.test_form import events, page_form
from tests.people import make_person, may_write
from tests.reconciliation.working import form_to
from vc.accounts.models import Person, Role
from vc.booking.models import Campaign, Event
from vc.db import db


@pytest.fixture
def boss(browser_of) -> TestApp:
    """A browser in which an administrator is signed in."""
    return browser_of(Role.ADMINISTRATOR)


@pytest.fixture
def left(app, clock, reading) -> Event:
    """A session whose host was lowered to «Consulta», and whose campaign was given up."""
    make_licence()
    host = make_person(db.session, Role.HOST, name="Zoila Vega")
    helper = make_person(db.session, Role.HOST, name="Yago Cruz")
    make_person(db.session, Role.HOST, name="Ana Alba")
    with may_write():
        campaign = Campaign(name="Vuelta segura", is_active=False)
        db.session.add(campaign)
        db.session.commit()
        number = campaign.id
    event = book(
        *(app, host, clock() + timedelta(days=1)), campaign_id=number, cohost_ids=(helper.id,)
    )
    with may_write():
        db.session.get_one(Person, host.id).role = Role.VIEWER
        db.session.get_one(Person, helper.id).is_active = False
        db.session.commit()
    return event


def edit(browser: TestApp, event: Event):
    """Return the form that changes a session."""
    page = browser.get(f"/sesiones/{event.id}/editar")
    return page.forms[page_form(page)]


def test_a_new_title_leaves_host_helper_and_campaign_that_are_no_longer_offered(boss, left):
    form = edit(boss, left)
    form["summary"] = "Plática: otro título"

    form.submit("action", value="book", status=303)

    db.session.rollback()
    (event,) = events()
    assert event.summary == "Plática: otro título"
    assert event.host.name == "Zoila Vega"
    assert [one.name for one in event.cohosts] == ["Yago Cruz"]
    assert event.campaign.name == "Vuelta segura"


def test_what_is_no_longer_offered_is_shown_as_such(boss, left):
    page = boss.get(f"/sesiones/{left.id}/editar")

    chosen = page.html.find(id="host_id").find("option", selected=True)
    assert chosen.text == "Zoila Vega (ya no organiza)"
    campaign = page.html.find(id="campaign_id").find("option", selected=True)
    assert campaign.text == "Vuelta segura (ya no se ofrece)"
    assert "Yago Cruz (ya no organiza)" in page.html.find(id="cohost_ids").text


def test_it_cannot_be_chosen_anew(boss, left, app, clock):
    host = make_person(db.session, Role.HOST)
    gone = next(one.id for one in left.cohosts)
    other = book(app, host, clock() + timedelta(days=2))
    form = edit(boss, other)
    assert str(gone) not in [value for value, *_ in form["host_id"].options]
    form["host_id"].force_value(str(gone))

    page = form.submit("action", value="book", status=422)

    assert "Elija a una persona de la lista." in page.html.find(id="host_id-error").text


@pytest.mark.parametrize("waits", [False, True])
def test_another_platform_is_refused_instead_of_dropped(app, reading, browser_of, clock, waits):
    make_licence()
    host = make_person(db.session, Role.COORDINATOR)
    start = clock() + timedelta(days=2)
    events = [book(app, host, start), book(app, host, start, waits_for_licence=True)]
    address = f"/sesiones/{events[waits].id}/editar"
    browser = browser_of(host)
    form = form_to(browser.get(address), "/editar")
    form["platform"], form["summary"] = "google_meet", "Otro título"

    page = form.submit("action", value="save", status=422)

    assert "no cambia entre Zoom y Meet" in page.html.find(id="platform-error").text
    form = form_to(page, "/editar")
    assert (form["platform"].value, form["summary"].value) == ("google_meet", "Otro título")
    form["platform"] = "zoom"
    form.submit("action", value="save", status=303)
    assert form_to(browser.get(address), "/editar")["platform"].value == "zoom"


def test_every_choice_in_the_product_is_one_that_keeps_what_is_stored():
    own = [
        one for one in Path("vc").rglob("*.py") if one.name != "forms.py" or one.parent.name != "vc"
    ]
    imports = [
        (one, name)
        for one in own
        for node in ast.walk(ast.parse(one.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wtforms")
        for name in (alias.name for alias in node.names)
    ]

    assert [
        one for one in imports if one[1] in ("SelectField", "RadioField", "SelectMultipleField")
    ] == []
    assert imports
