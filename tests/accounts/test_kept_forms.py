"""A form that is sent after its sign-in ended is there after the next one, as it was typed."""

import importlib
import pkgutil
from datetime import timedelta

import pytest
from sqlalchemy import select
from webtest import TestApp
from wtforms import PasswordField

import vc
from tests.accounts.test_sign_in import enter
from tests.booking.sessions import make_licence
from tests.people import PASSWORD, make_person, may_write
from vc import kept_settings
from vc.accounts import kept_forms
from vc.accounts.models import KeptForm, Person, Role, SignIn
from vc.booking.models import Event
from vc.db import db
from vc.forms import Form

LONG = "Plática para tres grupos de la secundaria técnica 12.\nTraer el material impreso."


@pytest.fixture
def ana(reading) -> Person:
    """Who types."""
    make_licence()
    return make_person(db.session, Role.COORDINATOR, email="ana@secesp.example")


def typed(browser: TestApp):
    """Return the booking form, filled in."""
    page = browser.get("/sesiones/nueva")
    form = next(one for one in page.forms.values() if "summary" in one.fields)
    form["summary"], form["description"] = "Plática: uso seguro de redes", LONG
    form["date"], form["time"] = "2031-03-05", "17:00"
    return form


def end_sign_ins() -> None:
    """Let every sign-in end."""
    with may_write():
        db.session.rollback()
        for one in db.session.scalars(select(SignIn)):
            one.revoked_at = one.created_at
        db.session.commit()


def test_a_long_form_is_there_as_it_was_typed_and_books_with_one_more_click(anyone, ana):
    enter(anyone, ana.email, PASSWORD)
    form = typed(anyone)
    end_sign_ins()

    led = form.submit(status=303)
    assert "/entrar" in led.location
    assert LONG not in led.location
    again = enter(anyone, ana.email, PASSWORD).follow()

    shown = next(one for one in again.forms.values() if "summary" in one.fields)
    assert shown["summary"].value == "Plática: uso seguro de redes"
    assert shown["description"].value.replace("\r\n", "\n") == LONG
    assert db.session.scalars(select(Event)).all() == []
    booked = next(one for one in again.forms.values() if "summary" in one.fields).submit(
        "action", value="book"
    )
    assert booked.status_int == 303
    db.session.rollback()
    assert [one.summary for one in db.session.scalars(select(Event)).unique()] == [
        "Plática: uso seguro de redes"
    ]


def test_what_is_only_asked_while_a_form_is_filled_is_not_kept_in_its_place(anyone, ana):
    enter(anyone, ana.email, PASSWORD)
    form = typed(anyone)
    end_sign_ins()

    answer = anyone.post("/sesiones/disponibilidad", form.submit_fields(), status=303)

    assert "/entrar" in answer.location
    assert db.session.scalars(select(KeptForm)).all() == []


def test_what_a_page_without_its_own_form_check_was_sent_is_shown_and_sent_by_a_click(anyone, ana):
    enter(anyone, ana.email, PASSWORD)
    page = anyone.get("/consentimientos/nuevo", status="*")
    page = page if page.status_int == 200 else anyone.get("/vedas/nueva")
    form = next(one for one in page.forms.values() if len(one.fields) > 3)
    name = next(n for n, f in form.fields.items() if n and f[0].tag == "textarea")
    form[name] = LONG
    end_sign_ins()

    form.submit(status=303)
    again = enter(anyone, ana.email, PASSWORD).follow()

    assert "Todavía no se guarda" in again.text
    kept = next(one for one in again.forms.values() if name in one.fields)
    assert kept[name].value.strip().replace("\r\n", "\n") == LONG
    assert kept["csrf_token"].value
    assert kept.action == form.action or kept.action.startswith("/")


def test_nobody_else_gets_what_was_typed(anyone, ana):
    luis = make_person(db.session, Role.COORDINATOR, email="luis@secesp.example")
    enter(anyone, ana.email, PASSWORD)
    form = typed(anyone)
    end_sign_ins()
    form.submit(status=303)

    led = enter(anyone, luis.email, PASSWORD)

    assert led.location.endswith("/hoy")
    assert LONG not in anyone.get("/seguir").maybe_follow().text


def test_it_is_sealed_and_forgotten_after_an_hour(anyone, ana, clock):
    enter(anyone, ana.email, PASSWORD)
    form = typed(anyone)
    end_sign_ins()
    form.submit(status=303)
    stored = db.session.connection().exec_driver_sql("SELECT body FROM kept_form").scalar()
    assert "secundaria" not in stored
    db.session.rollback()

    clock.advance(minutes=61)

    assert enter(anyone, ana.email, PASSWORD).location.endswith("/hoy")


def test_of_a_stranger_and_of_a_foreign_page_nothing_is_kept(anyone, ana):
    anyone.post("/sesiones", {"summary": LONG}, status=303)
    enter(anyone, ana.email, PASSWORD)
    end_sign_ins()
    anyone.post("/sesiones", {"summary": LONG, "csrf_token": "foreign"}, status=303)

    assert db.session.scalars(select(KeptForm)).all() == []


def test_every_field_of_a_password_is_left_out():
    names = {"csrf_token"}
    for module in pkgutil.walk_packages(vc.__path__, "vc."):
        if module.name.endswith(".forms"):
            importlib.import_module(module.name)
    for form in _all_forms(Form):
        with_fields = {n: getattr(form, n) for n in dir(form) if not n.startswith("_")}
        names |= {
            n for n, f in with_fields.items() if getattr(f, "field_class", None) is PasswordField
        }

    assert names <= kept_forms.SECRETS
    assert kept_forms.SECRETS - names <= kept_settings.SECRETS


def _all_forms(base: type) -> list[type]:
    """Return every kind of form."""
    return [one for kind in base.__subclasses__() for one in [kind, *_all_forms(kind)]]


def test_an_old_one_makes_room_for_the_next(anyone, ana, clock):
    for _ in range(2):
        enter(anyone, ana.email, PASSWORD)
        form = typed(anyone)
        end_sign_ins()
        form.submit(status=303)
        clock.now += timedelta(minutes=5)

    assert len(db.session.scalars(select(KeptForm)).all()) == 1
