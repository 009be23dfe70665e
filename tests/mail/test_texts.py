"""Letters in the office's own words: what is typed is checked, what is sent is filled in."""

import pytest
from sqlalchemy import select

from tests.mail.conftest import cancel, edit, move, post
from tests.office.test_settings import form_of
from vc.accounts.models import Role
from vc.booking.models import Event
from vc.db import db
from vc.mail import texts
from vc.mail.models import Kind, MailText, Message

GUEST = "ana@escuela.example"


@pytest.fixture
def office(browser_of):
    """A coordinator's browser."""
    return browser_of(Role.COORDINATOR)


def save(office, key: str, **values: str):
    """Change a letter's words on its page."""
    form = form_of(office.get(f"/oficina/textos/{key}"), "body")
    for name, value in values.items():
        form[name] = value
    return form.submit("action", value="save", status="*")


def last(kind: Kind, address: str = GUEST) -> Message:
    """Return the last message of a kind to an address."""
    query = select(Message).where(Message.kind == kind, Message.address == address)
    return db.session.scalars(query.order_by(Message.id.desc())).first()


def test_what_each_text_begins_with_can_be_kept_as_it_is():
    faults = [
        texts.fault_of(one.subject) + texts.fault_of(one.body, one.needs)
        for one in texts.TEXTS.values()
    ]

    assert faults == ["", "", "", ""]


def test_guests_are_invited_in_the_office_s_words_and_the_host_in_ours(app, office, talk, host):
    save(
        office,
        "invitation",
        subject="¡Venga! {dia}: {titulo}",
        body="Hola.\nCon: {institucion}\nEntre: {enlace}\n{se_graba}\n{telefono}\n{oficina}",
    )
    edit(app, talk, guests=GUEST)
    post(app)

    letter = last(Kind.INVITATION)
    assert letter.subject.startswith("¡Venga! ")
    assert letter.subject.endswith(f": {talk.summary}")
    assert letter.body.splitlines()[0] == "Hola."
    assert letter.body.splitlines()[-1] == "SECESP"
    assert "Entre: http" in letter.body
    assert "{" not in letter.body
    assert "¡Venga!" not in last(Kind.INVITATION, host.email).subject
    assert "METHOD:REQUEST" in letter.calendar


def test_changes_and_cancellations_have_words_of_their_own(app, office, talk):
    edit(app, talk, guests=GUEST)
    post(app)
    save(office, "change", body="Cambió.\n{enlace}\n{se_graba}")
    save(office, "cancellation", body="No será.\nMotivo: {motivo}\nEnlace: {enlace}")
    move(app, talk, hours=1)
    post(app)
    changed = last(Kind.INVITATION).body
    cancel(app, talk)
    post(app)

    assert changed.startswith("Cambió.\nhttp")
    ended = last(Kind.CANCELLATION).body.splitlines()
    assert ended[0] == "No será."
    assert [line for line in ended if line.startswith("Enlace")] == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"body": "{enlace} {se_graba} {liga}"}, "No existe {liga}. Se puede usar: {titulo}, "),
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


def test_what_people_typed_is_no_name_to_be_filled_in(app, talk, office):
    save(office, "invitation", body="{titulo}\n{enlace}\n{se_graba}")
    edit(app, talk, guests=GUEST, summary="Ojo con {correo}")
    post(app)

    assert last(Kind.INVITATION).body.splitlines()[0] == "Ojo con {correo}"


def test_a_text_is_looked_at_with_a_real_session_before_it_is_kept(office, talk):
    form = form_of(office.get("/oficina/textos/reminder"), "body")
    form["body"] = "Ya casi: {titulo}\n{enlace}"

    page = form.submit("action", value="preview")

    assert f"Ya casi: {talk.summary}" in page.text
    assert db.session.scalars(select(MailText)).all() == []


def test_the_first_words_come_back(app, office, talk):
    save(office, "invitation", body="Hola\n{enlace}\n{se_graba}")
    page = office.get("/oficina/textos/invitation")
    next(f for f in page.forms.values() if "original" in f.action).submit(status=303)
    edit(app, talk, guests=GUEST)
    post(app)

    assert not last(Kind.INVITATION).body.startswith("Hola\n")
    assert db.session.scalars(select(Event.id)).all() == [talk.id]


def test_a_letter_that_there_is_not_has_no_page(office):
    assert office.get("/oficina/textos/otro", status="*").status_int == 404
