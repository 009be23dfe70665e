"""The list of a clip and its versions, in a real browser: on a phone, on a screen, by parts."""

import pytest
from playwright.sync_api import Page, expect

from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.checklists.test_appearances import consent_of  # noqa: F401
from tests.checklists.working import answer, signed_in
from tests.processes import wait_until
from tests.trips.conftest import port_known
from tests.trips.looking import looked_at
from vc.checklists.models import Reply, Viewing
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def settings(tmp_path):
    """Settings with a port that is known before the pages are served."""
    return port_known(tmp_path)


@pytest.fixture
def inside(site, page, browser_of, clock, clip, author, reviewer, consent_of) -> Page:  # noqa: F811
    """The reviewer's browser, a clip with one answer, and a consent of its session."""
    consent_of()
    answer(clip, "no_cases", Reply.NO, now=clock(), by=author, note="Se ve una placa")
    cookie = signed_in(browser_of, reviewer).cookies["vc"]
    page.context.add_cookies([{"name": "vc", "value": cookie, "url": site}])
    db.session.rollback()
    return page


def test_a_list_is_answered_by_parts_and_its_versions_are_written(inside: Page, site, faults):
    faults.allow("status of 422")
    page = inside
    page.goto(f"{site}/clips/1/lista")
    assert looked_at(page) == []
    done = page.locator("#avance")
    expect(done).to_contain_text("Listos 4 de 17")

    page.get_by_text("Responder «Música: ninguna, o con licencia»").click()
    page.get_by_label("Sí: Música: ninguna, o con licencia").check()
    page.get_by_label("Nota: Música: ninguna, o con licencia").fill("Sin música")
    page.get_by_role("button", name="Guardar «Música: ninguna, o con licencia»").click()
    expect(done).to_contain_text("Listos 5 de 17")
    assert looked_at(page) == []

    page.get_by_text(
        "Responder «Visto bueno de Comunicación Social (Coordinación General)»"
    ).click()
    page.get_by_label("Sí: Visto bueno de Comunicación Social").check()
    page.get_by_role("button", name="Guardar «Visto bueno de Comunicación Social").click()
    expect(page.get_by_text("Adjunte el archivo que lo comprueba.")).to_be_visible()
    expect(page.get_by_label("Sí: Visto bueno de Comunicación Social")).to_be_checked()
    assert looked_at(page) == []

    page.goto(f"{site}/listas")
    assert looked_at(page) == []
    page.get_by_role("button", name="Hacer nueva versión de Cápsula").click()
    assert looked_at(page) == []
    page.get_by_role("button", name="Mover abajo «Consentimiento de imagen").click()
    page.get_by_role("link", name="Cambiar «Música").click()
    assert looked_at(page) == []
    page.get_by_label("Qué se pide").fill("Sin música")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("link", name="Comparar versión 1").click()
    expect(page.get_by_role("heading", name="Cambiaron")).to_be_visible()
    assert looked_at(page) == []


def test_a_player_tells_what_was_played_and_not_what_was_skipped(inside: Page, site):
    page = inside
    page.goto(f"{site}/listas")
    page.add_script_tag(url="/static/viewing.js", type="module")
    # A player without a film: its clock is the test's, so nothing waits for pictures.
    page.evaluate(
        """() => {
          const video = document.createElement("video");
          const state = { at: 0, paused: false };
          Object.defineProperty(video, "currentTime", { get: () => state.at });
          Object.defineProperty(video, "paused", { get: () => state.paused });
          Object.defineProperty(video, "seeking", { get: () => false });
          video.dataset.watchedUrl = "/clips/1/archivos/1/visto";
          video.dataset.watchedToken = document.querySelector("[name=csrf_token]").value;
          document.querySelector("main").append(video);
          const tell = (kind) => video.dispatchEvent(new Event(kind));
            const play = (from, to) => {
              state.at = from; tell("seeked"); tell("play");
              for (let at = from; at <= to; at += 0.25) { state.at = at; tell("timeupdate"); }
              tell("seeking");
            };
            play(0, 10);
            play(40, 45);
            state.paused = true;
            tell("pause");
        }"""
    )

    def kept() -> list[list[list[int]]]:
        db.session.rollback()
        db.session.expire_all()
        found = [one.spans for one in db.session.query(Viewing)]
        db.session.rollback()
        return found

    wait_until(lambda: kept() == [[[0, 10_000], [40_000, 45_000]]], "what was played")
