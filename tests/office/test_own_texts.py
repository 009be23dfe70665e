# ruff: noqa: F811 - fixtures of other files are arguments here
"""Every text to people in the office's own words: what is typed is checked, what is sent is filled.

All kinds are tried by what makes them leave: a kind that is added has to be entered in `SENT`.
"""

from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from tests.attendance.conftest import forum, registered  # noqa: F401 - a fixture
from tests.booking.sessions import book, work
from tests.certificates.conftest import attended, given, staff  # noqa: F401 - fixtures
from tests.interviews.conftest import invited as asked_to_talk  # noqa: F401 - a fixture
from tests.interviews.conftest import looking, past  # noqa: F401 - fixtures
from tests.mail.conftest import (  # noqa: F401 - fixtures
    cancel,
    edit,
    host,
    move,
    post,
    remind,
    same_clock,
    settings,
)
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.notices.test_letter import EIGHT, take_turns, wanted  # noqa: F401 - a fixture
from tests.office.test_settings import form_of
from tests.people import make_person, may_write
from tests.talk_requests.conftest import ANA as WHO_ASKS
from tests.talk_requests.conftest import asked as asked_for_a_talk
from vc.accounts.models import Role
from vc.attendance.feature import plan_seats
from vc.booking.models import Event
from vc.db import db
from vc.mail import service as mail
from vc.mail.models import Kind, Message
from vc.office.hooks import OWN_TEXTS
from vc.office.models import MailText
from vc.services import services_of
from vc.talk_requests import service as talk_requests
from vc.talk_requests.models import TalkRequest

GUEST, ANA, BEA = "ana@escuela.example", "ana@casa.example", "bea@casa.example"
OURS = "Palabras de la oficina."


@pytest.fixture
def office(browser_of):
    """A coordinator's browser."""
    return browser_of(Role.COORDINATOR)


@pytest.fixture
def sea(app, clock, office, anyone, request):
    """What makes a text leave is done with."""
    db.session.rollback()
    return SimpleNamespace(app=app, clock=clock, office=office, anyone=anyone, request=request)


def texts(app) -> dict:
    """Return every text that there is, by its key."""
    groups = services_of(app).registry.added_to(OWN_TEXTS)
    return {text.key: text for group in groups for text in group.texts}


def words_for(text) -> str:
    """Return a body that can be kept."""
    return "\n".join([OURS, *(f"{{{name}}}" for name in text.needs)])


def save(office, key: str, **values: str):
    """Change a text on its page."""
    form = form_of(office.get(f"/oficina/textos/{key}"), "body")
    for name, value in values.items():
        form[name] = value
    return form.submit("action", value="save", status="*")


def last(kind: Kind, address: str = GUEST) -> Message:
    """Return the last message of a kind to an address."""
    query = select(Message).where(Message.kind == kind, Message.address == address)
    return db.session.scalars(query.order_by(Message.id.desc())).first()


def body_of(kind: Kind, address: str = GUEST) -> str:
    """Return what the last message of a kind to an address says."""
    db.session.rollback()
    return last(kind, address).body


def talk_of(sea, **values: object) -> Event:
    """Return a session in three days to which a guest was invited."""
    host = sea.request.getfixturevalue("host")
    event = book(sea.app, host, sea.clock() + timedelta(days=3), guests=GUEST, **values)
    work(sea.app)
    post(sea.app)
    return event


def invited(sea) -> str:
    """Invite somebody."""
    talk_of(sea)
    return body_of(Kind.INVITATION)


def has_room(sea) -> str:
    """Tell the host that there is a room."""
    return body_of(Kind.INVITATION, talk_of(sea).host.email)


def changed(sea) -> str:
    """Move a session."""
    move(sea.app, talk_of(sea), hours=1)
    return body_of(Kind.INVITATION)


def recorded(sea) -> str:
    """Record a session that was not to be."""
    edit(sea.app, talk_of(sea, records=False), records=True)
    return body_of(Kind.INVITATION)


def reminded(sea) -> str:
    """Wait until the day before."""
    sea.clock.now = talk_of(sea).starts_at - timedelta(hours=24)
    remind(sea.app)
    return body_of(Kind.REMINDER_DAY)


def cancelled(sea) -> str:
    """Cancel a session."""
    cancel(sea.app, talk_of(sea))
    return body_of(Kind.CANCELLATION)


def uninvited(sea) -> str:
    """Take a guest from the list."""
    edit(sea.app, talk_of(sea), guests="")
    return body_of(Kind.CANCELLATION)


def seated(sea, *more: dict[str, str]) -> Event:
    """Register people for a forum with two seats."""
    event = sea.request.getfixturevalue("forum")
    for values in ({"email": ANA}, *more):
        registered(sea.anyone, event, values.pop("email"), **values)
    post(sea.app)
    return event


def has_seat(sea) -> str:
    """Register."""
    seated(sea)
    return body_of(Kind.INVITATION, ANA)


def has_another_seat(sea) -> str:
    """Register somebody else with the same address."""
    seated(sea, {"email": ANA, "name": "Luis López"})
    return body_of(Kind.REGISTRATION, ANA)


def waits(sea) -> Event:
    """Register when every seat is taken."""
    return seated(sea, {"email": "leo@casa.example"}, {"email": BEA})


def is_on_the_list(sea) -> str:
    """Return what somebody who waits is told."""
    waits(sea)
    return body_of(Kind.REGISTRATION, BEA)


def waits_for_nothing(sea) -> str:
    """Cancel what somebody waits for."""
    event = waits(sea)
    db.session.rollback()
    cancel(sea.app, db.session.get(Event, event.id))
    with may_write():
        db.session.rollback()
        plan_seats(db.session(), sea.clock())
        db.session.commit()
    post(sea.app)
    return body_of(Kind.REGISTRATION, BEA)


def needs_somebody(sea) -> str:
    """Tell those who coordinate that something needs them."""
    with may_write():
        db.session.rollback()
        mail.alarm(db.session, None, subject="Falta", text="Revise.", now=sea.clock())
        db.session.commit()
    post(sea.app)
    return db.session.scalars(select(Message).where(Message.kind == Kind.ALARM)).first().body


def has_a_day(sea) -> str:
    """Wait for the morning."""
    person = sea.request.getfixturevalue("wanted")
    sea.clock.now = EIGHT
    take_turns(sea.app)
    return body_of(Kind.DAILY, person.email)


def requested(sea) -> str:
    """Ask for a talk."""
    asked_for_a_talk(sea.anyone, sea.clock)
    post(sea.app)
    return body_of(Kind.TALK_REQUEST, WHO_ASKS)


def request_arrived(sea) -> str:
    """Confirm the e-mail of what was asked for."""
    requested(sea)
    with may_write():
        asked_for = db.session.scalars(select(TalkRequest)).one()
        talk_requests.confirm(db.session(), asked_for, sea.clock())
        db.session.commit()
    post(sea.app)
    return body_of(Kind.TALK_REQUEST, WHO_ASKS)


def request_answered(sea, session_booked: bool) -> str:
    """Answer what was asked for: with a session, or with the reason why it cannot be."""
    request_arrived(sea)
    event = talk_of(sea) if session_booked else None
    with may_write():
        db.session.rollback()
        by = make_person(db.session, Role.COORDINATOR)
        asked_for = db.session.scalars(select(TalkRequest)).one()
        if event is None:
            talk_requests.decline(db.session(), asked_for, "No hay.", by=by, now=sea.clock())
        else:
            talk_requests.accept(db.session(), asked_for, event, by=by, now=sea.clock())
        db.session.commit()
    post(sea.app)
    return body_of(Kind.TALK_REQUEST, WHO_ASKS)


def passed_on(sea, key: str, act=None) -> str:
    """Return what a session's page opens WhatsApp with."""
    event = talk_of(sea)
    if act is not None:
        act(sea.app, event)
    db.session.rollback()
    page = sea.office.get(f"/sesiones/{event.id}").html
    said = page.find(id=key).get_text()
    links = [unquote(one["href"]) for one in page.find_all("a") if "wa.me" in one["href"]]
    assert f"https://wa.me/?text={said}" in links
    return said


def came(sea) -> str:
    """Give certificates out to those who came."""
    sea.request.getfixturevalue("given")
    return body_of(Kind.AFTERWARDS, "ana@escuela.example")


def came_briefly(sea) -> str:
    """Thank those who were not there long enough."""
    sea.request.getfixturevalue("given")
    return body_of(Kind.AFTERWARDS, "luis@escuela.example")


def invited_to_an_interview(sea) -> str:
    """Ask somebody who came for an interview."""
    sea.request.getfixturevalue("asked_to_talk")
    return body_of(Kind.INTERVIEW, "ana@escuela.example")


def asked(sea, *, name: str) -> str:
    """Ask who was there, and return a question as it stands on the page."""
    event = sea.request.getfixturevalue("given")
    answer = sea.anyone.get(f"/encuesta/{event.slug}").html.find(attrs={"name": name})
    group = answer.find_parent("fieldset")
    question = group.legend if group else answer.find_parent().find("label")
    return next(question.stripped_strings)


SENT = {
    "invitation": invited,
    "room": has_room,
    "seat": has_seat,
    "another_seat": has_another_seat,
    "waiting_list": is_on_the_list,
    "change": changed,
    "exposure": recorded,
    "reminder": reminded,
    "cancellation": cancelled,
    "waiting_over": waits_for_nothing,
    "off_the_list": uninvited,
    "certificate": came,
    "thanks": came_briefly,
    "interview": invited_to_an_interview,
    "request_confirm": requested,
    "request_received": request_arrived,
    "request_accepted": partial(request_answered, session_booked=True),
    "request_declined": partial(request_answered, session_booked=False),
    **{
        f"survey_{name}": partial(asked, name=name)
        for name in ("usefulness", "clarity", "recommends", "will_do", "words")
    },
    "alarm": needs_somebody,
    "daily": has_a_day,
    "whatsapp_invitation": partial(passed_on, key="invitation"),
    "whatsapp_reminder": partial(passed_on, key="reminder"),
    "whatsapp_change": partial(passed_on, key="change", act=partial(move, hours=1)),
    "whatsapp_cancellation": partial(passed_on, key="cancellation", act=cancel),
}
"""By the key of a text: what makes it leave, and returns it as it was said."""


def test_every_text_is_tried_and_its_first_words_can_be_kept(app, office):
    assert set(texts(app)) == set(SENT)

    for key in SENT:
        assert save(office, key).status_int == 303


@pytest.mark.parametrize("key", SENT)
def test_a_text_leaves_in_the_office_s_words(sea, key):
    save(sea.office, key, body=words_for(texts(sea.app)[key]))

    said = SENT[key](sea)

    assert said.splitlines()[0] == OURS
    assert "{" not in said


@pytest.mark.parametrize("key", SENT)
def test_a_name_that_there_is_not_is_refused_in_words_and_what_was_typed_stays(app, office, key):
    typed = f"{words_for(texts(app)[key])}\nEntre: {{liga}}"

    answer = save(office, key, body=typed)

    assert answer.status_int == 422
    assert "No existe {liga}. Se puede usar: {" in answer.html.text
    assert form_of(answer, "body")["body"].value.replace("\r\n", "\n") == typed
    assert db.session.scalars(select(MailText)).all() == []


@pytest.mark.parametrize("key", SENT)
def test_a_text_is_looked_at_before_it_is_kept_and_its_first_words_come_back(app, office, key):
    text = texts(app)[key]
    page = office.get(f"/oficina/textos/{key}")
    first = form_of(page, "body")["body"].value
    form = form_of(page, "body")
    form["body"] = words_for(text)

    shown = form.submit("action", value="preview").html.find(class_="prose").get_text()
    kept = db.session.scalars(select(MailText)).all()
    db.session.rollback()
    save(office, key, body=words_for(text))
    form_of_reset(office.get(f"/oficina/textos/{key}")).submit(status=303)

    assert shown.splitlines()[0] == OURS
    assert "{" not in shown
    assert kept == []
    assert form_of(office.get(f"/oficina/textos/{key}"), "body")["body"].value == first


def form_of_reset(page):
    """Return the form that puts the first words back."""
    return next(one for one in page.forms.values() if "original" in one.action)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"body": "{enlace} {se_graba} {titulo"}, "Hay una llave sin su pareja"),
        ({"body": "Hola {se_graba}"}, "Falta {enlace}: el enlace para entrar."),
        ({"body": "Hola {enlace}"}, "Falta {se_graba}: "),
        ({"subject": "{titulo.__class__}"}, "No existe {titulo.__class__}."),
        ({"subject": " "}, "Escriba el asunto."),
        ({"body": "x" * 4001}, "4,000"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_with_what_can(office, values, message):
    answer = save(office, "invitation", **values)

    assert answer.status_int == 422
    assert message in answer.html.text
    assert db.session.scalars(select(MailText)).all() == []


def test_a_preview_shows_the_next_session_and_without_any_an_example(app, office, sea):
    example = office.get("/oficina/textos/reminder").html.text
    event = talk_of(sea)
    db.session.rollback()

    assert "Con una sesión de ejemplo." in example
    assert "Uso seguro de redes" in example
    assert f"Con la sesión {event.folio}." in office.get("/oficina/textos/reminder").html.text


def test_what_people_typed_is_no_name_to_be_filled_in(app, office, sea):
    save(office, "invitation", body="{titulo}\n{enlace}\n{se_graba}")
    talk_of(sea, summary="Ojo con {correo}")

    assert body_of(Kind.INVITATION).splitlines()[0] == "Ojo con {correo}"


def test_a_line_whose_name_stands_for_nothing_is_left_out(office, sea):
    save(office, "invitation", subject="{dia}: {titulo}", body="Con: {lugar}\n{enlace}\n{se_graba}")
    event = talk_of(sea, records=False, institution="", municipality="")

    letter = last(Kind.INVITATION)
    assert letter.body == f"https://vc.example/s/{event.slug}"
    assert letter.subject.endswith(f": {event.summary}")
    assert "METHOD:REQUEST" in letter.calendar


def test_groups_of_children_read_where_help_is_whatever_the_office_says(office, sea):
    save(office, "reminder", body="Ya casi.\n{enlace}")
    event = talk_of(sea, has_minors=True)
    sea.clock.now = event.starts_at - timedelta(hours=24)
    remind(sea.app)

    last_line = body_of(Kind.REMINDER_DAY).splitlines()[-1]
    assert last_line == "Si hay peligro, 911 (emergencias). Denuncia anónima, 089."


def test_a_text_that_there_is_not_has_no_page(office):
    assert office.get("/oficina/textos/otro", status="*").status_int == 404
