"""Signing in and out, at the level of the form."""

import pytest
from sqlalchemy import select
from webtest import TestApp

from tests.people import PASSWORD, make_person, may_write
from vc.accounts.models import Person, Role, SignIn
from vc.audit import AuditLine
from vc.db import db


@pytest.fixture
def ana(reading) -> Person:
    """Somebody with an account."""
    return make_person(db.session, Role.HOST, email="ana@secesp.example", name="Ana Torres")


def enter(browser: TestApp, email: str, password: str, status: int | None = None):
    """Fill the sign-in form and send it."""
    form = browser.get("/entrar").forms[0]
    form["email"], form["password"] = email, password
    return form.submit(status=status)


def test_the_right_password_leads_to_the_day_s_page(anyone, ana):
    answer = enter(anyone, "ANA@secesp.example ", PASSWORD)

    assert answer.status_int == 303
    assert answer.location.endswith("/hoy")
    assert "Ana Torres" in answer.follow().text


def test_the_address_asked_for_before_is_where_one_arrives(anyone, ana):
    form = anyone.get("/sesiones?periodo=past").follow().forms[0]
    form["email"], form["password"] = "ana@secesp.example", PASSWORD

    assert form.submit().location.endswith("/sesiones?periodo=past")


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site(anyone, ana, path):
    form = anyone.get("/entrar", {"next": path}).forms[0]
    form["email"], form["password"] = "ana@secesp.example", PASSWORD

    assert form.submit().location.endswith("/hoy")


def test_an_unknown_user_and_a_wrong_password_get_the_same_answer(anyone, ana):
    unknown = enter(anyone, "nadie@secesp.example", PASSWORD, 422)
    wrong = enter(anyone, "ana@secesp.example", "otra contraseña", 422)

    def said(page) -> str:
        return page.html.find(class_="callout--problem").get_text(" ", strip=True)

    assert said(unknown) == said(wrong)
    assert "El correo o la contraseña no son correctos." in said(wrong)


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(anyone, ana):
    cookies = enter(anyone, "ana@secesp.example", PASSWORD).headers.getall("Set-Cookie")

    assert sorted(cookie.partition("=")[0] for cookie in cookies) == ["vc", "vc_device"]
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie


def test_over_https_the_cookie_travels_by_https_only(anyone, ana):
    environ = {"wsgi.url_scheme": "https"}
    form = anyone.get("/entrar", extra_environ=environ).forms[0]
    form["email"], form["password"] = "ana@secesp.example", PASSWORD
    sender = {"Referer": "https://localhost.local/entrar"}

    answer = anyone.post("/entrar", form.submit_fields(), extra_environ=environ, headers=sender)

    assert ["Secure" in one for one in answer.headers.getall("Set-Cookie")] == [True, True]


def test_signing_in_begins_a_new_session(anyone, ana):
    anyone.get("/entrar")
    before = anyone.cookies["vc"]

    enter(anyone, "ana@secesp.example", PASSWORD)

    old = TestApp(anyone.app, extra_environ=anyone.extra_environ)
    old.set_cookie("vc", before)
    assert anyone.cookies["vc"] != before
    assert old.get("/hoy").status_int == 303


def test_what_a_page_from_before_may_send_is_not_good_after_signing_in(anyone, ana):
    token = anyone.get("/entrar").forms[0]["csrf_token"].value

    enter(anyone, "ana@secesp.example", PASSWORD)

    anyone.post("/salir", {"csrf_token": token}, status=400)
    assert anyone.get("/hoy").status_int == 200


def test_signing_out_ends_the_session_also_for_who_kept_the_cookie(anyone, ana):
    enter(anyone, "ana@secesp.example", PASSWORD)
    kept = anyone.cookies["vc"]
    page = anyone.get("/hoy")

    next(form for form in page.forms.values() if form.action == "/salir").submit()

    thief = TestApp(anyone.app, extra_environ=anyone.extra_environ)
    thief.set_cookie("vc", kept)
    assert "/entrar" in thief.get("/hoy", status=303).location


def test_a_sign_in_ends_by_itself(anyone, ana, clock, settings):
    enter(anyone, "ana@secesp.example", PASSWORD)

    clock.advance(hours=settings.session_hours, minutes=1)

    assert "/entrar" in anyone.get("/hoy", status=303).location


def test_somebody_disabled_is_signed_out_at_once(anyone, ana):
    enter(anyone, "ana@secesp.example", PASSWORD)

    with may_write():
        db.session.rollback()
        ana.is_active = False
        db.session.commit()

    assert "/entrar" in anyone.get("/hoy", status=303).location


def test_an_account_of_the_demonstration_enters_only_a_demonstration(anyone, reading):
    make_person(db.session, Role.ADMINISTRATOR, email="demo@secesp.example", is_demo=True)

    enter(anyone, "demo@secesp.example", PASSWORD, 422)


def test_a_form_that_was_open_too_long_is_shown_again_with_the_e_mail(anyone, ana):
    form = anyone.get("/entrar").forms[0]
    form["email"], form["password"] = "ana@secesp.example", PASSWORD
    form["csrf_token"].force_value("old")

    page = form.submit(status=422)

    assert page.forms[0]["email"].value == "ana@secesp.example"


def test_the_token_and_the_password_are_stored_as_hashes(anyone, ana):
    enter(anyone, "ana@secesp.example", PASSWORD)

    stored = db.session.scalar(select(SignIn.token_hash))
    line = db.session.scalar(select(AuditLine).where(AuditLine.action == "person.sign_in"))

    assert len(stored) == 64
    assert ana.password_hash.startswith("$argon2id$")
    assert line.person_id == ana.id
    assert line.before == {}
    assert line.after == {}


def test_who_is_signed_in_is_led_past_the_form_and_the_front_door(anyone, ana):
    front = anyone.get("/", status=302).location
    enter(anyone, "ana@secesp.example", PASSWORD)

    assert front.endswith("/agenda")
    assert anyone.get("/", status=302).location.endswith("/hoy")
    assert anyone.get("/entrar", status=302).location.endswith("/hoy")


def test_an_e_mail_with_control_characters_is_refused_beside_its_field(anyone, ana):
    page = enter(anyone, "ana@secesp.example\x00", PASSWORD, 422)

    assert "no se pueden usar" in page.html.find(id="email-error").get_text()


def test_a_refused_sign_in_leaves_a_line_in_the_log_without_what_was_typed(anyone, ana, caplog):
    enter(anyone, "ana@secesp.example", "otra contraseña", 422)

    assert [record.name for record in caplog.records] == ["vc.accounts.service"]
    assert "otra" not in caplog.text
    assert "ana@" not in caplog.text
