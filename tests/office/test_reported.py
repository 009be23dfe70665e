"""What others met when their office's settings changed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, make_licence
from tests.office.test_settings import kept, save
from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.calendars import renaming
from vc.calendars.models import Fragment, Renaming
from vc.db import db
from vc.jobs import run
from vc.services import services_of


@pytest.fixture
def boss(reading):
    """The one administrator."""
    return make_person(db.session, Role.ADMINISTRATOR)


@pytest.fixture
def office(browser_of, boss):
    """The administrator's browser."""
    return browser_of(boss)


@pytest.fixture
def talk(app, boss, clock):
    """A session to come."""
    make_licence()
    return book(app, boss, clock() + timedelta(days=2))


def test_another_zone_moves_no_session(app, office, talk):
    before = (talk.starts_at, talk.tzid)
    page = office.get(f"/sesiones/{talk.id}/editar").forms["booking-form"]["time"].value

    save(office, "/oficina/horario", tzid="America/Tijuana")

    db.session.rollback()
    row = db.session.get_one(Event, talk.id, populate_existing=True)
    after = office.get(f"/sesiones/{talk.id}/editar").forms["booking-form"]
    assert (row.starts_at, row.tzid) == before
    assert (after["time"].value, after["tzid"].value) == (page, before[1])


def test_what_the_environment_says_is_never_kept(app, office, settings):
    own = services_of(app)
    own.settings = replace(
        settings, office_name="La del servidor", fixed=frozenset({"office_name"})
    )

    save(office, "/oficina/nombre", office_phone="444 123 4567")

    assert [(one.name, one.value) for one in kept()] == [("office_phone", "444 123 4567")]


def test_feeds_and_entries_of_sessions_to_come_show_the_new_name(app, office, talk):
    with may_write():
        save(office, "/oficina/nombre", office_name="Prensa de Seguridad")
        db.session.rollback()
        asked = db.session.scalars(select(Renaming)).one()
        run(db.session(), Renaming, asked.id, renaming.show, services_of(app), in_one=True)

    bodies = [one.decode() for one in db.session.scalars(select(Fragment.body))]
    assert bodies
    assert all("Prensa de Seguridad" in one for one in bodies)
