"""Photographs from a telephone over a connection that breaks, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.coverage.conftest import boss  # noqa: F401 - a fixture
from tests.coverage.test_photographs import consented, kept
from tests.coverage.working import photograph, planned
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.people import make_person, may_write, sign_in_cookie
from tests.trips.looking import looked_at
from tests.trips.test_attending import settings as settings
from vc.accounts.models import Role
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")
PHONE = {"width": 390, "height": 844}
NOTE_WORDS = """() => {
  const said = document.querySelector("[data-said]");
  window.told = [];
  new MutationObserver(() => window.told.push(said.textContent)).observe(said, { childList: true });
}"""


@pytest.fixture
def telephone(open_page, app, site, boss, clock, tmp_path) -> Page:  # noqa: F811
    """A telephone with the form filled in: three photographs, their words and their consent."""
    number = planned(boss, "Rioverde", "2031-03-03")
    folio = consented(
        valid_from=clock().date().replace(day=1), entered_at=clock(), valid_until=None
    )
    with may_write():
        person = make_person(db.session, Role.COORDINATOR, email="telefono@secesp.example")
        cookie = {"name": "vc", "value": sign_in_cookie(app, db.session, person), "url": site}
        db.session.rollback()
    page = open_page(viewport=PHONE)
    page.context.add_cookies([cookie])
    page.goto(f"{site}/cobertura/{number}/fotografias")
    page.get_by_label("Elegir fotografías").set_input_files(photographs(tmp_path))
    page.get_by_label("Pie de foto").fill("La mesa del CMSP")
    page.get_by_label("Aparece alguien, con consentimiento").check()
    page.get_by_label("Folio del consentimiento").fill(folio)
    page.evaluate(NOTE_WORDS)
    return page


def photographs(folder: Path) -> list[Path]:
    """Return three that differ."""
    files = [folder / f"IMG_{colour}.jpg" for colour in ("red", "green", "blue")]
    for file in files:
        file.write_bytes(photograph(file.stem.partition("_")[2]))
    return files


def test_what_breaks_off_is_sent_again_by_the_button_and_nothing_twice(telephone, faults):
    faults.allow("ERR_CONNECTION_RESET")
    sent = []

    def break_off(route: Route) -> None:
        """Lose the second photograph on its way, then the answer to it, then nothing."""
        if route.request.method != "POST":
            return route.continue_()
        sent.append(route)
        if len(sent) == 3:
            assert route.fetch(max_redirects=0).status == 303
        return route.abort("connectionreset") if len(sent) in (2, 3) else route.continue_()

    telephone.route("**/fotografias", break_off)
    said, again = telephone.locator("[data-said]"), telephone.get_by_role("button", name="Subir")
    broken = "Se cortó la conexión. Ya se guardaron 1. Lo demás sigue aquí: use otra vez «Subir»."

    again.click()
    expect(said).to_have_text(broken)
    first = telephone.evaluate("told.splice(0)")
    expect(telephone.locator("[data-progress]")).to_be_hidden()
    problems = looked_at(telephone)
    telephone.set_viewport_size(PHONE)
    again.click()
    expect(said).to_have_text(broken)
    second = telephone.evaluate("told.splice(0)")
    assert [len(kept()), telephone.get_by_label("Pie de foto").input_value()] == [
        2,
        "La mesa del CMSP",
    ]
    again.click()
    expect(telephone.get_by_role("heading", level=1)).to_contain_text("Rioverde")

    assert first == ["Subiendo 1 de 3…", "Subiendo 2 de 3…", broken]
    assert second == ["Subiendo 2 de 3…", broken]
    assert len(sent) == 5
    consent = {one.consent_id for one in kept()}
    assert [one.caption for one in kept()] == ["La mesa del CMSP"] * 3
    assert len(consent) == 1
    assert None not in consent
    expect(telephone.get_by_role("img", name="La mesa del CMSP")).to_have_count(3)
    assert problems == []


def test_who_is_signed_out_meanwhile_is_told_and_loses_nothing_in_silence(telephone):
    telephone.context.clear_cookies()

    telephone.get_by_role("button", name="Subir").click()

    expect(telephone.locator("[data-said]")).to_have_text(
        "Su sesión terminó. Vuelva a entrar y elija las que faltan."
    )
    assert kept() == []
