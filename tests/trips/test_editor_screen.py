"""The editor on one screen: cut by words, seen on the film, in the words and in the wave."""

import pytest
from playwright.sync_api import Page, expect

from tests.clips.conftest import author, event, file, file_of, films, program  # noqa: F401
from tests.processes import wait_until
from tests.trips.looking import looked_at, player, seek, unfold
from tests.trips.test_clips import edit, enter, inside, settings  # noqa: F401

pytestmark = pytest.mark.xdist_group("browser")

TOGETHER = ("#stage", "#seek", "#chips", "#words", "#wave", "#wave-words", ".editor__keys")
WORD = """([line, word]) => {
  const said = document.querySelector(`[data-line="${line}"]`);
  const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const at = text.data.indexOf(word);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(text, at);
    range.setEnd(text, at + word.length);
    const { left, width, top, height } = range.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  }
}"""
RIGHTMOST = """Math.max(...[...document.querySelectorAll("main *")]
  .map((one) => one.getBoundingClientRect().right))"""
GROUND = """([canvas, time]) => {
  const [begin, wide] = [0, 12000];
  const { width, height } = canvas;
  const x = Math.round(((time - begin) / wide) * width);
  const found = canvas.getContext("2d").getImageData(x, height - 4, 6, 2).data;
  return [0, 1, 2].map((one) => found[one]);
}"""


@pytest.fixture
def editor(inside: Page, site: str) -> Page:  # noqa: F811
    """The editor of a new clip, from second 2 to second 9, on a screen of 900 points."""
    inside.set_viewport_size({"width": 1440, "height": 900})
    return opened(inside, site)


def opened(page: Page, site: str) -> Page:
    """Begin a clip from second 2 to second 9 and wait for its film and its words."""
    page.goto(f"{site}/grabaciones/archivos/1/clips/nuevo?begins=0:02&ends=0:09")
    page.get_by_role("button", name="Empezar a cortar").click()
    expect(page.locator("#words li")).to_have_count(4)
    wait_until(lambda: player(page, "readyState") >= 2, "it plays")
    return page


def press_word(page: Page, line: int, word: str) -> None:
    """Click on a word of the transcript."""
    page.mouse.click(*page.evaluate(WORD, [line, word]))


def pieces() -> list[tuple[int, int]]:
    """Return the parts of the clip as they are stored."""
    return [(one.in_ms, one.out_ms) for one in edit().pieces]


def crop():
    """Return the crop of the clip's last shape as it is stored."""
    return edit().framings[-1].crop


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1366, 768)])
def test_film_words_wave_and_keys_are_on_one_screen(editor, width: int, height: int):
    editor.set_viewport_size({"width": width, "height": height})

    for part in TOGETHER:
        box = editor.locator(part).bounding_box()
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= height, part
    assert editor.locator("#words").bounding_box()["height"] >= 100
    # With something unfolded beside the film they stay where they are.
    unfold(editor, "Subtítulos", "Texto, portada y logotipo")
    box = editor.locator(".editor__keys").bounding_box()
    assert box["y"] + box["height"] <= height


def test_each_key_stands_on_its_button(editor):
    shown = editor.locator("#editor [data-do]:visible")
    keys = {one.get_attribute("data-do"): one.locator("kbd").inner_text() for one in shown.all()}

    assert keys == {
        "slower": "J",
        "play": "K",
        "faster": "L",
        "back": "←",
        "forth": "→",
        "in": "I",
        "out": "O",
        "split": "B",
        "preview": "P",
        "keep": "C",
        "drop": "X",
        "only": "S",
        "move": "M",
        "hide": "D",
    }


def test_a_word_that_goes_is_struck_in_the_words_and_dark_in_the_wave(editor):
    wave = editor.locator("#wave").element_handle()
    line = editor.locator("[data-line='1']")
    expect(line.locator("mark")).to_have_text("Nunca compartan su contraseña con nadie.")
    expect(line.locator("del")).to_have_count(0)

    press_word(editor, 1, "contraseña")
    wait_until(lambda: player(editor, "currentTime") > 2.8, "the click leads to the word")
    expect(editor.locator("#words-help")).to_contain_text("1 palabra")
    editor.keyboard.press("x")

    expect(line.locator("del")).to_have_text(" contraseña")
    assert line.inner_text() == "Nunca compartan su contraseña con nadie."
    wait_until(lambda: len(pieces()) == 2, "the cut is kept")
    (_, first), (second, _) = pieces()
    assert 2800 < first < 2950 < 3250 < second < 3400
    # In the wave the same stretch has another ground, and its words are struck too.
    kept, gone = (editor.evaluate(GROUND, [wave, time]) for time in (2400, (first + second) / 2))
    assert kept != gone
    expect(editor.locator("#wave")).to_have_accessible_name(f"Onda de sonido de 0:00 a 0:12; se quita de 0:0{first / 1000:.1f} a 0:0{second / 1000:.1f}")  # fmt: skip  # noqa: E501
    expect(editor.locator("#wave-words del")).to_have_text(["contraseña"])
    # Whoever hears the page hears it as well.
    time = editor.locator("#words li").nth(1).get_by_role("button")
    expect(time).to_have_accessible_description("Una parte se queda y otra se quita")
    assert looked_at(editor) == []

    editor.set_viewport_size({"width": 1440, "height": 900})
    press_word(editor, 1, "contraseña")
    editor.get_by_role("button", name="Conservar").click()
    expect(line.locator("del")).to_have_count(0)
    wait_until(lambda: pieces() == [(2000, 9000)], "the cut is closed without a scrap")


def test_words_are_selected_and_cut_by_keys_and_undone_after_a_reload(editor):
    editor.locator("#words").focus()
    # The line that is said now, and from there on.
    for _ in range(3):
        editor.keyboard.press("ArrowDown")
    # The second and third word of the third line.
    editor.keyboard.press("Control+ArrowRight")
    editor.keyboard.press("Control+ArrowRight")
    editor.keyboard.press("Control+Shift+ArrowRight")
    editor.keyboard.press("Delete")

    expect(editor.locator("[data-line='2'] del")).to_have_text(" al 089")
    wait_until(lambda: len(pieces()) == 2, "it is kept")
    editor.reload()
    expect(editor.locator("[data-line='2'] del")).to_have_text(" al 089")
    editor.locator("#contenido").focus()
    editor.keyboard.press("Control+z")

    expect(editor.locator("[data-line='2'] del")).to_have_count(0)
    wait_until(lambda: pieces() == [(2000, 9000)], "it is undone")


def test_a_clip_never_loses_its_last_words(editor):
    editor.locator("#words").focus()
    for _ in range(4):
        editor.keyboard.press("ArrowUp")
    for _ in range(3):
        editor.keyboard.press("Shift+ArrowDown")
    editor.keyboard.press("x")

    expect(editor.locator("#picked")).to_contain_text("al menos una parte")
    assert pieces() == [(2000, 9000)]


def test_keys_are_letters_where_something_is_typed(editor):
    press_word(editor, 1, "contraseña")
    unfold(editor, "Subtítulos")
    find, caption = editor.get_by_label("Buscar en lo que se dijo"), editor.locator("textarea")

    find.press_sequentially("xcsmdiob")
    caption.nth(0).press("End")
    caption.nth(0).press_sequentially("xcsmdiob")
    caption.nth(0).press("Backspace")

    expect(find).to_have_value("xcsmdiob")
    expect(caption.nth(0)).to_have_value("Nunca compartan su contraseña con nadie.xcsmdio")
    wait_until(lambda: edit().captions[0].text.endswith("xcsmdio"), "it is kept")
    assert pieces() == [(2000, 9000)]
    assert (edit().blurs, edit().framings[0].crop) == ((), None)


def test_the_crop_is_seen_on_the_film_and_keeps_its_shape_at_the_edge(editor):
    editor.get_by_label("Vertical 9:16").check()
    editor.keyboard.press("m")
    frame, film = editor.locator("#frame"), editor.locator("#player").bounding_box()
    expect(frame).to_be_visible()
    slider = editor.locator("[data-shape='9:16'] [data-x]")
    expect(slider).to_be_focused()
    before = frame.bounding_box()

    # Dragged far beyond the right edge, it stops there as wide and as high as it was.
    middle = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    editor.mouse.move(*middle)
    editor.mouse.down()
    editor.mouse.move(film["x"] + film["width"] + 200, middle[1] + 300, steps=4)
    editor.mouse.up()

    wait_until(lambda: crop() and crop().x > 600, "what was dragged is kept")
    assert crop().x + crop().width == 1000
    assert (crop().y, crop().height) == (0, 1000)
    after = frame.bounding_box()
    assert after["width"] == pytest.approx(before["width"], abs=1)
    assert after["x"] + after["width"] == pytest.approx(film["x"] + film["width"], abs=1)
    # By keys it goes back as far.
    slider.press("Home")
    wait_until(lambda: crop().x == 0, "the slider does the same")


def test_the_stretch_of_the_wave_goes_along_when_the_film_leaves_it(editor):
    editor.get_by_label("Acercar la onda").select_option("10 segundos")
    lane, needle = editor.locator(".wave__lane"), editor.locator("#needle")
    seek(editor, 1)
    expect(editor.locator("#wave")).to_have_accessible_name("Onda de sonido de 0:00 a 0:10")

    seek(editor, 11.5)

    expect(editor.locator("#wave")).to_have_accessible_name("Onda de sonido de 0:02 a 0:12")
    inner, outer = needle.bounding_box(), lane.bounding_box()
    share = (inner["x"] - outer["x"]) / outer["width"]
    assert share == pytest.approx(0.95, abs=0.01)


def test_in_the_dark_it_is_as_readable(editor):
    editor.emulate_media(color_scheme="dark")
    press_word(editor, 1, "contraseña")
    editor.keyboard.press("x")
    expect(editor.locator("[data-line='1'] del")).to_be_visible()
    unfold(editor, "Partes", "Subtítulos", "Texto, portada y logotipo", "Recuadro y difuminado")

    assert looked_at(editor) == []


def test_a_telephone_has_the_film_the_words_and_the_captions(app, site, author, file, open_page):  # noqa: F811
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    enter(app, site, page, author)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, site)

    expect(page.get_by_text("En el teléfono se corta por palabras")).to_be_visible()
    expect(page.locator("#wave")).to_be_hidden()
    assert [one for one in asked if one.endswith(("/onda", "/tira/0.jpg"))] == []
    # The first word that is tapped and the last one.
    page.locator("[data-line='1']").scroll_into_view_if_needed()
    for word in ("compartan", "contraseña"):
        page.touchscreen.tap(*page.evaluate(WORD, [1, word]))
    expect(page.locator("#words-help")).to_contain_text("3 palabras")
    page.get_by_role("button", name="Quitar", exact=True).tap()
    expect(page.locator("[data-line='1'] del")).to_have_text(" compartan su contraseña")
    unfold(page, "Subtítulos")
    expect(page.locator("#captions textarea").first).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate(RIGHTMOST) <= 320
