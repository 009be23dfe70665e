"""Every route says who may call it and keeps to it: the URL map with each role and nobody."""

from collections.abc import Callable

import pytest
from flask import Flask
from webtest import TestApp
from werkzeug.routing import Rule

from vc.access import ANYBODY
from vc.accounts.models import Role

SAMPLES = {"filename": "app.css", "token": "unknown", "platform": "zoom"}


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


def path_of(app: Flask, rule: Rule) -> str:
    """Return a path that leads to the rule, its arguments filled with samples."""
    values = {name: SAMPLES.get(name, 1) for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def call(browser: TestApp, path: str, method: str) -> int:
    """Call a path without a form and return the status."""
    return browser.request(path, method=method, status="*").status_int


def is_sent_to_sign_in(browser: TestApp, path: str, method: str) -> bool:
    """Tell whether the call was answered by the way to the sign-in page."""
    answer = browser.request(path, method=method, status="*")
    return answer.status_int == 303 and "/entrar" in answer.location


def test_every_route_declares_who_may_call_it(app):
    assert undeclared(app) == []


def test_a_route_that_declares_nothing_is_found_and_answers_403(app, anyone):
    app.add_url_rule("/olvidada", "forgotten", lambda: "ups")

    assert undeclared(app) == ["forgotten"]
    assert anyone.get("/olvidada", status=403).status_int == 403


def test_nobody_gets_past_the_sign_in_but_where_anybody_may(app, anyone):
    wrong = [
        (rule.rule, method)
        for rule in rules_of(app)
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if (app.view_functions[rule.endpoint].access is not ANYBODY)
        # A POST without its CSRF token is refused before anybody is asked who they are.
        != (
            is_sent_to_sign_in(anyone, path_of(app, rule), method)
            or (method == "POST" and call(anyone, path_of(app, rule), method) == 400)
        )
        and rule.endpoint != "accounts.sign_in"
    ]

    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_call_what_declares_it_and_nothing_else(
    app: Flask, browser_of: Callable[..., TestApp], role: Role
):
    app.config["WTF_CSRF_ENABLED"] = False
    wrong = []
    for rule in rules_of(app):
        access = app.view_functions[rule.endpoint].access
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            browser = browser_of(role)  # a browser each: one of the calls signs out
            status = call(browser, path_of(app, rule), method)
            may = access is ANYBODY or role in access
            if may == (status == 403):
                wrong.append((rule.rule, method, status))

    assert wrong == []
