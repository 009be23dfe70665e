"""An interview on a telephone, from the invitation to its clip, in a real browser."""

import socket

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.attendance.conftest import forum, registered  # noqa: F401 - a fixture
from tests.conftest import make_settings
from tests.interviews.conftest import ANA, NAME, the_interview
from tests.mail.conftest import host, post, same_clock  # noqa: F401 - fixtures
from tests.mail.server import mail_at, mail_server  # noqa: F401 - a fixture
from tests.media.clips import make_talk
from tests.media.working import prepare
from tests.people import make_person, sign_in_cookie
from tests.trips.looking import looked_at
from tests.vendor import zoom_at
from vc.accounts.models import Role
from vc.checklists.models import Appearance
from vc.db import db
from vc.media import ffmpeg_choice
from vc.media.models import Preparation
from vc.services import services_of

pytestmark = pytest.mark.xdist_group("browser")
INKED = "one => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some(Boolean)"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def settings(tmp_path, vendor, mail_server):  # noqa: F811
    """Settings with the vendors, a mail server, and an address that the browser reaches."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    values = zoom_at(vendor) | mail_at(mail_server)
    return make_settings(tmp_path, port=port, public_url=f"http://127.0.0.1:{port}", **values)


def seen(page: Page) -> list[str]:
    """Return what is wrong with the page; it is a telephone's again then."""
    problems = looked_at(page)
    page.set_viewport_size(PHONE)
    return problems


def test_from_the_invitation_to_the_clip(
    page: Page,
    app,
    site,
    clock,
    anyone,
    settings,
    tmp_path,
    mail_server,  # noqa: F811
    forum,  # noqa: F811
):
    assert registered(anyone, forum, ANA, name=NAME).status_int == 303
    clock.advance(days=3, hours=2)
    person = make_person(db.session, Role.COORDINATOR, name="Eva Coordina")
    cookie = {"name": "vc", "value": sign_in_cookie(app, db.session, person), "url": site}
    db.session.rollback()
    page.context.add_cookies([cookie])
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/sesiones/{forum.id}/entrevistas")
    problems = seen(page)
    page.get_by_role("link", name=f"Invitar a {NAME}").click()
    page.get_by_label("Mensaje").fill("Nos gustó su pregunta.")
    problems += seen(page)
    page.get_by_role("button", name="Enviar invitación").click()
    expect(page.get_by_text("La invitación va en camino.")).to_be_visible()
    problems += seen(page)
    post(app)

    # On the person's own telephone nobody is signed in.
    page.context.clear_cookies()
    letters = [one.get_body(("plain",)).get_content() for one in mail_server.taken]
    (letter,) = [one for one in letters if "/entrevista/" in one]
    page.goto(next(word for word in letter.split() if "/entrevista/" in word))
    problems += seen(page)
    page.get_by_label("Su nombre completo, como firma").fill(NAME)
    box = page.locator("canvas").bounding_box()
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()
    problems += seen(page)
    # Turned and made wider, it is still drawn.
    assert page.locator("canvas").evaluate(INKED)
    assert ";" not in page.locator("[name=drawing]").input_value()
    assert len(page.locator("[name=drawing]").input_value().split(" ")) >= 5
    page.get_by_label("Leí el aviso de privacidad").check()
    page.get_by_role("button", name="Dar mi consentimiento").click()
    expect(page.get_by_text("Su consentimiento quedó firmado")).to_be_visible()
    problems += seen(page)
    film = make_talk(ffmpeg_choice.executable(settings), tmp_path / "telefono.mp4")
    page.locator("#video").set_input_files(film)
    expect(page.locator("#upload-done")).to_be_visible(timeout=20_000)
    file_id = the_interview().recording.files[0].id
    db.session.rollback()
    services_of(app).registry.tasks["fetch_file"].call_local(file_id)
    page.locator("#upload-done").click()
    expect(page.get_by_text("Gracias, ya tenemos su video")).to_be_visible()
    prepare(app, db.session.scalars(select(Preparation)).one())
    db.session.rollback()

    page.context.add_cookies([cookie])
    page.goto(f"{site}/entrevistas/1")
    problems += seen(page)
    page.get_by_role("button", name="Empezar clip").click()
    expect(page).to_have_url(f"{site}/clips/1/editar")

    interview = the_interview()
    named = db.session.scalars(select(Appearance)).one()
    assert (named.clip_id, named.consent_id) == (interview.clip_id, interview.consent_id)
    assert interview.clip.kind.value == "interview"
    db.session.rollback()
    assert problems == []
