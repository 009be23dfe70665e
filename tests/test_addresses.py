"""What stands in an address can be anything: no page fails on it."""

import pytest

from vc.accounts.models import Role
from vc.addresses import asking_more

ODD = [
    "",
    "x",
    "-1",
    "0",
    "99999999999999999999",
    "1e9",
    "²",
    "2031-13-45",
    "0001-01-01",
    "9999-12-31",
]
WITH_ARGUMENTS = {
    "/sesiones": ["pagina", "anfitrion", "licencia", "tipo", "periodo", "q", "area"],
    "/sesiones/nueva": ["fecha", "hora", "minutos", "tipo"],
    "/calendario": ["fecha", "vista", "anfitrion", "licencia", "tipo"],
    "/calendario/datos.json": ["desde", "hasta"],
    "/feeds/publico.ics": ["desde", "cancelled"],
    "/auditoria": ["pagina", "persona", "desde", "hasta", "accion"],
}  # fmt: skip


@pytest.mark.parametrize("path", WITH_ARGUMENTS)
def test_odd_arguments_are_left_out_and_never_fail(browser_of, path):
    browser = browser_of(Role.ADMINISTRATOR)

    answers = {
        (name, value): browser.get(path, {name: value}, status="*").status_int
        for name in WITH_ARGUMENTS[path]
        for value in ODD
    }

    assert {case: status for case, status in answers.items() if status != 200} == {}


def test_what_an_address_asks_is_no_instruction_to_whoever_makes_the_next_one(browser_of):
    browser = browser_of(Role.ADMINISTRATOR)
    asked = "endpoint=x&_method=DELETE&_scheme=javascript&_external=1&_anchor=z&self=1&pagina=3"

    for path in WITH_ARGUMENTS:
        page = browser.get(f"{path}?{asked}")
        links = [] if page.content_type != "text/html" else page.html.find_all("a", href=True)
        kept = [str(one["href"]) for one in links if "endpoint=x" in one["href"]]
        assert [one for one in kept if not one.startswith(f"{path}?")] == []


def test_a_page_that_is_turned_keeps_every_value_of_a_filter(app):
    with app.test_request_context("/sesiones?tipo=a&tipo=b&pagina=2&q=x+y"):
        assert asking_more("/sesiones", pagina=3) == "/sesiones?tipo=a&tipo=b&q=x+y&pagina=3"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [("prevenci\xc3\xb3n", "prevención"), ("prevenci\xf3n", "prevenci%F3n")],
)
def test_letters_that_an_address_holds_unencoded_fail_no_page(browser_of, sent, shown):
    page = browser_of(Role.VIEWER).get(f"/sesiones?q={sent}")

    assert page.html.find(id="q")["value"] == shown
