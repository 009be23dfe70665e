"""Many at once: what is chosen is what is worked on, and each row that is not says why.

Faults of other programs' trackers are tried here, each under its number.
"""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests.booking.sessions import book, make_licence
from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.booking.models import Campaign, Event
from vc.db import db
from vc.mail.models import Kind, Message, MessageStatus

FAILED, UNKNOWN = MessageStatus.FAILED, MessageStatus.UNKNOWN
WHEN = datetime(2031, 3, 1, tzinfo=UTC)


@pytest.fixture
def letters(app, reading):
    """Letters that stand so: three that failed, one of which nobody knows whether it left."""
    with may_write():
        for number, status in enumerate((FAILED, FAILED, FAILED, UNKNOWN)):
            db.session.add(
                Message(
                    key=f"k{number}",
                    kind=Kind.ALARM,
                    address=f"p{number}@escuela.example",
                    name="=1+1" if number == 0 else "Ana Núñez",
                    status=status,
                    subject=f"Carta {number}",
                    about={"subject": "x", "text": "x"},
                    created_at=WHEN,
                )
            )
        db.session.commit()


def statuses() -> list[MessageStatus]:
    """Return how the letters stand."""
    db.session.rollback()
    return list(db.session.scalars(select(Message.status).order_by(Message.id)))


def chosen(page, *, all_of_them: bool = False, numbers: tuple[int, ...] = ()):
    """Return the form of what is chosen on a page, with boxes ticked."""
    form = next(one for one in page.forms.values() if one.id == "elegidos")
    sent = [("csrf_token", form["csrf_token"].value), ("filtro", form["filtro"].value)]
    if all_of_them:
        sent.append(("todo", page.html.find("input", {"name": "todo"})["value"]))
    return sent + [("elegido", str(one)) for one in numbers]


def test_all_is_retried_but_what_may_have_left_which_is_counted(browser_of, letters):
    office = browser_of(Role.COORDINATOR)
    page = office.get("/correos")

    answer = office.post("/correos/elegidos/reintentar", chosen(page, all_of_them=True)).follow()

    assert "Se reintentan 3; 1 no: no se sabe si salió" in answer.text
    assert statuses() == [MessageStatus.PENDING] * 3 + [UNKNOWN]
    # As in impresspages/ImpressPages#155: sent twice by a double click, it happened twice.
    again = office.post("/correos/elegidos/reintentar", chosen(page, all_of_them=True)).follow()
    assert "3 no: no está entre los que fallaron" in again.text


def test_nothing_chosen_is_nothing_done(browser_of, letters):
    """As in railsadminteam/rails_admin#1109, where it was everything."""
    office = browser_of(Role.COORDINATOR)

    answer = office.post("/correos/elegidos/reintentar", chosen(office.get("/correos"))).follow()

    assert "Elija al menos un renglón" in answer.text
    assert statuses() == [FAILED] * 3 + [UNKNOWN]


def test_all_means_all_that_is_filtered_and_no_more(browser_of, letters):
    """As in wagtail/wagtail#13354 and OpenCTI-Platform/opencti#1504, which left the filter out."""
    office = browser_of(Role.COORDINATOR)
    page = office.get("/correos?estado=UNKNOWN")

    answer = office.post("/correos/elegidos/reintentar", chosen(page, all_of_them=True)).follow()

    assert "No se reintentó ninguno; 1 no" in answer.text
    assert statuses() == [FAILED] * 3 + [UNKNOWN]


def test_a_list_that_is_another_one_by_now_is_looked_at_again(browser_of, letters):
    """As in ansible/awx#6853, where nobody saw what all of them were."""
    office = browser_of(Role.COORDINATOR)
    sent = chosen(office.get("/correos?estado=FAILED"), all_of_them=True)
    with may_write():
        db.session.get_one(Message, 1).status = MessageStatus.SENT
        db.session.commit()

    answer = office.post("/correos/elegidos/reintentar", sent).follow()

    assert "eran 3 y ahora son 2" in answer.text
    assert MessageStatus.PENDING not in statuses()


def test_a_row_that_is_no_more_is_counted_and_stops_no_other(browser_of, letters):
    office = browser_of(Role.COORDINATOR)
    sent = chosen(office.get("/correos"), numbers=(1, 4711))

    answer = office.post("/correos/elegidos/reintentar", sent).follow()

    assert "Se reintenta 1; 1 no: ya no existe" in answer.text


def test_a_file_has_what_is_chosen_its_accents_and_no_formula(browser_of, letters):
    """As in glpi-project/glpi#24086 and hhurz/tableExport.jquery.plugin#230."""
    office = browser_of(Role.COORDINATOR)
    page = office.get("/correos")

    table = office.post("/correos/lista.csv", chosen(page, numbers=(1, 2))).body
    book_of = load_workbook(io.BytesIO(page.click("Excel", index=0).body)).active

    lines = [*csv.reader(io.StringIO(table.decode("utf-8-sig")))]
    assert table.startswith(b"\xef\xbb\xbf")
    assert [line[2] for line in lines[1:]] == ["'=1+1", "Ana Núñez"]
    assert book_of.max_row == 5


@pytest.mark.parametrize("path", ["/grabaciones", "/clips", "/publicaciones", "/sesiones"])
def test_each_list_is_given_as_it_is_narrowed_and_to_nobody_outside(browser_of, anyone, path):
    office = browser_of(Role.VIEWER)

    assert office.get(f"{path}/lista.xlsx?q=nada").body
    assert office.get(f"{path}/lista.pdf", status=404)
    assert "/entrar" in anyone.get(f"{path}/lista.csv", status=303).location


def test_who_may_not_read_mail_has_no_file_of_it(browser_of, letters):
    office = browser_of(Role.VIEWER)

    assert office.get("/correos/lista.csv", status=403)


def test_sessions_that_are_chosen_are_given_alone(browser_of, app, reading):
    make_licence()
    host = make_person(db.session, Role.HOST, name="Jorge")
    noon = datetime(2031, 3, 10, 18, tzinfo=UTC)
    book(app, host, noon, summary="Plática: extorsión")
    kept = book(app, host, noon.replace(day=11), summary="Plática: grooming")
    office = browser_of(Role.VIEWER)

    table = office.post("/sesiones/lista.csv", chosen(office.get("/sesiones"), numbers=(kept.id,)))

    assert "grooming" in table.text
    assert "extorsión" not in table.text


def test_what_makes_no_sense_as_a_filter_is_no_fault_of_ours(browser_of, letters):
    office = browser_of(Role.COORDINATOR)
    form = dict(chosen(office.get("/correos"))) | {"filtro": "a=1&" * 400}

    answer = office.post("/correos/elegidos/reintentar", form).follow()

    assert "Elija al menos un renglón" in answer.text


@pytest.fixture
def host(app, reading):
    """Somebody who hosts."""
    return make_person(db.session, Role.HOST, name="Daniela Torres")


@pytest.fixture
def talks(app, clock, host):
    """Two sessions of a host's to come, with somebody invited, and one of somebody else."""
    make_licence(capacity=3)
    other = make_person(db.session, Role.HOST, name="Jorge Medina")
    at = clock() + timedelta(days=3)
    for number, who in enumerate((host, host, other)):
        book(app, who, at + timedelta(hours=2 * number), guests="ana@escuela.example")
    with may_write():
        db.session.add(Campaign(name="Prevenimos Juntos"))
        db.session.commit()


def campaigns_of_talks() -> list[str]:
    """Return the campaign of each session."""
    db.session.rollback()
    events = db.session.scalars(select(Event).order_by(Event.id))
    return [one.campaign.name if one.campaign else "" for one in events]


def test_sessions_are_put_into_a_campaign_and_nobody_is_written_to(browser_of, talks):
    office = browser_of(Role.COORDINATOR)
    letters = db.session.scalar(select(func.count(Message.id)))
    form = chosen(office.get("/sesiones"), all_of_them=True)

    put = office.post("/sesiones/elegidas/campana", [*form, ("campana", "1")]).follow()

    assert "Así quedó la campaña de 3 sesiones" in put.text
    assert campaigns_of_talks() == ["Prevenimos Juntos"] * 3
    assert db.session.scalar(select(func.count(Message.id))) == letters

    form = chosen(put, numbers=(2,))
    office.post("/sesiones/elegidas/campana", [*form, ("campana", "0")])
    assert campaigns_of_talks() == ["Prevenimos Juntos", "", "Prevenimos Juntos"]


def test_what_somebody_may_not_change_keeps_its_campaign_and_is_counted(browser_of, host, talks):
    own = browser_of(host)
    form = chosen(own.get("/sesiones"), all_of_them=True)

    put = own.post("/sesiones/elegidas/campana", [*form, ("campana", "1")]).follow()

    assert "Así quedó la campaña de 2 sesiones; 1 no:" in put.text
    assert campaigns_of_talks() == ["Prevenimos Juntos"] * 2 + [""]


def test_no_campaign_chosen_is_asked_for_and_the_list_stays_narrowed(browser_of, talks):
    office = browser_of(Role.COORDINATOR)
    form = chosen(office.get("/sesiones?tipo=TALK"), all_of_them=True)

    answer = office.post("/sesiones/elegidas/campana", [*form, ("campana", "")])

    assert "tipo=TALK" in answer.location
    assert "3 no: elija una campaña." in answer.follow().text
    assert campaigns_of_talks() == [""] * 3
