"""What the tests of interviews share: a session that took place, and somebody who was asked."""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.attendance.conftest import forum, registered  # noqa: F401 - a fixture
from tests.mail.conftest import host, post, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.recordings.depot import video
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.attendance.models import Registration
from vc.db import db, read_only
from vc.interviews.models import Interview
from vc.services import services_of

ANA = "ana@escuela.example"
NAME = "Ana López Ríos"
FILM = video(20_000)


@pytest.fixture
def looking(forum):  # noqa: F811
    """From now on the test itself only looks."""
    db.session.rollback()
    read_only(True)


@pytest.fixture
def past(looking, anyone, clock, forum):  # noqa: F811
    """A forum that Ana came to, and that ended an hour ago."""
    assert registered(anyone, forum, ANA, name=NAME).status_int == 303
    clock.advance(days=3, hours=2)
    return forum


@pytest.fixture
def staff(looking, browser_of):
    """The browser of somebody of Comunicación Social."""
    return browser_of(Role.COORDINATOR)


@pytest.fixture
def invited(app, staff, past, clock):
    """Return Ana's link: she was asked, with two slots."""
    form = invite_form(staff, past)
    soon = clock() + timedelta(days=2)
    form["message"] = "Nos gustó su pregunta."
    for number in (1, 2):
        form[f"day_{number}"] = (soon + timedelta(days=number)).date().isoformat()
        form[f"time_{number}"] = "10:00"
    assert form.submit().status_int == 303
    post(app)
    return link()


def invite_form(staff, event, email=ANA):
    """Return the form that asks somebody who registered."""
    query = select(Registration.id).where(Registration.email == email)
    number = db.session.scalar(query)
    db.session.rollback()
    page = staff.get(f"/sesiones/{event.id}/entrevistas")
    return form_with(page.click(href=f"registro={number}$"), "answer_by")


def the_interview() -> Interview:
    """Return the one interview there is, as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Interview)).one()


def link() -> str:
    """Return the path of its link."""
    path = f"/entrevista/{the_interview().token}"
    db.session.rollback()
    return path


def state() -> str:
    """Return how it stands."""
    found = the_interview().status.value
    db.session.rollback()
    return found


def signed(anyone, path, **values):
    """Sign by the page's form; return the answer."""
    form = form_with(anyone.get(path), "agrees")
    known = {"name": NAME, "agrees": True, "drawing": "10,20 30,40;50,60 70,80"}
    for name, value in (known | values).items():
        form[name] = value
    return form.submit(status="*")


class Phone:
    """What the page's script does: a film is announced, then sent."""

    def __init__(self, anyone, path):
        self.anyone, self.door = anyone, f"{path}/video"
        page = anyone.get(path)
        self.token = page.html.find(id="upload")["data-token"]
        self.headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.token}

    def begin(self, name="telefono.mp4", size=20_000):
        """Announce a film."""
        told = {"Upload-Length": str(size)}
        told["Upload-Metadata"] = f"filename {base64.b64encode(name.encode()).decode()}"
        headers = self.headers | told
        return self.anyone.post(self.door, headers=headers, expect_errors=True)

    def send(self, address, content=FILM, offset=0):
        """Send a piece of it."""
        told = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        headers = self.headers | told
        return self.anyone.patch(address, params=content, headers=headers, expect_errors=True)


def verified(app) -> None:
    """Let the worker verify the film that came."""
    file_id = the_interview().recording.files[0].id
    db.session.rollback()
    services_of(app).registry.tasks["fetch_file"].call_local(file_id)
