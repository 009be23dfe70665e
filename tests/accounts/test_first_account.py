"""The first administrator: made in a page, by a code that is printed, once and by nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import browser_at
from tests.people import make_person, may_write
from vc.accounts import first_entry
from vc.accounts.models import FirstEntry, Person, Role
from vc.cli import welcome
from vc.db import db
from vc.services import services_of

PHRASE = "una frase nueva y larga"


@pytest.fixture
def code(app, clock, reading) -> str:
    """The code that was printed last."""
    with may_write():
        found = first_entry.print_code(db.session(), clock())
        db.session.commit()
    return found


def found(app, code: str, **values: str):
    """Fill in the page of the first account in a browser of its own, and send it."""
    browser = browser_at(app)
    form = browser.get("/primera-cuenta").form
    known = {"name": "Mariana Robledo", "email": "mariana@dependencia.gob.mx", "password": PHRASE}
    for name, value in (known | {"code": code} | values).items():
        form[name] = value
    return browser, form.submit(status="*")


def people() -> int:
    """Return how many accounts there are now."""
    db.session.rollback()
    return db.session.scalar(select(func.count(Person.id))) or 0


def test_who_has_the_code_administers_and_is_signed_in(app, code):
    browser, answer = found(app, code)

    assert (answer.status_int, answer.location) == (303, "/primer-dia")
    assert "Mariana Robledo" in browser.get("/cuenta").text
    assert db.session.scalars(select(Person.role)).all() == [Role.ADMINISTRATOR]


def test_a_code_serves_once_and_the_page_is_gone_with_it(app, code):
    """Nextcloud 8653: whoever comes first administers. Here it takes the code, and nobody after."""
    found(app, code)

    again = browser_at(app).get("/primera-cuenta", status=404)

    assert "La primera cuenta ya se creó." in again.text
    assert db.session.scalar(select(func.count(FirstEntry.id))) == 0


def test_an_account_that_is_made_otherwise_ends_the_code(app, code):
    browser = browser_at(app)
    form = browser.get("/primera-cuenta").form
    make_person(db.session, Role.VIEWER)
    form["code"], form["name"] = code, "Otra"
    form["email"], form["password"] = "otra@dependencia.gob.mx", PHRASE

    form.submit(status=404)

    assert people() == 1


def test_closing_every_account_opens_the_page_to_nobody(app, code):
    """PowerShell Universal 4399: the wizard came back where no administrator was left."""
    make_person(db.session, Role.ADMINISTRATOR, is_active=False)

    browser_at(app).get("/primera-cuenta", status=404)


def test_accounts_of_a_demonstration_count_for_nothing(app, code):
    make_person(db.session, Role.ADMINISTRATOR, is_demo=True)

    _, answer = found(app, code)

    assert answer.location == "/primer-dia"


@pytest.mark.parametrize("wrong", ["otro-codigo-que-no-es", "á" * 30, "x" * 100])
def test_another_code_makes_nobody(app, code, wrong):
    _, answer = found(app, wrong)

    assert answer.status_int == 422
    assert "Ese código no sirve" in answer.text
    assert people() == 0


def test_a_code_ends_after_a_day_and_with_the_next_one(app, code, clock):
    with may_write():
        later = first_entry.print_code(db.session(), clock())
        db.session.commit()

    assert found(app, code)[1].status_int == 422
    clock.advance(hours=24)
    assert found(app, later)[1].status_int == 422
    assert people() == 0


def test_what_is_refused_leaves_the_code_good(app, code):
    """ownCloud 27537: an installation that failed half way could not be gone on with."""
    for _ in range(7):
        _, refused = found(app, code, password="corta")

    assert (refused.status_int, people()) == (422, 0)
    assert "Use al menos" in refused.text
    assert found(app, code)[1].status_int == 303


def test_guessing_is_slowed_down(app, code, clock):
    answers = [found(app, f"otro-codigo-que-no-es-{number}")[1] for number in range(7)]

    assert [one.status_int for one in answers][-1] == 429
    clock.advance(minutes=20)
    assert found(app, code)[1].status_int == 303


def test_without_accounts_the_sign_in_says_where_the_first_one_is_made(app, reading):
    before = browser_at(app).get("/entrar").text
    make_person(db.session, Role.VIEWER)

    assert "/primera-cuenta" in before
    assert "/primera-cuenta" not in browser_at(app).get("/entrar").text


def test_the_terminal_prints_an_address_whose_code_no_server_hears(app, reading):
    with may_write():
        text = welcome(app, services_of(app).settings)

    address = next(line.strip() for line in text.splitlines() if "/primera-cuenta" in line)
    path, _, code = address.partition("#")
    assert path == "http://127.0.0.1:8000/primera-cuenta"
    assert found(app, code)[1].status_int == 303
    assert "/primera-cuenta" not in welcome(app, services_of(app).settings)


def test_the_command_prints_another_one_until_there_is_an_account(app, reading):
    runner = app.test_cli_runner()
    first = runner.invoke(args=["first-admin"])
    second = runner.invoke(args=["first-admin"])
    code = second.output.splitlines()[0].partition("#")[2]

    assert found(app, first.output.splitlines()[0].partition("#")[2])[1].status_int == 422
    assert found(app, code)[1].status_int == 303
    assert "Ya hay cuentas" in runner.invoke(args=["first-admin"]).output


def test_no_log_holds_the_code(app, code, caplog):
    with caplog.at_level("DEBUG"):
        found(app, "otro-codigo-que-no-es")
        found(app, code)

    assert code not in caplog.text


def test_the_code_is_kept_as_a_digest(code):
    row = db.session.scalars(select(FirstEntry)).one()

    assert code not in (row.token_hash, str(row.id))
    assert row.expires_at - row.made_at == timedelta(hours=24)
