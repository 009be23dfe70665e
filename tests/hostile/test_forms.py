"""Every field of every form as each role, and every address: whatever is sent, it is answered.

A run takes few examples of each form; HOSTILE_EXAMPLES=50 takes more. HOSTILE_DATABASE_URL runs it
on a PostgreSQL that is empty.
"""

import os
from itertools import cycle, islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.conftest import ANYBODY, TOGETHER, WHO
from tests.hostile.driver import (
    Driver,
    Form,
    GoesOn,
    forms_of,
    known_names,
    multipart,
    paths_of,
    urlencoded,
)
from tests.hostile.values import texts
from vc.accounts.models import Role

pytestmark = TOGETHER
EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "0"))
BOSS = Role.ADMINISTRATOR.value
MOST_AT_ONCE = 60
FORM = "application/x-www-form-urlencoded"
# Signed out, nothing else can be asked by that person; and no worker is ready here.
LEFT_OUT = {"accounts.sign_out", "accounts.sign_out_others", "health.readyz"}


def examples(usual: int) -> settings:
    """Return how many examples are taken, the same ones in each run."""
    return settings(
        max_examples=EXAMPLES or usual,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def some_of(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """Return a few of many names."""
    return st.lists(st.sampled_from(names), unique=True, min_size=5, max_size=20)


def sent_by(form: Form) -> st.SearchStrategy[dict[str, bytes]]:
    """Return what may stand in a form's fields: one of them hostile, or all of them."""
    names = form.names
    chosen = (
        st.just(names) | st.sampled_from(names).map(lambda one: (one,)) if names else st.just(())
    )
    return chosen.flatmap(lambda some: st.fixed_dictionaries(dict.fromkeys(some, texts())))


def send(driver: Driver, who: str, form: Form, hostile: dict[str, bytes], name: bytes) -> str:
    """Send a form with some fields changed; return what was wrong with the answer."""
    pairs = [(key, hostile.get(key, value)) for key, value in form.fields]
    if form.method == "GET":
        path = f"{form.path}?{urlencoded(pairs).decode()}"
        return driver.refusal_of(driver.ask(who, "GET", path))
    if form.files:
        files = [(key, name, b"%PDF-1.7\n") for key in form.files]
        body, kind = multipart(pairs, files)
    else:
        body, kind = urlencoded(pairs), FORM
    return driver.refusal_of(driver.ask(who, "POST", form.path, body=body, kind=kind))


@pytest.fixture(scope="module")
def offered(driver: Driver) -> dict[str, list[Form]]:
    """What each is offered."""
    found = {who: forms_of(driver, who) for who in WHO}
    assert driver.errors == []
    return found


def drive(driver: Driver, rewound: GoesOn, who: str, form: Form, usual: int) -> list[str]:
    """Send a form with hostile values; return what was wrong, with the smallest values found."""

    @examples(usual)
    @given(sent_by(form), texts())
    def each(hostile: dict[str, bytes], filename: bytes) -> None:
        wrong = send(driver, who, form, hostile, filename)
        rewound.rewind()
        assert wrong == "", hostile

    try:
        each()
    except AssertionError as error:
        return [f"{form.endpoint} {error}"]
    return []


@pytest.mark.parametrize("who", WHO)
def test_no_field_of_any_form_gives_a_500(
    driver: Driver, rewound: GoesOn, offered: dict[str, list[Form]], who: str
):
    forms = [form for form in offered[who] if form.endpoint not in LEFT_OUT]
    usual = 2 if who == BOSS else 1

    wrong = [found for form in forms for found in drive(driver, rewound, who, form, usual)]

    assert forms
    assert wrong == []


def test_no_address_gives_a_500_whatever_is_asked_of_it_or_sent_to_it(
    driver: Driver, rewound: GoesOn
):
    forms, pairs = [], tuple((name, b"") for name in known_names())
    for rule in driver.app.url_map.iter_rules():
        if rule.endpoint not in LEFT_OUT:
            method = "GET" if "GET" in rule.methods else "POST"
            (path,) = paths_of(driver.app, rule, driver.samples)
            forms.append(Form(rule.endpoint, method, path, pairs))

    wrong = [found for form in forms for found in drive(driver, rewound, BOSS, form, 1)]

    assert wrong == []


def test_what_stands_in_an_address_itself_gives_no_500(driver: Driver):
    odd = ("0", "9" * 5000, str(2**31), str(2**63), "-1", "%D9%A3", "%00", "a%00b", "%ED%A0%80")
    values = cycle((*odd, "x" * 3000))
    for rule in driver.app.url_map.iter_rules():
        for name in rule.arguments:
            # Each meets some of them, and the next address the next ones.
            for value in islice(values, EXAMPLES or 3):
                path = rule.rule
                for one in rule.arguments:
                    known = str(driver.samples.get(one, (1,))[0])
                    for start in ("<int:", "<path:", "<"):
                        path = path.replace(f"{start}{one}>", value if one == name else known)
                method = "GET" if "GET" in rule.methods else min(rule.methods)
                wrong = driver.refusal_of(driver.ask(ANYBODY, method, path))
                assert wrong == "", path
