"""Forums: their programme, the questions that the public asks, and their conclusions."""

from datetime import timedelta

import pytest

from tests.attendance.conftest import let_go
from tests.booking.sessions import book, work
from tests.mail.conftest import host, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.people import may_write
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.booking.models import Event, EventKind, Visibility
from vc.db import db
from vc.forums import service
from vc.services import services_of


@pytest.fixture
def forum(app, clock, host) -> Event:  # noqa: F811
    """A public forum in three days; its room is ready."""
    values = {"kind": EventKind.FORUM, "visibility": Visibility.PUBLIC}
    event = book(app, host, clock() + timedelta(days=3), summary="Foro de ciberseguridad", **values)
    work(app)
    let_go(event)
    return event


@pytest.fixture
def staff(browser_of):
    """A coordinator's browser."""
    return browser_of(Role.COORDINATOR)


def asked(anyone, forum, text: str, **values: str):
    """Ask a question; return the answer."""
    form = form_with(anyone.get(f"/s/{forum.slug}/preguntas"), "text")
    form["text"] = text
    for name, value in values.items():
        form[name] = value
    return form.submit(status="*")


def decided(staff, forum, text: str, button: str):
    """Use a moderator's button beside a question; return the answer."""
    page = staff.get(f"/sesiones/{forum.id}/preguntas")
    item = next(one for one in page.html.select("li[id^=pregunta-]") if text in one.get_text())
    form = next(
        one for one in page.forms.values() if one.action.endswith(item["id"].partition("-")[2])
    )
    return form.submit("que", value=button, status="*")


def seen(anyone, forum) -> str:
    """Return what the public reads on the page of questions."""
    return anyone.get(f"/s/{forum.slug}/preguntas").html.find("main").get_text(" ", strip=True)


def speaks(staff, forum, name: str, minutes: str = "30", **values: str):
    """Add somebody to the programme; return the answer."""
    form = form_with(staff.get(f"/sesiones/{forum.id}/foro"), "minutes")
    for field, value in ({"name": name, "minutes": minutes} | values).items():
        form[field] = value
    return form.submit(status="*")


def test_the_programme_is_shown_in_its_order_with_its_hours_wherever_the_forum_is(
    anyone, staff, forum
):
    speaks(staff, forum, "Luis Reyes", "20", institution="UASLP", topic="Contraseñas")
    speaks(staff, forum, "Bea Solís", "15")
    page = staff.get(f"/sesiones/{forum.id}/foro")
    next(one for one in page.forms.values() if one.action.endswith("/antes")).submit(status=303)

    for browser, path in (
        (anyone, f"/s/{forum.slug}"),
        (staff, f"/sesiones/{forum.id}"),
        (staff, f"/sesiones/{forum.id}/hoja"),
    ):
        text = browser.get(path).html.get_text(" ", strip=True)
        assert "10:00 h Bea Solís 15 min 10:15 h Luis Reyes , UASLP Contraseñas" in text, path


def test_a_programme_that_is_longer_than_its_session_says_by_how_much(staff, forum):
    speaks(staff, forum, "Luis Reyes", "50")
    speaks(staff, forum, "Bea Solís", "30")

    text = staff.get(f"/sesiones/{forum.id}/foro").text
    assert "Suman 1 h 20 min: 20 min más que la sesión." in text


def test_somebody_is_corrected_and_taken_out(anyone, staff, forum):
    speaks(staff, forum, "Luis Rejes")
    form = form_with(staff.get(f"/sesiones/{forum.id}/foro/1"), "minutes")
    form["name"] = "Luis Reyes"
    form.submit(status=303)
    after_change = anyone.get(f"/s/{forum.slug}").text
    page = staff.get(f"/sesiones/{forum.id}/foro")
    next(one for one in page.forms.values() if one.action.endswith("/quitar")).submit(status=303)

    assert "Luis Reyes" in after_change
    assert "Luis Reyes" not in anyone.get(f"/s/{forum.slug}").text


def test_nothing_is_shown_before_a_moderator_takes_it(anyone, staff, forum):
    answer = asked(anyone, forum, "¿Cómo denuncio?")
    before = seen(anyone, forum)
    decided(staff, forum, "¿Cómo denuncio?", "tomar")

    assert answer.status_int == 303
    assert "¿Cómo denuncio?" not in before
    assert "¿Cómo denuncio?" in seen(anyone, forum)


def test_whoever_asks_is_told_that_it_was_kept_although_nobody_sees_it(anyone, forum):
    page = asked(anyone, forum, "¿Cómo denuncio?").follow()

    assert "Recibimos su pregunta" in page.text
    assert "Alguien la revisa antes de mostrarla" in page.text


def test_a_question_is_decided_at_its_own_forum_alone(app, clock, anyone, host, staff, forum):  # noqa: F811
    asked(anyone, forum, "¿Cómo denuncio?")
    by = db.session.merge(host)
    other = book(app, by, clock() + timedelta(days=6), kind=EventKind.FORUM)
    let_go(other)
    page = staff.get(f"/sesiones/{forum.id}/preguntas")
    form = next(one for one in page.forms.values() if one.action.endswith("/preguntas/1"))
    form.action = f"/sesiones/{other.id}/preguntas/1"

    assert form.submit("que", value="tomar", status="*").status_int == 404
    assert "¿Cómo denuncio?" not in seen(anyone, forum)


def test_what_is_discarded_is_shown_to_nobody_and_can_be_taken_back(anyone, staff, forum):
    asked(anyone, forum, "Insulto")
    decided(staff, forum, "Insulto", "tomar")
    decided(staff, forum, "Insulto", "descartar")
    gone = seen(anyone, forum)
    decided(staff, forum, "Insulto", "tomar")

    assert "Insulto" not in gone
    assert "Insulto" in seen(anyone, forum)


def test_questions_are_put_in_the_moderators_order_and_answered(anyone, staff, forum):
    for text in ("Primera", "Segunda"):
        asked(anyone, forum, text)
        decided(staff, forum, text, "tomar")
    decided(staff, forum, "Segunda", "antes")
    sorted_page = seen(anyone, forum)
    decided(staff, forum, "Segunda", "contestada")

    assert sorted_page.index("Segunda") < sorted_page.index("Primera")
    text = seen(anyone, forum)
    assert text.index("Primera") < text.index("Contestadas") < text.index("Segunda")


def test_the_same_question_is_one_with_its_count(anyone, staff, forum):
    for text in ("¿Cómo denuncio?", "como denuncio", "¿CÓMO  DENUNCIO?"):
        asked(anyone, forum, text)
    decided(staff, forum, "¿Cómo denuncio?", "tomar")

    assert "¿Cómo denuncio? 3 personas" in seen(anyone, forum)


def test_of_two_moderators_the_second_is_told(anyone, browser_of, staff, forum):
    asked(anyone, forum, "¿Cómo denuncio?")
    other = browser_of(Role.COORDINATOR)
    page = other.get(f"/sesiones/{forum.id}/preguntas")
    late = next(one for one in page.forms.values() if one.action.endswith("/preguntas/1"))
    decided(staff, forum, "¿Cómo denuncio?", "tomar")
    decided(staff, forum, "¿Cómo denuncio?", "contestada")

    assert "Alguien más ya decidió" in late.submit("que", value="descartar", status=422).text


def test_too_many_questions_wait_and_lose_nothing(clock, anyone, forum):
    answers = [asked(anyone, forum, f"Pregunta {n}") for n in range(service.FREE_PER_ORIGIN + 1)]

    assert [one.status_int for one in answers] == [303] * service.FREE_PER_ORIGIN + [429]
    assert f"Pregunta {service.FREE_PER_ORIGIN}</textarea>" in answers[-1].text


def test_what_a_program_fills_in_is_not_kept_and_a_person_is_told(anyone, staff, forum):
    page = asked(anyone, forum, "Compre aquí", second_sight="https://malo.example")

    assert page.status_int == 422
    assert "Compre aquí" in page.text
    assert "Compre aquí" not in staff.get(f"/sesiones/{forum.id}/preguntas").text


def test_hostile_text_stays_text(anyone, staff, forum):
    asked(anyone, forum, "<script>alert(1)</script>")
    decided(staff, forum, "alert(1)", "tomar")

    assert "<script>alert" not in anyone.get(f"/s/{forum.slug}/preguntas").text


def test_nothing_is_asked_once_it_is_over_or_closed(app, clock, anyone, staff, forum):
    form = form_with(anyone.get(f"/s/{forum.slug}/preguntas"), "text")
    form["text"] = "¿Ya terminó?"
    closing = form_with(staff.get(f"/sesiones/{forum.id}/foro/conclusiones"), "seen")
    closing["takes_questions"] = False
    closing.submit(status=303)
    closed = form.submit(status=422)
    clock.advance(days=4)

    assert "no recibe preguntas ahora" in closed.text
    assert "Ya no se reciben preguntas" in seen(anyone, forum)


def test_conclusions_are_shown_once_it_is_over(clock, anyone, staff, forum):
    form = form_with(staff.get(f"/sesiones/{forum.id}/foro/conclusiones"), "seen")
    form["conclusions"] = "Denunciar sirve."
    form.submit(status=303)
    before = anyone.get(f"/s/{forum.slug}").text
    clock.advance(days=4)

    assert "Denunciar sirve." not in before
    assert "Denunciar sirve." in anyone.get(f"/s/{forum.slug}").text


def test_a_question_waits_for_who_may_moderate_until_it_is_decided(
    anyone, browser_of, staff, forum
):
    asked(anyone, forum, "¿Cómo denuncio?")
    asked(anyone, forum, "¿Y si fue en otro estado?")
    waiting, today = staff.get("/pendientes"), staff.get("/hoy")
    page = waiting.click("¿Cómo denuncio?")
    decided(staff, forum, "¿Cómo denuncio?", "tomar")

    assert page.request.path == f"/sesiones/{forum.id}/preguntas"
    assert "2 preguntas por revisar" in today.html.get_text(" ", strip=True)
    after = staff.get("/pendientes").text
    assert "¿Cómo denuncio?" not in after
    assert "¿Y si fue en otro estado?" in after
    assert "otro estado" not in browser_of(Role.HOST).get("/pendientes").text


def test_a_question_waits_no_more_once_its_forum_is_over(clock, anyone, staff, forum):
    asked(anyone, forum, "¿Cómo denuncio?")
    clock.now = forum.ends_at - timedelta(minutes=1)
    during = staff.get("/pendientes").text
    clock.now = forum.ends_at

    assert "¿Cómo denuncio?" in during
    assert "¿Cómo denuncio?" not in staff.get("/pendientes").text


def test_what_is_no_forum_or_not_public_takes_none(app, clock, host, anyone, staff):  # noqa: F811
    talk = book(app, host, clock() + timedelta(days=5), visibility=Visibility.PUBLIC)
    let_go(talk)
    inner = book(app, db.session.merge(host), clock() + timedelta(days=6), kind=EventKind.FORUM)
    let_go(inner)

    for event in (talk, inner):
        assert anyone.get(f"/s/{event.slug}/preguntas", status="*").status_int == 404
    assert staff.get(f"/sesiones/{talk.id}/foro", status="*").status_int == 404


def test_another_host_neither_arranges_nor_reads_what_was_asked(browser_of, forum):
    browser = browser_of(Role.HOST)

    for path in ("foro", "preguntas", "foro/conclusiones"):
        assert browser.get(f"/sesiones/{forum.id}/{path}", status="*").status_int == 403


def test_what_was_not_shown_leaves_a_month_later(app, clock, anyone, staff, forum):
    asked(anyone, forum, "Se muestra")
    asked(anyone, forum, "Nadie la vio")
    decided(staff, forum, "Se muestra", "tomar")
    clock.advance(days=40)
    with may_write():
        db.session.rollback()
        service.forget_unshown(db.session, services_of(app))
        db.session.rollback()

    text = staff.get(f"/sesiones/{forum.id}/preguntas").text
    assert "Se muestra" in text
    assert "Nadie la vio" not in text


def test_a_full_programme_and_too_many_that_wait_are_said_so(anyone, staff, forum, monkeypatch):
    monkeypatch.setattr(service, "MOST_SPEAKERS", 1)
    monkeypatch.setattr(service, "MOST_WAITING", 1)
    speaks(staff, forum, "Luis Reyes")
    asked(anyone, forum, "Primera")

    assert "ya tiene 30 participaciones" in speaks(staff, forum, "Bea Solís").text
    assert "Hay muchas preguntas por revisar" in asked(anyone, forum, "Segunda").text
    decided(staff, forum, "Primera", "descartar")
    assert asked(anyone, forum, "Segunda").status_int == 303


def test_a_page_that_is_older_than_the_end_of_the_forum_asks_nothing(clock, anyone, staff, forum):
    form = form_with(anyone.get(f"/s/{forum.slug}/preguntas"), "text")
    form["text"] = "¿Ya terminó?"
    clock.advance(days=4)

    assert "no recibe preguntas ahora" in form.submit(status=422).text
    assert "¿Ya terminó?" not in staff.get(f"/sesiones/{forum.id}/preguntas").text


def test_what_was_not_shown_stays_for_a_month(app, clock, anyone, staff, forum):
    asked(anyone, forum, "Nadie la vio")
    clock.advance(days=30)
    with may_write():
        db.session.rollback()
        service.forget_unshown(db.session, services_of(app))
        db.session.rollback()

    assert "Nadie la vio" in staff.get(f"/sesiones/{forum.id}/preguntas").text


def test_somebody_who_speaks_is_corrected_at_their_own_forum_alone(app, clock, host, staff, forum):  # noqa: F811
    speaks(staff, forum, "Luis Reyes")
    other = book(app, db.session.merge(host), clock() + timedelta(days=6), kind=EventKind.FORUM)
    let_go(other)

    staff.get(f"/sesiones/{other.id}/foro/1", status=404)
