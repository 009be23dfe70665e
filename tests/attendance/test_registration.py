"""Registration for public sessions: seats, a waiting list, and a way in for each person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.attendance.conftest import own_link, registered, states
from tests.mail.conftest import cancel as cancel_session
from tests.mail.conftest import edit, move, plan, post
from tests.mail.server import calendar_of
from tests.people import may_write
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.attendance import service
from vc.attendance.feature import plan_seats
from vc.attendance.models import Registration
from vc.attendance.service import NewRegistration
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.db import db
from vc.errors import TooManyTriesError


def mail_to(server, address: str) -> list:
    """Return what an address received."""
    return [message for message in server.taken if address in message["To"]]


def text_of(message) -> str:
    """Return a message's words."""
    return message.get_body(("plain",)).get_content()


def test_who_registers_gets_a_seat_and_a_way_in_of_their_own(app, anyone, mail_server, forum):
    answer = registered(anyone, forum, "ana@escuela.example")
    post(app)

    assert answer.status_int == 303
    assert states() == {"ana@escuela.example": "CONFIRMED"}
    message = mail_to(mail_server, "ana@escuela.example")[0]
    link = own_link("ana@escuela.example", forum.slug)
    assert f"https://vc.example{link}" in text_of(message)
    assert b"METHOD:REQUEST" in calendar_of(message)
    assert forum.meeting.join_url not in str(message)


def test_what_is_missing_is_said_and_what_was_typed_stays(anyone, forum):
    page = registered(anyone, forum, "ana", consent=False, institution="Secundaria 5")

    assert page.status_int == 422
    assert "Escriba un correo completo" in page.text
    assert "debe aceptar el aviso de privacidad" in page.text
    assert 'value="Secundaria 5"' in page.text
    assert states() == {}


def test_the_same_address_twice_is_one_registration_and_the_answer_does_not_tell(
    app, anyone, mail_server, forum
):
    first = registered(anyone, forum, "ana@escuela.example")
    second = registered(anyone, forum, "ANA@escuela.example")
    post(app)

    assert first.location == second.location
    assert states() == {"ana@escuela.example": "CONFIRMED"}
    assert len(mail_to(mail_server, "ana@escuela.example")) == 1


def tokens_of(email: str) -> dict[str, str]:
    """Return the personal way in of everybody who shares an address, by name."""
    db.session.rollback()
    rows = db.session.scalars(select(Registration).where(Registration.email == email))
    found = {row.name: row.token for row in rows}
    db.session.rollback()
    return found


def test_two_children_of_one_address_have_a_seat_and_a_way_in_each(app, anyone, mail_server, forum):
    registered(anyone, forum, "mama@casa.example", name="Ana López")
    second = registered(anyone, forum, "MAMA@casa.example", name="Luis López")
    registered(anyone, forum, "mama@casa.example", name="luis  LOPEZ")
    post(app)

    tokens = tokens_of("mama@casa.example")
    texts = [text_of(one) for one in mail_to(mail_server, "mama@casa.example")]
    assert set(tokens) == {"Ana López", "Luis López"}
    assert len(texts) == 2
    assert [tokens[name] in text for name, text in zip(tokens, texts, strict=True)] == [True] * 2
    assert tokens["Ana López"] not in texts[1]
    assert "Luis López tiene lugar" in texts[1]
    assert tokens["Ana López"] not in second.location


def test_one_child_of_an_address_waits_and_is_told_of_the_seat_apart(
    app, anyone, clock, mail_server, forum
):
    registered(anyone, forum, "papa@casa.example")
    registered(anyone, forum, "mama@casa.example", name="Ana López")
    registered(anyone, forum, "mama@casa.example", name="Luis López")
    post(app)
    page = anyone.get(own_link("papa@casa.example", forum.slug)).click("ceder mi lugar")

    next(form for form in page.forms.values() if "cancelar" in form.action).submit()
    post(app)

    subjects = [one["Subject"] for one in mail_to(mail_server, "mama@casa.example")]
    assert [subject.partition(":")[0].strip() for subject in subjects] == [
        "Tiene lugar",
        "En lista de espera",
        "Tiene lugar otra persona",
    ]


def test_a_name_that_anybody_typed_makes_no_link_in_a_letter(app, anyone, mail_server, forum):
    registered(anyone, forum, "mama@casa.example", name="Ana López")
    registered(anyone, forum, "mama@casa.example", name="Gane en https://malo.example/x")
    post(app)

    text = text_of(mail_to(mail_server, "mama@casa.example")[-1])
    assert "malo.example" not in text


def test_whoever_cancels_and_comes_back_stands_at_the_end_of_the_line(
    app, anyone, mail_server, forum
):
    for name in ("ana", "luis", "carla", "dora"):
        registered(anyone, forum, f"{name}@escuela.example")
    for name, comes_back in (("carla", True), ("ana", False)):
        link = own_link(f"{name}@escuela.example", forum.slug)
        page = anyone.get(f"{link}/cancelar")
        next(form for form in page.forms.values() if "cancelar" in form.action).submit()
        if comes_back:
            registered(anyone, forum, f"{name}@escuela.example")

    assert states() == {
        "ana@escuela.example": "CANCELLED",
        "luis@escuela.example": "CONFIRMED",
        "carla@escuela.example": "WAITING",
        "dora@escuela.example": "CONFIRMED",
    }


def test_of_many_who_wait_only_as_many_get_in_as_seats_are_given_back(app, anyone, forum):
    for name in ("ana", "luis", "eva", "raul", "ines"):
        registered(anyone, forum, f"{name}@escuela.example")

    page = anyone.get(f"{own_link('luis@escuela.example', forum.slug)}/cancelar")
    next(form for form in page.forms.values() if "cancelar" in form.action).submit()

    assert list(states().values()).count("CONFIRMED") == 2
    assert states()["eva@escuela.example"] == "CONFIRMED"


def test_when_the_seats_are_taken_the_next_one_waits(app, anyone, mail_server, forum):
    for name in ("ana", "luis", "eva"):
        registered(anyone, forum, f"{name}@escuela.example")
    post(app)

    assert list(states().values()) == ["CONFIRMED", "CONFIRMED", "WAITING"]
    message = mail_to(mail_server, "eva@escuela.example")[0]
    assert message["Subject"].startswith("En lista de espera: ")


def test_a_seat_that_is_given_back_goes_to_who_waited_longest(app, anyone, mail_server, forum):
    for name in ("ana", "luis", "eva", "raul"):
        registered(anyone, forum, f"{name}@escuela.example")
    page = anyone.get(own_link("ana@escuela.example", forum.slug)).click("ceder mi lugar")

    next(form for form in page.forms.values() if "cancelar" in form.action).submit()
    post(app)

    assert list(states().values()) == ["CANCELLED", "CONFIRMED", "CONFIRMED", "WAITING"]
    assert b"METHOD:REQUEST" in calendar_of(mail_to(mail_server, "eva@escuela.example")[-1])


def test_nobody_overtakes_those_who_wait(app, anyone, forum):
    for name in ("ana", "luis", "eva"):
        registered(anyone, forum, f"{name}@escuela.example")
    with may_write():
        event = db.session.get(Event, forum.id)
        event.seats = 3
        db.session.commit()
        db.session.rollback()

    registered(anyone, forum, "raul@escuela.example")

    assert states()["raul@escuela.example"] == "WAITING"


def test_seats_that_are_added_go_to_who_waits(app, anyone, clock, mail_server, forum):
    for name in ("ana", "luis", "eva", "raul"):
        registered(anyone, forum, f"{name}@escuela.example")
    edit(app, db.session.get(Event, forum.id), seats=3)

    with may_write():
        db.session.rollback()
        plan_seats(db.session(), clock())
        db.session.commit()
    post(app)

    assert list(states().values()) == ["CONFIRMED", "CONFIRMED", "CONFIRMED", "WAITING"]
    assert mail_to(mail_server, "eva@escuela.example")[-1]["Subject"].startswith("Tiene lugar: ")


def test_a_link_that_asks_cancels_nothing(anyone, forum):
    registered(anyone, forum, "ana@escuela.example")

    anyone.get(own_link("ana@escuela.example", forum.slug) + "/cancelar")

    assert states() == {"ana@escuela.example": "CONFIRMED"}


def test_each_way_in_counts_down_and_then_leads_into_the_room(anyone, clock, forum):
    registered(anyone, forum, "ana@escuela.example")
    link = own_link("ana@escuela.example", forum.slug)

    early = anyone.get(link)
    clock.now = forum.starts_at - timedelta(minutes=15)
    in_time = anyone.get(link)

    assert "La sala se abre" in early.text
    assert in_time.location == forum.meeting.join_url


def test_who_waits_or_cancelled_is_not_let_in(anyone, clock, forum):
    for name in ("ana", "luis", "eva"):
        registered(anyone, forum, f"{name}@escuela.example")
    clock.now = forum.starts_at

    page = anyone.get(own_link("eva@escuela.example", forum.slug))

    assert page.status_int == 200
    assert "Está en lista de espera" in page.text


def test_a_way_in_of_another_session_leads_nowhere(anyone, forum, meeting):
    registered(anyone, forum, "ana@escuela.example")
    token = own_link("ana@escuela.example", forum.slug).rsplit("/", 1)[1]

    anyone.get(f"/s/{meeting.slug}/{token}", status=404)


def test_registration_closes_when_the_session_begins(anyone, clock, forum):
    page = anyone.get(f"/s/{forum.slug}")
    clock.now = forum.starts_at

    form = next(form for form in page.forms.values() if "consent" in form.fields)
    form["name"], form["email"], form["consent"] = "Ana", "ana@escuela.example", True
    answer = form.submit(status=422)

    assert "El registro está cerrado" in answer.text
    assert states() == {}


def test_an_internal_session_takes_no_registration(anyone, meeting):
    anyone.post(f"/s/{meeting.slug}/registro", status=404)


def test_a_robot_that_fills_everything_in_is_not_registered(anyone, forum):
    registered(anyone, forum, "robot@spam.example", website="https://spam.example")

    assert states() == {}


def test_a_flood_of_one_session_is_slowed_to_one_a_second(anyone, monkeypatch, clock, forum):
    monkeypatch.setattr(service, "FREE_PER_SESSION", 1)
    registered(anyone, forum, "ana@escuela.example")

    refused = registered(anyone, forum, "luis@escuela.example")
    clock.advance(seconds=1)
    registered(anyone, forum, "eva@escuela.example")

    assert (refused.status_int, refused.headers["Retry-After"]) == (429, "1")
    assert list(states()) == ["ana@escuela.example", "eva@escuela.example"]


def test_whoever_has_to_wait_finds_what_they_typed_and_when_to_send_it(anyone, monkeypatch, forum):
    monkeypatch.setattr(service, "FREE_PER_ORIGIN", 1)
    registered(anyone, forum, "ana@escuela.example")

    page = registered(anyone, forum, "luis@escuela.example", name="Luis Pérez")

    form = form_with(page, "consent")
    assert (form["name"].value, form["email"].value) == ("Luis Pérez", "luis@escuela.example")
    assert "vuelva a enviarlo en 5 segundos" in page.text


def test_a_class_of_sixty_registers_from_one_address(app, context, clock, forum):
    new = [NewRegistration(name="Ana", email=f"p{one}@escuela.example") for one in range(60)]

    for one in new:
        service.count_registration(db.session(), forum, one, address="203.0.113.9", now=clock())
        clock.advance(seconds=2)


def test_an_e_mail_that_a_stranger_registers_everywhere_is_slowed(app, context, clock, forum):
    mine = NewRegistration(name="Ana", email="ana@escuela.example")
    for number in range(20):
        address = f"203.0.113.{number}"
        service.count_registration(db.session(), forum, mine, address=address, now=clock())

    with pytest.raises(TooManyTriesError) as refused:
        service.count_registration(db.session(), forum, mine, address="2001:db8::1", now=clock())

    assert refused.value.until == clock() + timedelta(seconds=5)


def test_who_registered_is_told_of_changes_reminded_and_told_of_the_end(
    app, anyone, clock, mail_server, forum
):
    registered(anyone, forum, "ana@escuela.example")
    post(app)
    move(app, db.session.get(Event, forum.id), hours=1)
    clock.now = forum.starts_at + timedelta(hours=1) - timedelta(hours=24)
    plan(clock)
    post(app)
    cancel_session(app, db.session.get(Event, forum.id))

    subjects = [one["Subject"].partition(":")[0] for one in mail_to(mail_server, "ana@escuela")]
    assert subjects == ["Tiene lugar", "Cambió la hora", "Mañana, viernes 7, 11", "Se cancela"]


def test_the_list_is_for_coordinators_and_the_session_s_own_people(anyone, browser_of, forum):
    registered(anyone, forum, "ana@escuela.example")

    page = browser_of(Role.COORDINATOR).get(f"/sesiones/{forum.id}/registro")

    assert page.html.select_one("main .stat").get_text(" ") == "1 de 2 con lugar"
    assert "ana@escuela.example" in page.text
    browser_of(Role.HOST).get(f"/sesiones/{forum.id}/registro", status=403)
    anyone.get(f"/sesiones/{forum.id}/registro", status=303)


def test_the_list_can_be_taken_along_and_that_is_kept(anyone, browser_of, forum):
    registered(anyone, forum, "ana@escuela.example", name="=HYPERLINK(1)")
    page = browser_of(Role.COORDINATOR).get(f"/sesiones/{forum.id}/registro")

    file = next(f for f in page.forms.values() if f.action.endswith(".csv")).submit()

    assert file.content_type == "text/csv"
    content = file.body.decode("utf-8-sig")
    assert "'=HYPERLINK(1),ana@escuela.example" in content
    # As a spreadsheet reads a time: by the office's clock, which is six hours behind.
    assert ",2031-03-04 10:00,1,2031-03-04 10:00," in content
    db.session.rollback()
    lines = db.session.scalars(select(AuditLine).where(AuditLine.action == "event.export"))
    assert len(list(lines)) == 1


def test_the_history_names_nobody_who_registered(anyone, browser_of, forum):
    registered(anyone, forum, "ana@escuela.example")

    page = browser_of(Role.VIEWER).get(f"/sesiones/{forum.id}")

    assert "alguien se registró" in page.text
    assert "ana@escuela.example" not in page.text
