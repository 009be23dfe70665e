"""Every field of a session on its way: booked, shown in the form, saved, sent, read in the history.

Whoever adds a field and forgets it in one of these places hears of it here.
"""

from dataclasses import MISSING, fields, replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from webtest import TestApp

from tests.booking.fields import NO_ANSWERS, OTHER, other, person
from tests.booking.sessions import book, context_of, make_licence
from tests.booking.test_form import page_form
from tests.people import make_person, may_write
from vc.accounts.models import Person, Role
from vc.audit import AuditLine
from vc.booking import labels, service
from vc.booking.models import Event, Visibility
from vc.booking.requests import NewEvent, same_as
from vc.booking.vendor_request import request_for
from vc.db import db
from vc.series.changes import CARRIED, OWN

ANSWERS = [field for field in fields(NewEvent) if field.name not in NO_ANSWERS]
NAMES = [field.name for field in ANSWERS]
OF_THE_ROOM = ("platform", "pasted_url", "is_webinar")
"""What a room is made with: test_what_is_stored.py, test_pasted_links.py, test_rooms.py."""


@pytest.fixture
def host(reading) -> Person:
    """Somebody who books, and a licence that can do everything."""
    make_licence(has_webinar=True, has_streaming=True)
    return make_person(db.session, Role.HOST, name="Jorge Medina")


@pytest.fixture
def browser(browser_of, host) -> TestApp:
    """The browser of whoever books."""
    return browser_of(host)


@pytest.fixture
def full(app, clock, host) -> Event:
    """A session of which every field says something else than the form proposes."""
    values = {
        name: other(name)
        for name in OTHER
        if name not in ("host_id", "starts_at", "ends_at", "visibility")
    }
    return book(app, host, clock() + timedelta(days=3), visibility=Visibility.PUBLIC, **values)


def test_every_field_of_a_session_is_tried():
    assert set(NAMES) == set(OTHER)


def test_a_session_with_every_field_is_saved_unchanged_and_nothing_changes(browser, full):
    before, version = same_as(full), full.version
    proposed = [
        field.name
        for field in ANSWERS
        if field.default is not MISSING and getattr(before, field.name) == field.default
    ]
    assert proposed == []

    page = browser.get(f"/sesiones/{full.id}/editar")
    saved = page.forms[page_form(page)].submit("action", value="book")

    assert saved.status_int == 303
    db.session.rollback()
    assert same_as(full) == before
    assert full.version == version
    changes = select(AuditLine).where(AuditLine.action == "event.change")
    assert db.session.scalars(changes).all() == []


def test_another_one_alike_says_every_field_but_its_day(browser, full):
    own = browser.get(f"/sesiones/{full.id}/editar")
    alike = browser.get(f"/sesiones/{full.id}/otra")

    kept, shown = own.forms[page_form(own)].submit_fields(), alike.forms[page_form(alike)]
    left_out = {"date", "version", "csrf_token", "submission_key", "pasted_url"}
    names = {name for name, _ in kept} - left_out
    fields = shown.submit_fields()
    assert {name: [v for n, v in fields if n == name] for name in names} == {
        name: [v for n, v in kept if n == name] for name in names
    }


def test_a_session_with_every_field_is_booked_anew_from_its_form(browser, full):
    before = same_as(full)
    page = browser.get(f"/sesiones/{full.id}/editar")
    shown, empty = (one.forms[page_form(one)] for one in (page, browser.get("/sesiones/nueva")))
    own = ("submission_key", "version", "csrf_token", "action", "look")

    for name, values in ((name, shown.fields[name]) for name in shown.fields if name not in own):
        for number, field in enumerate(values if name else ()):
            empty.fields[name][number].value = field.value
    booked = empty.submit("action", value="book")

    db.session.rollback()
    found = db.session.get(Event, int(booked.location.rpartition("/")[2]))
    assert [name for name in NAMES if getattr(same_as(found), name) != getattr(before, name)] == []


def test_every_field_has_a_word_in_the_history_and_in_what_a_series_previews():
    assert set(NAMES) - set(labels.COLUMNS) == {"platform"}


def test_every_field_is_carried_over_to_the_other_sessions_of_a_series_or_is_its_own():
    assert set(CARRIED) | OWN == {field.name for field in fields(NewEvent)}
    assert {"starts_at", "ends_at"} == OWN - NO_ANSWERS


@pytest.mark.parametrize("name", [name for name in OTHER if name not in OF_THE_ROOM])
def test_a_field_that_the_vendor_shows_is_sent_to_it(app, clock, host, name):
    event = book(app, host, clock() + timedelta(days=3), cohost_ids=(person("Ernesto Paz"),))
    before, wanted = request_for(event.meeting), event.meeting.wanted
    value = other(name)

    with may_write():
        db.session.rollback()
        changes = {name: getattr(event, name) + value if isinstance(value, timedelta) else value}
        if name == "starts_at":
            changes["ends_at"] = event.ends_at + value
        new = replace(same_as(event), **changes)
        service.change(context_of(app, host), event, new, event.version)
        db.session.commit()

    assert (event.meeting.wanted > wanted) == (request_for(event.meeting) != before)
