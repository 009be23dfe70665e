"""The smallest inputs that once gave a 500, here or in programs like this one, and what is right.

Elsewhere: NUL at a login and in a search (indico 4159, pepysdiary 603), the number of a page that
no database can count to (sqladmin 1136), an address in brackets to go on to (django 8442), half a
character in JSON (jawanndenn 44), several parts without a border (web2py 2626).
"""

import pytest
from sqlalchemy import select

from tests.hostile.driver import urlencoded
from tests.people import PASSWORD, make_person
from vc.accounts.models import Role
from vc.db import db
from vc.licences.models import Licence

UNFIT = "Contiene caracteres que no se pueden usar; escríbalo de nuevo."
LICENCE = {"platform": "zoom", "label": "Sala", "account_email": "sala9@secesp.example"}
MANY = "9" * 5000


@pytest.fixture
def boss(browser_of):
    """An administrator's browser."""
    return browser_of(Role.ADMINISTRATOR)


def licence_form(boss):
    """Return the form of a licence that exists, as the administrator is shown it."""
    boss.get("/licencias/nueva")
    form = next(one for one in boss.get("/licencias/nueva").forms.values() if "label" in one.fields)
    for name, value in LICENCE.items():
        form[name] = value
    form.submit(status=303)
    page = boss.get("/licencias/1")
    return next(one for one in page.forms.values() if "label" in one.fields)


@pytest.mark.parametrize("version", ["abc", MANY, "٣", "-1", "1e5", ""])
def test_a_licence_s_version_that_is_no_number_is_an_old_form_and_loses_nothing(
    boss, reading, version
):
    form = licence_form(boss)
    form["version"].force_value(version)
    form["label"] = "Sala del segundo piso"

    page = form.submit(status="*")

    assert page.status_int in (409, 422)
    assert "Alguien más" in page.text
    assert 'value="Sala del segundo piso"' in page.text
    assert db.session.scalars(select(Licence.label)).one() == "Sala"


@pytest.mark.parametrize("name", ["label", "account_email"])
def test_a_nul_in_a_text_is_refused_beside_it_with_the_rest_still_there(boss, name):
    form = next(one for one in boss.get("/licencias/nueva").forms.values() if "label" in one.fields)
    for key, value in LICENCE.items():
        form[key] = value
    form[name] = "a\x00b@secesp.example"

    page = form.submit(status="*")

    assert UNFIT in page.text
    assert "a\ufffdb@secesp.example" in page.text


def test_a_block_that_ends_with_the_last_year_is_refused_beside_its_day(boss):
    licence_form(boss)
    page = boss.get("/licencias/1")
    form = next(one for one in page.forms.values() if "ends_on" in one.fields)
    form["starts_on"], form["ends_on"], form["reason"] = "2031-03-04", "9999-12-31", "Renovación"

    page = form.submit(status=422)

    assert "Elija una fecha entre 2000 y 2100." in page.text
    assert 'value="9999-12-31"' in page.text


@pytest.mark.parametrize("page", [str(2**63), MANY, "-1", "٣", "\x00"])
def test_the_number_of_a_page_that_is_none_is_the_first_page(boss, page):
    query = urlencoded([("pagina", page.encode())]).decode()

    for path in ("/auditoria", "/sesiones", "/grabaciones", "/clips", "/correos", "/mensajes"):
        assert boss.get(f"{path}?{query}").status_int == 200


def test_a_nul_in_a_search_finds_nothing_special(boss):
    for path in ("/sesiones", "/clips", "/grabaciones", "/consentimientos"):
        assert boss.get(f"{path}?q=%00&estado=%00&tipo=%00&area=a%00b").status_int == 200


@pytest.mark.parametrize(
    "leads_to",
    [
        "http://[::1",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/a\r\nb",
        "\x00",
        "á",
    ],
)
def test_whoever_signs_in_is_led_nowhere_else(app, anyone, context, leads_to):
    person = make_person(db.session, Role.HOST)
    query = urlencoded([("next", leads_to.encode())]).decode()
    db.session.rollback()
    form = next(
        one for one in anyone.get(f"/entrar?{query}").forms.values() if "email" in one.fields
    )
    form["email"], form["password"] = person.email, PASSWORD
    db.session.rollback()

    answer = form.submit(status=303)

    assert answer.location.removeprefix("http://localhost.local") == "/hoy"


def test_a_nul_at_the_sign_in_is_refused_in_words(anyone):
    form = next(one for one in anyone.get("/entrar").forms.values() if "email" in one.fields)
    form["email"], form["password"] = "ana\x00@secesp.example", "\x00"

    page = form.submit(status=422)

    assert UNFIT in page.text


@pytest.mark.parametrize("date", ["Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "ayer", ""])
def test_a_date_that_nobody_can_read_is_no_condition(anyone, date):
    for name in ("If-Modified-Since", "If-Range", "If-Unmodified-Since"):
        for path in ("/static/app.css", "/feeds/publico.ics", "/feeds/publico.ics"):
            assert anyone.get(path, headers={name: date}).status_int == 200


@pytest.mark.parametrize("host", ["x" * 300, "x" * 64 + ".mx"])
def test_a_host_that_is_none_is_told_so_in_words(anyone, host):
    answer = anyone.get("/agenda", headers={"Host": host}, status="*")

    assert answer.status_int == 400
    assert "el nombre del servidor no es válido" in answer.text


@pytest.mark.parametrize("scope", ["host:" + MANY, "host:٣", "host:-1", "kind:", "\x00", ""])
def test_a_calendar_that_does_not_exist_cannot_be_subscribed_to(boss, scope):
    form = next(one for one in boss.get("/suscribirse").forms.values() if "scope" in one.fields)
    form["scope"].force_value(scope)

    page = form.submit(status="*")

    assert page.status_int == 422 or (page.status_int == 303 and "feed" not in page.location)


def test_parts_without_a_border_are_an_empty_form(boss):
    answer = boss.post("/vedas", b"a=1", content_type="multipart/form-data", status="*")

    assert answer.status_int == 400


@pytest.mark.parametrize("name", ["Upload-Length", "Upload-Offset"])
@pytest.mark.parametrize("value", [MANY, "٣".encode().decode("latin-1"), "-1", "1.5", str(2**63)])
def test_a_length_that_is_none_is_refused_at_the_door_of_pieces(boss, name, value):
    token = boss.get("/grabaciones/subir").html.find("meta", attrs={"name": "csrf-token"})
    headers = {name: value, "X-CSRFToken": token["content"] if token else ""}

    for method, path in (("POST", "/grabaciones/subidas"), ("PATCH", "/grabaciones/subidas/1")):
        answer = boss.request(path, method=method, headers=headers, status="*")
        assert 400 <= answer.status_int < 500
