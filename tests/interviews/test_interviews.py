"""Interviews: who can be asked, what a link lets its person do, and what comes of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.attendance.conftest import registered
from tests.interviews.conftest import (
    ANA,
    FILM,
    NAME,
    Phone,
    invite_form,
    link,
    signed,
    state,
    the_interview,
    verified,
)
from tests.mail.conftest import post
from tests.people import may_write
from tests.reconciliation.working import form_to
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.attendance.models import Registration, RegistrationStatus
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.consents.models import Consent
from vc.db import db
from vc.interviews import forgetting, service, signing
from vc.recordings.models import Consent as RecordingConsent
from vc.recordings.models import Recording
from vc.retention import records
from vc.retention.models import RecordRule
from vc.services import services_of


def letters(mail_server, email: str = ANA) -> list[str]:
    """Return the words of what an address received about interviews."""
    taken = [one for one in mail_server.taken if email in one["To"]]
    texts = [one.get_body(("plain",)).get_content() for one in taken]
    return [one for one in texts if "/entrevista/" in one]


def chosen(anyone, path, number: int = 0):
    """Choose one of the slots by the page's form; return the answer."""
    form = form_with(anyone.get(path), "slot")
    form["slot"] = form["slot"].options[number][0]
    return form.submit(status="*")


def handed_in(app, anyone, path) -> None:
    """Sign, and hand a film in."""
    signed(anyone, path)
    phone = Phone(anyone, path)
    assert phone.send(phone.begin().headers["Location"]).status_int == 204
    verified(app)


def test_the_letter_leads_to_the_link_in_the_offices_words(invited, mail_server):
    (text,) = letters(mail_server)

    assert f"https://vc.example{invited}" in text
    assert "Nos gustó su pregunta." in text
    assert "elegir un horario" in text


def test_who_asked_not_to_appear_and_who_was_asked_is_not_offered(staff, anyone, forum, clock, app):
    registered(anyone, forum, ANA, name=NAME)
    registered(anyone, forum, "b@escuela.example", name="Beto Paz")
    form = form_with(anyone.get(f"/s/{forum.slug}"), "consent")
    with may_write():
        event = db.session.get(Event, forum.id)
        event.records = True
        db.session.commit()
    beto = db.session.scalar(select(Registration).where(Registration.name == "Beto Paz"))
    path = f"/s/{forum.slug}/{beto.token}"
    db.session.rollback()
    form = form_to(anyone.get(path), "/aparecer")
    form["appears"] = "no"
    form.submit()
    clock.advance(days=3, hours=2)

    page = staff.get(f"/sesiones/{forum.id}/entrevistas")
    assert NAME in page.text
    assert "Beto Paz" not in page.text
    invite_form(staff, forum).submit()
    assert "Nadie a quien" not in staff.get(f"/sesiones/{forum.id}/entrevistas").text
    assert "/entrevistas/nueva" not in staff.get(f"/sesiones/{forum.id}/entrevistas").text


def test_nobody_is_asked_before_the_session_ended(staff, anyone, forum):
    registered(anyone, forum, ANA)

    assert service.NOT_OVER in staff.get(f"/sesiones/{forum.id}/entrevistas").text


def test_where_minors_took_part_somebody_says_the_age_and_who_signs(staff, past):
    with may_write():
        db.session.get(Event, past.id).has_minors = True
        db.session.commit()
    form = invite_form(staff, past)

    assert "Elija si es mayor de edad" in form.submit(status=422).text
    form = invite_form(staff, past)
    form["age"] = "minor"
    assert service.NO_GUARDIAN in form.submit(status=422).text


def test_for_a_minor_the_guardian_signs_with_the_childs_opinion(anyone, staff, past):
    form = invite_form(staff, past)
    form["age"], form["guardian_name"] = "minor", "Rosa Ríos Paz"
    form.submit()

    assert signed(anyone, link(), name="Rosa Ríos Paz").status_int == 422
    signed(anyone, link(), name="Rosa Ríos Paz", opinion="Sí quiero salir")

    consent = the_interview().consent
    assert (consent.person_name, consent.guardian_name) == (NAME, "Rosa Ríos Paz")
    assert (consent.is_minor, consent.has_child_opinion) == (True, True)


def test_what_is_signed_is_a_consent_like_any_other_with_its_paper(app, anyone, invited, clock):
    anyone.extra_environ["REMOTE_ADDR"] = "203.0.113.7"
    form_answer = signed(anyone, invited, years="1", channels=["facebook"], scope=["image"])

    assert form_answer.status_int == 303
    interview = the_interview()
    consent = interview.consent
    assert (interview.status.value, consent.person_name) == ("ACCEPTED", NAME)
    assert (consent.scope, consent.channels) == (["image"], ["facebook"])
    assert (consent.valid_until - consent.valid_from).days in (365, 366)
    with services_of(app).store.open(consent.evidence_key) as paper:
        assert paper.read(5) == b"%PDF-"
    assert interview.signed_from == "203.0.113.7"


def test_the_paper_has_the_seal_of_the_origin_and_not_the_origin(invited):
    interview = the_interview()

    sealed = signing.seal(interview, "203.0.113.7")

    assert sealed != signing.seal(interview, "203.0.113.8")
    assert "203" not in sealed[:3]
    assert len(sealed) == 64


def test_a_drawing_is_read_as_points_and_nothing_else(app):
    assert signing.strokes_of("1,2 3,4;x;999,999 <svg>") == [[(1, 2), (3, 4)], [(600, 200)]]
    assert signing.strokes_of("") == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "Ana"}, signing.WHOLE_NAME),
        ({"agrees": False}, "hace falta que lo acepte"),
        ({"scope": ["name"]}, signing.NEEDS_PICTURE),
        ({"notice": "0"}, "aviso"),
        ({"drawing": "1,2 " * 6000}, "Acórtelo"),
    ],
)
def test_a_signature_that_proves_nothing_is_refused_and_what_was_typed_stays(
    anyone, invited, values, said
):
    page = signed(anyone, invited, **({"name": "Ana López"} | values))

    assert page.status_int == 422
    assert said in page.text
    assert f'value="{values.get("name", "Ana López")}"' in page.text
    assert state() == "INVITED"
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 0


def test_signing_twice_is_one_consent(anyone, invited):
    form = form_with(anyone.get(invited), "agrees")
    form["name"], form["agrees"] = NAME, True

    form.submit(status=303)
    again = form.submit(status=422)

    assert service.ALREADY_ANSWERED in again.text
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 1


def test_declining_ends_it(anyone, invited):
    form_to(anyone.get(invited), "/declinar").submit()

    assert state() == "DECLINED"
    assert "Anotamos que no desea participar" in anyone.get(invited).text


def test_a_slot_becomes_a_session_that_is_recorded_with_the_person_as_guest(anyone, invited):
    signed(anyone, invited)

    assert chosen(anyone, invited).status_int == 303

    interview = the_interview()
    event = interview.session
    assert interview.status.value == "SCHEDULED"
    assert (event.records, event.guests, event.host_id) == (True, ANA, interview.invited_by_id)
    assert event.meeting.licence is not None
    assert "Tiene cita" in anyone.get(invited).text


def test_of_two_people_one_gets_a_slot(app, anyone, staff, forum, clock):
    links = []
    for number in (1, 2):
        registered(anyone, forum, f"{number}@escuela.example", name=f"Persona Número{number}")
    clock.advance(days=3, hours=2)
    day = (clock() + timedelta(days=3)).date().isoformat()
    for number in (1, 2):
        form = invite_form(staff, forum, f"{number}@escuela.example")
        form["day_1"], form["time_1"] = day, "10:00"
        links.append(form.submit().follow().request.path.rpartition("/")[2])
    paths = [
        f"/entrevista/{service.interview_by_id(db.session(), int(one)).token}" for one in links
    ]
    db.session.rollback()
    for number, path in enumerate(paths, 1):
        signed(anyone, path, name=f"Persona Número{number}")

    answers = [chosen(anyone, path) for path in paths]

    assert [one.status_int for one in answers] == [303, 422]
    assert "ya no está libre" in answers[1].text


def test_a_film_is_handed_in_by_pieces_without_an_account(app, anyone, invited):
    signed(anyone, invited)
    phone = Phone(anyone, invited)
    address = phone.begin().headers["Location"]

    phone.send(address, FILM[:9000])
    stands = anyone.head(address, headers=phone.headers)
    phone.send(address, FILM[9000:], 9000)
    verified(app)

    assert stands.headers["Upload-Offset"] == "9000"
    interview = the_interview()
    recording = interview.recording
    assert (interview.status.value, recording.event_id) == ("HANDED_IN", interview.event_id)
    assert recording.consent is RecordingConsent.ON_FILE
    assert "ya tenemos su video" in anyone.get(invited).text


def test_nothing_is_handed_in_before_the_consent(anyone, invited):
    signed_page = anyone.get(invited)
    token = form_with(signed_page, "agrees")["csrf_token"].value
    headers = {"X-CSRFToken": token, "Upload-Length": "10", "Upload-Metadata": "filename YS5tcDQ="}

    answer = anyone.post(f"{invited}/video", headers=headers, status=422)

    assert answer.text == service.ALREADY_ANSWERED


@pytest.mark.parametrize(
    ("name", "size", "content", "statuses"),
    [
        ("virus.exe", 100, b"", (422, None)),
        ("nota.m4a", 100, b"", (422, None)),
        ("grande.mp4", 2_000_000_000, b"", (422, None)),
        ("vacio.mp4", 0, b"", (422, None)),
        ("pagina.mp4", 100, b"<html>" * 10, (201, 415)),
    ],
)
def test_what_is_no_film_or_too_large_is_refused(anyone, invited, name, size, content, statuses):
    signed(anyone, invited)
    phone = Phone(anyone, invited)

    begun = phone.begin(name, size)
    sent = phone.send(begun.headers["Location"], content).status_int if content else None

    assert (begun.status_int, sent) == statuses
    assert db.session.scalar(select(func.count()).select_from(Recording)) == 0
    assert state() == "ACCEPTED"


def test_a_film_that_broke_off_gives_way_to_the_next_one(app, anyone, invited):
    signed(anyone, invited)
    phone = Phone(anyone, invited)
    phone.send(phone.begin().headers["Location"], FILM[:9000])

    phone.send(phone.begin().headers["Location"])
    verified(app)

    assert db.session.scalar(select(func.count()).select_from(Recording)) == 1
    assert phone.begin().status_int == 422


def test_a_link_opens_no_other_film(app, anyone, invited, staff):
    handed_in(app, anyone, invited)
    headers = {"Tus-Resumable": "1.0.0"}

    for address in ("/entrevista/otro/video/1", f"{invited}/video/99"):
        anyone.head(address, headers=headers, status=404)


def test_a_wrong_link_and_a_former_one_open_nothing(anyone, invited, staff):
    anyone.get(f"{invited}x", status=404)
    form_to(staff.get("/entrevistas/1"), "/invitar").submit()

    anyone.get(invited, status=404)
    assert anyone.get(link()).status_int == 200


def test_after_the_last_day_the_link_says_so_and_takes_nothing(app, anyone, invited, clock):
    form = form_with(anyone.get(invited), "agrees")
    form["name"], form["agrees"] = NAME, True
    clock.advance(days=11)

    assert service.IS_OVER in form.submit(status=422).text
    assert "El plazo para responder ya pasó" in anyone.get(invited).text
    with may_write():
        service.expire(db.session(), clock())
        db.session.commit()
    assert state() == "EXPIRED"


def test_whoever_let_the_time_pass_gets_a_link_that_opens(app, anyone, invited, clock, staff):
    clock.advance(days=11)
    with may_write():
        service.expire(db.session(), clock())
        db.session.commit()

    form_to(staff.get("/entrevistas/1"), "/invitar").submit()

    assert signed(anyone, link()).status_int == 303
    assert state() == "ACCEPTED"


def test_many_answers_to_one_link_are_slowed_down(anyone, invited):
    form = form_to(anyone.get(invited), "/declinar")
    answers = {form.submit(status="*").status_int for _ in range(32)}

    assert 429 in answers


def test_the_clip_is_begun_with_one_click_and_the_consent_named(app, anyone, invited, staff):
    handed_in(app, anyone, invited)
    interview = the_interview()
    assert interview.consent is not None
    page = staff.get("/entrevistas/1")

    # Its facts are not known yet: the film is no real one.
    answer = form_to(page, "/clip").submit().follow()

    assert "preparando" in answer.text.lower()


def test_revoking_works_although_whoever_invited_is_gone(anyone, invited):
    signed(anyone, invited)
    chosen(anyone, invited)
    with may_write():
        the_interview().invited_by.is_active = False
        db.session.commit()

    form_to(anyone.get(invited), "/retirar").submit()

    assert the_interview().consent.revoked_at is not None


def test_revoking_on_the_link_ends_it_and_calls_the_session_off(anyone, invited):
    signed(anyone, invited)
    chosen(anyone, invited)

    form_to(anyone.get(invited), "/retirar").submit()

    interview = the_interview()
    assert interview.status.value == "WITHDRAWN"
    assert interview.consent.revoked_by_id is None
    assert interview.consent.revoked_at is not None
    assert interview.session.status.value == "CANCELLED"


def test_a_film_whose_consent_is_revoked_stays_internal(app, anyone, invited, browser_of):
    handed_in(app, anyone, invited)
    form_to(anyone.get(invited), "/retirar").submit()

    assert the_interview().recording.consent is RecordingConsent.REFUSED
    db.session.rollback()
    assert "La propia persona" in browser_of(Role.COORDINATOR).get("/consentimientos/1").text


def test_it_waits_for_somebody_without_an_answer_and_with_a_film(
    app, anyone, invited, staff, clock
):
    clock.advance(days=4)
    assert "entrevista sin respuesta" in staff.get("/pendientes").text.lower()

    handed_in(app, anyone, invited)

    assert "video de entrevista por ver" in staff.get("/pendientes").text.lower()


def test_another_host_learns_nothing_of_it(invited, browser_of):
    other = browser_of(Role.HOST)

    other.get("/entrevistas/1", status=403)
    assert NAME not in other.get("/entrevistas").text


def test_no_name_stands_in_an_address_or_a_line(app, anyone, invited, staff):
    handed_in(app, anyone, invited)

    lines = [
        str((one.subject_label, one.before, one.after, one.reason))
        for one in db.session.scalars(
            select(AuditLine).where(AuditLine.subject_kind == "Interview")
        )
    ]
    assert lines
    assert not [one for one in lines if "Ana" in one or "ana@" in one]


def test_who_was_asked_is_forgotten_by_the_rule(app, anyone, invited, clock):
    form_to(anyone.get(invited), "/declinar").submit()
    with may_write():
        rule = RecordRule(record=forgetting.PEOPLE.key, is_automatic=True, keep_days=60)
        rule.changed_by_id, rule.changed_at = the_interview().invited_by_id, clock()
        db.session.add(rule)
        db.session.commit()
        records.let_go(db.session(), services_of(app))
        assert the_interview().name == NAME
        clock.advance(days=61)
        records.let_go(db.session(), services_of(app))

    gone = the_interview()
    assert (gone.name, gone.email, gone.token, gone.signed_from) == ("", "", "", "")
    db.session.rollback()
    anyone.get(invited, status=404)


def test_a_letter_that_says_nothing_true_any_more_is_not_sent(app, staff, past, mail_server, clock):
    invite_form(staff, past).submit()
    clock.advance(days=12)
    post(app)

    assert letters(mail_server) == []


@pytest.mark.parametrize(("days", "status"), [(-1, 422), (0, 303), (60, 303), (62, 422)])
def test_a_link_lasts_from_today_to_sixty_days(staff, past, clock, days, status):
    form = invite_form(staff, past)
    form["answer_by"] = (clock() + timedelta(days=days)).date().isoformat()

    assert form.submit(status="*").status_int == status


def test_no_slot_is_offered_that_is_past(staff, past, clock):
    form = invite_form(staff, past)
    form["day_1"], form["time_1"] = (clock() - timedelta(days=1)).date().isoformat(), "10:00"

    assert "Ese horario ya pasó" in form.submit(status=422).text


def test_a_person_is_asked_once_by_two_pages_and_not_after_saying_no(staff, anyone, past):
    first, late, last = (invite_form(staff, past) for _ in range(3))
    with may_write():
        db.session.scalar(select(Registration)).status = RegistrationStatus.CANCELLED
        db.session.commit()
    assert "no tuvo lugar, o pidió no aparecer" in first.submit(status="*").maybe_follow().text
    with may_write():
        db.session.scalar(select(Registration)).status = RegistrationStatus.CONFIRMED
        db.session.commit()
    late.submit(status=303)

    assert "ya tiene una invitación" in last.submit(status="*").maybe_follow().text
    assert the_interview().folio == "ENT-00001"


def test_nothing_is_signed_in_the_name_of_whoever_left(anyone, invited):
    with may_write():
        the_interview().invited_by.is_active = False
        db.session.commit()

    form = form_with(anyone.get(invited), "name")
    form["name"] = NAME
    for name in ("agrees",):
        form[name] = True
    assert "ya no está en la oficina" in form.submit(status=422).text
    assert state() == "INVITED"


def test_whose_answer_is_awaited_is_not_forgotten(app, anyone, invited, clock):
    with may_write():
        rule = RecordRule(record="interview", keep_days=1, is_automatic=True)
        rule.changed_by_id, rule.changed_at = the_interview().invited_by_id, clock()
        db.session.add(rule)
        db.session.commit()
    clock.advance(days=5)
    with may_write():
        records.let_go(db.session(), services_of(app))

    assert the_interview().name == NAME
