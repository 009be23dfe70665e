"""Booking through the real form: what is taken, what is refused and that nothing typed is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from webtest import TestApp

from tests.booking.sessions import book, make_licence
from tests.people import make_person
from vc.accounts.models import Role
from vc.booking.models import Event, EventKind, Visibility
from vc.booking.states import MeetingStatus
from vc.db import db
from vc.licences.models import Platform


@pytest.fixture
def host(browser_of) -> TestApp:
    """A browser in which a host is signed in."""
    return browser_of(Role.HOST)


@pytest.fixture
def licence(reading) -> None:
    """One licence that is free."""
    make_licence()


def fill(page, **values):
    """Fill the booking form with a talk for tomorrow, 17:00 in San Luis Potosí."""
    form = page.forms[page_form(page)]
    known = {"summary": "Plática: uso seguro de redes", "date": "2031-03-05", "time": "17:00"}
    for name, value in (known | values).items():
        form[name] = value
    return form


def page_form(page) -> int:
    """Return the number of the form that books."""
    return next(
        n for n, form in page.forms.items() if isinstance(n, int) and "summary" in form.fields
    )


def events() -> list[Event]:
    """Return the sessions that are stored."""
    db.session.expire_all()
    return list(db.session.scalars(select(Event).order_by(Event.id)).unique())


def error_beside(page, name: str) -> str:
    """Return the message beside a field."""
    found = page.html.find(id=f"{name}-error")
    return found.get_text(" ", strip=True) if found else ""


def test_a_talk_is_booked_with_a_licence_and_its_page_says_the_room_is_being_made(host, licence):
    answer = fill(host.get("/sesiones/nueva")).submit("action", value="book")

    event = events()[0]
    assert answer.status_int == 303
    assert answer.location.endswith(f"/sesiones/{event.id}")
    assert event.starts_at.isoformat() == "2031-03-05T23:00:00+00:00"
    assert event.meeting.licence.label == "Sala1"
    assert "Creando la sala…" in answer.follow().text


def test_the_template_of_a_kind_fills_the_form(host, licence):
    page = host.get("/sesiones/nueva?tipo=forum")

    form = page.forms[page_form(page)]

    assert form["kind"].value == EventKind.FORUM.value
    assert form["duration"].value == "120"
    assert form["records"].checked
    assert form["visibility"].value == Visibility.PUBLIC.value


def test_a_click_in_the_calendar_brings_its_date_and_time(host, licence):
    page = host.get("/sesiones/nueva?fecha=2031-04-01&hora=09:30")

    form = page.forms[page_form(page)]

    assert (form["date"].value, form["time"].value) == ("2031-04-01", "09:30")


def test_a_reload_of_the_post_books_once(host, licence):
    form = fill(host.get("/sesiones/nueva"))

    first = form.submit("action", value="book")
    second = form.submit("action", value="book")

    assert first.location == second.location
    assert len(events()) == 1


def test_a_form_that_is_corrected_after_it_booked_says_what_stands_and_can_change_it(host, licence):
    form = fill(host.get("/sesiones/nueva"))
    form.submit("action", value="book")
    form["summary"], form["time"] = "Plática: redes seguras", "18:00"

    page = form.submit("action", value="book", status=422)

    assert "ya se agendó: VC-2031-0001, «Plática: uso seguro de redes»" in page.text
    shown = page.forms[page_form(page)]
    assert shown.action.endswith("/editar")
    assert (shown["summary"].value, shown["time"].value) == ("Plática: redes seguras", "18:00")
    assert [one.summary for one in events()] == ["Plática: uso seguro de redes"]
    assert shown.submit("action", value="book").status_int == 303
    db.session.rollback()
    assert [one.summary for one in events()] == ["Plática: redes seguras"]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("summary", "", "Escriba el título de la sesión."),
        ("summary", "   ", "Escriba el título de la sesión."),
        ("summary", "\u200b\u00a0", "Escriba el título de la sesión."),
        ("seats", "0", "Escriba al menos 1 y cuando mucho 100,000"),
        ("summary", "x" * 201, "Acórtelo a 200 caracteres; ahora tiene 201."),
        (
            "summary",
            "Plática\x07",
            "Contiene caracteres que no se pueden usar; escríbalo de nuevo.",
        ),
        ("date", "2031-03-03", "Esa fecha y hora ya pasaron; elija otra."),
        ("date", "ayer", "No es una fecha válida."),
        ("date", "9999-12-31", "Elija una fecha entre 2000 y 2100."),
        ("date", "0001-01-01", "Elija una fecha entre 2000 y 2100."),
        ("duration", "0", "Escriba 1 minuto o más."),
        ("duration", "-30", "Escriba 1 minuto o más."),
        (
            "duration",
            "1441",
            "Puede durar hasta 24 horas.",
        ),
        ("tzid", "", "Indique en qué zona horaria está esa hora."),
        ("tzid", "Mars/Olympus", "Indique en qué zona horaria está esa hora."),
        ("host_id", "99999", "Elija a una persona de la lista."),
        ("host_id", "nadie", "Elija a una persona de la lista."),
        ("kind", "party", "Elija un tipo de la lista."),
        ("description", "x" * 5001, "Acórtelo a 5,000 caracteres; ahora tiene 5,001."),
        ("audience_size", "-1", "Escriba un número de personas entre 0 y 100,000."),
        ("pasted_url", "javascript:alert(1)", "debe empezar con https://"),
    ],
)
def test_bad_input_gets_a_message_beside_its_field_and_keeps_what_was_typed(
    host, licence, field, value, message
):
    form = fill(host.get("/sesiones/nueva"), institution="Secundaria Técnica 12")
    form[field].force_value(value)

    page = form.submit("action", value="book", status=422)

    assert message in error_beside(page, field)
    kept = page.forms[page_form(page)]
    assert kept["institution"].value == "Secundaria Técnica 12"
    assert page.html.find(attrs={"data-focus-first-error": True}) is not None
    assert events() == []


def test_a_time_without_a_zone_is_refused(host, licence):
    form = fill(host.get("/sesiones/nueva"))
    fields = [(name, value) for name, value in form.submit_fields() if name != "tzid"]

    page = host.post("/sesiones", fields, status=422)

    assert "Indique en qué zona horaria está esa hora." in error_beside(page, "tzid")


def test_an_hour_that_the_zone_s_clocks_skip_is_refused(host, licence):
    # In Tijuana the clocks go from 2:00 to 3:00 on the second Sunday of March.
    form = fill(host.get("/sesiones/nueva"), date="2031-03-09", time="02:30")
    form["tzid"] = "America/Tijuana"

    page = form.submit("action", value="book", status=422)

    assert "Esa hora no existe ese día" in error_beside(page, "time")


def test_a_session_is_not_moved_to_an_hour_that_its_zone_s_clocks_skip(app, host, licence):
    form = fill(host.get("/sesiones/nueva"), date="2031-03-08", time="02:30")
    form["tzid"] = "America/Tijuana"
    page = form.submit("action", value="book").follow()
    form = next(one for one in page.click("Mover").forms.values() if "duration" in one.fields)
    form["date"] = "2031-03-09"

    page = form.submit(status=422)

    assert "Esa hora no existe ese día" in error_beside(page, "time")


def test_a_list_is_searched_without_the_accents_that_people_leave_out(app, host, clock, licence):
    person = make_person(db.session, Role.COORDINATOR)
    book(app, person, clock() + timedelta(days=3), summary="Prevención de adicciones", area="")
    book(app, person, clock() + timedelta(days=4), summary="Taller", municipality="Tancanhuitz")

    found = host.get("/sesiones?q=prevencion+de+ADICCIONES")
    other = host.get("/sesiones?q=taller+tancanhuitz")

    assert "Prevención de adicciones" in found.text
    assert "Taller" not in found.html.find("main").get_text()
    assert "Taller" in other.html.find("main").get_text()


def test_a_body_of_five_megabytes_gets_its_message_and_stores_nothing(host, licence):
    form = fill(host.get("/sesiones/nueva"))
    form["description"].force_value("x" * 5_000_000)

    page = form.submit("action", value="book", status=422)

    assert "Acórtelo a 5,000 caracteres" in error_beside(page, "description")
    assert events() == []


def test_a_body_that_is_larger_still_is_refused_in_words(host, licence):
    form = fill(host.get("/sesiones/nueva"))
    form["description"].force_value("x" * 9_000_000)

    page = form.submit("action", value="book", status=413)

    assert "El envío es demasiado grande" in page.text


def test_the_soft_breaks_of_a_slide_are_pasted_along_and_nobody_has_to_find_them(host, licence):
    page = host.get("/sesiones/nueva")

    fill(page, summary="Prevención\x0bdel delito", description="Uno\x0bDos").submit(
        "action", value="book"
    )

    event = events()[0]
    assert (event.summary, event.description) == ("Prevención del delito", "Uno\nDos")


def test_markup_is_stored_as_text_and_shown_escaped(host, licence):
    title = "<script>alert(1)</script> & «comillas»"

    page = fill(host.get("/sesiones/nueva"), summary=title).submit("action", value="book").follow()

    assert events()[0].summary == title
    assert page.html.h1.get_text(strip=True) == title
    assert "<script>alert(1)" not in page.text


def test_a_form_whose_permission_expired_is_shown_again_with_what_was_typed(host, licence):
    form = fill(host.get("/sesiones/nueva"), summary="Foro de ciberseguridad")
    form["csrf_token"].force_value("old")

    page = form.submit("action", value="book", status=422)

    assert page.forms[page_form(page)]["summary"].value == "Foro de ciberseguridad"
    assert events() == []


def test_when_nothing_is_free_other_times_are_offered_and_one_click_books_one(
    app, host, licence, clock
):
    organiser = make_person(db.session, Role.HOST)
    book(app, organiser, clock() + timedelta(days=1, hours=7))  # tomorrow, 17:00 in the office

    page = fill(host.get("/sesiones/nueva"), notes="Con pantalla").submit(
        "action", value="book", status=422
    )

    assert "No hay una cuenta libre a esa hora" in page.text
    assert [*page.html.select_one(".why li").stripped_strings] == [
        "Sala1",
        "Está ocupada a esa hora.",
    ]
    form = page.forms[page_form(page)]
    assert form["notes"].value == "Con pantalla"
    times = [button["value"] for button in page.html.find_all("button", attrs={"name": "pick"})]
    assert "2031-03-06T00:30:00+00:00" in times
    form.submit("pick", value="2031-03-06T00:30:00+00:00", status=303)
    assert events()[1].starts_at.isoformat() == "2031-03-06T00:30:00+00:00"


def test_when_nothing_is_free_the_session_can_wait_for_a_licence(app, host, licence, clock):
    organiser = make_person(db.session, Role.HOST)
    book(app, organiser, clock() + timedelta(days=1, hours=7))
    page = fill(host.get("/sesiones/nueva")).submit("action", value="book", status=422)

    answer = page.forms[page_form(page)].submit("action", value="wait")

    assert events()[1].meeting.status is MeetingStatus.WAITING_FOR_LICENCE
    assert "En lista de espera" in answer.follow().text


def test_a_coordinator_may_use_a_busy_licence_and_the_overlap_stays_visible(
    app, browser_of, licence, clock
):
    coordinator = browser_of(Role.COORDINATOR)
    organiser = make_person(db.session, Role.HOST)
    book(app, organiser, clock() + timedelta(days=1, hours=7), summary="La primera")
    page = fill(coordinator.get("/sesiones/nueva")).submit("action", value="book", status=422)
    form = page.forms[page_form(page)]
    form["licence_id"].select(text="Sala1")
    form["overrule_reason"] = "La primera termina antes"

    shown = form.submit("action", value="overrule").follow()

    assert "Traslape en Sala1" in shown.text
    assert "Autorizado: La primera termina antes" in shown.text
    assert "La primera" in shown.text


def test_a_host_may_not_use_a_busy_licence(app, host, licence, clock):
    organiser = make_person(db.session, Role.HOST)
    first = book(app, organiser, clock() + timedelta(days=1, hours=7))
    form = fill(host.get("/sesiones/nueva"))
    form["licence_id"].force_value(str(first.meeting.licence_id)) if (
        "licence_id" in form.fields
    ) else None
    fields = [*form.submit_fields(), ("licence_id", str(first.meeting.licence_id))]

    host.post("/sesiones", [*fields, ("overrule_reason", "Porque sí")], status=422)

    assert len(events()) == 1


def test_a_pasted_link_needs_no_licence(host, reading):
    form = fill(
        host.get("/sesiones/nueva"), platform="other", pasted_url="https://example.org/sala"
    )

    form.submit("action", value="book", status=303)

    meeting = events()[0].meeting
    assert (meeting.platform, meeting.licence) == (Platform.OTHER, None)


def test_other_platforms_ask_for_their_link(host):
    page = fill(host.get("/sesiones/nueva"), platform="other").submit(
        "action", value="book", status=422
    )

    assert "Pegue el enlace" in error_beside(page, "pasted_url")


def test_availability_is_told_while_the_form_is_filled(host, licence):
    form = fill(host.get("/sesiones/nueva"))

    page = host.post("/sesiones/disponibilidad", form.submit_fields())

    assert "Hay lugar a esa hora" in page.text
    assert "Sala1" in page.text


def test_availability_can_be_asked_for_without_javascript(host, licence):
    page = fill(host.get("/sesiones/nueva")).submit("action", value="check", status=422)

    assert "Hay lugar a esa hora" in page.text
    assert events() == []


def test_a_change_can_be_checked_without_javascript_and_is_not_made_by_that(
    browser_of, app, clock, licence
):
    person = make_person(db.session, Role.HOST)
    event = book(app, person, clock() + timedelta(days=1))
    page = browser_of(person).get(f"/sesiones/{event.id}/editar")
    form = page.forms[page_form(page)]
    form["summary"] = "Otro título"

    page = form.submit("action", value="check", status=422)

    assert "Hay lugar a esa hora" in page.text
    db.session.rollback()
    assert events()[0].summary != "Otro título"


def test_a_viewer_cannot_book(browser_of, licence):
    browser_of(Role.VIEWER).get("/sesiones/nueva", status=403)


def test_what_no_licence_has_is_said_at_its_field_and_one_click_goes_on_without_it(host, reading):
    make_licence("sala1@secesp.example", label="Sala 1", has_recording=False)

    page = fill(host.get("/sesiones/nueva"), records=True).submit(
        "action", value="book", status=422
    )

    assert "No hay una cuenta libre a esa hora" not in page.text
    assert error_beside(page, "records") == (
        "Ninguna cuenta de Zoom ni de Google Meet graba. La que más se acerca es «Sala 1»."
    )
    assert [*page.html.select_one(".why li").stripped_strings] == ["Sala 1", "No graba."]
    assert error_beside(page, "time") == ""
    shown = page.forms[page_form(page)].submit("without", value="records").follow()
    (event,) = events()
    assert (event.records, event.meeting.licence.label) == (False, "Sala 1")
    assert "Contraseñas" in shown.text or event.summary in shown.text


def test_an_audience_that_no_licence_admits_is_said_at_its_field(host, reading):
    make_licence("sala1@secesp.example", label="Sala 1", largest_audience=500)

    page = fill(host.get("/sesiones/nueva"), audience_size="5000").submit(
        "action", value="book", status=422
    )

    assert error_beside(page, "audience_size") == (
        "Ninguna cuenta de Zoom ni de Google Meet admite 5,000 personas; la mayor, 500 («Sala 1»)."
    )


def test_without_any_licence_that_is_said_with_who_adds_one(host, browser_of):
    page = fill(host.get("/sesiones/nueva")).submit("action", value="book", status=422)

    assert "Todavía no hay cuentas de Zoom ni de Google Meet." in page.text
    assert "Coordinación puede agregarlas" in page.text
    boss = browser_of(Role.ADMINISTRATOR)
    page = fill(boss.get("/sesiones/nueva")).submit("action", value="book", status=422)
    assert page.html.find("a", string="Agregar una cuenta")["href"] == "/licencias/nueva"
