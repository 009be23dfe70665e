"""Without a mail server nothing is promised by mail: the page gives what people need."""

from datetime import timedelta

import pytest

from tests.attendance.conftest import own_link, registered, states
from tests.conftest import make_settings
from tests.mail.conftest import post
from tests.vendor import zoom_at
from vc.accounts.models import Role
from vc.config import Settings

ANA, EVA, RAUL = "ana@escuela.example", "eva@escuela.example", "raul@escuela.example"


@pytest.fixture
def settings(tmp_path, vendor) -> Settings:
    """Settings with the vendors and without a mail server."""
    own = {"public_url": "https://vc.example", "office_email": "prensa@slp.gob.mx"}
    return make_settings(tmp_path, **own, **zoom_at(vendor))


def test_the_page_gives_the_personal_address_with_its_qr(anyone, clock, forum):
    page = registered(anyone, forum, ANA).follow()

    address = page.html.select_one("#own-address").get_text(strip=True)
    path = address.removeprefix("https://vc.example")
    assert path == own_link(ANA, forum.slug)
    assert page.html.select_one("img.qr")["src"].startswith("data:image/svg+xml")
    assert "Revise su correo" not in page.text
    clock.now = forum.starts_at - timedelta(minutes=5)
    assert anyone.get(path).location == forum.meeting.join_url


def test_the_public_page_promises_no_mail(anyone, forum):
    registered(anyone, forum, ANA)
    registered(anyone, forum, EVA)

    page = anyone.get(f"/s/{forum.slug}")

    assert "por correo" not in page.html.find("main").get_text()
    assert "su enlace personal se lo dirá" in page.text


def test_who_waits_learns_by_the_same_address_that_a_seat_is_free(anyone, forum):
    for email in (ANA, EVA, RAUL):
        page = registered(anyone, forum, email).follow()
    assert "Está en lista de espera" in page.text
    waiting = anyone.get(own_link(RAUL, forum.slug))
    assert "aquí se le dirá" in waiting.text

    cancel = anyone.get(f"{own_link(ANA, forum.slug)}/cancelar")
    next(one for one in cancel.forms.values() if "cancelar" in one.action).submit()

    assert states()[RAUL] == "CONFIRMED"
    assert "La sala se abre a las" in anyone.get(own_link(RAUL, forum.slug)).text


def test_who_types_somebody_else_s_e_mail_is_not_given_their_address(anyone, forum):
    registered(anyone, forum, ANA)

    again = registered(anyone, forum, ANA).follow()
    other = registered(anyone, forum, ANA, name="Otra").follow()

    assert own_link(ANA, forum.slug) not in again.text + other.text
    assert "Ese correo ya tenía un registro" in again.text
    assert "prensa@slp.gob.mx" in again.text
    assert f"/s/{forum.slug}/" in other.html.find("code").get_text()


def test_somebody_who_gave_their_seat_back_is_not_given_away_either(anyone, forum):
    registered(anyone, forum, ANA)
    cancel = anyone.get(f"{own_link(ANA, forum.slug)}/cancelar")
    next(one for one in cancel.forms.values() if "cancelar" in one.action).submit()

    again = registered(anyone, forum, ANA, name="Otra").follow()

    assert own_link(ANA, forum.slug) not in again.text


def test_the_day_s_page_says_what_waits_to_be_sent_by_hand(anyone, app, browser_of, host, forum):
    registered(anyone, forum, ANA)
    post(app)

    for page in (browser_of(Role.COORDINATOR).get("/hoy"), browser_of(host).get("/hoy")):
        listed = page.click("sesión con correos por enviar").html
        section = listed.find("h2", id="letters-by-hand").find_parent("section")
        assert "Foro de ciberseguridad 2 correos" in section.get_text(" ", strip=True)
    assert "correos por enviar" not in browser_of(Role.VIEWER).get("/hoy").text
