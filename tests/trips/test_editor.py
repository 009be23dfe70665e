"""What the clip editor does with one thing at a time, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.clips.conftest import author, event, file, file_of, films, program  # noqa: F401
from tests.processes import wait_until
from tests.trips.looking import looked_at, player, seek
from tests.trips.test_clips import edit, inside, open_folds, settings  # noqa: F401

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def editor(inside: Page, site: str) -> Page:  # noqa: F811
    """The editor of a new clip, from second 2 to second 4."""
    inside.set_viewport_size({"width": 1440, "height": 1000})
    inside.goto(f"{site}/grabaciones/archivos/1/clips/nuevo?begins=0:02&ends=0:04")
    inside.get_by_role("button", name="Empezar a cortar").click()
    wait_until(lambda: player(inside, "readyState") >= 2, "it plays")
    open_folds(inside)
    return inside


def test_a_rectangle_is_drawn_over_the_film_and_moved_by_its_controls(editor):
    editor.get_by_role("button", name="Difuminar desde aquí").click()
    expect(editor.locator("#box")).to_be_visible()
    editor.locator("#stage").scroll_into_view_if_needed()
    film = editor.locator("#player").bounding_box()

    editor.mouse.move(film["x"] + film["width"] * 0.25, film["y"] + film["height"] * 0.5)
    editor.mouse.down()
    editor.mouse.move(film["x"] + film["width"] * 0.75, film["y"] + film["height"] * 0.9, steps=3)
    editor.mouse.up()

    wait_until(lambda: edit().blurs and edit().blurs[0].box.x != 400, "what was drawn is kept")
    box = edit().blurs[0].box
    assert [round(side / 10) for side in (box.x, box.y, box.width, box.height)] == [25, 50, 50, 40]
    slider = editor.get_by_label("Izquierda del recuadro 1")
    slider.focus()
    slider.press("ArrowRight")
    wait_until(lambda: edit().blurs[0].box.x == 255, "the controls move it on")
    expect(slider).to_be_focused()
    editor.get_by_role("button", name="Quitar del recuadro 1").click()
    expect(editor.get_by_role("button", name="Difuminar desde aquí")).to_be_focused()
    wait_until(lambda: not edit().blurs, "it is gone")


def test_a_tall_film_is_shown_whole_and_its_overlay_lies_on_it(editor):
    editor.get_by_label("Vertical 9:16").check()
    editor.locator("[data-shape='9:16'] [data-ground]").select_option("crop")
    expect(editor.locator("#frame")).to_be_visible()

    stage, film = (editor.locator(name).bounding_box() for name in ("#stage", "#player"))

    assert (stage["width"], stage["height"]) == (film["width"], film["height"])
    assert film["width"] / film["height"] == pytest.approx(16 / 9, rel=0.01)
    frame = editor.locator("#frame").bounding_box()
    assert frame["width"] / frame["height"] == pytest.approx(9 / 16, rel=0.05)


def test_times_that_are_typed_show_on_frames_and_the_focus_stays(editor):
    end = editor.get_by_label("Fin de la parte 1")
    end.fill("0:03.511")
    end.press("Enter")

    expect(end).to_have_value("0:03.52")
    expect(end).to_be_focused()
    end.fill("pronto")
    end.press("Enter")
    expect(editor.get_by_role("alert")).to_contain_text("«pronto» no es un tiempo")
    expect(end).to_have_attribute("aria-invalid", "true")
    expect(end).to_have_value("pronto")
    end.fill("0:03.6")
    end.press("Enter")
    wait_until(lambda: edit().pieces[0].out_ms == 3600, "what can be read is kept")
    expect(editor.get_by_role("alert")).to_be_hidden()


def test_a_part_is_chosen_and_dropped_without_losing_the_place(editor):
    editor.get_by_label("Posición").fill("9000")
    editor.get_by_role("button", name="Agregar parte aquí").click()
    expect(editor.get_by_role("button", name="Elegida de la parte 2")).to_be_visible()

    first = editor.get_by_role("button", name="de la parte 1").first
    first.click()

    expect(editor.get_by_role("button", name="Elegida de la parte 1")).to_be_focused()
    editor.get_by_role("button", name="Quitar de la parte 2").click()
    wait_until(lambda: len(edit().pieces) == 1, "it is gone")
    expect(editor.get_by_role("button", name="Elegida de la parte 1")).to_be_focused()
    expect(editor.get_by_role("button", name="Quitar de la parte 1")).to_be_hidden()


def test_what_the_rules_refuse_stays_on_the_page_until_it_is_undone(editor, faults):
    faults.allow("status of 422")
    editor.get_by_role("button", name="Difuminar desde aquí").click()
    wait_until(lambda: edit().blurs, "the rectangle is kept")
    ends = editor.get_by_label("Hasta del recuadro 1")
    ends.fill("0:01")
    ends.press("Enter")

    expect(editor.get_by_role("alert")).to_contain_text("Una parte termina antes de empezar")
    expect(editor.locator("#saved")).to_have_text("Sin guardar")
    expect(ends).to_have_value("0:01.00")
    assert looked_at(editor) == []
    editor.get_by_role("button", name="Deshacer").click()

    expect(editor.get_by_role("alert")).to_be_hidden()
    expect(ends).to_have_value("0:07.00")
    assert len(edit().blurs) == 1


def test_no_save_overtakes_another_and_what_is_typed_meanwhile_stays(editor):
    title = editor.get_by_role("textbox", name="Título", exact=True)
    held = []
    editor.route("**/edicion", lambda route: held.append(route), times=1)
    with editor.expect_request("**/edicion"):
        title.fill("Con")

    title.press_sequentially("traseñas seguras ")
    editor.get_by_role("button", name="Deshacer").click()
    held[0].continue_()

    # Undoing waited for both saves, and takes back what was written last.
    expect(editor.locator("#saved")).to_have_text("Se deshizo")
    wait_until(lambda: edit().title == "Con", "the first save came first")
    editor.get_by_role("button", name="Rehacer").click()
    wait_until(lambda: edit().title == "Contraseñas seguras ", "nothing that was typed is lost")


def test_what_is_done_while_something_is_undone_stays(editor):
    editor.get_by_label("Cuadrado 1:1").check()
    wait_until(lambda: len(edit().framings) == 2, "the shape is kept")
    held = []
    editor.route("**/paso", lambda route: held.append(route), times=1)

    with editor.expect_request("**/paso"):
        editor.get_by_role("button", name="Deshacer").click()
    editor.get_by_label("Vertical 9:16").check()
    held[0].continue_()

    wait_until(lambda: len(edit().framings) == 3, "both shapes are kept")
    expect(editor.get_by_label("Vertical 9:16")).to_be_checked()


def test_a_caption_typed_before_the_next_picture_of_the_page_is_kept(editor):
    editor.locator("#captions textarea").first.wait_for()
    # As in a tab that is not shown, or on a machine that is too busy to draw.
    editor.evaluate("window.requestAnimationFrame = () => 0")
    end = editor.get_by_label("Fin de la parte 1")
    end.fill("0:03.6")
    end.press("Enter")
    expect(editor.locator("#saved")).to_have_text("Guardado")

    editor.locator("#captions textarea").first.fill("Nunca la compartan con NADIE.")

    wait_until(lambda: "NADIE" in edit().captions[0].text, "the caption is kept")


def test_what_is_said_at_once_is_shown_at_once_and_signs_that_are_not_drawn_are_told(editor):
    first = editor.locator("#captions textarea").first
    first.fill("Nunca la compartan 👩\u200d👧")
    wait_until(lambda: "👧" in edit().captions[0].text, "the caption is kept")
    at_ms = edit().captions[0].in_ms + 100
    seek(editor, max(at_ms, 2000) / 1000)

    editor.get_by_role("button", name="Agregar subtítulo aquí").click()
    editor.locator("#captions textarea:focus").fill("Otro\u00a0encima")

    expect(
        editor.locator("#captions li", has_text="No se dibuja en la imagen: 👩\u200d👧")
    ).to_have_count(1)
    expect(editor.locator("#caption")).to_have_text(
        "Nunca la compartan 👩\u200d👧\nOtro\u00a0encima"
    )
    assert looked_at(editor) == []


def test_without_a_connection_everything_stays_and_is_kept_once_there_is_one(editor, faults):
    faults.allow("ERR_INTERNET_DISCONNECTED")
    editor.context.set_offline(True)
    editor.get_by_role("textbox", name="Título", exact=True).fill("Boletín")
    expect(editor.get_by_role("alert")).to_contain_text("No hay conexión")

    editor.context.set_offline(False)

    wait_until(lambda: edit().title == "Boletín", "it is kept by itself")
    expect(editor.get_by_role("alert")).to_be_hidden()
    expect(editor.locator("#saved")).to_have_text("Guardado")
