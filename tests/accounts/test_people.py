"""Adding, changing and disabling people; the own password; the audit page."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from webtest import TestApp

from tests.accounts.test_sign_in import enter
from tests.people import PASSWORD, make_person
from vc.accounts.models import Person, Role
from vc.audit import AuditLine
from vc.db import db


@pytest.fixture
def boss(reading) -> Person:
    """The one administrator."""
    return make_person(db.session, Role.ADMINISTRATOR, name="Mariana Robledo")


@pytest.fixture
def office(browser_of, boss) -> TestApp:
    """The administrator's browser."""
    return browser_of(boss)


def form_with(page, name: str):
    """Return the form that has a field of that name."""
    return next(form for form in page.forms.values() if name in form.fields)


def add(office: TestApp, **values: str):
    """Fill and send the form that adds a person."""
    form = form_with(office.get("/personas/nueva"), "email")
    known = {"name": "Lucía Castillo", "email": "lucia@secesp.example", "role": "coordinator"}
    for name, value in (known | values).items():
        form[name] = value
    return form.submit(status="*")


def person_called(email: str) -> Person:
    """Return the person with that e-mail."""
    db.session.rollback()
    return db.session.scalars(select(Person).where(Person.email == email)).one()


def test_a_new_person_enters_with_the_password_shown_once_and_must_change_it(office, anyone):
    page = add(office)
    temporary = page.html.find(id="temporary").get_text()

    first = enter(anyone, "lucia@secesp.example", temporary).follow()

    assert first.status_int == 303
    assert first.location.endswith("/cuenta")
    assert "Elija su propia contraseña" in first.follow().text
    assert temporary not in office.get("/personas").text


def test_an_e_mail_that_is_taken_gets_a_message_beside_it(office):
    add(office)

    page = add(office, name="Otra Lucía")

    assert page.status_int == 422
    assert "Ya hay una cuenta con ese correo." in page.html.find(id="email-error").get_text()
    assert form_with(page, "email")["name"].value == "Otra Lucía"


def test_a_role_can_be_changed_and_leaves_its_line(office, boss):
    add(office)
    lucia = person_called("lucia@secesp.example")
    form = form_with(office.get(f"/personas/{lucia.id}"), "email")

    form["role"] = "viewer"
    form.submit()

    db.session.rollback()
    line = db.session.scalar(select(AuditLine).where(AuditLine.action == "person.change"))
    assert person_called("lucia@secesp.example").role is Role.VIEWER
    assert (line.before["role"], line.after["role"]) == ("coordinator", "viewer")
    assert line.person_name == "Mariana Robledo"


def test_saving_without_a_change_leaves_no_line(office):
    add(office)
    lucia = person_called("lucia@secesp.example")

    form_with(office.get(f"/personas/{lucia.id}"), "email").submit(status=303)

    db.session.rollback()
    lines = db.session.scalars(select(AuditLine.action)).all()
    assert lines == ["person.add"]


def test_a_temporary_password_can_be_dictated(office):
    temporary = add(office).html.find(id="temporary").get_text()

    assert re.fullmatch("[a-z2-9]{4}(-[a-z2-9]{4}){3}", temporary)
    assert not set(temporary) & set("ilo")


@pytest.mark.parametrize("change", [{"role": "host"}, {"is_active": False}])
def test_the_last_administrator_can_be_neither_re_roled_nor_disabled(office, boss, change):
    form = form_with(office.get(f"/personas/{boss.id}"), "email")
    for name, value in change.items():
        form[name] = value

    page = form.submit(status=422)

    assert "última persona que administra" in page.text
    db.session.rollback()
    assert (boss.role, boss.is_active) == (Role.ADMINISTRATOR, True)


def test_with_two_administrators_one_may_go(office, boss):
    make_person(db.session, Role.ADMINISTRATOR)
    form = form_with(office.get(f"/personas/{boss.id}"), "email")

    form["role"] = "host"
    form.submit(status=303)

    db.session.rollback()
    assert boss.role is Role.HOST


def test_a_disabled_administrator_does_not_count_as_one_that_is_left(office, boss):
    make_person(db.session, Role.ADMINISTRATOR, is_active=False)
    form = form_with(office.get(f"/personas/{boss.id}"), "email")

    form["role"] = "host"

    form.submit(status=422)


def change_password(browser: TestApp, current: str, new: str, again: str | None = None):
    """Fill and send the form that changes the own password."""
    form = form_with(browser.get("/cuenta"), "current")
    form["current"], form["new"], form["again"] = current, new, again or new
    return form.submit(status="*")


def test_changing_the_password_ends_the_other_sign_ins_and_keeps_this_one(anyone, boss):
    other = TestApp(anyone.app, extra_environ=anyone.extra_environ)
    enter(anyone, boss.email, PASSWORD)
    enter(other, boss.email, PASSWORD)

    answer = change_password(anyone, PASSWORD, "una frase nueva y larga")

    assert answer.status_int == 303
    assert anyone.get("/hoy").status_int == 200
    assert "/entrar" in other.get("/hoy").location
    enter(other, boss.email, PASSWORD, 422)


@pytest.mark.parametrize(
    ("current", "new", "field", "message"),
    [
        ("no es esta", "una frase nueva y larga", "current", "no es correcta"),
        (PASSWORD, "corta", "new", "al menos 12"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "new", "fácil de adivinar"),
        (PASSWORD, "contraseña123", "new", "fácil de adivinar"),
        (PASSWORD, PASSWORD, "new", "distinta"),
    ],
)
def test_a_password_that_will_not_do_is_refused_beside_its_field(
    office, current, new, field, message
):
    page = change_password(office, current, new)

    assert page.status_int == 422
    assert message in page.html.find(id=f"{field}-error").get_text()


def test_no_audit_line_holds_a_password(office, anyone, boss):
    temporary = add(office).html.find(id="temporary").get_text()
    change_password(office, PASSWORD, "una frase nueva y larga")

    lines = db.session.scalars(select(AuditLine)).all()

    text = "\n".join(f"{line.before} {line.after} {line.reason}" for line in lines)
    assert temporary not in text
    assert "argon2" not in text
    assert "una frase" not in text


def test_the_audit_page_says_who_did_what_with_before_and_after(office):
    add(office)
    lucia = person_called("lucia@secesp.example")
    form = form_with(office.get(f"/personas/{lucia.id}"), "email")
    form["name"] = "Lucía Castillo Rangel"
    form.submit()

    page = office.get("/auditoria?accion=person.change")

    assert "Mariana Robledo" in page.text
    assert "Nombre: Lucía Castillo → Lucía Castillo Rangel" in page.text


def test_the_command_makes_an_administrator_who_can_enter(app, anyone, reading):
    words = ["create-admin", "--email", "jefa@secesp.example", "--name", "Jefa"]

    made = app.test_cli_runner().invoke(
        args=[*words, "--password-stdin"], input="una frase nueva y larga\n"
    )

    assert made.exit_code == 0
    assert enter(anyone, "jefa@secesp.example", "una frase nueva y larga").status_int == 303


def test_the_command_refuses_a_weak_password_in_words(app, reading):
    words = ["create-admin", "--email", "jefa@secesp.example", "--name", "Jefa"]

    made = app.test_cli_runner().invoke(args=[*words, "--password-stdin"], input="corta\n")

    assert made.exit_code == 1
    assert "Use al menos 12 caracteres." in made.output


@pytest.mark.parametrize(
    "words", [["--email", "jefa", "--name", "J"], ["--email", "a@b", "--name", " "]]
)
def test_the_command_needs_a_whole_e_mail_and_a_name(app, reading, words):
    made = app.test_cli_runner().invoke(
        args=["create-admin", *words, "--password-stdin"], input="una frase nueva y larga\n"
    )

    assert made.exit_code == 1
    assert "Escriba un correo completo y un nombre." in made.output
    assert db.session.scalars(select(Person)).all() == []


def test_the_command_asks_for_what_it_was_not_told(app, anyone, reading):
    phrase = "una frase nueva y larga"

    made = app.test_cli_runner().invoke(
        args=["create-admin"], input=f"jefa@secesp.example\nJefa\n{phrase}\n{phrase}\n"
    )

    assert made.exit_code == 0
    assert phrase not in made.output
    assert enter(anyone, "jefa@secesp.example", phrase).status_int == 303


def test_a_post_without_its_token_changes_nothing(office, boss):
    office.post(f"/personas/{boss.id}/contrasena", status=400)

    db.session.rollback()
    assert boss.must_change_password is False


def test_two_administrators_who_remove_each_other_at_once_leave_one(office, browser_of, boss):
    other = make_person(db.session, Role.ADMINISTRATOR)
    forms = [
        form_with(office.get(f"/personas/{other.id}"), "email"),
        form_with(browser_of(other).get(f"/personas/{boss.id}"), "email"),
    ]
    for form in forms:
        form["role"] = "host"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda form: form.submit(status="*").status_int, forms))

    db.session.rollback()
    query = select(Person).where(Person.role == Role.ADMINISTRATOR)
    assert len(db.session.scalars(query).all()) == 1
    # The slower one is refused: by then they administer no more, or are the last who does.
    assert sorted(answers)[0] == 303
    assert sorted(answers)[1] in (403, 422)


def test_somebody_disabled_in_the_form_is_signed_out_at_once(office, anyone):
    temporary = add(office).html.find(id="temporary").get_text()
    enter(anyone, "lucia@secesp.example", temporary)
    lucia = person_called("lucia@secesp.example")
    form = form_with(office.get(f"/personas/{lucia.id}"), "email")

    form["is_active"] = False
    form.submit(status=303)

    assert "/entrar" in anyone.get("/cuenta", status=303).location
    enter(anyone, "lucia@secesp.example", temporary, 422)


@pytest.mark.parametrize("number", ["987654", "9" * 30])
def test_a_person_who_does_not_exist_is_not_found(office, number):
    page = office.get(f"/personas/{number}", status=404)

    assert "No se encontró" in page.text


def test_wrong_answers_get_their_messages_and_keep_what_was_typed(office):
    page = add(office, name="Ana\x07", email="sin arroba")

    assert page.status_int == 422
    assert "no se pueden usar" in page.html.find(id="name-error").get_text()
    assert "correo completo" in page.html.find(id="email-error").get_text()
    assert form_with(page, "email")["email"].value == "sin arroba"
