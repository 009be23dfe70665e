"""Who was in the room and never registered: told apart, added by hand, forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from integrations.contracts.meetings import Attendee
from tests.attendance.conftest import registered
from tests.attendance.test_headcount import Rooms, count
from tests.attendance.test_who_came import WINDOW, person, stay
from tests.certificates.conftest import certificates, give_all
from tests.mail.conftest import post
from tests.people import may_write
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.attendance import forgetting, unregistered
from vc.attendance.models import Registration, UnmatchedStay
from vc.attendance.who_came import strangers
from vc.audit import AuditLine
from vc.db import db
from vc.services import services_of

ANA = "ana@escuela.example"


@pytest.fixture
def over(app, anyone, clock, forum):
    """A forum that is over: Ana had registered, «iPhone de Eva» and a telephone had not."""
    registered(anyone, forum, ANA, name="Ana López")
    post(app)
    clock.now = forum.ends_at + timedelta(minutes=15)
    begin, end = forum.starts_at, forum.ends_at
    rooms = Rooms(
        [
            Attendee("Ana", begin, end, email=ANA),
            Attendee("iPhone de Eva", begin, begin + timedelta(minutes=20)),
            Attendee("iphone de  eva", begin + timedelta(minutes=30), end),
            Attendee("+52 444*****12", begin, end, is_phone=True),
        ]
    )
    while (row := count(app, rooms)).due_at is not None:
        clock.now = row.due_at
        db.session.rollback()
    db.session.rollback()
    return forum


@pytest.fixture
def staff(browser_of):
    """A coordinator's browser."""
    return browser_of(Role.COORDINATOR)


def added(staff, event, name="Eva Ruiz", **values: str):
    """Add somebody by the page's form; return the answer."""
    form = form_with(staff.get(f"/sesiones/{event.id}/registro/agregar"), "reason")
    for field, value in ({"name": name, "reason": "Entró con otro nombre"} | values).items():
        form[field] = value
    return form.submit(status="*")


def in_room(staff, event) -> list[str]:
    """Return whom the form offers of the room."""
    form = form_with(staff.get(f"/sesiones/{event.id}/registro/agregar"), "reason")
    return [words for _, _, words in form["stay"].options] if "stay" in form.fields else []


def row_of(name: str) -> Registration:
    """Return the row of a name as it is kept now."""
    db.session.rollback()
    row = db.session.scalars(select(Registration).where(Registration.name == name)).one()
    db.session.expunge_all()
    db.session.rollback()
    return row


def test_who_is_nobody_of_the_list_is_one_of_each_name_and_no_telephone():
    people = [person(1, "Ana López", ANA)]
    stays = [
        stay("Ana", 0, 60, email=ANA),
        stay("Grupo 3°B", 0, 20),
        stay("grupo 3°b", 40, 60),
        stay("Luis", 0, 50, email="luis@a.example"),
        stay("+52 444*****12", 0, 60, is_phone=True),
        stay("Temprano", -30, -10),
    ]

    assert strangers(stays, people, WINDOW) == [("Luis", 50), ("grupo 3°b", 40)]


def test_somebody_of_the_room_is_added_with_their_minutes_and_gets_a_certificate(
    app, staff, over, mail_server
):
    number = form_with(staff.get(f"/sesiones/{over.id}/registro/agregar"), "reason")
    assert in_room(staff, over) == ["Nadie de la lista", "iphone de eva, 50 min"]
    value = number["stay"].options[1][0]
    assert added(staff, over, stay=value, email="eva@escuela.example").status_int == 303
    page = staff.get(f"/sesiones/{over.id}/registro").html.get_text(" ", strip=True)
    give_all(app, staff, over)

    assert "Eva Ruiz eva@escuela.example" in page
    assert "Sin registro: Entró con otro nombre" in page
    assert "1 de 2 con lugar" in page
    assert [(one.name, one.minutes) for one in certificates()] == [
        ("Ana López", 60),
        ("Eva Ruiz", 50),
    ]
    letters = [one["Subject"] for one in mail_server.taken if "eva@escuela.example" in one["To"]]
    assert letters == ["Su constancia: Foro de ciberseguridad"]


def test_without_an_address_nothing_is_written_and_the_paper_is_there(
    app, staff, over, mail_server
):
    before = len(mail_server.taken)
    added(staff, over, minutes="55")
    post(app)
    told_of_it = len(mail_server.taken) - before
    give_all(app, staff, over)

    row = next(one for one in certificates() if one.name == "Eva Ruiz")
    paper = staff.get(f"/sesiones/{over.id}/constancias").click("Descargar<.*Eva Ruiz")
    assert (told_of_it, row.minutes) == (0, 55)
    assert paper.content_type == "application/pdf"
    assert len(mail_server.taken) == before + 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "Escriba su nombre."),
        ({"reason": ""}, "Escriba cómo se sabe."),
        ({"email": "eva"}, "Escriba un correo completo"),
        ({"minutes": "61"}, "La sesión duró 60 minutos"),
        ({"name": "ana lopez", "email": ANA}, unregistered.IS_LISTED),
    ],
)
def test_what_is_wrong_is_said_and_adds_nobody(staff, over, values, said):
    page = added(staff, over, **values)

    assert page.status_int == 422
    assert said in page.html.get_text(" ", strip=True)
    assert db.session.query(Registration).count() == 1
    db.session.rollback()


def test_the_same_person_is_added_once(staff, over):
    assert added(staff, over).status_int == 303

    assert added(staff, over, name="EVA RUÍZ").status_int == 422


def test_nobody_is_added_before_the_end(staff, forum):
    page = added(staff, forum)

    assert unregistered.NOT_OVER in page.text
    assert "Agregar persona" not in staff.get(f"/sesiones/{forum.id}/registro").text


def test_who_cancelled_and_came_all_the_same_has_a_seat_again(app, anyone, staff, over):
    with may_write():
        db.session.query(Registration).one().status = "CANCELLED"
        db.session.commit()
    added(staff, over, name="Ana López", email=ANA, minutes="60")

    row = row_of("Ana López")
    assert (row.status.value, row.minutes) == ("CONFIRMED", 60)


def test_the_line_says_who_why_and_no_name(staff, over):
    added(staff, over, minutes="50")

    line = db.session.scalars(
        select(AuditLine).where(AuditLine.action == "registration.bring")
    ).one()
    assert (line.reason, line.after) == ("Entró con otro nombre", {"minutes": 50})
    assert line.subject_label == f"registro {line.subject_id}"
    db.session.rollback()


def test_another_host_adds_nobody(browser_of, over):
    browser_of(Role.HOST).get(f"/sesiones/{over.id}/registro/agregar", status=403)


def test_the_rooms_names_are_sealed_and_leave_after_a_month(app, clock, over):
    sealed = db.session.scalar(text("SELECT name FROM unmatched_stay"))
    db.session.rollback()
    assert "eva" not in sealed.lower()

    for days, left in ((29, 1), (2, 0)):
        clock.advance(days=days)
        with may_write():
            unregistered.forget_names(db.session, services_of(app))
        assert db.session.query(UnmatchedStay).count() == left
        db.session.rollback()


def test_who_was_added_leaves_by_the_rule_of_who_registered(app, clock, staff, over):
    added(staff, over, minutes="50")
    number = row_of("Eva Ruiz").id
    with may_write():
        due = forgetting.due(clock() + timedelta(days=1))
        forgetting.forget_due(db.session(), services_of(app), due, 10)
        db.session.commit()

    row = db.session.get_one(Registration, number)
    assert (row.name, row.email, row.added_why, row.minutes) == ("", "", "", 50)
    db.session.rollback()


def test_of_a_session_without_a_list_no_name_is_kept(app, clock, over):
    with may_write():
        event = db.session.merge(over)
        event.takes_registrations = False
        unregistered.keep(db.session(), event, [stay("Eva", 0, 60)], [])
        db.session.flush()
        assert db.session.query(UnmatchedStay).count() == 0
        db.session.rollback()
