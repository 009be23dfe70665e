"""What a password must be, who may set one, and what a sign-in does with the browser's old one."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from webtest import TestApp

from tests.accounts.test_people import change_password
from tests.accounts.test_sign_in import enter
from tests.conftest import USUAL_HASHING
from tests.people import PASSWORD, make_person, may_write
from vc.accounts import passwords, service
from vc.accounts.models import Person, Role
from vc.accounts.passwords import check_password
from vc.db import db
from vc.errors import RuleError


class WatchfulHasher(PasswordHasher):
    """Writes to the database while it works, and so fails when somebody holds the write lock."""

    def __init__(self, file: Path) -> None:
        super().__init__(time_cost=1, memory_cost=16, parallelism=1)
        self.file = file
        self.meanwhile = "UPDATE person SET area = area"
        self.checked: list[Parameters] = []

    def verify(self, hash: str, password: str) -> bool:
        """Verify while another connection writes; note what the work was."""
        with sqlite3.connect(self.file, timeout=0) as other:
            other.execute(self.meanwhile)
        self.checked.append(extract_parameters(hash))
        return super().verify(hash, password)


@pytest.fixture
def ana(reading) -> Person:
    """Somebody with an account."""
    return make_person(
        db.session, Role.HOST, email="ana.torres@secesp.example", name="Ana Torres V"
    )


@pytest.fixture
def watchful(settings, monkeypatch) -> Iterator[WatchfulHasher]:
    """The hasher that notices an open writing transaction."""
    hasher = WatchfulHasher(settings.instance / "vc.sqlite3")
    for module in (passwords, service):
        monkeypatch.setattr(module, "HASHER", hasher)
    passwords.nobodys_hash.cache_clear()
    yield hasher
    passwords.nobodys_hash.cache_clear()


def another(browser: TestApp) -> TestApp:
    """Return a second browser at the same app."""
    return TestApp(browser.app, extra_environ=browser.extra_environ)


def press(page, action: str):
    """Press the button of the form that leads to `action`."""
    return next(form for form in page.forms.values() if form.action == action).submit()


@pytest.mark.parametrize("own", ["ana.torres@secesp.example", "ANA.TORRES@secesp.example"])
def test_the_own_e_mail_is_no_password(ana, own):
    with pytest.raises(RuleError, match="fácil de adivinar"):
        check_password(own, ana)


def test_the_own_name_is_no_password_however_it_is_spaced(ana):
    ana.name = "Ana Torres Villanueva"

    with pytest.raises(RuleError, match="fácil de adivinar"):
        check_password("anatorres  villanueva", ana)


@pytest.mark.parametrize("good", ["tres gatos grises", "solo minusculas", "ñandú-élite-órbita"])
def test_a_phrase_needs_no_kinds_of_signs(ana, good):
    assert check_password(good, ana) is None


@pytest.mark.parametrize(
    "common",
    [
        *("password1234", "iloveyou12345", "p4ssw0rdp4ssw0rd", "1q2w3e4r5t6y", "Password2024!"),
        *("contraseña123", "Bienvenido2024!", "SanLuisPotosi2026", "comunicacionsocial"),
        *("anatorres20312031", "abcabcabcabcabc", "12345678901234567890 y mi gato"),
    ],
)
def test_a_common_password_is_refused(ana, common):
    with pytest.raises(RuleError, match="fácil de adivinar"):
        check_password(common, ana)


def test_a_long_password_of_many_signs_is_judged_in_little_time(ana):
    begun = process_time()

    check_password("4a@8b({[<c3e69g&#!1il/|0o$5+7%2z" * 6, ana)

    assert process_time() - begun < 1


def test_the_demonstration_s_password_is_good_for_its_own_accounts_only(ana):
    with pytest.raises(RuleError, match="fácil de adivinar"):
        check_password(passwords.DEMO_PASSWORD, ana)

    ana.is_demo = True
    assert check_password(passwords.DEMO_PASSWORD, ana) is None


@pytest.mark.parametrize("weak", [passwords.DEMO_PASSWORD, "iloveyou12345"])
def test_who_still_has_a_password_that_is_refused_now_is_asked_for_another(anyone, ana, weak):
    with may_write():
        ana.password_hash = PasswordHasher(1, 8, 1).hash(weak)
        db.session.commit()

    first = enter(anyone, ana.email, weak).follow()

    assert first.location.endswith("/cuenta")
    assert "fácil de adivinar" in first.follow().text
    change_password(anyone, weak, "una frase nueva y larga")
    assert anyone.get("/hoy").status_int == 200


def test_an_administrator_is_not_created_with_the_demonstration_s_password(app):
    said = app.test_cli_runner().invoke(
        args=[
            *("create-admin", "--email", "eva@secesp.example", "--name", "Eva Luna"),
            "--password-stdin",
        ],
        input=f"{passwords.DEMO_PASSWORD}\n",
    )

    assert (said.exit_code, "fácil de adivinar" in said.output) == (1, True)


def test_passwords_are_hashed_as_rfc_9106_asks():
    assert USUAL_HASHING == RFC_9106_LOW_MEMORY


def test_no_transaction_is_open_while_a_password_is_checked(anyone, ana, watchful):
    enter(anyone, ana.email, "otra contraseña", 422)
    enter(anyone, ana.email, PASSWORD)
    change_password(anyone, PASSWORD, "una frase nueva y larga")

    assert len(watchful.checked) == 3


def test_an_unknown_user_costs_the_same_work_as_a_wrong_password(anyone, ana, watchful):
    with may_write():
        ana.password_hash = watchful.hash(PASSWORD)
        db.session.commit()

    enter(anyone, ana.email, "otra contraseña", 422)
    enter(anyone, "nadie@secesp.example", "otra contraseña", 422)

    wrong, unknown = watchful.checked
    assert wrong == unknown


@pytest.mark.parametrize("change", ["is_active = 0", "password_hash = 'another'"])
def test_who_loses_access_while_the_password_is_checked_is_not_let_in(
    anyone, ana, watchful, change
):
    watchful.meanwhile = f"UPDATE person SET {change}"

    enter(anyone, ana.email, PASSWORD, 422)

    assert "/entrar" in anyone.get("/hoy", status=303).location


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(anyone, ana):
    before = ana.password_hash

    enter(anyone, ana.email, PASSWORD)

    db.session.rollback()
    assert ana.password_hash != before
    assert passwords.HASHER.check_needs_rehash(ana.password_hash) is False
    assert passwords.matches(ana.password_hash, PASSWORD) is True


def test_a_reset_signs_the_person_out_and_gives_what_opens_once(anyone, browser_of, ana):
    office = browser_of(Role.ADMINISTRATOR)
    enter(anyone, ana.email, PASSWORD)

    page = press(office.get(f"/personas/{ana.id}"), f"/personas/{ana.id}/contrasena")

    temporary = page.html.find(id="temporary").get_text()
    assert "/entrar" in anyone.get("/hoy", status=303).location
    enter(anyone, ana.email, PASSWORD, 422)
    assert enter(anyone, ana.email, temporary).follow().location.endswith("/cuenta")
    assert temporary not in office.get(f"/personas/{ana.id}").text


def test_the_other_sessions_can_be_closed_and_this_one_stays(anyone, ana, clock):
    phone = another(anyone)
    enter(phone, ana.email, PASSWORD)
    clock.advance(minutes=5)
    enter(anyone, ana.email, PASSWORD)
    page = anyone.get("/cuenta")

    press(page, "/cuenta/cerrar-otras")

    mine = [item.get_text() for item in page.html.select("#open ~ ul li")]
    assert ["este equipo" in text for text in mine] == [True, False]
    assert anyone.get("/hoy").status_int == 200
    assert "/entrar" in phone.get("/hoy", status=303).location


def test_signing_in_again_ends_what_the_browser_held_before(anyone, ana):
    form = anyone.get("/entrar").forms[0]
    enter(anyone, ana.email, PASSWORD)
    thief = another(anyone)
    thief.set_cookie("vc", anyone.cookies["vc"])
    form["email"], form["password"] = ana.email, PASSWORD
    form["csrf_token"].force_value(csrf_of(anyone))

    form.submit(status=303)

    assert anyone.get("/hoy").status_int == 200
    assert "/entrar" in thief.get("/hoy", status=303).location


def csrf_of(browser: TestApp) -> str:
    """Return the CSRF token of the browser's session."""
    return browser.get("/cuenta").html.find("input", attrs={"name": "csrf_token"})["value"]
