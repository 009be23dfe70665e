"""Recordings in a real browser: handed in over a bad line, watched, read, searched and marked."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from integrations.contracts.recordings import FoundFile
from tests.conftest import make_settings
from tests.media.clips import make_talk
from tests.people import make_person, sign_in_cookie
from tests.processes import wait_until
from tests.recordings.conftest import source, talk  # noqa: F401
from tests.recordings.finding import HOST, take_in, work
from tests.recordings.listed_source import found, video_file
from tests.transcripts.conftest import read_all
from tests.trips.conftest import port_known
from tests.trips.looking import looked_at, player, seek
from vc.accounts.models import Role
from vc.db import db
from vc.media import ffmpeg_choice
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import FileStatus, RecordingFile
from vc.services import services_of
from vc.transcripts import service as transcripts

pytestmark = pytest.mark.xdist_group("browser")

PIECE = 8_000_000
SAID = b"""WEBVTT

00:00:01.000 --> 00:00:03.000
Buenos d\xc3\xadas, bienvenidas

00:00:12.000 --> 00:00:15.000
Las extorsiones se denuncian al 089

00:00:16.000 --> 00:00:18.000
Muchas gracias
"""


@pytest.fixture
def settings(tmp_path):
    """Settings with a port that is known before the pages are served."""
    return port_known(tmp_path)


@pytest.fixture
def inside(app, site, page, request):
    """A coordinator's browser."""
    request.getfixturevalue("talk")
    person = make_person(db.session, Role.COORDINATOR, name="Ana Coordina")
    cookie = sign_in_cookie(app, db.session, person)
    db.session.rollback()
    page.context.add_cookies([{"name": "vc", "value": cookie, "url": site}])
    return page


def the_file() -> RecordingFile:
    """Return the one file there is, as it is now."""
    db.session.rollback()
    db.session.expire_all()
    file = db.session.scalars(select(RecordingFile)).one()
    db.session.expunge_all()
    db.session.rollback()
    return file


def test_an_upload_that_broke_off_goes_on_where_it_was(
    app, clock, site, inside: Page, request, tmp_path: Path, faults
):
    faults.allow("ERR_CONNECTION_RESET")
    event = request.getfixturevalue("talk")
    number, clock.now = event.id, event.ends_at
    db.session.rollback()
    video = tmp_path / "entrevista.mp4"
    video.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(2 * PIECE))
    lost = []

    def lose_the_second_piece(route: Route) -> None:
        if route.request.headers.get("upload-offset") == str(PIECE) and not lost:
            lost.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    inside.route("**/grabaciones/subidas/*", lose_the_second_piece)
    inside.goto(f"{site}/grabaciones/subir?sesion={number}")
    inside.locator("#video").set_input_files(video)
    expect(inside.locator("#upload-done")).to_be_visible(timeout=20_000)
    problems = looked_at(inside)

    file = the_file()
    assert len(lost) == 1
    assert (file.stored_bytes, file.size_bytes) == (video.stat().st_size,) * 2
    assert problems == []
    db.session.rollback()
    services_of(app).registry.tasks["fetch_file"].call_local(file.id)
    assert the_file().status is FileStatus.STORED


def test_an_upload_goes_on_after_the_page_was_closed(
    app, clock, site, inside: Page, request, tmp_path: Path, faults
):
    faults.allow("ERR_CONNECTION_RESET")
    event = request.getfixturevalue("talk")
    number, clock.now = event.id, event.ends_at
    db.session.rollback()
    video = tmp_path / "entrevista.mp4"
    video.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(2 * PIECE))
    offsets = []

    def lose_everything_after_the_first(route: Route) -> None:
        offsets.append(route.request.headers.get("upload-offset"))
        if offsets[-1] == str(PIECE):
            route.abort("connectionreset")
        else:
            route.continue_()

    inside.route("**/grabaciones/subidas/*", lose_everything_after_the_first)
    inside.goto(f"{site}/grabaciones/subir?sesion={number}")
    inside.locator("#video").set_input_files(video)
    expect(inside.locator("#upload-words")).to_contain_text("Se cortó la conexión", timeout=9_000)
    inside.unroute("**/grabaciones/subidas/*")
    sent = []
    inside.on(
        "request",
        lambda one: sent.append(one.headers.get("upload-offset")) if one.method == "PATCH" else 0,
    )
    inside.goto("about:blank")
    inside.goto(f"{site}/grabaciones/subir?sesion={number}")
    inside.locator("#video").set_input_files(video)
    expect(inside.locator("#upload-done")).to_be_visible(timeout=20_000)

    assert sent[0] == str(PIECE)
    assert the_file().stored_bytes == video.stat().st_size


@pytest.fixture(scope="session")
def film(tmp_path_factory) -> bytes:
    """A talk of twenty seconds."""
    folder = tmp_path_factory.mktemp("film")
    program = ffmpeg_choice.executable(make_settings(folder))
    return make_talk(program, folder / "talk.mp4").read_bytes()


@pytest.fixture
def recording(app, clock, request, film):
    """The talk's recording and what was said in it, safe here; return its number."""
    event, listed = request.getfixturevalue("talk"), request.getfixturevalue("source")
    listed.depot.content = film
    words = FoundFile("words", "transcript", "vtt", view="audio_transcript")
    listed.contents["words"] = SAID
    files = (video_file(started_at=event.starts_at), words)
    listed.held = [found("881", HOST, event.starts_at, *files)]
    number = take_in(clock, *listed.held).id
    services_of(app).registry.added[FILE_STORED] = (transcripts.want,)
    work(app)
    read_all(app)
    db.session.rollback()
    return number


def test_a_recording_is_played_sought_and_marked(site, inside: Page, recording):
    inside.goto(f"{site}/grabaciones/{recording}")
    wait_until(lambda: player(inside, "readyState") >= 1, "the video's facts")
    inside.keyboard.press("k")
    wait_until(lambda: player(inside, "currentTime") > 0.3, "second 0.3")
    inside.keyboard.press("k")
    inside.keyboard.press("l")
    wait_until(lambda: player(inside, "currentTime") > 10, "second 10")
    inside.get_by_label("Velocidad").select_option("1.5")
    inside.keyboard.press("m")
    expect(inside.locator(".moments > li")).to_have_count(1)
    inside.get_by_label("Nota del momento").fill("Línea 089")
    inside.get_by_role("button", name="Guardar la nota").click()
    expect(inside.get_by_label("Nota del momento")).to_have_value("Línea 089")
    inside.keyboard.press("Escape")
    seek(inside, 1)
    inside.locator(".moments [data-seek]").click()
    wait_until(lambda: player(inside, "currentTime") > 10, "second 10")

    assert player(inside, "playbackRate") == 1.5
    assert looked_at(inside) == []


def test_keys_do_nothing_while_somebody_types(site, inside: Page, recording):
    inside.goto(f"{site}/grabaciones/{recording}")
    inside.get_by_label("Qué pasa aquí").fill("")
    inside.get_by_label("Qué pasa aquí").press_sequentially("km")

    assert inside.locator(".moments > li").count() == 0
    assert player(inside, "currentTime") == 0


def test_keys_of_one_letter_are_off_on_every_page_once_somebody_turned_them_off(
    site, inside: Page, recording
):
    inside.goto(f"{site}/hoy")
    inside.keyboard.press("?")
    inside.get_by_text("Teclas", exact=True).click()
    inside.get_by_label("Usar teclas sueltas en este equipo").uncheck()
    inside.get_by_role("button", name="Cerrar").click()

    inside.keyboard.press("?")
    inside.keyboard.press("n")
    assert inside.locator("dialog[open]").count() == 0
    inside.goto(f"{site}/grabaciones/{recording}")
    inside.keyboard.press("l")

    assert inside.url == f"{site}/grabaciones/{recording}"
    assert player(inside, "currentTime") == 0


def test_a_word_is_searched_and_its_second_is_jumped_to(site, inside: Page, recording):
    inside.goto(f"{site}/grabaciones")
    inside.get_by_role("searchbox", name="Título, folio o palabras que se dijeron").fill(
        "extorsion"
    )
    inside.get_by_role("button", name="Buscar lo dicho").click()
    expect(inside.locator("mark")).to_have_text(["extorsiones"])
    problems = looked_at(inside)
    inside.get_by_role("link", name="Plática").click()
    wait_until(lambda: player(inside, "currentTime") >= 12, "the second in which it was said")
    inside.keyboard.press("k")
    lit = inside.locator("#transcript > li[aria-current]")
    expect(lit).to_contain_text("Las extorsiones se denuncian")
    inside.get_by_label("Buscar en esta grabación").fill("GRACIAS")
    expect(inside.locator("#found")).to_have_text("1 línea")
    inside.keyboard.press("Enter")
    wait_until(lambda: player(inside, "currentTime") >= 16, "the line that was found")
    inside.locator("#transcript a").first.click()
    wait_until(lambda: player(inside, "currentTime") < 4, "the first line")

    assert problems + looked_at(inside) == []


def test_every_page_about_recordings_reads_well_on_a_phone_and_a_screen(
    clock, site, inside: Page, recording, request
):
    event = request.getfixturevalue("talk")
    orphan = found("999", HOST, event.starts_at, video_file("other"), uuid="u-2")
    number, lost = event.id, take_in(clock, orphan).id
    db.session.rollback()
    paths = (
        "/grabaciones?ver=huerfanas",
        f"/grabaciones/{lost}/asignar",
        "/grabaciones/conservacion",
        f"/sesiones/{number}/momentos",
        f"/sesiones/{number}",
    )
    problems = {}

    for path in paths:
        inside.goto(site + path)
        problems[path] = looked_at(inside)

    assert problems == {path: [] for path in paths}
