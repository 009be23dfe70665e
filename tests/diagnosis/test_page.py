"""«Diagnóstico»: what fails on top with what to do, what is fine in one line."""

import pytest

from vc.accounts.models import Role


def test_the_page_shows_what_fails_first_and_what_to_do(browser_of, app, context):
    page = browser_of(Role.ADMINISTRATOR).get("/diagnostico")

    titles = [title.text for title in page.html.select("main h2")]
    card = page.html.select_one("section.panel")
    assert titles == ["Procesos de trabajo", "Correo"]
    assert card.select_one(".chip--problem svg") is not None
    assert "No funciona" in card.text
    assert "Inicie «.venv/bin/flask worker»" in card.text
    assert "puntos bien" in page.html.select_one("details.card summary").text
    assert page.html.select("main .btn--primary") == []


def test_with_nothing_to_correct_it_says_so(browser_of, app, worker, mail):
    page = browser_of(Role.ADMINISTRATOR).get("/diagnostico")

    assert page.html.select_one(".callout--ok").text.split() == [
        *("Todo", "está", "bien", "No", "hay", "nada", "por", "corregir.")
    ]


def test_asking_again_asks_the_mail_server_too(browser_of, app, worker, mail):
    page = browser_of(Role.ADMINISTRATOR).get("/diagnostico")

    asked = _pressed(page)

    assert "sin probar" in page.text
    assert "sin probar" not in asked.text
    assert f"127.0.0.1:{mail} contesta." in asked.text


def _pressed(page):
    """Press «Revisar ahora»."""
    (form,) = [one for one in page.forms.values() if one.action == "/diagnostico/revisar"]
    return form.submit()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.HOST, Role.VIEWER])
def test_it_is_for_administrators(browser_of, app, role):
    browser = browser_of(role)

    assert browser.get("/diagnostico", status=403)
    assert "Diagnóstico" not in browser.get("/").maybe_follow().text
