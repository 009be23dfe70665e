"""The public agenda: first what can be joined, how many seats are left, later months folded."""

from datetime import timedelta

from tests.attendance.conftest import registered
from tests.attendance.test_found import changed
from tests.booking.sessions import book, work
from tests.mail.conftest import post
from tests.strangers import preview_of
from vc.booking.models import Visibility
from vc.db import db

PUBLIC = {"visibility": Visibility.PUBLIC, "takes_registrations": True}


def test_the_first_is_one_that_can_be_joined_with_its_seats(app, anyone, forum, host, clock):
    later = book(
        app, host, clock() + timedelta(days=9), summary="Foro de vecinos", seats=40, **PUBLIC
    )
    work(app)
    slug = later.slug
    db.session.rollback()
    first = anyone.get("/agenda").html.select_one(".first")
    assert forum.slug in first.select_one(".btn--primary")["href"]
    assert "Quedan 2 de 2 lugares" in first.get_text(" ", strip=True)

    for name in ("ana", "eva"):
        registered(anyone, forum, f"{name}@escuela.example")
    page = anyone.get("/agenda")

    assert slug in page.html.select_one(".first .btn--primary")["href"]
    rows = {row.a.text: row.select_one(".state").text for row in page.html.select(".talks > li")}
    assert rows == {"Foro de ciberseguridad": "Lista de espera", "Foro de vecinos": "40 lugares"}


def test_where_all_is_full_the_first_offers_the_waiting_list(app, anyone, forum):
    for name in ("ana", "eva"):
        registered(anyone, forum, f"{name}@escuela.example")
    post(app)

    first = anyone.get("/agenda").html.select_one(".first")

    assert first.select_one(".btn--primary").text == "Anotarme en espera"
    assert "Ya no hay lugares" in first.text


def test_sessions_far_ahead_are_folded_by_month(app, anyone, forum, host, clock):
    for day in range(13):
        book(app, host, clock() + timedelta(days=10 + day * 6), **PUBLIC)
    work(app)

    page = anyone.get("/agenda")

    (more,) = page.html.select(".fold--printed summary")
    assert more.get_text(" ", strip=True) == "Mayo 2 más"
    assert len(page.html.select(".talks > li")) == 14


def test_the_agenda_is_pasted_with_a_picture_and_a_topic_is_the_same_page(anyone, forum):
    page = anyone.get("/agenda?tema=7")

    assert preview_of(page)["og:url"] == "https://vc.example/agenda"
    assert preview_of(page)["og:image"].startswith("https://vc.example/agenda.png?v=")
    assert anyone.get("/agenda.png").content_type == "image/png"


def test_a_session_of_a_group_is_on_no_public_page(anyone, forum, meeting):
    changed(meeting, summary="Plática para la Secundaria 5")

    assert "Secundaria 5" not in anyone.get("/agenda").text
