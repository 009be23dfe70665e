"""Material in a real browser, on a phone: described, handed in, watched and marked."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.media.clips import make_talk
from tests.people import make_person, sign_in_cookie
from tests.processes import wait_until
from tests.trips.looking import looked_at, player, seek
from tests.trips.test_recordings import settings, the_file  # noqa: F401
from vc.accounts.models import Role
from vc.db import db
from vc.media import ffmpeg_choice
from vc.recordings.models import FileStatus, MaterialKind, Recording
from vc.services import services_of

pytestmark = pytest.mark.xdist_group("browser")

TITLE = "Entrevista: asistente a la plática"


@pytest.fixture
def phone(app, context, site, page: Page) -> Page:
    """A host's telephone."""
    person = make_person(db.session, Role.HOST, name="Eva Anfitriona")
    cookie = sign_in_cookie(app, db.session, person)
    db.session.rollback()
    page.context.add_cookies([{"name": "vc", "value": cookie, "url": site}])
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_an_interview_is_handed_in_on_a_phone_and_watched(
    app,
    site,
    phone: Page,
    settings,  # noqa: F811
    tmp_path,
    faults,
):
    faults.allow("status of 422")
    film = make_talk(ffmpeg_choice.executable(settings), tmp_path / "telefono.mp4")
    phone.goto(f"{site}/grabaciones?ver=material")
    problems = looked_at(phone)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.get_by_role("link", name="Subir material").first.click()
    problems += looked_at(phone)
    phone.set_viewport_size({"width": 390, "height": 844})
    # Without its title it is not taken; it goes on from there once it has one.
    phone.locator("#video").set_input_files(film)
    expect(phone.locator("#upload-words")).to_have_text("Escriba un título, y luego continúe.")
    phone.get_by_label("Título").fill(TITLE)
    phone.get_by_role("button", name="Continuar").click()
    expect(phone.locator("#upload-done")).to_be_visible(timeout=20_000)
    file = the_file()
    services_of(app).registry.tasks["fetch_file"].call_local(file.id)
    phone.locator("#upload-done").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(TITLE)
    wait_until(lambda: player(phone, "readyState") >= 1, "the video's facts")
    seek(phone, 5)
    wait_until(lambda: player(phone, "currentTime") >= 5, "second 5")
    phone.get_by_role("button", name="Marcar momento").click()
    expect(phone.locator(".moments [data-seek]")).to_have_text("Ir a 0:05")
    problems += looked_at(phone)

    assert the_file().status is FileStatus.STORED
    db.session.rollback()
    kept = db.session.scalars(select(Recording)).one()
    assert (kept.topic, kept.material_kind) == (TITLE, MaterialKind.INTERVIEW)
    assert problems == []
