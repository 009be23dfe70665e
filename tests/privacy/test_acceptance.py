"""What people accept before they are recorded, and that who does not want to appear is not lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.attendance.conftest import let_go, own_link, registered, states
from tests.booking.sessions import book, work
from tests.calendars.test_feeds import rebuild
from tests.mail.conftest import edit, post
from tests.people import make_person, may_write
from tests.privacy.test_walk import ANA, a_session
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.attendance.models import Registration
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.calendars.models import Fragment
from vc.db import db
from vc.mail.models import Told
from vc.privacy import service as privacy
from vc.privacy.models import Refusal


@pytest.fixture
def recorded(app, clock, host) -> Event:
    """A public session that is recorded and takes registrations."""
    return a_session(app, clock, host, records=True, seats=0)


@pytest.fixture
def plain(app, clock, host) -> Event:
    """One of which nothing is recorded."""
    return a_session(app, clock, host, seats=0)


def registration(email: str = ANA) -> Registration:
    """Return somebody's registration as it is now."""
    db.session.rollback()
    row = db.session.scalars(select(Registration).where(Registration.email == email)).one()
    # Loaded now: the database is let go of before the next request.
    assert row.notice is None or row.notice.version
    db.session.expunge_all()
    db.session.rollback()
    return row


def refusals() -> list[tuple[str, str, bool]]:
    """Return who refused: name, where, and whether it still holds."""
    db.session.rollback()
    rows = db.session.scalars(select(Refusal).order_by(Refusal.id)).unique()
    found = [(one.person_name, one.source.value, one.withdrawn_at is None) for one in rows]
    db.session.rollback()
    return found


def at_the_door(browser, clock, event: Event, path: str):
    """Open the door five minutes before the session."""
    clock.now = event.starts_at - timedelta(minutes=5)
    return browser.get(path)


def test_a_registration_keeps_what_was_accepted_when_and_from_where(anyone, clock, recorded):
    anyone.extra_environ["REMOTE_ADDR"] = "203.0.113.9"
    registered(anyone, recorded, ANA, appears="si")

    kept = registration()
    assert (kept.notice.version, kept.consented_at) == (1, clock())
    assert kept.accepted_from == "203.0.113.9"
    assert kept.accepted_exposure == "records"
    assert refusals() == []


def test_none_of_the_two_answers_is_chosen_before_and_one_has_to_be(anyone, recorded):
    form = form_with(anyone.get(f"/s/{recorded.slug}"), "consent")
    assert form["appears"].value is None

    page = registered(anyone, recorded, ANA)

    assert (page.status_int, states()) == (422, {})
    assert "Elija si acepta aparecer o no." in page.text
    assert form_with(page, "consent")["email"].value == ANA


def test_where_nothing_is_recorded_nobody_is_asked(anyone, plain):
    form = form_with(anyone.get(f"/s/{plain.slug}"), "consent")
    assert "appears" not in form.fields

    registered(anyone, plain, ANA)

    assert registration().accepted_exposure == ""


def test_who_does_not_want_to_appear_is_in_the_register_of_consents(anyone, browser_of, recorded):
    registered(anyone, recorded, ANA, appears="no")

    coordinator = browser_of(Role.COORDINATOR)
    page = coordinator.get("/consentimientos?ver=refusals")
    session = coordinator.get(f"/sesiones/{recorded.id}")
    others = browser_of(Role.VIEWER).get("/consentimientos?ver=refusals")

    assert refusals() == [("Ana López", "registration", True)]
    assert "Ana López" in page.text
    assert "1 persona no desea aparecer" in " ".join(session.html.get_text(" ").split())
    assert "Ana López" not in others.text
    assert "A.L." in others.text


def test_a_stranger_can_ask_for_less_of_somebody_to_be_shown_and_never_for_more(anyone, recorded):
    registered(anyone, recorded, ANA, appears="no")
    registered(anyone, recorded, ANA, appears="si")
    assert refusals() == [("Ana López", "registration", True)]

    registered(anyone, recorded, "luis@escuela.example", appears="si", name="Luis Pérez")
    registered(anyone, recorded, "luis@escuela.example", appears="no", name="luis perez")

    assert refusals()[1:] == [("Luis Pérez", "registration", True)]


def test_the_door_says_it_before_anybody_enters_and_one_can_change_one_s_mind(
    anyone, clock, recorded
):
    registered(anyone, recorded, ANA, appears="no")
    path = own_link(ANA, recorded.slug)

    door = at_the_door(anyone, clock, recorded, path)
    form = form_with(door, "appears")
    assert "La sesión se graba y partes de ella pueden publicarse." in door.text
    assert form["appears"].value == "no"
    form["appears"] = "si"
    door = form.submit().follow()

    assert refusals() == [("Ana López", "registration", False)]
    assert "Quedó anotado" in door.text
    assert door.click("Entrar ahora").location == recorded.meeting.join_url


def test_who_enters_without_having_registered_can_refuse_too(app, anyone, clock, host):
    event = book(app, host, clock() + timedelta(days=3), records=True)
    work(app)
    let_go(event)
    door = at_the_door(anyone, clock, event, f"/s/{event.slug}")
    form = form_with(door, "hint")
    assert form.submit(status=422).html.select_one("#name-error")

    form["name"], form["hint"] = "Secundaria 5", "grupo de 3.º B"
    door = form.submit().follow()

    assert refusals() == [("Secundaria 5", "door", True)]
    assert door.click("Entrar ahora").status_int == 303


def test_where_nothing_is_recorded_the_door_leads_in_at_once(app, anyone, clock, host):
    event = book(app, host, clock() + timedelta(days=3))
    work(app)
    let_go(event)

    assert at_the_door(anyone, clock, event, f"/s/{event.slug}").status_int == 303


def test_the_office_notes_it_for_who_told_them_and_coordination_takes_it_back(
    browser_of, host, recorded
):
    page = browser_of(host).get(f"/sesiones/{recorded.id}").click("Anotar una negativa")
    form = form_with(page, "hint")
    assert form.submit(status=422).html.select_one("#name-error")
    form["name"] = "Raúl Soto"
    assert "Se anotó NO-00001" in form.submit().follow().text

    page = browser_of(Role.COORDINATOR).get("/consentimientos?ver=refusals")
    next(one for one in page.forms.values() if one.action.endswith("/retirar")).submit()

    assert refusals() == [("Raúl Soto", "office", False)]
    lines = db.session.scalars(select(AuditLine).where(AuditLine.action.startswith("refusal.")))
    said = [(one.action, "Raúl" in repr(one.after) + one.subject_label) for one in lines]
    assert said == [("refusal.add", False), ("refusal.withdraw", False)]


def test_switched_on_afterwards_everyone_is_told_anew_and_asked(
    app, anyone, clock, mail_server, plain
):
    registered(anyone, plain, ANA)
    post(app)
    before = len(mail_server.taken)
    edit(app, db.session.get(Event, plain.id), records=True)
    post(app)

    told = {message["To"]: message for message in mail_server.taken[before:]}
    assert len(told) == 3
    for message in told.values():
        text = message.get_body(("plain",)).get_content()
        assert message["Subject"].startswith("Ahora se graba: ")
        assert "La invitación anterior no lo decía." in text
        assert "https://vc.example/privacidad" in text
    db.session.expunge_all()
    db.session.rollback()
    door = at_the_door(anyone, clock, plain, own_link(ANA, plain.slug))
    assert "Antes de entrar, díganos" in door.text
    assert "Entrar ahora" not in door.text
    form = form_with(door, "appears")
    assert form["appears"].value is None
    form["appears"] = "no"
    assert form.submit().follow().click("Entrar ahora").status_int == 303
    assert refusals() == [("Ana López", "registration", True)]


def test_a_broadcast_that_is_added_is_told_anew_too_and_one_that_ends_is_not_called_new(
    app, mail_server, recorded
):
    before = len(mail_server.taken)
    edit(app, db.session.get(Event, recorded.id), records=False)
    post(app)

    subjects = {message["Subject"].partition(":")[0] for message in mail_server.taken[before:]}
    assert subjects == {"Cambió la sesión"}
    db.session.rollback()
    assert db.session.get(Event, recorded.id).exposed_since is None


def test_the_session_s_page_says_since_when_and_what_mail_cannot_reach(
    app, browser_of, clock, host, plain
):
    clock.advance(hours=2)
    edit(app, db.session.get(Event, plain.id), records=True)
    db.session.rollback()

    page = browser_of(host).get(f"/sesiones/{plain.id}")

    assert "Se decidió después de agendarla" in page.text
    assert "compártala de nuevo" in page.text


def test_the_list_shows_and_takes_along_what_was_accepted(anyone, browser_of, recorded):
    anyone.extra_environ["REMOTE_ADDR"] = "203.0.113.9"
    registered(anyone, recorded, ANA, appears="no")
    page = browser_of(Role.COORDINATOR).get(f"/sesiones/{recorded.id}/registro")
    file = next(f for f in page.forms.values() if f.action.endswith(".csv")).submit()

    assert "Versión 1" in page.text
    assert "No desea aparecer" in page.text
    row = file.body.decode("utf-8-sig").splitlines()[1].split(",")
    assert (row[6], row[8], row[9]) == ("1", "203.0.113.9", "no")


def test_after_an_upgrade_one_command_tells_everyone_of_sessions_to_come(
    app, mail_server, recorded
):
    with may_write():
        db.session.rollback()
        db.session.execute(update(Told).values(digest="older", exposure=""))
        db.session.execute(update(Fragment).values(body=b""))
        db.session.commit()
    before = len(mail_server.taken)

    for _ in range(2):
        rebuild(app)
        post(app)

    subjects = [message["Subject"].partition(":")[0] for message in mail_server.taken[before:]]
    assert subjects == ["Ahora se graba"] * 2


def published(version: int) -> None:
    """Put another notice in force."""
    with may_write():
        boss = make_person(db.session, Role.ADMINISTRATOR)
        before = privacy.current(db.session)
        privacy.publish(
            db.session(),
            simple=f"{before.simple} Otra.",
            full=before.full,
            reason="Otra",
            after=before.version,
            by=boss,
            now=before.at,
        )
        db.session.commit()
        assert privacy.current(db.session).version == version
        db.session.rollback()


def test_who_read_an_older_notice_reads_the_new_one_before_it_counts(anyone, plain):
    form = form_with(anyone.get(f"/s/{plain.slug}"), "consent")
    form["name"], form["email"], form["consent"] = "Ana", ANA, True
    published(2)

    page = form.submit(status=422)

    assert "cambió mientras tenía abierta" in page.html.find(id="consent-error").text
    assert states() == {}
    again = form_with(page, "consent")
    assert (again["name"].value, again["consent"].checked) == ("Ana", False)
    again["consent"] = True
    again.submit(status=303)
    assert registration().notice.version == 2


def test_who_refuses_to_appear_is_heard_whatever_notice_they_read(anyone, clock, recorded):
    registered(anyone, recorded, ANA, appears="si")
    link = own_link(ANA, recorded.slug)
    yes, no = (form_with(at_the_door(anyone, clock, recorded, link), "appears") for _ in range(2))
    published(2)
    yes["appears"], no["appears"] = "si", "no"

    assert "cambió mientras tenía abierta" in yes.submit(status=422).text
    no.submit(status=303)

    assert [one[2] for one in refusals()] == [True]
