"""Every route says who may call it and keeps to it: the URL map with each role and nobody."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from flask import Flask
from webtest import TestApp
from werkzeug.routing import Rule

from tests.booking.sessions import book, make_licence
from tests.people import make_person
from vc.access import ANYBODY
from vc.accounts.models import Role
from vc.db import db
from vc.permissions import Holder
from vc.services import services_of

MISSING = 987654
"""The number of no row, so that a route's answer is the guard's and changes nothing."""
SAMPLES = {"filename": "app.css", "token": "unknown", "platform": "zoom", "vendor": "zoom"}


def rules_of(app: Flask) -> list[Rule]:
    """Return every rule of the app."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def undeclared(app: Flask) -> list[str]:
    """Return the endpoints that declare nobody who may call them."""
    return [
        rule.endpoint
        for rule in rules_of(app)
        if getattr(app.view_functions[rule.endpoint], "access", None) is None
    ]


def path_of(app: Flask, rule: Rule, number: int) -> str:
    """Return a path that leads to the rule, its arguments filled with samples."""
    values = {name: SAMPLES.get(name, number) for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def calls_of(app: Flask, number: int = MISSING) -> list[tuple[str, str, str]]:
    """Return every (endpoint, method, path) of the app; rows in paths have that number."""
    return [
        (rule.endpoint, method, path_of(app, rule, number))
        for rule in rules_of(app)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def answer(browser: TestApp, method: str, path: str) -> str:
    """Call a path without a form; return "sign in" when that is where it leads, or the status."""
    response = browser.request(path, method=method, status="*")
    is_led_away = response.status_int in (302, 303) and "/entrar" in response.location
    return "sign in" if is_led_away else str(response.status_int)


def may(app: Flask, role: Role, endpoint: str) -> bool:
    """Tell whether the endpoint declares that the role may call it on some row."""
    door = app.view_functions[endpoint].access
    return door is ANYBODY or door.opens(Holder(0, role, True))


def rows_of(app: Flask) -> list[str]:
    """Return everything that is in the database, as SQL, but how often a link was guessed."""
    with closing(sqlite3.connect(services_of(app).settings.instance / "vc.sqlite3")) as file:
        return [one for one in file.iterdump() if not one.startswith('INSERT INTO "rate_limit"')]


def test_every_route_declares_who_may_call_it(app):
    assert undeclared(app) == []


def test_a_route_that_declares_nothing_is_found_and_answers_403(app, anyone):
    app.add_url_rule("/olvidada", "forgotten", lambda: "ups")

    assert undeclared(app) == ["forgotten"]
    assert anyone.get("/olvidada", status=403).status_int == 403


def test_nobody_is_led_to_the_sign_in_wherever_somebody_must_be_known(app, anyone):
    app.config["WTF_CSRF_ENABLED"] = False

    led = {(name, method) for name, method, path in calls_of(app)
           if answer(anyone, method, path) == "sign in"}  # fmt: skip

    declared = {(name, method) for name, method, _ in calls_of(app)
                if app.view_functions[name].access is not ANYBODY}  # fmt: skip
    assert led == declared


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_call_what_declares_it_and_nothing_else(
    app: Flask, browser_of: Callable[..., TestApp], role: Role
):
    app.config["WTF_CSRF_ENABLED"] = False
    browser = browser_of(role)
    calls = [call for call in calls_of(app) if call[0] != "accounts.sign_out"]

    answers = {(name, method): answer(browser, method, path) for name, method, path in calls}

    refused = {call for call, got in answers.items() if got == "403"}
    assert refused == {(name, method) for name, method, _ in calls if not may(app, role, name)}
    assert "sign in" not in answers.values()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_sign_out(app: Flask, browser_of: Callable[..., TestApp], role: Role):
    app.config["WTF_CSRF_ENABLED"] = False

    assert answer(browser_of(role), "POST", "/salir") == "sign in"


def test_a_post_without_its_token_changes_nothing_anywhere(app, browser_of, reading, clock):
    boss = make_person(db.session, Role.ADMINISTRATOR)
    make_licence()
    book(app, boss, clock() + timedelta(days=1))
    browser = browser_of(boss)
    before = rows_of(app)

    done = [
        name
        for name, method, path in calls_of(app, number=1)
        if method != "GET" and answer(browser, method, path) in ("303", "302", "sign in")
    ]

    assert done == []
    assert rows_of(app) == before


def test_a_page_of_another_role_says_that_it_is_not_for_this_one(browser_of):
    page = browser_of(Role.HOST).get("/personas", status=403)

    said = "Su cuenta no puede administrar personas. Lo puede hacer la administración."
    assert said in page.text


def test_what_takes_large_files_takes_them_from_whoever_may_send_them(app, anyone, browser_of):
    named = [name for name, view in app.view_functions.items() if hasattr(view, "most_body_bytes")]
    paths = {name: path for name, method, path in calls_of(app) if method == "POST"}
    large = [("file", "grande.pdf", b"x" * (9 * 1024 * 1024))]
    browser = browser_of(Role.ADMINISTRATOR)

    answers = {
        name: browser.post(paths[name], upload_files=large, status="*").status_int
        for name in named
        if name in paths
    }
    led = {
        anyone.post(paths[name], upload_files=large, status="*").status_int
        for name in answers
        if app.view_functions[name].access is not ANYBODY
    }

    assert {"live.edit", "live.video", "consents.create", "publishing_bans.grant"} <= set(answers)
    # 400: the token is missing, which only somebody finds out who read the form.
    assert set(answers.values()) <= {400, 404, 422}
    assert led == {303}
    assert browser.post("/entrar", upload_files=large, status="*").status_int == 413
