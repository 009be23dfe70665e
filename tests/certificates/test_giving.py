"""Certificates: who gets one, once; by hand with a reason; corrected, taken back, forgotten."""

import pytest
from sqlalchemy import select

from tests.certificates.conftest import certificates, give_all, page_of, work
from tests.people import may_write
from tests.series.conftest import form_with
from tests.turns import take_turn_at
from vc.accounts.models import Role
from vc.attendance.models import Registration, RegistrationStatus
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.certificates import queries
from vc.certificates.minimum import Minimum
from vc.certificates.models import Certificate, CertificateRun
from vc.db import db
from vc.mail.models import Kind, Message
from vc.services import services_of


def letters() -> list[tuple[str, str]]:
    """Return to whom what was written afterwards, by the last words of its subject."""
    db.session.rollback()
    query = select(Message.address, Message.subject).where(Message.kind == Kind.AFTERWARDS)
    found = [(address, subject.split(":")[0]) for address, subject in db.session.execute(query)]
    db.session.rollback()
    return sorted(found)


BOTH = [
    ("ana@escuela.example", "Su constancia"),
    ("luis@escuela.example", "Gracias por asistir"),
]


@pytest.mark.parametrize(
    ("code", "minutes", "length", "reaches"),
    [
        ("80%", 48, 60, True),
        ("80%", 47, 60, False),
        ("50%", 23, 45, True),
        ("50%", 22, 45, False),
        ("90m", 60, 60, True),
        ("90m", 59, 60, False),
        ("1%", 0, 60, False),
        ("80%", None, 60, False),
        ("no", 60, 60, False),
    ],
)
def test_what_is_enough(code, minutes, length, reaches):
    assert Minimum(code).is_reached(minutes, length) is reaches


def test_who_was_there_long_enough_gets_one_and_others_get_thanks(given):
    (only,) = certificates()

    assert (only.name, only.minutes, only.edition) == ("Ana López Núñez", 60, 1)
    assert letters() == BOTH
    db.session.rollback()
    assert queries.issued(db.session, only.issued_at, only.issued_at) == 0
    assert queries.issued(db.session, given.starts_at, only.issued_at.replace(year=2099)) == 1


def test_of_whom_nothing_is_known_nothing_is_written(app, attended, staff):
    with may_write():
        people = select(Registration).where(Registration.name == "Luis Mora")
        db.session.scalars(people).one().presence_min = None
        db.session.commit()

    give_all(app, staff, attended)

    assert letters() == BOTH[:1]


def test_whoever_presses_twice_sends_nothing_twice(app, given, staff, mail_server):
    before = len(mail_server.taken)
    folios = [one.folio for one in certificates()]

    give_all(app, staff, given)

    assert [one.folio for one in certificates()] == folios
    assert letters() == BOTH
    assert len(mail_server.taken) == before


def test_a_worker_that_died_after_a_piece_gives_nobody_a_second_one(app, given):
    with may_write():
        run = db.session.scalars(select(CertificateRun)).one()
        run.due_at, run.cursor = services_of(app).clock(), 0
        number = run.id
        db.session.commit()
    take_turn_at(app, "give_certificates", number)

    assert len(certificates()) == 1


def test_nothing_is_given_out_before_the_end(forum, staff):
    page = page_of(staff, forum)

    assert "Se emiten cuando la sesión termina." in page
    token = form_with(page, "minimum")["csrf_token"].value
    refused = staff.post(
        f"/sesiones/{forum.id}/constancias/emitir", {"csrf_token": token}, status="*"
    )
    assert "todavía no termina" in refused


def test_a_session_without_certificates_only_thanks(app, attended, staff):
    form = form_with(page_of(staff, attended), "minimum")
    form["minimum"] = "no"
    assert "Sin constancia" in form.submit(status=303).follow()

    give_all(app, staff, attended)

    assert certificates() == []
    assert [subject for _, subject in letters()] == ["Gracias por asistir"] * 2


def test_what_a_kind_asks_for_holds_where_the_session_says_nothing(app, attended, staff):
    form = form_with(staff.get("/oficina/constancias/tipos"), attended.kind.value)
    form[attended.kind.value] = "15m"
    form.submit(status=303)

    give_all(app, staff, attended)

    assert [one.name for one in certificates()] == ["Ana López Núñez", "Luis Mora"]


def test_one_is_given_by_hand_with_a_reason(app, given, staff):
    page = page_of(staff, given)
    form = form_with(page.click("Emitir con motivo"), "why")
    refused = form.submit(status=422)
    assert "Escriba el motivo." in refused
    form = form_with(refused, "why")
    form["why"] = "Estaba en el aula con su grupo"
    assert "Estaba en el aula" in form.submit(status=303).follow()
    work(app)

    assert [(one.name, one.why) for one in certificates()][1] == (
        "Luis Mora",
        "Estaba en el aula con su grupo",
    )
    assert ("luis@escuela.example", "Su constancia") in letters()
    form = form_with(refused, "why")
    form["why"] = "Otra vez"
    assert "ya tiene una constancia válida" in form.submit(status=422)


def test_a_corrected_name_is_a_new_folio_and_the_old_one_leads_to_it(app, anyone, given, staff):
    (old,) = certificates()
    form = form_with(page_of(staff, given).click(href="corregir"), "name")
    form["name"], form["why"] = "Ana López Muñoz", "Faltaba"
    form.submit(status=303)
    work(app)

    first, second = certificates()
    assert (first.status.value, first.replaced_by_id) == ("REPLACED", second.id)
    page = anyone.get(f"/constancia/{old.folio}")
    assert "Ya no vale: se emitió otra" in page
    assert "Constancia válida" in page.click(second.folio)
    assert letters().count(("ana@escuela.example", "Su constancia")) == 2


def test_a_revoked_one_says_so_to_everybody_and_why_to_nobody(anyone, given, staff):
    (row,) = certificates()
    form = form_with(page_of(staff, given).click(href="revocar"), "why")
    form["why"] = "Prestó su cuenta a otra persona"
    form.submit(status=303)

    page = anyone.get(f"/constancia/{row.folio}")

    assert "Constancia revocada" in page
    assert "Prestó" not in page
    assert "Prestó" in page_of(staff, given)
    db.session.rollback()
    assert queries.issued(db.session, given.starts_at, row.issued_at.replace(year=2099)) == 0


def test_a_certificate_taken_back_before_its_letter_left_sends_none(
    app, attended, staff, mail_server
):
    page = page_of(staff, attended)
    next(one for one in page.forms.values() if one.action.endswith("/emitir")).submit(status=303)
    with may_write():
        number = db.session.scalars(select(CertificateRun.id)).one()
        db.session.rollback()
    take_turn_at(app, "give_certificates", number)
    form = form_with(page_of(staff, attended).click(href="revocar"), "why")
    form["why"] = "Error"
    form.submit(status=303)
    before = len(mail_server.taken)

    work(app)

    assert len(mail_server.taken) == before + 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PRODUCTION, Role.HOST])
def test_whoever_has_no_part_in_the_session_gives_none(browser_of, given, role):
    browser_of(role).get(f"/sesiones/{given.id}/constancias", status=403)


def test_the_session_waits_for_somebody_until_they_are_given_out(app, attended, staff):
    assert "constancias por emitir" in staff.get("/pendientes")

    give_all(app, staff, attended)

    assert "constancias por emitir" not in staff.get("/pendientes")


def test_a_file_of_another_session_is_not_handed_out(given, staff):
    (row,) = certificates()

    staff.get(f"/sesiones/{given.id}/constancias/{row.id}.pdf", status=200)
    staff.get(f"/sesiones/{given.id + 1}/constancias/{row.id}.pdf", status=404)


def test_a_name_that_is_gone_gets_no_other_paper(app, given, staff):
    with may_write():
        row = db.session.scalars(select(Registration)).first()
        row.name = ""
        number = row.id
        db.session.commit()
    path = f"/sesiones/{given.id}/constancias/a-mano/{number}"
    form = form_with(staff.get(path), "why")
    form["why"] = "Falta"

    assert "Su nombre ya se borró" in form.submit(status=422)


def test_a_session_that_was_cancelled_gives_none(attended, staff):
    page = page_of(staff, attended)
    give = next(one for one in page.forms.values() if one.action.endswith("/emitir"))
    with may_write():
        db.session.get_one(Event, attended.id).status = EventStatus.CANCELLED
        db.session.commit()

    assert "no hay constancias que emitir" in give.submit(status="*").maybe_follow()


def test_whoever_had_no_seat_gets_none(app, attended, staff):
    with may_write():
        row = db.session.scalars(select(Registration).filter_by(name="Ana López Núñez")).one()
        row.status = RegistrationStatus.CANCELLED
        db.session.commit()

    give_all(app, staff, attended)

    assert certificates() == []


def test_one_that_is_no_longer_valid_is_neither_corrected_nor_revoked_again(given, staff):
    page = page_of(staff, given)
    correct = form_with(page.click(href="corregir"), "name")
    revoke = form_with(page.click(href="revocar"), "why")
    correct["why"] = revoke["why"] = "Prestó su cuenta"
    assert "ya es el de la constancia" in correct.submit(status=422)
    correct["name"] = "Ana López Muñoz"
    revoke.submit(status=303)
    revoke["why"] = "Otra razón"

    for form in (correct, revoke):
        assert "ya no vale" in form.submit(status="*").maybe_follow()
    assert [(one.status.value, one.ended_why) for one in certificates()] == [
        ("REVOKED", "Prestó su cuenta")
    ]


def test_a_certificate_whose_name_is_gone_is_not_corrected(given, staff):
    form = form_with(page_of(staff, given).click(href="corregir"), "name")
    form["name"], form["why"] = "Ana López Muñoz", "Faltaba"
    with may_write():
        db.session.scalars(select(Certificate)).one().name = ""
        db.session.commit()

    assert form.submit(status="*").status_int in (409, 422)
    assert len(certificates()) == 1
