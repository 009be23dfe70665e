"""A film that a browser without scripts sends in one piece, over HTTP as it is served."""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
import requests
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from tests.interviews.conftest import signed, state, the_interview, verified
from tests.media.clips import make_talk
from vc.db import db
from vc.interviews import films, service
from vc.media import ffmpeg_choice
from vc.recordings.models import Recording
from vc.services import services_of
from vc.serving import MOST_BODY_BYTES, Serving

LATE_S = 30


@pytest.fixture
def served(app) -> Iterator[str]:
    """The address at which the pages are served."""
    server = Serving(app, "127.0.0.1", 0, threads=2)
    server.answer()
    yield f"http://127.0.0.1:{server.port}"
    server.close()


def sent(address: str, name: str, content: bytes) -> tuple[requests.Response, str]:
    """Send a file by the page's form, as a browser does; return the answer and its words."""
    page = requests.get(address, timeout=LATE_S)
    form = BeautifulSoup(page.text, "html.parser").select_one("noscript form")
    token = form.find("input", {"name": "csrf_token"})["value"]
    # The cookie is for https, and this is the server behind it.
    answer = requests.post(
        urljoin(address, form["action"]),
        data={"csrf_token": token},
        files={form.find("input", type="file")["name"]: (name, content)},
        headers={"Cookie": page.headers["Set-Cookie"].partition(";")[0]},
        allow_redirects=False,
        timeout=LATE_S,
    )
    return answer, BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)


def recordings() -> int:
    """Return how many recordings there are."""
    count = db.session.scalar(select(func.count()).select_from(Recording))
    db.session.rollback()
    return count


def test_a_film_comes_in_one_piece_without_a_script(app, anyone, invited, served, tmp_path):
    signed(anyone, invited)
    film = make_talk(ffmpeg_choice.executable(services_of(app).settings), tmp_path / "tel.mp4")

    answer, _ = sent(f"{served}{invited}", "telefono.mp4", film.read_bytes())
    page = anyone.get(invited).text
    verified(app)

    assert (answer.status_code, answer.headers["Location"]) == (303, invited)
    assert "Su video llegó completo" in page
    assert state() == "HANDED_IN"
    (kept,) = the_interview().recording.files
    with services_of(app).store.open(kept.name) as stored:
        assert stored.read() == film.read_bytes()
    db.session.rollback()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("nota.pdf", b"%PDF-1.7" * 100, films.NOT_TAKEN),
        ("pagina.mp4", b"<html>" * 100, "no es un video"),
        ("vacio.mp4", b"", "El archivo está vacío"),
        ("", b"", "Elija un video."),
        ("larga.mp4", bytes(films.MOST_WHOLE_BYTES + 1), films.WHOLE_TOO_LARGE),
        # More than the server keeps of a request, so that the page has to say it unread.
        ("enorme.mp4", bytes(MOST_BODY_BYTES + 5_000_000), films.WHOLE_TOO_LARGE),
    ],
    ids=["no-video", "false-name", "empty", "none", "too-large", "larger-than-any-request"],
)
def test_what_is_refused_is_said_on_the_page_and_leaves_nothing(
    anyone, invited, served, name, content, said
):
    signed(anyone, invited)

    answer, words = sent(f"{served}{invited}", name, content)

    assert answer.status_code == 422
    assert said in words
    assert "Mandar video" in words
    assert (recordings(), state()) == (0, "ACCEPTED")


def test_nothing_is_taken_twice_nor_before_the_consent(app, anyone, invited, served, tmp_path):
    files = [("film", "a.mp4", b"x")]
    early = anyone.post(f"{invited}/video-completo", upload_files=files, status=422)
    film = make_talk(ffmpeg_choice.executable(services_of(app).settings), tmp_path / "tel.mp4")
    signed(anyone, invited)
    sent(f"{served}{invited}", "telefono.mp4", film.read_bytes())
    verified(app)

    again = anyone.post(f"{invited}/video-completo", upload_files=files, status=422)

    assert service.ALREADY_ANSWERED in early.text
    assert films.IS_HERE in again.text
    assert recordings() == 1
