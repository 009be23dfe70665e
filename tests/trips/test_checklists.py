"""The list of a clip and its versions, in a real browser: on a phone, on a screen, by parts."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.checklists.test_appearances import consent_of  # noqa: F401
from tests.checklists.working import answer, signed_in
from tests.processes import wait_until
from tests.trips.conftest import port_known
from tests.trips.looking import looked_at
from vc.checklists.models import Answer, Reply, Viewing
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def settings(tmp_path):
    """Settings with a port that is known before the pages are served."""
    return port_known(tmp_path)


@pytest.fixture
def inside(
    site,
    page,
    browser_of,
    clock,
    clip,  # noqa: F811
    author,  # noqa: F811
    reviewer,  # noqa: F811
    consent_of,  # noqa: F811
    faults,
) -> Page:
    """The reviewer's browser, a clip with one answer, and a consent of its session."""
    # The one film of this clip is only a row.
    faults.allow("/clips/1/archivos/1.mp4")
    consent_of()
    answer(clip, "no_cases", Reply.NO, now=clock(), by=author, note="Se ve una placa")
    cookie = signed_in(browser_of, reviewer).cookies["vc"]
    page.context.add_cookies([{"name": "vc", "value": cookie, "url": site}])
    db.session.rollback()
    return page


def point(page: Page, words: str) -> Locator:
    """Return a point of the list by its words."""
    return page.locator(".ask", has=page.get_by_role("heading", name=words))


def chosen(place: Locator) -> str:
    """Return the answer that a point shows."""
    return place.locator("input:checked").get_attribute("value")


def stored() -> list[tuple[str, str, str]]:
    """Return every answer that is kept, as point, reply and note."""
    db.session.rollback()
    db.session.expire_all()
    rows = db.session.query(Answer).order_by(Answer.id)
    found = [(one.item.key, one.reply.value, one.note) for one in rows]
    db.session.rollback()
    return found


@pytest.fixture
def shown(inside: Page, site) -> Page:
    """The list of the clip."""
    inside.set_viewport_size({"width": 1440, "height": 900})
    inside.goto(f"{site}/clips/1/lista")
    return inside


def test_points_are_answered_in_a_row_by_keys_each_kept_at_once(shown: Page):
    page = shown
    expect(page.locator(".ask--here h3")).to_have_text(re.compile("^Aviso de privacidad"))
    page.keyboard.press("s")
    # A yes that lacks its proof leads to the proof.
    link = page.get_by_label("Enlace que lo comprueba")
    expect(link).to_be_focused()
    link.fill("https://example.org/aviso")
    link.press("Enter")
    expect(page.locator(".ask--here h3")).to_have_text(re.compile("^Consentimiento"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    expect(page.locator("#guardado")).to_contain_text("Guardado a las")
    wait_until(lambda: len(stored()) == 3, "both answers are kept")
    assert [one[:2] for one in stored()[1:]] == [("privacy_notice", "YES"), ("nobody_else", "YES")]
    # It goes on at the next point without an answer; the one that was denied is passed over.
    expect(page.locator(".ask--here h3")).to_have_text(re.compile("^Logotipo"))
    assert looked_at(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_is_sound_in_both_schemes_and_on_the_smallest_telephone(shown: Page, scheme):
    page = shown
    page.emulate_media(color_scheme=scheme)

    assert looked_at(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_versions_of_a_list_are_written(inside: Page, site):
    page = inside
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


# What others reported of such pages (docs/trials.md).


def test_letters_that_are_typed_answer_nothing_and_keys_of_the_browser_neither(shown: Page):
    page = shown
    note = point(page, "Música").get_by_label("Nota")
    point(page, "Música").get_by_role("heading").click()
    note.focus()
    page.keyboard.type("sana n")
    expect(note).to_have_value("sana n")
    page.locator("#avance").focus()
    for keys in ("Control+a", "Alt+s", "Shift+S"):
        page.keyboard.press(keys)

    assert page.locator(".ask input:checked").count() == 1
    assert len(stored()) == 1
    assert page.url.endswith("/lista")


def test_a_key_that_is_held_answers_once(shown: Page):
    page = shown
    point(page, "Sin nombres").get_by_role("heading").click()

    page.keyboard.down("s")
    page.keyboard.down("s")
    page.keyboard.down("s")
    page.keyboard.up("s")

    wait_until(lambda: len(stored()) == 2, "it is kept")
    expect(page.locator("#guardado")).to_contain_text("Guardado a las")
    assert [one[:2] for one in stored()[1:]] == [("nobody_else", "YES")]


def test_enter_in_a_field_keeps_that_point_alone(shown: Page):
    page = shown
    link = page.get_by_label("Enlace que lo comprueba")
    point(page, "Aviso").get_by_role("heading").click()
    link.fill("https://example.org/aviso")

    link.press("Enter")

    # Nothing was answered: the link waits for its yes.
    expect(link).to_have_value("https://example.org/aviso")
    assert len(stored()) == 1


def test_what_is_typed_while_an_answer_is_on_its_way_stays(shown: Page):
    page = shown
    held = []
    page.route(
        "**/clips/1/lista", lambda route: held.append(route) if not held else route.continue_()
    )
    place = point(page, "Sin nombres")
    place.get_by_role("heading").click()
    place.locator("input[value=YES]").check(force=True)
    wait_until(lambda: len(held) == 1 or page.wait_for_timeout(20), "it is on its way")
    point(page, "Ortografía").get_by_role("heading").click()
    note = point(page, "Ortografía").get_by_label("Nota")
    note.fill("Lo leí dos veces")
    place.locator("input[value=NO]").check(force=True)

    held[0].continue_()

    expect(note).to_have_value("Lo leí dos veces")
    wait_until(lambda: len(stored()) == 3 or page.wait_for_timeout(20), "both answers are kept")
    assert [one[1] for one in stored()[1:]] == ["YES", "NO"]
    assert chosen(point(page, "Sin nombres")) == "NO"


def test_without_a_connection_it_says_so_and_keeps_what_was_answered(shown: Page, faults):
    faults.allow("ERR_INTERNET_DISCONNECTED")
    page = shown
    point(page, "Música").get_by_role("heading").click()
    page.context.set_offline(True)

    page.get_by_role("button", name="Sí: sin música").click()

    expect(page.locator("#guardado")).to_contain_text("No se guardó: no hay conexión.")
    assert len(stored()) == 1
    expect(point(page, "Música").get_by_label("Nota")).to_have_value("Sin música")
    page.context.set_offline(False)
    expect(page.locator("#guardado")).to_contain_text("Guardado a las")
    assert stored()[1:] == [("music", "YES", "Sin música")]


def test_arrows_through_the_answers_of_a_point_keep_only_the_one_that_is_meant(shown: Page):
    page = shown
    place = point(page, "Sin nombres")
    place.get_by_role("heading").click()
    place.locator("input[value=YES]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert len(stored()) == 1

    page.keyboard.press("Enter")

    wait_until(lambda: len(stored()) == 2, "it is kept")
    assert stored()[1][:2] == ("nobody_else", "YES")


@pytest.mark.parametrize("height", [500, 900])
def test_no_field_is_under_the_bar_or_the_film_when_the_keyboard_comes_to_it(shown: Page, height):
    page = shown
    page.set_viewport_size({"width": 390, "height": height})
    page.locator("#avance").focus()
    covered = []
    for _ in range(30):
        page.keyboard.press("Tab")
        covered += page.evaluate(
            """() => {
              const at = document.activeElement;
              if (!at.closest("#lista")) return [];
              const seen = (at.closest("label") ?? at).getBoundingClientRect();
              const [x, y] = [seen.left + seen.width / 2, seen.top + seen.height / 2];
              const above = document.elementFromPoint(x, y);
              const isCovered = above?.closest(".sticky, .review__screen, .site");
              return isCovered ? [at.name || at.id || at.textContent] : [];
            }"""
        )

    assert covered == []


def test_the_review_is_asked_for_at_the_first_point_that_is_missing(shown: Page):
    page = shown
    point(page, "Plan si llega").get_by_role("heading").click()

    page.keyboard.press("Control+Enter")

    expect(page.locator(".ask--here h3")).to_have_text(re.compile("^Aviso de privacidad"))
    expect(page.locator(".ask--here")).to_be_focused()
    expect(page.locator("#guardado")).to_contain_text("este es el primero")


def test_without_scripts_one_button_keeps_every_answer(inside: Page, open_page, site):
    page = open_page(java_script_enabled=False)
    page.context.add_cookies(inside.context.cookies())
    page.goto(f"{site}/clips/1/lista")
    page.get_by_label("Sí: Música").check(force=True)
    page.get_by_label("Nota: Música").fill("Sin música")
    page.get_by_label("Sí: Ortografía").check(force=True)
    page.get_by_label("Sí: Visto bueno").check(force=True)

    page.get_by_role("button", name="Guardar respuestas").click()

    expect(page.get_by_text("Adjunte el archivo que lo comprueba.")).to_be_visible()
    expect(page.get_by_label("Sí: Visto bueno")).to_be_checked()
    assert sorted(stored()[1:]) == [("music", "YES", "Sin música"), ("spelling", "YES", "")]
    page.get_by_label("No: Visto bueno").check(force=True)
    page.get_by_role("button", name="Enviar a revisión").click()
    expect(page.get_by_text("antes de enviarlo a revisión")).to_be_visible()


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
