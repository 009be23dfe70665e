"""From a recording's words to a clip that somebody else approves, in a real browser."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.branding.test_plates import picture
from tests.checklists.working import PDF
from tests.clips.conftest import author, event, file, file_of, films, program  # noqa: F401
from tests.clips.working import work
from tests.people import make_person, may_write, sign_in_cookie
from tests.processes import wait_until
from tests.trips.conftest import port_known
from tests.trips.looking import looked_at, player, unfold
from vc.accounts.models import Role
from vc.branding import service as branding
from vc.branding.service import NewPlate
from vc.checklists.models import Viewing
from vc.clips.models import Clip
from vc.clips.queries import edit_of
from vc.db import db
from vc.media.models import Preparation

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def settings(tmp_path):
    """Settings with a port that is known before the pages are served."""
    return port_known(tmp_path)


@pytest.fixture
def inside(app, site, page, request) -> Page:
    """The author's browser, and a recording of two tracks of sound that is ready to be cut."""
    request.getfixturevalue("file")
    preparation = db.session.query(Preparation).one()
    title = "Voz de quien expone, con un título largo que escribió una cámara vieja sin pensar"
    tracks = ({"title": title, "language": "spa"}, {"title": "", "language": ""})
    preparation.sounds = [{"codec": "aac", **one} for one in tracks]
    db.session.commit()
    enter(app, site, page, request.getfixturevalue("author"))
    return page


def enter(app: Flask, site: str, page: Page, person) -> None:
    """Sign somebody in."""
    cookie = sign_in_cookie(app, db.session, person)
    db.session.rollback()
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "vc", "value": cookie, "url": site}])


def edit() -> object:
    """Return the one clip's edit as it is stored now."""
    db.session.rollback()
    db.session.expire_all()
    found = edit_of(db.session(), db.session.query(Clip).one())
    db.session.rollback()
    return found


def open_folds(page: Page) -> None:
    """Open what the editor has folded beside the film: parts, captions, text, crop."""
    unfold(page, "Partes", "Subtítulos", "Texto, portada y logotipo", "Recuadro y difuminado")


def select_words(page: Page, first: int, last: int) -> None:
    """Select whole lines of the transcript with the mouse, as a person does."""
    begin = page.locator(f"[data-line='{first}']").bounding_box()
    end = page.locator(f"[data-line='{last}']").bounding_box()
    page.mouse.move(begin["x"] + 1, begin["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 2, end["y"] + end["height"] - 8, steps=4)
    page.mouse.up()


def test_cut_by_words_corrected_and_rendered(inside: Page, app, site, program, request):  # noqa: F811
    page = inside
    page.goto(f"{site}/grabaciones/1")
    expect(page.get_by_label("Pista de sonido")).to_be_visible()
    assert looked_at(page) == []
    page.get_by_role("link", name="Cortar un clip").click()
    assert looked_at(page) == []
    page.get_by_label("Título").fill("Contraseñas seguras")
    page.get_by_role("button", name="Empezar a cortar").click()

    expect(page.get_by_role("heading", name="Contraseñas seguras")).to_be_visible()
    expect(page.locator("#words li")).to_have_count(4)
    assert looked_at(page) == []

    # The words of the second and third line: a quarter of a second before, a third after.
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.locator("[data-line='1']").scroll_into_view_if_needed()
    select_words(page, 1, 2)
    page.get_by_role("button", name="Solo esto").click()
    wait_until(lambda: edit().pieces[0].in_ms == 1920, "the beginning follows the words")
    assert edit().pieces[0].out_ms == 6360
    expect(page.locator("#saved")).to_have_text("Guardado")

    # One letter of a caption is corrected, and everything was read.
    open_folds(page)
    caption = page.get_by_label("Subtítulo de 0:02.1")
    caption.fill("Nunca compartan su contraseña con NADIE.")
    wait_until(lambda: "NADIE" in edit().captions[0].text, "the caption is kept")
    page.get_by_role("button", name="Ya los leí").click()
    expect(page.locator("#captions-state")).to_have_text("Revisados")

    # Undone and done again.
    page.get_by_role("button", name="Deshacer").click()
    wait_until(lambda: "nadie" in edit().captions[0].text, "it is undone")
    page.get_by_role("button", name="Rehacer").click()
    wait_until(lambda: "NADIE" in edit().captions[0].text, "it is done again")

    # A second shape, and the files.
    page.get_by_label("Vertical 9:16").check()
    wait_until(lambda: len(edit().framings) == 2, "the shape is kept")
    page.get_by_role("button", name="Preparar archivos").click()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    work(app)
    expect(page.get_by_text("Archivos listos")).to_be_visible()
    expect(page.locator("video")).to_have_count(2)
    assert looked_at(page) == []
    page.goto(f"{site}/clips")
    assert looked_at(page) == []


def test_everything_is_cut_by_the_keyboard_alone(inside: Page, site):
    page = inside
    page.goto(f"{site}/grabaciones/archivos/1/clips/nuevo?begins=0:02&ends=0:04")
    page.get_by_label("Título").press("Enter")
    expect(page.locator("#words li")).to_have_count(4)
    wait_until(lambda: player(page, "readyState") >= 2, "it plays")
    wait_until(lambda: page.locator("#now").inner_text() == "0:02.00", "it stands at the beginning")
    body = page.locator("#contenido")
    body.focus()

    # Two frames on, the beginning; a second on, the end of the first half.
    page.keyboard.press("ArrowRight")
    wait_until(lambda: page.locator("#now").inner_text() >= "0:02.04", "a frame on")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: page.locator("#now").inner_text() >= "0:02.08", "another frame on")
    page.keyboard.press("i")
    wait_until(lambda: edit().pieces[0].in_ms == 2080, "the beginning is set by its key")
    page.keyboard.press("Shift+ArrowRight")
    wait_until(lambda: page.locator("#now").inner_text() >= "0:03.08", "a second on")
    page.keyboard.press("b")
    wait_until(lambda: len(edit().pieces) == 2, "it is split by its key")
    assert [(one.in_ms, one.out_ms) for one in edit().pieces] == [(2080, 3080), (3080, 4000)]
    page.keyboard.press("Control+z")
    wait_until(lambda: len(edit().pieces) == 1, "it is undone by its keys")

    # Numbers typed in; letters in a field are letters.
    open_folds(page)
    end = page.get_by_label("Fin de la parte 1")
    end.fill("0:03.5")
    end.press("Tab")
    wait_until(lambda: edit().pieces[0].out_ms == 3480 or edit().pieces[0].out_ms == 3520, "typed")
    page.get_by_role("textbox", name="Título", exact=True).fill("boli")
    wait_until(lambda: edit().title == "boli", "letters in a field are letters")

    # Lines of the transcript, by Shift and the arrows.
    page.locator("[data-seek]").nth(1).focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("c")
    wait_until(
        lambda: (edit().pieces[0].in_ms, edit().pieces[0].out_ms) == (1920, 6360), "by lines"
    )


def test_the_preview_jumps_over_what_was_dropped_and_stops_at_the_end(inside: Page, site):
    page = inside
    page.goto(f"{site}/grabaciones/archivos/1/clips/nuevo?begins=0:02&ends=0:04")
    page.get_by_role("button", name="Empezar a cortar").click()
    wait_until(lambda: player(page, "readyState") >= 2, "it plays")
    open_folds(page)
    page.get_by_label("Fin de la parte 1").fill("0:02.5")
    page.get_by_label("Fin de la parte 1").press("Tab")
    page.get_by_label("Posición").fill("9000")
    page.get_by_role("button", name="Agregar parte aquí").click()
    page.get_by_label("Fin de la parte 2").fill("0:09.6")
    page.get_by_label("Fin de la parte 2").press("Tab")
    wait_until(lambda: edit().pieces[-1].out_ms == 9600, "two parts")
    page.evaluate(
        """() => {
          const player = document.getElementById("player");
          player.muted = true;
          window.seen = [];
          player.addEventListener("timeupdate", () => {
            if (!player.paused && !player.seeking) window.seen.push(player.currentTime);
          });
        }"""
    )

    page.get_by_role("button", name="Ver el clip").click()

    wait_until(lambda: page.evaluate("seen.some((at) => at > 9)"), "the second part is shown")
    wait_until(lambda: player(page, "paused"), "it stops")
    seen = page.evaluate("seen")
    assert not [at for at in seen if 2.75 < at < 8.95]
    assert player(page, "currentTime") < 9.8


def test_cut_by_words_settled_point_by_point_and_approved_by_somebody_else(
    inside: Page, app, site, clock
):
    page = inside
    reviewer = make_person(db.session, Role.COORDINATOR, name="Rita Revisora")
    with may_write():
        new = NewPlate(name="Prevenimos Juntos", logo=picture())
        branding.keep(db.session(), new, now=clock(), by=reviewer)
        db.session.commit()
    page.goto(f"{site}/grabaciones/archivos/1/clips/nuevo?begins=0:02&ends=0:04")
    page.get_by_label("Título").fill("Contraseñas seguras")
    page.get_by_role("button", name="Empezar a cortar").click()
    expect(page.locator("#words li")).to_have_count(4)
    page.locator("[data-line='1']").scroll_into_view_if_needed()
    select_words(page, 1, 1)
    page.keyboard.press("c")
    wait_until(lambda: edit().pieces[0].in_ms == 1920, "it is cut by its words")
    open_folds(page)
    page.get_by_label("Subtítulo de 0:02.1").fill("Nunca compartan su contraseña.")
    page.get_by_label("Texto y etiquetas").fill("Cuide su contraseña. #PrevenimosJuntos")
    page.get_by_label("Qué se ve en la miniatura").fill("Barras blancas y negras")
    wait_until(lambda: edit().alt_text == "Barras blancas y negras", "it is kept")
    # The only logo there is was taken without being asked for.
    assert edit().plate_id == 1
    page.get_by_role("button", name="Ya los leí").click()
    page.get_by_role("link", name="Volver al clip").click()

    # Sent to its review at once, it goes there when its files are made.
    page.get_by_role("button", name="Enviar a revisión").click()
    work(app)
    expect(page.get_by_text("Espera a otra persona")).to_be_visible()

    # Point by point, by the keyboard alone: each answer leads to the next point that waits.
    page.goto(f"{site}/clips/1/lista")
    while page.locator(".ask[data-waits]").count():
        answer_the_next(page)
    expect(page.locator("#avance")).to_contain_text("Falta lo de quien aprueba")
    assert looked_at(page) == []

    # The other person, who has a telephone, is led to it, watches all of it, and approves.
    enter(app, site, page, reviewer)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/hoy")
    page.get_by_role("link", name="clip por aprobar").click()
    assert looked_at(page) == []
    page.get_by_role("link", name="Contraseñas seguras").click()
    expect(page.get_by_text("Para aprobar falta")).to_be_visible()
    page.get_by_role("button", name="Aprobar", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Falta 1 punto")
    page.locator("video").first.evaluate("film => { film.muted = true; film.play(); }")
    wait_until(watched_all, "the whole film was watched")
    page.goto(f"{site}/clips/1/revision")
    assert looked_at(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("button", name="Aprobar", exact=True).click()
    expect(page.get_by_text("Hoy se puede publicar")).to_be_visible()
    assert looked_at(page) == []


def answer_the_next(page: Page) -> None:
    """Answer the point that is open by its keys, with the proof to which they lead."""
    waiting = page.locator(".ask[data-waits]")
    before = waiting.count()
    if page.locator(".ask--here .ask__waive").count():
        page.locator(".ask--here textarea").focus()
        page.keyboard.insert_text("Solo barras.")
        page.keyboard.press("Shift+Tab")
        page.locator(".ask--here .ask__waive input").focus()
        page.keyboard.press("Space")
    else:
        page.keyboard.press("s")
        field = page.locator(":focus")
        kind = field.evaluate("field => field.inputMode || field.type || field.localName")
        if kind == "url":
            page.keyboard.insert_text("https://example.org/aviso")
            page.keyboard.press("Enter")
        elif kind == "file":
            letter = {"name": "oficio.pdf", "mimeType": "application/pdf", "buffer": PDF}
            field.set_input_files(letter)
        elif kind == "textarea":
            page.keyboard.insert_text("Lo revisé cuadro por cuadro.")
            page.keyboard.press("Control+Enter")
    expect(waiting).to_have_count(before - 1)


def watched_all() -> bool:
    """Tell whether the film was watched to its end."""
    db.session.rollback()
    spans = [one.spans for one in db.session.query(Viewing)]
    db.session.rollback()
    return any(span[1] >= 2100 for found in spans for span in found)
