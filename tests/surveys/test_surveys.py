"""Five questions after a session: each link once, no name beside an answer, nothing of a few."""

from collections import Counter

import pytest
from hypothesis import HealthCheck
from hypothesis import given as given_
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from sqlalchemy import inspect, select

from tests.attendance.conftest import forum as forum
from tests.attendance.conftest import own_link
from tests.certificates.conftest import attended as attended
from tests.certificates.conftest import given as given
from tests.certificates.conftest import staff as staff
from tests.mail.conftest import host, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.people import may_write
from tests.retention.test_records import let_go, rule
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.db import db
from vc.surveys import queries, service
from vc.surveys.models import SurveyAnswer, SurveyTurn

ANA = "ana@escuela.example"


def filled(browser, path: str, **values: str):
    """Fill in the form at an address; return what comes of it."""
    form = form_with(browser.get(path), "usefulness")
    known = {"usefulness": "5", "clarity": "4", "recommends": "si"}
    for name, value in (known | values).items():
        form[name] = value
    return form.submit(status="*")


def answers() -> list[SurveyAnswer]:
    """Return all answers."""
    db.session.rollback()
    rows = list(db.session.scalars(select(SurveyAnswer)))
    db.session.expunge_all()
    db.session.rollback()
    return rows


def answered(anyone, event, *marks: int) -> None:
    """Answer by the public address with these marks."""
    for mark in marks:
        words = f"Comentario {mark}"
        page = filled(anyone, f"/encuesta/{event.slug}", usefulness=str(mark), words=words)
        assert page.status_int == 303


def test_a_link_answers_once_and_nothing_ties_the_answer_to_it(anyone, given):
    link = f"{own_link(ANA, given.slug)}/encuesta"
    lines = len(db.session.scalars(select(AuditLine)).all())
    db.session.rollback()

    assert "Gracias por contestar" in filled(anyone, link, will_do="Cambiar claves").follow()

    (row,) = answers()
    assert (row.usefulness, row.clarity, row.recommends) == (5, 4, True)
    columns = {column.key for column in inspect(SurveyAnswer).columns}
    assert columns == {
        *("id", "event_id", "answered_on", "usefulness", "clarity", "recommends"),
        *("will_do", "words", "is_shown"),
    }
    assert {column.key for column in inspect(SurveyTurn).columns} == {"id"}
    assert len(db.session.scalars(select(AuditLine)).all()) == lines
    db.session.rollback()
    assert service.ANSWERED in anyone.get(link)


def test_a_link_that_is_open_twice_answers_once(anyone, given):
    link = f"{own_link(ANA, given.slug)}/encuesta"
    form = form_with(anyone.get(link), "usefulness")
    filled(anyone, link)
    for name, value in {"usefulness": "1", "clarity": "1", "recommends": "no"}.items():
        form[name] = value

    assert service.ANSWERED in form.submit(status=422)
    assert len(answers()) == 1


def test_what_lacks_is_said_and_what_was_typed_stays(anyone, given):
    form = form_with(anyone.get(f"/encuesta/{given.slug}"), "usefulness")
    form["clarity"], form["words"] = "2", "Se cortó el sonido"

    page = form.submit(status=422)

    assert "Elija una respuesta." in page
    assert form_with(page, "words")["words"].value == "Se cortó el sonido"
    assert answers() == []


def test_a_mark_that_is_none_is_refused(anyone, given):
    form = form_with(anyone.get(f"/encuesta/{given.slug}"), "usefulness")
    form["clarity"], form["recommends"] = "2", "si"
    form["usefulness"].force_value("9")

    form.submit(status=422)
    assert answers() == []


def test_nothing_is_shown_of_fewer_than_three(anyone, given, staff):
    page = f"/sesiones/{given.id}/encuesta"
    answered(anyone, given, 1, 2)
    shown = staff.get(page)
    assert "Se muestran desde 3" in shown
    assert "Comentario" not in shown
    month = queries.satisfaction(db.session, given.starts_at, given.ends_at)
    assert (month.answers, month.mean, month.recommend) == (0, None, 0)
    db.session.rollback()

    answered(anyone, given, 3)

    shown = staff.get(page)
    assert "2.0 de 5" in shown
    assert "Comentario 1" in shown
    table = [row.get_text(" ", strip=True) for row in shown.html.find("tbody").find_all("tr")]
    assert table == ["1 1", "2 1", "3 1", "4 0", "5 0"]
    month = queries.satisfaction(db.session, given.starts_at, given.ends_at)
    assert (month.answers, month.mean, month.recommend) == (3, 3.0, 3)


@settings_of(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given_(steps=st.lists(st.integers(1, 5) | st.sampled_from(["later", "reopened"]), max_size=14))
def test_whoever_looks_after_each_answer_learns_of_none_or_of_three_at_least(
    app, clock, given, steps
):
    days, before = 7, []
    with app.test_request_context(), may_write():
        for step in steps:
            now = service.closes_at(given, 7) if days == 90 else given.ends_at
            if step in ("later", "reopened"):
                days = {"later": 7, "reopened": 90}[step]
            else:
                marks = service.Answers(usefulness=step, clarity=1, recommends=step > 3, words="x")
                service.answer(db.session, given, marks, registration=None, days=days, now=now)
            told = queries.results(db.session, given)
            after = [mark for mark, count in told.usefulness for _ in range(count)]
            month = queries.satisfaction(db.session, given.starts_at, given.ends_at)
            assert len(after) == len(told.words) == told.shown == month.answers
            assert len(after) - len(before) == 0 or len(after) - len(before) >= 3
            assert not Counter(before) - Counter(after)
            assert told.count - told.shown < 3
            before = after
        db.session.rollback()


def test_what_waits_is_told_and_shown_with_the_next(anyone, given, staff):
    page = f"/sesiones/{given.id}/encuesta"
    answered(anyone, given, 1, 2, 3, 4, 5)
    shown = staff.get(page)
    assert "Se ven 3 de 5 respuestas" in shown
    assert "Comentario 4" not in shown

    answered(anyone, given, 5)

    shown = staff.get(page)
    assert "Comentario 4" in shown
    assert "Se ven" not in shown


def test_a_comment_is_taken_away_for_good_and_its_marks_stay(anyone, given, staff):
    answered(anyone, given, 1, 2, 3)
    page = staff.get(f"/sesiones/{given.id}/encuesta")

    form = next(one for one in page.forms.values() if one.action.endswith("/quitar"))
    shown = form.submit(status=303).follow()

    assert sum(bool(one.words) for one in answers()) == 2
    assert shown.text.count("Comentario") == 2
    assert len(answers()) == 3


def test_it_is_asked_from_the_beginning_until_some_days_after(anyone, clock, forum, given, staff):
    path = f"/encuesta/{given.slug}"
    assert "Díganos qué le pareció" in anyone.get(f"/s/{given.slug}")
    clock.now = service.closes_at(given, 7)
    assert service.CLOSED in anyone.get(path)
    assert "Díganos qué le pareció" not in anyone.get(f"/s/{given.slug}")
    clock.now = given.starts_at - clock.now.resolution
    assert service.CLOSED in anyone.get(path)
    clock.now = given.starts_at
    assert service.CLOSED not in anyone.get(path)


def test_the_days_are_the_office_s_and_none_asks_nobody(app, anyone, browser_of, given):
    admin = browser_of(Role.ADMINISTRATOR)
    form = form_with(admin.get("/oficina/encuesta"), "survey_days")
    form["survey_days"] = "0"
    form.submit(status=303)

    assert service.CLOSED in anyone.get(f"/encuesta/{given.slug}")


def test_the_letter_asks_by_the_person_s_own_link(given, mail_server):  # noqa: F811
    letters = [one for one in mail_server.taken if "Su constancia" in str(one["subject"])]

    assert len(letters) == 1
    assert own_link(ANA, given.slug) + "/encuesta" in letters[0].get_content()


def test_too_many_by_the_public_address_wait_and_keep_what_they_typed(anyone, given, monkeypatch):
    monkeypatch.setattr(service, "FREE_PER_ORIGIN", 2)
    answered(anyone, given, 1, 2)

    page = filled(anyone, f"/encuesta/{given.slug}", words="Muy buena")

    assert page.status_int == 429
    assert form_with(page, "words")["words"].value == "Muy buena"
    assert len(answers()) == 2


def test_a_robot_answers_nothing_and_a_browser_that_filled_too_much_tries_again(anyone, given):
    page = filled(anyone, f"/encuesta/{given.slug}", second_sight="https://x.example")

    assert "un campo que no se ve" in page
    assert answers() == []
    form_with(page, "usefulness").submit(status=303)
    assert len(answers()) == 1


def test_words_leave_with_the_names_and_marks_stay(anyone, clock, given):
    answered(anyone, given, 1, 2, 3)
    rule(clock, "people", 60, is_automatic=True)
    clock.advance(days=61)
    let_go(clock)

    assert [one.words for one in answers()] == ["", "", ""]
    assert sorted(one.usefulness for one in answers()) == [1, 2, 3]


@pytest.mark.parametrize("slug", ["no-hay", "%27"])
def test_an_address_that_there_is_not_asks_nothing(anyone, given, slug):
    anyone.get(f"/encuesta/{slug}", status=404)


def test_a_page_that_is_older_than_the_end_of_the_survey_answers_nothing(anyone, clock, given):
    form = form_with(anyone.get(f"/encuesta/{given.slug}"), "usefulness")
    for name, value in {"usefulness": "5", "clarity": "4", "recommends": "si"}.items():
        form[name] = value
    clock.now = service.closes_at(given, 7)

    assert service.CLOSED in form.submit(status=422)
    assert answers() == []


def test_of_a_session_that_was_cancelled_nobody_is_asked(anyone, given):
    with may_write():
        db.session.get_one(Event, given.id).status = EventStatus.CANCELLED
        db.session.commit()

    assert service.CLOSED in anyone.get(f"/encuesta/{given.slug}")


def test_too_many_to_one_session_wait_from_wherever_they_come(anyone, given, monkeypatch):
    monkeypatch.setattr(service, "FREE_PER_SESSION", 1)
    answered(anyone, given, 1)
    anyone.extra_environ["REMOTE_ADDR"] = "203.0.113.9"

    assert filled(anyone, f"/encuesta/{given.slug}").status_int == 429


def test_a_comment_is_taken_away_on_the_page_of_its_own_session_alone(anyone, given, staff):
    answered(anyone, given, 1, 2, 3)
    page = staff.get(f"/sesiones/{given.id}/encuesta")
    form = next(one for one in page.forms.values() if one.action.endswith("/quitar"))
    with may_write():
        answer = db.session.get_one(SurveyAnswer, form.action.split("/")[-2])
        other = db.session.scalars(select(Event.id).where(Event.id != given.id)).first()
        assert other is None
        answer.words = "Sigue"
        db.session.commit()
    form.action = form.action.replace(f"/sesiones/{given.id}/", "/sesiones/99/")

    assert form.submit(status="*").status_int == 404
    assert "Sigue" in [one.words for one in answers()]
