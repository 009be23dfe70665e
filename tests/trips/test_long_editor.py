"""The editor of a recording of three hours: as quick as that of a minute, and as exact."""

import os
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.clips.conftest import author, event, program  # noqa: F401
from tests.clips.films import run
from tests.clips.working import prepared, spoken
from tests.media.working import store_file
from tests.processes import wait_until
from tests.trips.looking import player, unfold
from tests.trips.test_clips import edit, enter, settings  # noqa: F401
from vc.clips import service
from vc.clips.edit import Piece
from vc.clips.models import ClipKind
from vc.clips.service import NewClip
from vc.db import db
from vc.recordings.hooks import FILE_STORED
from vc.services import services_of

pytestmark = pytest.mark.xdist_group("browser")

HOURS_MS = 3 * 3_600_000
EVERY_MS = 3_000
SAID = "nunca compartan su contraseña ni el código que llega por mensaje"
MOST_CHANGED = 300
WATCH = """window.seen = { shift: 0 };
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  if (!one.hadRecentInput) seen.shift += one.value;
})).observe({ type: "layout-shift", buffered: true });"""
COUNT = """() => new MutationObserver((found) => { seen.changed += found.length; }).observe(
  document.body, { subtree: true, childList: true, attributes: true, characterData: true }
)"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


@pytest.fixture
def long_clip(app, event, author, program, clock, tmp_path) -> int:  # noqa: F811
    """A clip of minute 60 to 170 of a recording of three hours with 3,600 lines; its number."""
    part, film = tmp_path / "part.mp4", tmp_path / "film.mp4"
    small = ("-f", "lavfi", "-i", "color=s=160x90:r=5:d=60", "-c:v", "libx264", "-g", "50")
    run(program, *small, "-pix_fmt", "yuv420p", str(part))
    loop = ("-stream_loop", "179", "-i", str(part), "-c", "copy", "-movflags", "+faststart")
    run(program, *loop, str(film))
    services_of(app).registry.added[FILE_STORED] = ()
    stored = store_file(app, event, film)
    facts = {"duration_ms": HOURS_MS, "frame_rate": 5.0, "has_audio": False, "audio_codec": ""}
    made = prepared(app, stored, **facts)
    made.peaks_key = f"{made.file.name}.peaks"
    store = services_of(app).store
    with store.part(made.peaks_key, 0) as bytes_of:
        bytes_of.write(os.urandom(HOURS_MS // 100))
    store.finish(made.peaks_key)
    lines = range(HOURS_MS // EVERY_MS)
    spoken(made.file, tuple((at * EVERY_MS, at * EVERY_MS + 2_800, "Rosa", SAID) for at in lines))
    new = NewClip(ClipKind.FRAGMENT, (Piece(3_600_000, 10_200_000),), "Todo")
    clip = service.create(db.session(), made.file, new, now=clock(), by=author)
    db.session.commit()
    return clip.id


@pytest.fixture
def editor(app, site, author, long_clip, open_page) -> Page:  # noqa: F811
    """The editor of that clip, with all its words."""
    page = open_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(WATCH)
    enter(app, site, page, author)
    page.goto(f"{site}/clips/{long_clip}/editar")
    page.locator("#words li").nth(HOURS_MS // EVERY_MS - 1).wait_for(state="attached")
    wait_until(lambda: player(page, "readyState") >= 2, "it plays")
    expect(page.locator("#now")).to_have_text("1:00:00.00")
    return page


class Work:
    """What of the page a key changes until something is drawn: of 3,600 lines, only a few.

    How long that takes is measured by `make bench`; here it would say how busy the machine is.
    """

    def __init__(self, page: Page) -> None:
        """Begin to count."""
        self.page, self.took = page, []
        page.evaluate(COUNT)

    def of(self, press: Callable[[], object]) -> None:
        """Do something and note how many parts of the page it changed."""
        self.page.evaluate("() => { seen.changed = 0; }")
        press()
        self.page.evaluate(DRAWN)
        self.took.append(self.page.evaluate("seen.changed"))


def test_words_are_cut_and_found_at_once_in_three_hours(editor):
    expect(editor.locator("#words [aria-current]")).to_be_in_viewport()
    assert editor.evaluate("seen.shift") <= 0.02
    work = Work(editor)
    # In the middle of the clip, a word at a time.
    for line in (1210, 1700, 2200, 2900):
        word = editor.locator(f"[data-line='{line}']")
        word.scroll_into_view_if_needed()
        word.click(position={"x": 60, "y": 12})
        work.of(lambda: editor.keyboard.press("x"))
        expect(word.locator("del")).to_have_count(1)
    wait_until(lambda: len(edit().pieces) == 5, "the cuts are kept")
    for key in ("ArrowRight", "ArrowLeft", "b", "i"):
        work.of(partial(editor.keyboard.press, key))

    assert max(work.took) <= MOST_CHANGED, work.took


def test_what_is_typed_is_seen_at_once_in_three_hours(editor):
    unfold(editor, "Texto, portada y logotipo")
    work = Work(editor)
    for label, words in (("Título", "Boletin"), ("Buscar en lo que se dijo", "contra")):
        editor.get_by_label(label, exact=True).focus()
        for letter in words:
            work.of(partial(editor.keyboard.press, letter))

    expect(editor.locator("#found")).to_have_text(f"{HOURS_MS // EVERY_MS} líneas")
    # The first letter that is looked for is found in every line, and marks each.
    assert sorted(work.took)[-2] <= MOST_CHANGED, work.took


@pytest.mark.parametrize("zoom", ["Toda la grabación", "10 minutos", "10 segundos"])
def test_the_wave_is_as_exact_at_the_end_of_three_hours(editor, zoom: str):
    editor.get_by_label("Acercar la onda").select_option(zoom)
    editor.get_by_label("Posición").fill(str(HOURS_MS - 4_000))
    wait_until(lambda: player(editor, "currentTime") >= 10_795, "it is near the end")
    lane, needle = editor.locator("#wave").bounding_box(), editor.locator("#needle")
    wide = {"Toda la grabación": HOURS_MS, "10 minutos": 600_000, "10 segundos": 10_000}[zoom]

    editor.mouse.click(lane["x"] + lane["width"] * 0.9, lane["y"] + 30)

    wanted = (HOURS_MS - wide * 0.1) / 1000
    one_point = wide / lane["width"] / 1000
    wait_until(
        lambda: abs(player(editor, "currentTime") - wanted) <= one_point + 0.01,
        "the film is where it was pressed",
    )
    expect(editor.locator("#wave")).to_have_accessible_name(f"Onda de sonido de {begins(wide)} a 3:00:00")  # fmt: skip  # noqa: E501
    at = needle.bounding_box()["x"] - lane["x"]
    assert at == pytest.approx(lane["width"] * 0.9, abs=2)


def begins(wide: int) -> str:
    """Return where the last stretch of the recording begins, as the editor writes it."""
    minutes, seconds = divmod((HOURS_MS - wide) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
