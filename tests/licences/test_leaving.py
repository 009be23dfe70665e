"""A licence that goes away: its sessions are listed before, and a downgrade is noticed that day."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from webtest import TestApp

from tests.booking.sessions import book, make_licence
from tests.conftest import make_settings
from tests.licences.test_pages import form_with
from tests.people import make_person, may_write
from tests.vendor import zoom_at
from vc.accounts.models import Person, Role
from vc.booking.models import Event
from vc.db import db
from vc.licences.models import Licence, LicenceBlock
from vc.mail.models import Kind, Message
from vc.reconciliation import accounts, alarms
from vc.services import services_of

BASIC = 1


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom at the emulator."""
    return make_settings(tmp_path, **zoom_at(vendor))


@pytest.fixture
def boss(reading) -> Person:
    """A coordinator."""
    return make_person(db.session, Role.COORDINATOR)


@pytest.fixture
def office(browser_of, boss) -> TestApp:
    """Their browser."""
    return browser_of(boss)


@pytest.fixture
def licence(boss) -> Licence:
    """A licence that records."""
    return make_licence()


@pytest.fixture
def event(app, clock, boss, licence) -> Event:
    """A session in two weeks that is recorded, for 80 people."""
    return book(
        app, boss, clock() + timedelta(days=14), summary="Foro", records=True, audience_size=80
    )


def changed(office: TestApp, licence: Licence, **values: object):
    """Send the form of a licence."""
    form = form_with(office.get(f"/licencias/{licence.id}"), "label")
    for name, value in values.items():
        form[name] = value
    return form.submit(status="*")


@pytest.mark.parametrize(
    "values",
    [
        {"is_active": False},
        {"has_recording": False},
        {"largest_audience": "50"},
        {"account_email": "otra@secesp.example"},
        {"platform": "google_meet"},
    ],
)
def test_its_sessions_are_listed_before_a_lesser_licence_is_saved(office, licence, event, values):
    page = changed(office, licence, **values)

    assert page.status_int == 422
    assert f"{event.folio} Foro" in page.text
    db.session.rollback()
    assert (licence.is_active, licence.has_recording, licence.largest_audience) == (True, True, 100)
    assert form_with(page, "label").submit(status=303)


def test_sessions_that_run_at_once_are_listed_before_fewer_may(app, clock, office, boss):
    licence = make_licence("sala2@secesp.example", capacity=2)
    for _ in range(2):
        book(app, boss, clock() + timedelta(days=14))

    page = changed(office, licence, capacity="1")

    assert page.text.count("VC-2031-000") >= 2
    assert page.status_int == 422


@pytest.mark.parametrize(
    "values", [{"label": "Sala uno"}, {"buffer_min": "5"}, {"largest_audience": "80"}]
)
def test_what_takes_nothing_from_its_sessions_is_saved_at_once(office, licence, event, values):
    assert changed(office, licence, **values).status_int == 303


def test_a_block_lists_the_sessions_of_its_days_alone(clock, office, licence, event):
    day = event.starts_at.date()
    blocked = form_with(office.get(f"/licencias/{licence.id}"), "starts_on")
    blocked["reason"] = "Renovación"
    blocked["starts_on"] = str(day - timedelta(days=1))
    blocked["ends_on"] = str(day + timedelta(days=1))

    page = blocked.submit(status=422)

    assert f"{event.folio} Foro" in page.text
    db.session.rollback()
    assert db.session.scalars(select(LicenceBlock)).all() == []
    form_with(page, "starts_on").submit(status=303)
    elsewhere = form_with(office.get(f"/licencias/{licence.id}"), "starts_on")
    elsewhere["reason"] = "Otra"
    elsewhere["starts_on"] = elsewhere["ends_on"] = str(day + timedelta(days=9))
    assert elsewhere.submit().status_int == 303


def look(app) -> list[Message]:
    """Do what is done once a day; return the mails that tell of it."""
    with may_write():
        db.session.rollback()
        accounts.look_through_accounts(db.session(), services_of(app))
        query = select(Message).where(Message.kind == Kind.ALARM).order_by(Message.id)
        mails = list(db.session.scalars(query))
        db.session.commit()
    return mails


def test_an_account_that_was_downgraded_is_told_that_day_with_its_sessions(
    app, vendor, licence, event
):
    assert look(app) == []
    vendor.add_user("sala1@secesp.example", name="Sala 1", kind=BASIC)

    mails = look(app)

    assert [event.folio in one.about["text"] for one in mails] == [True]
    db.session.refresh(licence)
    assert licence.unusable_reason == alarms.UNLICENSED.format(email=licence.account_email)
    assert len(look(app)) == 1
    vendor.add_user("sala1@secesp.example", name="Sala 1")
    look(app)
    db.session.refresh(licence)
    assert licence.unusable_reason == ""


def test_an_account_that_records_no_more_is_told_with_the_sessions_that_need_it(
    app, clock, vendor, boss, licence, event
):
    book(app, boss, clock() + timedelta(days=15), summary="Sin grabar")
    vendor.add_user("sala1@secesp.example", name="Sala 1", has_recording=False)

    texts = [one.about["text"] for one in look(app)]

    assert len(texts) == 1
    assert "Foro" in texts[0]
    assert "Sin grabar" not in texts[0]


def test_the_look_is_one_of_every_day(app):
    assert "look_at_accounts" in [one.name for one in services_of(app).registry.daily]
