"""One clip in two windows, of one person and of two: what was typed is never lost."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.clips.conftest import author, event, file, file_of, films, program  # noqa: F401
from tests.clips.working import TOKEN, change
from tests.people import make_person, may_write
from tests.processes import wait_until
from tests.trips.looking import looked_at, player
from tests.trips.test_clips import edit, enter, inside, open_folds, settings  # noqa: F401
from vc.accounts.models import Role
from vc.clips import edit_lock
from vc.clips.models import Clip, ClipRevision
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def first(inside: Page, site: str, faults) -> Page:  # noqa: F811
    """The author's editor of a new clip, from second 2 to second 6."""
    # A refusal is what these tests are about.
    faults.allow("status of 409")
    inside.set_viewport_size({"width": 1440, "height": 1000})
    inside.goto(f"{site}/grabaciones/archivos/1/clips/nuevo?begins=0:02&ends=0:06")
    inside.get_by_role("button", name="Empezar a cortar").click()
    opened(inside)
    return inside


def opened(page: Page) -> Page:
    """Wait until an editor's page shows its film and knows whether it may cut."""
    with page.expect_response("**/turno"):
        wait_until(lambda: player(page, "readyState") >= 2, "it plays")
        come_back(page)
    open_folds(page)
    return page


def come_back(page: Page) -> None:
    """Let a person come back to a window, which then asks at once who has the clip."""
    page.evaluate("dispatchEvent(new Event('focus'))")


def is_nobodys() -> bool:
    """Tell whether no window holds the clip."""
    db.session.rollback()
    holder = db.session.scalar(select(Clip.locked_by_id))
    db.session.rollback()
    return holder is None


def in_store(page: Page, expression: str) -> object:
    """Return what an expression gives that knows the editor's `store`."""
    return page.evaluate(
        f"""async () => {{
          const main = document.querySelector("script[src$='editor/main.js']");
          const {{ editing: store }} = await import(main.src);
          return {expression};
        }}"""
    )


@pytest.fixture
def second(first: Page) -> Page:
    """A second window of the same person, opened after the first."""
    page = first.context.new_page()
    page.goto(first.url)
    return opened(page)


@pytest.fixture
def betos(app, site, first, open_page) -> Page:
    """Somebody else's window of the same clip, opened while the author has it."""
    page = open_page(viewport={"width": 1440, "height": 1000})
    enter(app, site, page, make_person(db.session, Role.COORDINATOR, name="Beto Bravo"))
    page.goto(first.url)
    expect(page.locator("#locked")).to_be_visible()
    open_folds(page)
    return page


def title(page: Page):
    """Return the field of the clip's title."""
    return page.get_by_role("textbox", name="Título", exact=True)


def type_unsaved(page: Page, words: str) -> None:
    """Type a title in a window that has lost the clip and does not know it yet."""
    with page.expect_response("**/edicion"):
        title(page).fill(words)
    expect(page.locator("#locked")).to_be_visible()


def revisions() -> int:
    """Return how many states of the edit are kept."""
    db.session.rollback()
    count = db.session.query(ClipRevision).count()
    db.session.rollback()
    return count


def test_opening_a_second_window_takes_the_clip_and_the_first_goes_on_when_asked(first, second):
    expect(second.locator("#locked")).to_be_hidden()
    title(second).fill("De la segunda")
    wait_until(lambda: edit().title == "De la segunda", "the second window cuts")

    come_back(first)

    expect(first.locator("#locked")).to_contain_text(
        "Usted tiene abierto este clip en otra ventana"
    )
    expect(first.locator("#saved")).to_have_text("Solo lectura")
    # It shows what is kept meanwhile.
    expect(title(first)).to_have_value("De la segunda")
    first.get_by_role("button", name="Seguir aquí").click()
    expect(title(first)).to_be_enabled()
    title(first).fill("De la primera")
    wait_until(lambda: edit().title == "De la primera", "the first window cuts again")
    come_back(second)
    expect(second.get_by_role("button", name="Seguir aquí")).to_be_visible()


def test_words_typed_in_a_window_that_lost_the_clip_stay_and_are_kept_when_it_goes_on(
    first, second
):
    type_unsaved(first, "Lo que escribí")

    expect(title(first)).to_have_value("Lo que escribí")
    expect(first.locator("#saved")).to_have_text("Sin guardar")
    expect(first.locator("#locked")).to_contain_text("no se guardó sigue en esta ventana")
    assert looked_at(first) == []
    first.get_by_role("button", name="Seguir aquí").click()

    # Nothing else changed, so there is nothing to choose.
    wait_until(lambda: edit().title == "Lo que escribí", "it is kept")
    expect(first.locator("#saved")).to_have_text("Guardado")
    expect(first.locator("#choice")).to_be_hidden()


def test_an_editor_that_is_held_by_another_sends_nothing_and_can_be_read(betos, first):
    asked = []
    betos.on("request", lambda request: asked.append((request.method, request.url)))
    expect(betos.locator("#locked")).to_contain_text("Ana Autora está editando este clip desde")
    expect(betos.locator("#saved")).to_have_text("Solo lectura")
    assert looked_at(betos) == []
    betos.set_viewport_size({"width": 1440, "height": 1000})

    # Whatever changes the clip cannot be reached; keys that change it do nothing.
    live = betos.locator("[data-edits] :is(input, select, textarea, button)")
    assert [one for one in live.all() if one.is_enabled()] == []
    betos.locator("#contenido").focus()
    for keys in ("i", "o", "b", "Control+z", "Control+Shift+z"):
        betos.keyboard.press(keys)
    betos.locator("[data-seek]").nth(1).focus()
    betos.keyboard.press("Shift+ArrowDown")
    # The film plays, the transcript leads into it.
    betos.get_by_role("button", name="Reproducir").click()
    wait_until(lambda: player(betos, "currentTime") > 2.1, "it plays")
    betos.locator("[data-seek]").nth(3).click()
    wait_until(lambda: player(betos, "currentTime") >= 6.4, "it leads into the film")

    assert [url for method, url in asked if method == "POST" and "/turno" not in url] == []
    assert in_store(betos, "[store.hasChanges, store.pieces.length]") == [False, 1]
    assert revisions() == 1


def test_somebody_elses_clip_is_taken_by_saying_so_and_theirs_is_told(betos, first):
    type_unsaved_by_ana = "De Ana, sin guardar"
    expect(betos.locator("#locked")).to_contain_text("la otra persona ya no podrá editar")
    betos.get_by_role("button", name="Tomar el control").click()
    expect(betos.locator("#locked")).to_be_hidden()
    title(betos).fill("De Beto")
    wait_until(lambda: edit().title == "De Beto", "Beto cuts")

    type_unsaved(first, type_unsaved_by_ana)

    expect(first.locator("#locked")).to_contain_text("Beto Bravo está editando este clip desde")
    expect(title(first)).to_have_value(type_unsaved_by_ana)
    assert edit().title == "De Beto"


@pytest.fixture
def torn(first: Page, betos: Page) -> Page:
    """The author's window: what was typed there differs from what Beto kept meanwhile.

    Both changed the title; only Beto the first caption, only the author the second.
    """
    betos.get_by_role("button", name="Tomar el control").click()
    title(betos).fill("De Beto")
    betos.locator("#captions textarea").first.fill("Nunca la compartan, dice Beto.")
    wait_until(lambda: "Beto" in edit().captions[0].text, "Beto's words are kept")
    type_unsaved(first, "De Ana")
    betos.close()
    wait_until(is_nobodys, "Beto's window has let the clip go")
    # Nothing that was typed after the last save is lost either.
    in_store(
        first,
        "(store.edit.captions[1].text = 'Marquen al 089, dice Ana.', store.changed())",
    )
    come_back(first)
    expect(first.get_by_role("heading", name="Hay dos versiones de este clip")).to_be_focused()
    return first


def test_two_versions_stand_side_by_side_and_nothing_is_kept_before_somebody_chooses(torn):
    rows = torn.locator("#choice-rows tr")

    assert rows.locator("th").all_inner_texts() == [
        "Título",
        "Subtítulo de 0:02.1",
        "Subtítulo de 0:04.2",
    ]
    expect(rows.nth(0)).to_contain_text("De Ana")
    expect(rows.nth(0)).to_contain_text("De Beto")
    expect(torn.locator("#saved")).to_have_text("Sin guardar")
    assert looked_at(torn) == []
    come_back(torn)
    assert (edit().title, edit().captions[0].text) == ("De Beto", "Nunca la compartan, dice Beto.")


def test_what_is_mine_is_kept_and_undoing_brings_back_theirs(torn):
    torn.get_by_role("button", name="Conservar lo mío").click()

    wait_until(lambda: edit().title == "De Ana", "mine is kept")
    assert edit().captions[1].text == "Marquen al 089, dice Ana."
    expect(torn.locator("#choice")).to_be_hidden()
    expect(title(torn)).to_be_enabled()
    torn.get_by_role("button", name="Deshacer").click()
    wait_until(lambda: edit().title == "De Beto", "undoing brings theirs back")
    assert edit().captions[0].text == "Nunca la compartan, dice Beto."


def test_what_is_kept_is_taken_and_undoing_brings_back_mine(torn):
    torn.get_by_role("button", name="Tomar lo guardado").click()

    expect(title(torn)).to_have_value("De Beto")
    expect(torn.locator("#captions textarea").first).to_have_value("Nunca la compartan, dice Beto.")
    assert edit().title == "De Beto"
    torn.get_by_role("button", name="Deshacer").click()
    wait_until(lambda: edit().title == "De Ana", "undoing brings mine back")
    assert edit().captions[1].text == "Marquen al 089, dice Ana."


def test_out_of_both_versions_one_is_made_field_by_field(torn):
    save = torn.get_by_role("button", name="Guardar lo elegido")
    # What only one of them changed is chosen already; what both did is not.
    assert torn.locator("#choice input:checked").count() == 2
    save.click()
    assert edit().title == "De Beto"

    torn.get_by_role("radio", name="Lo mío: De Ana").check()
    save.click()

    wait_until(lambda: edit().title == "De Ana", "what was chosen is kept")
    assert [one.text for one in edit().captions] == [
        "Nunca la compartan, dice Beto.",
        "Marquen al 089, dice Ana.",
    ]


def test_it_is_asked_again_when_it_changed_once_more_before_somebody_chose(
    torn,
    clock,
    author,  # noqa: F811
):
    with may_write():
        clip = db.session.query(Clip).one()
        edit_lock.take(db.session(), clip, TOKEN, takes_over=True, now=clock(), by=author)
        change(clip, clock, author, title="De una tercera ventana")
        edit_lock.let_go(db.session(), clip, TOKEN)
        db.session.commit()
    db.session.rollback()

    torn.get_by_role("button", name="Conservar lo mío").click()

    expect(torn.get_by_role("cell", name="De una tercera ventana")).to_be_visible()
    assert edit().title == "De una tercera ventana"
    torn.get_by_role("button", name="Conservar lo mío").click()
    wait_until(lambda: edit().title == "De Ana", "mine is kept")


def test_what_was_typed_outlives_a_reload_of_a_window_that_lost_the_clip(first, betos):
    betos.get_by_role("button", name="Tomar el control").click()
    title(betos).fill("De Beto")
    wait_until(lambda: edit().title == "De Beto", "Beto cuts")
    type_unsaved(first, "De Ana")

    first.reload()
    open_folds(first)

    expect(first.locator("#locked")).to_contain_text("Beto Bravo")
    expect(title(first)).to_have_value("De Ana")
    first.get_by_role("button", name="Tomar el control").click()
    expect(first.get_by_role("heading", name="Hay dos versiones de este clip")).to_be_visible()
    assert edit().title == "De Beto"


def test_what_was_typed_while_signed_out_is_kept_once_the_same_person_is_back(
    first,
    app,
    site,
    faults,
    author,  # noqa: F811
):
    # The key of the older sign-in, which is refused before another is asked for.
    faults.allow("status of 400")
    first.context.clear_cookies()
    title(first).fill("Escrito sin estar dentro")
    expect(first.get_by_role("alert")).to_contain_text("Ya no está dentro del sistema")
    expect(first.get_by_role("link", name="Volver a entrar")).to_be_visible()
    expect(first.locator("#saved")).to_have_text("Sin guardar")
    assert looked_at(first) == []

    # Somebody else signs in at the same machine first.
    enter(app, site, first, make_person(db.session, Role.COORDINATOR, name="Beto Bravo"))
    come_back(first)
    expect(first.get_by_role("alert")).to_contain_text("entró otra persona")
    assert edit().title == ""
    enter(app, site, first, author)
    come_back(first)

    wait_until(lambda: edit().title == "Escrito sin estar dentro", "it is kept by itself")
    expect(first.get_by_role("alert")).to_be_hidden()
    expect(title(first)).to_have_value("Escrito sin estar dentro")


def test_a_save_whose_answer_was_lost_is_no_other_version(first, faults):
    faults.allow("ERR_FAILED")

    def lose(route):
        route.fetch()
        route.abort()

    first.route("**/edicion", lose, times=1)
    title(first).fill("Con")
    expect(first.get_by_role("alert")).to_contain_text("No hay conexión")
    assert edit().title == "Con"

    title(first).fill("Contraseñas")

    expect(first.locator("#saved")).to_have_text("Guardado")
    assert edit().title == "Contraseñas"
    expect(first.locator("#choice")).to_be_hidden()


def test_saying_nothing_for_ever_is_no_answer(first, faults):
    faults.allow("ERR_ABORTED")
    first.clock.install()
    first.route("**/edicion", lambda route: None, times=1)
    with first.expect_request("**/edicion"):
        title(first).fill("Con")
        first.clock.fast_forward(1000)
    expect(first.locator("#saved")).to_have_text("Guardando…")

    first.clock.fast_forward(31_000)

    expect(first.get_by_role("alert")).to_contain_text("No hay conexión")
    expect(first.locator("#saved")).to_have_text("Sin guardar")
    first.clock.fast_forward(6_000)
    expect(first.locator("#saved")).to_have_text("Guardado")
    assert edit().title == "Con"


def test_a_form_that_somebody_else_saved_meanwhile_shows_both(app, site, context, page, faults):
    boss = make_person(db.session, Role.ADMINISTRATOR, name="Ada Administra")
    beto = make_person(db.session, Role.HOST, name="Beto Bravo").id
    enter(app, site, page, boss)
    other = page.context.new_page()
    for one, area in ((page, "Difusión"), (other, "Enlace")):
        one.goto(f"{site}/personas/{beto}")
        one.get_by_label("Área").fill(area)
    other.get_by_role("button", name="Guardar").click()
    expect(other.get_by_text("Se guardaron los cambios")).to_be_visible()

    page.get_by_role("button", name="Guardar").click()

    expect(page.get_by_role("alert")).to_contain_text("Alguien más cambió esto")
    expect(page.get_by_label("Área")).to_have_value("Difusión")
    expect(page.get_by_label("Área")).to_have_accessible_description("Guardado ahora: Enlace")
    assert looked_at(page) == []
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Se guardaron los cambios")).to_be_visible()
