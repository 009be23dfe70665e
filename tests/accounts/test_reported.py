"""What people report of accounts elsewhere: who is still let in, and who no more."""

import pytest

from tests.accounts.test_people import form_with
from tests.accounts.test_sign_in import enter
from tests.people import PASSWORD, make_person
from vc.accounts.models import Role
from vc.db import db


@pytest.fixture
def office(browser_of):
    """The administrator's browser."""
    return browser_of(Role.ADMINISTRATOR)


@pytest.fixture
def ana(reading):
    """Somebody who coordinates."""
    return make_person(db.session, Role.COORDINATOR, email="ana@secesp.example")


def save(office, person, **changes):
    """Change an account."""
    form = form_with(office.get(f"/personas/{person.id}"), "email")
    for name, value in changes.items():
        form[name] = value
    form.submit(status=303)


def test_a_sign_in_does_not_come_back_with_an_account_that_is_opened_again(office, browser_of, ana):
    browser = browser_of(ana)
    assert browser.get("/hoy").status_int == 200

    save(office, ana, is_active=False)
    save(office, ana, is_active=True)

    assert "/entrar" in browser.get("/hoy", status=303).location


def test_another_role_holds_at_once_for_who_is_signed_in(office, browser_of, ana):
    browser = browser_of(ana)
    browser.get("/vedas/nueva", status=200)

    save(office, ana, role="viewer")

    browser.get("/vedas/nueva", status=403)
    browser.get("/hoy", status=200)


@pytest.mark.parametrize("typed", ["ANA@SECESP.EXAMPLE", " Ana@secesp.example "])
def test_the_e_mail_is_known_however_it_is_written(anyone, ana, typed):
    answer = enter(anyone, typed, PASSWORD)

    assert answer.status_int == 303


def test_nobody_gets_a_second_account_for_another_way_of_writing_the_e_mail(office, ana):
    form = form_with(office.get("/personas/nueva"), "email")
    form["name"], form["email"], form["role"] = "Ana", "ANA@secesp.EXAMPLE", "host"

    page = form.submit(status=422)

    assert "Ya hay una cuenta" in page.html.find(id="email-error").text
