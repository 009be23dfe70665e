"""What a search offers to begin: a session with the title that was typed."""

import pytest

from tests.search.asking import in_window
from vc.accounts.models import Role

OFFER = "Agendar una sesión «{}»"


def offered(browser, typed: str) -> list[str]:
    """Return what the page that searches offers to book."""
    page = browser.get("/buscar", params={"q": typed}).html
    return [one.get_text(strip=True) for one in page.select("main button[name=titulo]")]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("agendar la plática de la red", "la plática de la red"),
        ("Agendar una sesión  Grooming", "Grooming"),
        ("programar sesion Foro", "Foro"),
        # Nothing is called so.
        ("xilófono mudo", "xilófono mudo"),
        ("agendario", "agendario"),
    ],
)
def test_a_title_is_offered_where_it_is_asked_for_or_nothing_is_found(
    reading, browser_of, typed, title
):
    browser = browser_of(Role.HOST)

    assert offered(browser, typed) == [OFFER.format(title)]
    assert OFFER.format(title) in in_window(browser, typed)


@pytest.mark.parametrize("typed", ["agendar", "agendar sesión", "sesiones", "", "\x00"])
def test_what_is_found_or_is_no_title_is_not_offered(reading, browser_of, typed):
    assert offered(browser_of(Role.HOST), typed) == []


def test_it_opens_the_booking_form_with_that_title_once_and_names_it_in_no_address(
    reading, browser_of
):
    browser = browser_of(Role.HOST)
    page = browser.get("/buscar", params={"q": "agendar Plática <b>de</b> la red"})
    form = next(one for one in page.forms.values() if one.action == "/sesiones/nueva")

    answer = form.submit("titulo")

    assert answer.location.endswith("/sesiones/nueva")
    first, again = (browser.get(answer.location).forms["booking-form"] for _ in range(2))
    assert (first["summary"].value, again["summary"].value) == ("Plática <b>de</b> la red", "")
    assert first["duration"].value == again["duration"].value


def test_whoever_may_not_book_is_offered_nothing(reading, browser_of):
    reader = browser_of(Role.VIEWER)

    assert offered(reader, "agendar Foro") == []
    assert "Agendar" not in in_window(reader, "xilófono mudo")
