"""Asking for a talk: what the public form takes, what it refuses, and who is written to."""

from datetime import date

import pytest
from webtest import TestApp

from tests.mail.conftest import post
from tests.people import make_person, may_write
from tests.series.conftest import form_with
from tests.talk_requests.conftest import (
    ANA,
    SOLICITAR,
    asked,
    filled,
    mail_to,
    private_path,
    requests,
    states,
)
from vc.accounts.models import Role
from vc.booking.models import Campaign
from vc.db import db
from vc.office.models import Holiday
from vc.publishing_bans import service as bans
from vc.publishing_bans.models import BanScope
from vc.publishing_bans.service import NewBan
from vc.services import services_of
from vc.talk_requests import service

pytestmark = pytest.mark.usefixtures("reading")


def test_a_request_reaches_the_inbox_once_its_mail_is_confirmed(
    app, clock, anyone, staff, mail_server
):
    answer = asked(anyone, clock, has_minors=True, words="Tenemos una sala con pantalla.")
    post(app)
    before = staff.get("/solicitudes").text

    subject, text = mail_to(mail_server)[0]
    page = anyone.get(private_path(text))
    form_with(page, "csrf_token").submit(status=303)
    post(app)

    assert answer.location.endswith("/solicitar-platica/enviada")
    assert subject == "Confirme su correo: solicitud SOL-00001"
    assert "Uso seguro de redes" not in before
    assert "Uso seguro de redes" in staff.get("/solicitudes").text
    assert [one for one, _ in mail_to(mail_server)] == [
        "Confirme su correo: solicitud SOL-00001",
        "Recibimos su solicitud SOL-00001",
    ]


def test_what_is_personal_is_sealed_and_stands_in_no_address(app, clock, anyone, staff, arrived):
    db.session.rollback()
    kept = str(db.session.connection().exec_driver_sql("SELECT * FROM talk_request").all())
    db.session.rollback()

    assert ANA not in kept
    assert "Ana López" not in kept
    assert "Ana López" in staff.get("/solicitudes/1").text


def test_a_program_that_opens_every_link_of_a_letter_confirms_nothing(
    app, clock, anyone, mail_server
):
    asked(anyone, clock)
    post(app)

    anyone.get(private_path(mail_to(mail_server)[0][1]))
    anyone.head(private_path(mail_to(mail_server)[0][1]))

    assert states() == ["UNCONFIRMED"]


def test_nothing_that_somebody_typed_goes_to_an_address_that_nobody_confirmed(
    app, clock, anyone, mail_server
):
    bait = "Gane en malo.example"
    asked(anyone, clock, own_topic=bait, contact_name=bait, institution=bait, words=bait)
    post(app)

    (message,) = [one for one in mail_server.taken if ANA in one["To"]]
    assert "malo.example" not in str(message)
    assert "Gane" not in message["To"]


def test_the_same_request_twice_is_one_and_its_letter_is_written_again_three_times_at_most(
    app, clock, anyone, mail_server
):
    answers = [asked(anyone, clock).location for _ in range(3)]
    clock.advance(hours=1)
    asked(anyone, clock, own_topic="USO  SEGURO de redes", email=ANA.upper())
    post(app)

    assert len(set(answers)) == 1
    assert states() == ["UNCONFIRMED"]
    assert len(mail_to(mail_server)) == 3


def test_a_form_that_is_sent_twice_asks_once(app, clock, anyone):
    form = filled(anyone)
    clock.advance(minutes=1)

    form.submit(status=303)
    form.submit(status=303)

    assert len(requests()) == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(clock, anyone):
    page = asked(anyone, clock, own_topic="", email="ana", consent=False, audience="Primer grado")

    assert page.status_int == 422
    assert "Elija un tema de la lista, o escriba el suyo." in page.text
    assert "Escriba un correo completo" in page.text
    assert "debe aceptar el aviso de privacidad" in page.text
    assert 'value="Primer grado"' in page.text
    assert requests() == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"date1": "2031-03-10"}, "Elija del 14 de marzo"),
        ({"date1": "2032-03-10"}, "Elija una fecha hasta el"),
        ({"date1": "2031-03-17"}, "Ese día la oficina no trabaja (Natalicio de Benito Juárez)"),
        ({"date1": "2031-03-22"}, "Elija un día de lunes a viernes"),
        ({"time1": "07:00"}, "Elija una hora entre las 08:00 y las 19:00 h"),
        ({"time1": "19:30"}, "Elija una hora entre las 08:00 y las 19:00 h"),
        ({"date3": "2031-03-24"}, "Complete la fecha y la hora"),
        ({"date2": "2031-03-20", "time2": "10:00"}, "Esa fecha y hora ya está arriba"),
        ({"date2": ""}, "Proponga otra fecha"),
        ({"audience_size": "0"}, "Escriba un número entre 1 y 100,000"),
    ],
)
def test_a_date_on_which_nobody_can_is_refused_kindly_beside_it(clock, anyone, values, said):
    page = asked(anyone, clock, **values)

    assert page.status_int == 422
    assert said in page.text
    assert requests() == []


def test_a_day_off_of_the_offices_own_is_told_by_its_name(clock, anyone):
    with may_write():
        db.session.add(Holiday(observed_on=date(2031, 3, 20), name="Feria"))
        db.session.commit()

    assert "no trabaja (Feria)" in asked(anyone, clock).text


def test_a_ban_of_those_months_is_told_before_anybody_chooses(clock, anyone):
    days = date(2031, 4, 5), date(2031, 6, 1)
    with may_write():
        boss = make_person(db.session, Role.ADMINISTRATOR)
        ban = NewBan("Campañas", *days, BanScope.STATE, "https://example.org/acuerdo")
        bans.enter(db.session, ban, now=clock(), by=boss)
        db.session.commit()

    page = anyone.get(SOLICITAR).html.get_text()

    assert "Del 5 de abril al 1 de junio hay veda electoral" in page


def test_a_form_that_is_filled_in_at_once_is_a_program_and_a_person_sends_it_again(clock, anyone):
    form = filled(anyone)
    clock.advance(seconds=1)
    page = form.submit(status=422)
    again = form_with(page, "own_topic")
    clock.advance(seconds=10)

    assert "Se envió muy rápido" in page.text
    assert again.submit(status=303).location.endswith("/enviada")


def test_a_form_without_our_stamp_is_refused(clock, anyone):
    form = filled(anyone)
    form["opened"] = "1930000000.forged"
    clock.advance(hours=1)

    assert form.submit(status=422)
    assert requests() == []


def test_a_browser_that_fills_in_what_nobody_sees_is_told_so_and_not_dropped(clock, anyone):
    page = asked(anyone, clock, second_sight="https://malo.example")
    again = form_with(page, "own_topic")

    assert page.status_int == 422
    assert again["second_sight"].value == ""
    assert again["institution"].value == "Secundaria 12"
    assert requests() == []
    assert again.submit(status=303)


def test_too_many_from_one_address_wait_and_lose_nothing(clock, anyone):
    forms = [
        filled(anyone, email=f"ana{number}@escuela.example", own_topic=f"Tema {number}")
        for number in range(service.FREE_PER_ORIGIN + 1)
    ]
    clock.advance(minutes=1)

    answers = [form.submit(status="*") for form in forms]

    assert [one.status_int for one in answers] == [303] * service.FREE_PER_ORIGIN + [429]
    assert "Lo que escribió sigue aquí" in answers[-1].text
    assert 'value="Tema 10"' in answers[-1].text


def test_many_from_everywhere_wait_too(clock, anyone):
    form = filled(anyone, email="otra@escuela.example")
    clock.advance(minutes=1)
    with may_write():
        for number in range(service.FREE_IN_TOTAL):
            where = f"203.0.113.{number}"
            mail = f"{number}@malo.example"
            service.count_request(db.session(), mail, address=where, now=clock())

    assert form.submit(status="*").status_int == 429


def test_one_mail_address_is_not_filled_by_strangers(clock, anyone):
    forms = [filled(anyone, own_topic=f"Tema {number}") for number in range(5)]
    clock.advance(minutes=1)

    statuses = [form.submit(status="*") for form in forms]

    assert [one.status_int for one in statuses] == [303, 303, 303, 429, 429]


def test_an_address_that_is_guessed_leads_nowhere(anyone: TestApp, arrived):
    for token in ("x", arrived.rpartition("/")[2][:-1], arrived.rpartition("/")[2] + "a", "%00"):
        assert anyone.get(f"/solicitud/{token}", status="*").status_int == 404


def test_a_campaign_can_be_asked_for_by_name(app, clock, anyone):
    with may_write():
        db.session.add_all(
            [Campaign(name="Prevenimos Juntos"), Campaign(name="Otra", is_active=False)]
        )
        db.session.commit()
    page = anyone.get(SOLICITAR)

    asked(anyone, clock, theme="c-1", own_topic="")

    assert "Prevenimos Juntos" in page.text
    assert ">Otra<" not in page.text
    assert [(one.topic, one.campaign_id) for one in requests()] == [("Prevenimos Juntos", 1)]


def test_whoever_asked_takes_it_back_and_may_ask_anew(app, clock, anyone, arrived):
    forms = list(anyone.get(arrived).forms.values())
    next(one for one in forms if "retirar" in one.action).submit(status=303)
    clock.advance(hours=1)
    asked(anyone, clock)

    assert "La retiró" in anyone.get(arrived).text
    assert states() == ["WITHDRAWN", "UNCONFIRMED"]


def test_what_nobody_confirms_is_deleted_after_three_days(app, clock, anyone, context):
    asked(anyone, clock)
    clock.advance(days=2)
    service.forget_unconfirmed(db.session, services_of(app))
    kept = len(requests())
    clock.advance(days=2)
    service.forget_unconfirmed(db.session, services_of(app))

    assert (kept, requests()) == (1, [])


def test_an_office_that_takes_none_says_so_kindly(app, clock, anyone, browser_of):
    form = filled(anyone)
    arrange = form_with(browser_of(Role.COORDINATOR).get("/oficina/solicitudes"), "seen")
    arrange["takes_requests"] = False
    arrange.submit(status=303)
    clock.advance(minutes=1)

    assert "Por ahora no se reciben solicitudes" in anyone.get(SOLICITAR).text
    assert "Por ahora no se reciben solicitudes" in form.submit(status=422).text
    assert "solicitar-platica" not in anyone.get("/agenda").text
    assert requests() == []


def test_what_nobody_confirmed_is_opened_and_answered_by_nobody(app, clock, anyone, staff):
    asked(anyone, clock)

    staff.get("/solicitudes/1", status=404)
    staff.get("/solicitudes/1/declinar", status=404)
    staff.get("/solicitudes/1/agendar/1", status=404)


def test_confirming_twice_writes_once(app, clock, anyone, mail_server):
    asked(anyone, clock)
    post(app)
    confirm = form_with(anyone.get(private_path(mail_to(mail_server)[0][1])), "csrf_token")

    confirm.submit(status=303)
    confirm.submit(status=303)
    post(app)

    assert states() == ["WAITING"]
    assert len(mail_to(mail_server)) == 2


def test_what_was_answered_is_not_taken_back(clock, anyone, staff, arrived):
    withdraw = next(f for f in anyone.get(arrived).forms.values() if "retirar" in f.action)
    decline = form_with(staff.get("/solicitudes/1/declinar"), "why")
    decline["why"] = "fechas"
    decline.submit(status=303)

    withdraw.submit(status="*")

    assert states() == ["DECLINED"]
