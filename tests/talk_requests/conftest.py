"""What the tests of requests share: the public form, filled in, and what came of it."""

import re

import pytest
from sqlalchemy import select
from webtest import TestApp, TestResponse

from tests.mail.conftest import host, post, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.db import db
from vc.talk_requests.models import TalkRequest

SOLICITAR = "/solicitar-platica"
ANA = "ana@escuela.example"
ANSWERS = {
    "own_topic": "Uso seguro de redes",
    "institution": "Secundaria 12",
    "municipality": "Soledad",
    "audience": "Segundo grado",
    "audience_size": "40",
    "date1": "2031-03-20",
    "time1": "10:00",
    "date2": "2031-03-21",
    "time2": "12:00",
    "contact_name": "Ana López",
    "email": ANA,
    "consent": True,
}
"""A request that can be: the office's Tuesday is 4 March 2031."""


def filled(browser: TestApp, **values: object):
    """Return the public form with its answers."""
    form = form_with(browser.get(SOLICITAR), "own_topic")
    for name, value in (ANSWERS | values).items():
        form[name] = value
    return form


def asked(browser: TestApp, clock, **values: object) -> TestResponse:
    """Ask for a talk as a person does, who takes a minute; return the answer."""
    form = filled(browser, **values)
    clock.advance(minutes=1)
    return form.submit(status="*")


def requests() -> list[TalkRequest]:
    """Return every request as it is kept now."""
    db.session.rollback()
    db.session.expire_all()
    rows = list(db.session.scalars(select(TalkRequest).order_by(TalkRequest.id)))
    db.session.rollback()
    return rows


def states() -> list[str]:
    """Return how each request stands."""
    return [one.status.value for one in requests()]


def mail_to(server, address: str = ANA) -> list[tuple[str, str]]:
    """Return subject and words of what an address received."""
    return [
        (one["Subject"], one.get_body(("plain",)).get_content())
        for one in server.taken
        if address in one["To"]
    ]


def private_path(text: str) -> str:
    """Return the path of the private page that a letter leads to."""
    return re.search(r"https?://[^/]+(/solicitud/\S+)", text)[1]


@pytest.fixture
def arrived(app, clock, reading, anyone, mail_server) -> str:  # noqa: F811
    """A request in the inbox: asked for and confirmed by its letter; the path of its own page."""
    asked(anyone, clock)
    post(app)
    path = private_path(mail_to(mail_server)[-1][1])
    form_with(anyone.get(path), "csrf_token").submit(status=303)
    post(app)
    return path


@pytest.fixture
def staff(browser_of, reading) -> TestApp:
    """A browser in which a coordinator is signed in."""
    return browser_of(Role.COORDINATOR)
