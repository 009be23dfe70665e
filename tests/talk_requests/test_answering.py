"""Answering a request: its dates against what is free, the booking, the refusal, and who hears."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from tests.booking.sessions import book, make_licence, work
from tests.mail.conftest import cancel, move, post
from tests.people import make_person, may_write
from tests.series.conftest import form_with
from tests.talk_requests.conftest import asked, mail_to, private_path, requests, states
from vc.accounts.models import Person, Role
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.booking.service import wake_waiting
from vc.db import db
from vc.errors import RuleError
from vc.mail.models import Kind, Message
from vc.retention import records
from vc.services import services_of
from vc.talk_requests import letters, queries, service
from vc.talk_requests.models import TalkRequest

REVIEW, BOOK, DECLINE = "/solicitudes/1", "/solicitudes/1/agendar/1", "/solicitudes/1/declinar"


def booked(staff, action: str = "book", **values: object):
    """Send the booking form of the request as it comes filled in; return the answer."""
    form = form_with(staff.get(BOOK), "summary")
    for name, value in values.items():
        form[name] = value
    sent = [pair for pair in form.submit_fields() if pair[0] != "action"]
    return staff.post("/sesiones", [*sent, ("action", action)], status="*")


def session_of_it() -> Event:
    """Return the session that came of the request."""
    db.session.rollback()
    db.session.expire_all()
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    db.session.rollback()
    return event


def subjects(server) -> list[str]:
    """Return what whoever asked was written, from the answer on."""
    return [subject for subject, _ in mail_to(server)][2:]


def test_accepting_books_with_everything_filled_in_and_tells_the_date_once(
    app, clock, anyone, staff, arrived, mail_server
):
    make_licence()
    answer = booked(staff)
    work(app)
    post(app)
    letters.plan(db.session, clock())
    event = session_of_it()

    assert answer.status_int == 303
    assert (event.summary, event.institution, event.municipality) == (
        *("Uso seguro de redes", "Secundaria 12"),
        "Soledad",
    )
    assert (f"{event.starts_at:%Y-%m-%d %H:%M}", event.audience_size) == ("2031-03-20 16:00", 40)
    assert [(one.status.value, one.event_id) for one in requests()] == [("ACCEPTED", event.id)]
    accepted = [text for subject, text in mail_to(mail_server) if subject.startswith("Aceptada")]
    assert len(accepted) == 1
    assert (
        "Su solicitud SOL-00001 fue aceptada.\r\nJueves 20 de marzo, de 10:00 a 11" in accepted[0]
    )
    assert f"https://vc.example/s/{event.slug}" in accepted[0]
    assert "Ver la sesión" in anyone.get(arrived).text


def test_moving_and_cancelling_the_session_tells_whoever_asked(
    app, clock, staff, arrived, mail_server
):
    make_licence()
    booked(staff)
    work(app)
    post(app)
    move(app, session_of_it(), hours=1)
    cancel(app, session_of_it())
    clock.advance(minutes=2)
    post(app)

    told = [one.partition(":")[0] for one in subjects(mail_server)]
    assert told == ["Aceptada", "Jueves 20 mar, 10", "Cambió la hora", "Se cancela"]


def test_what_waits_for_a_room_is_told_when_it_has_one(app, clock, staff, arrived, mail_server):
    answer = booked(staff, action="wait")
    post(app)
    before = subjects(mail_server)
    make_licence()
    with may_write():
        event = session_of_it()
        wake_waiting(db.session, clock())
        db.session.commit()
    work(app)
    with may_write():
        letters.plan(db.session, clock())
        db.session.commit()
        letters.plan(db.session, clock())
        db.session.commit()
    post(app)

    assert (answer.status_int, before) == (303, [])
    assert [one for one in subjects(mail_server) if one.startswith("Aceptada")] == [
        f"Aceptada: jueves 20 mar, 10:00 h: {event.summary}"
    ]


def test_a_refused_booking_accepts_nothing_and_keeps_what_it_answers(app, staff, arrived):
    make_licence()
    page = booked(staff, summary="")

    assert page.status_int == 422
    assert "Responde a la solicitud SOL-00001" in page.text
    assert states() == ["WAITING"]
    assert form_with(page, "summary")["talk_request"].value == "1"


def test_a_request_is_no_series(staff, arrived):
    make_licence()
    form = form_with(staff.get(BOOK), "summary")
    form["frequency"], form["count"] = "weekly", "3"

    page = form.submit("action", value="check", status=422)

    assert "Una solicitud se agenda como una sola sesión" in page.text


def test_of_two_who_accept_the_second_books_nothing_and_is_told_who_was_first(
    app, browser_of, arrived, reading
):
    make_licence()
    make_licence("sala2@secesp.example")
    lucia = make_person(db.session, Role.COORDINATOR, name="Lucía Castillo")
    first, second = browser_of(lucia), browser_of(Role.COORDINATOR)
    late = form_with(second.get(BOOK), "summary")
    booked(first)

    page = late.submit("action", value="book", status=422)

    db.session.rollback()
    assert "ya la aceptó Lucía Castillo" in page.text
    assert len(db.session.scalars(select(Event)).unique().all()) == 1


def test_of_two_who_decide_at_once_the_second_is_told_who_was_first(clock, context, arrived):
    first = make_person(db.session, Role.COORDINATOR, name="Lucía Castillo")
    second = make_person(db.session, Role.COORDINATOR)
    asked_for = service.request_by_id(db.session(), 1)
    # What the other one committed after it was read here.
    meanwhile = update(TalkRequest).values(status="DECLINED", taken_by_id=first.id)
    db.session.execute(meanwhile.execution_options(synchronize_session=False))

    with pytest.raises(RuleError, match="ya la declinó Lucía Castillo"):
        service.decline(db.session(), asked_for, "No", by=second, now=clock())


def test_declining_says_why_once(app, anyone, staff, arrived, mail_server):
    form = form_with(staff.get(DECLINE), "why")
    form["why"], form["more"] = "fechas", "Del 24 en adelante sí podemos."
    form.submit(status=303)
    again = form.submit(status=422)
    post(app)

    reason = "En esas fechas no hay quién la dé. Puede pedirla de nuevo con otras. Del 24 en"
    assert subjects(mail_server) == ["Sobre su solicitud SOL-00001"]
    assert reason in mail_to(mail_server)[-1][1]
    assert reason in anyone.get(arrived).text
    assert "Esta solicitud ya la declinó" in again.text


def test_a_reason_of_ones_own_has_to_be_written(staff, arrived):
    form = form_with(staff.get(DECLINE), "why")
    form["why"] = ""

    assert "Escriba el motivo" in form.submit(status=422).text
    assert states() == ["WAITING"]


def test_an_answer_that_was_taken_back_in_time_is_not_sent(app, clock, anyone, staff, arrived):
    take_it_back = next(f for f in anyone.get(arrived).forms.values() if "retirar" in f.action)
    take_it_back.submit(status=303)

    page = form_with(staff.get(DECLINE), "why").submit(status=422)

    assert "ya la retiró quien la hizo" in page.text


def test_whoever_looks_after_it_has_it_among_what_waits_and_others_no_longer(
    browser_of, staff, arrived
):
    other = browser_of(Role.COORDINATOR)
    take = next(f for f in staff.get(REVIEW).forms.values() if "tomar" in f.action)
    late = next(f for f in other.get(REVIEW).forms.values() if "tomar" in f.action)
    take.submit(status=303)

    assert "la atiende" in late.submit(status=422).text
    assert "Uso seguro de redes" in staff.get("/pendientes").text
    assert "Uso seguro de redes" not in other.get("/pendientes").text


def test_what_somebody_looked_after_who_left_waits_for_all_again(browser_of, staff, arrived):
    leaving = make_person(db.session, Role.COORDINATOR, name="Lucía Castillo")
    number = leaving.id
    page = browser_of(leaving).get(REVIEW)
    next(f for f in page.forms.values() if "tomar" in f.action).submit(status=303)
    before = staff.get("/pendientes").text
    with may_write():
        db.session.rollback()
        db.session.execute(update(Person).where(Person.id == number).values(is_active=False))
        db.session.commit()

    assert "Uso seguro de redes" not in before
    assert "Uso seguro de redes" in staff.get("/pendientes").text


def test_its_dates_are_shown_against_what_is_free(app, browser_of, arrived):
    make_licence()
    lucia = make_person(db.session, Role.COORDINATOR)
    staff = browser_of(lucia)
    starts_at = datetime(2031, 3, 20, 16, tzinfo=UTC)
    book(app, lucia, starts_at, summary="Capacitación")
    page = staff.get(REVIEW)

    assert "No hay sala libre a esa hora" in page.text
    assert "Capacitación" in page.text
    assert "Hay sala libre" in page.text
    (best,) = page.html.select("main .btn--primary")
    assert best["href"].endswith("/agendar/2")


def test_its_session_leads_back_to_it_for_those_who_may_read_it(browser_of, staff, arrived):
    make_licence()
    page = booked(staff).follow()

    section = page.html.find(id="solicitud")
    assert section.find("b").find_next("span").text == "De Secundaria 12"
    assert page.click("Ver la solicitud").request.path == REVIEW
    own = browser_of(Role.PRODUCTION).get(page.request.path)
    assert not own.html.find(id="solicitud")
    assert "SOL-00001" not in own.text


def test_a_session_for_which_nobody_asked_leads_to_no_request(staff, arrived):
    make_licence()
    form = form_with(staff.get("/sesiones/nueva"), "summary")
    form["summary"], form["date"], form["time"] = "Otra", "2031-03-20", "10:00"
    sent = form.submit_fields("action", submit_value="book")

    page = staff.post("/sesiones", sent, status=303).follow()

    assert not page.html.find(id="solicitud")


@pytest.mark.parametrize("role", [Role.HOST, Role.VIEWER, Role.PRODUCTION])
def test_others_neither_read_nor_answer(browser_of, arrived, role):
    browser = browser_of(role)

    for path in ("/solicitudes", REVIEW, BOOK, DECLINE):
        assert browser.get(path, status="*").status_int == 403


def test_a_host_who_forges_the_field_books_and_answers_nothing(app, host, browser_of, arrived):
    browser = browser_of(host)
    form = form_with(browser.get("/sesiones/nueva"), "summary")
    values = [*form.submit_fields("action", submit_value="book"), ("talk_request", "1")]
    sent = [(k, v) for k, v in values if k not in ("summary", "date")]
    sent += [("summary", "Otra"), ("date", "2031-03-20")]

    browser.post("/sesiones", sent, status=303)

    assert states() == ["WAITING"]


def test_it_is_found_by_its_folio_and_by_no_name(staff, arrived):
    def found(words: str) -> str:
        form = form_with(staff.get("/buscar"), "q")
        form["q"] = words
        return form.submit(status="*").text

    assert "Uso seguro de redes" in found("sol-00001")
    assert "Uso seguro de redes" not in found("Ana López")


def test_the_history_tells_nobodys_name(app, staff, arrived):
    form_with(staff.get(DECLINE), "why").submit(status=303)

    db.session.rollback()
    lines = db.session.scalars(
        select(AuditLine).where(AuditLine.subject_kind == "TalkRequest").order_by(AuditLine.id)
    ).all()
    assert [one.action for one in lines] == [
        f"talkrequest.{what}" for what in ("add", "waiting", "declined")
    ]
    assert "Ana" not in str([(one.subject_label, one.before, one.after) for one in lines])


def test_the_figures_count_what_came_and_what_was_answered_then(
    app, clock, anyone, staff, arrived, reading
):
    begin = clock()
    clock.advance(days=3)
    form_with(staff.get(DECLINE), "why").submit(status=303)
    clock.advance(days=1)
    db.session.rollback()

    now = queries.figures(db.session(), begin, clock())
    later = queries.figures(db.session(), clock(), clock().replace(year=2032))

    assert (now.received, now.accepted, now.declined) == (1, 0, 1)
    assert round(now.days_to_answer or 0, 1) == 3.0
    assert later == queries.Figures(0, 0, 0, None)


def test_what_is_answered_leaves_with_its_rule_and_what_is_open_stays(
    app, clock, anyone, staff, arrived, mail_server, reading
):
    form_with(staff.get(DECLINE), "why").submit(status=303)
    clock.advance(hours=1)
    asked(anyone, clock, own_topic="Otra", date1="2031-05-06", date2="2031-05-07")
    post(app)
    form_with(anyone.get(private_path(mail_to(mail_server)[-1][1])), "csrf_token").submit(
        status=303
    )
    keeper = form_with(staff.get("/grabaciones/conservacion"), "dias-request")
    keeper["dias-request"], keeper["sola-request"] = "30", True
    keeper.submit(status=303)

    clock.advance(days=40)
    with may_write():
        gone = records.let_go(db.session, services_of(app))

    assert gone == 1
    assert [one.topic for one in requests()] == ["Otra"]


def test_letters_about_it_say_nothing_of_it_in_what_a_message_keeps_open(app, arrived):
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.kind == Kind.TALK_REQUEST)).all()

    assert [one.about["step"] for one in rows] == ["confirm", "received"]
    assert all(set(one.about) == {"request", "step"} for one in rows)


def test_only_what_is_looked_after_is_given_back_and_only_what_waits_is_taken(staff, arrived):
    take = next(f for f in staff.get(REVIEW).forms.values() if "tomar" in f.action)
    take.submit(status=303)
    release = next(f for f in staff.get(REVIEW).forms.values() if "soltar" in f.action)
    release.submit(status=303)

    assert "volvió a la lista" in release.submit(status=422).text
    decline = form_with(staff.get(DECLINE), "why")
    decline["why"] = "fechas"
    decline.submit(status=303)
    assert "ya la declinó" in take.submit(status=422).text
    assert "ya la declinó" in release.submit(status=422).text
    assert states() == ["DECLINED"]
