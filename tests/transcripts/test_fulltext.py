"""A word is found in any of its forms, by anybody's spelling, and leads to its second."""

import pytest
from webtest import Upload

from tests.reconciliation.working import form_to
from tests.transcripts.conftest import read_all
from tests.transcripts.test_parser import cues
from vc.accounts.models import Role
from vc.db import db
from vc.recordings.models import RecordingFile
from vc.services import services_of
from vc.transcripts import fulltext, queries, service, tracks
from vc.transcripts.models import TranscriptLine
from vc.transcripts.parser import as_rows
from vc.transcripts.stemming import asked, marked, normalised
from vc.transcripts.tracks import Cue

SAID = (
    "La extorsión telefónica se denuncia",
    "Hubo dos extorsiones en la línea 089",
    "Llame a la policía",
    "Cambien sus contraseñas cada mes",
    "En el mes de noviembre cada línea cuenta",
)


def found(words):
    """Return the texts that a search finds, sorted."""
    return sorted(one.line.text for one in fulltext.search(db.session(), words).rows)


EXPECTED = {
    "extorsion": [0, 1],
    "EXTORSIONES": [0, 1],
    "policias": [2],
    "contrasena": [3],
    "cada mes": [3, 4],
    '"cada mes"': [3],
    "089": [1],
    "extor": [0, 1],
    "línea extor": [1],
    "telef": [0],
    "@extorsion": [0, 1],
    "línea-089": [1],
    "extorsión:telefónica": [0],
    "#contraseñas": [3],
    '"--cada-mes"': [3],
    "astronomía": [],
    "": [],
    '"': [],
    "* AND OR NOT ( ) : ^ - NEAR(a b) {x}": [],
    "denuncia' OR 1=1 --": [],
}


def test_words_are_found_whatever_their_form(spoken):
    spoken(cues(*SAID).decode())

    hits = {words: found(words) for words in EXPECTED}

    assert hits == {
        words: sorted(SAID[one] for one in numbers) for words, numbers in EXPECTED.items()
    }


def test_what_is_in_the_bin_is_not_found(spoken, clock):
    recording = spoken(cues(*SAID).decode())

    recording.trashed_at = clock()
    db.session.flush()

    assert found("extorsion") == []


def test_words_that_are_forgotten_are_not_found(app, spoken):
    recording = spoken(cues(*SAID).decode())

    service.forget(db.session(), recording, services_of(app).store)
    db.session.commit()

    assert found("extorsion") == []
    assert db.session.query(TranscriptLine).count() == 0


def test_a_second_reading_takes_the_place_of_the_first(app, spoken, clock):
    recording = spoken(cues(*SAID).decode())
    (transcript,) = queries.transcripts_of(db.session, recording)

    rows = as_rows(cues("Otra cosa"), "vtt", starts_at=None, people=[])
    service.write(db.session(), transcript, rows)
    db.session.commit()

    assert found("extorsion") == []
    assert found("cosa") == ["Otra cosa"]


def test_hits_are_marked_in_the_words_as_they_were_said():
    assert marked("La extorsión, dos Extorsiones", asked("extorsion")) == [
        ("La ", False),
        ("extorsión", True),
        (", dos ", False),
        ("Extorsiones", True),
    ]


def test_normalised_words_are_stems_without_accents():
    assert normalised("¡Niñas, policías y 089!") == "nin polici y 089"


def test_pages_of_hits_follow_one_another(spoken):
    spoken(cues(*(f"línea {n}" for n in range(59))).decode())

    pages = [fulltext.search(db.session(), "línea", page=n) for n in (1, 2, 3, 99)]

    assert [len(page.rows) for page in pages] == [25, 25, 9, 9]
    assert (pages[0].total, pages[0].count) == (59, 3)


def test_captions_hold_no_markup_and_name_nobody_to_the_public():
    said = [Cue(1000, 2500, "Ana <b>", "a & b --> c"), Cue(3000, 3000, "", "nada")]

    assert tracks.captions(said, names_speakers=True) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<v Ana &lt;b&gt;>a &amp; b --&gt; c\n"
    )
    assert "Ana" not in tracks.captions(said, names_speakers=False)


def test_a_long_line_is_wrapped():
    text = tracks.captions([Cue(0, 9000, "", "palabra " * 12)], names_speakers=False)

    assert max(len(line) for line in text.splitlines()) <= 42


class TestPages:
    """Through the pages."""

    @pytest.fixture
    def browser(self, spoken, browser_of):
        """A coordinator's browser, and the recording."""
        number = spoken(cues(*SAID).decode()).id
        db.session.rollback()
        browser = browser_of(Role.COORDINATOR)
        browser.address = f"/grabaciones/{number}"
        return browser

    def test_a_search_marks_the_words_and_leads_to_the_second(self, browser):
        page = browser.get("/grabaciones/dicho", params={"q": "extorsion 089"})
        assert [one.text for one in page.html.find_all("mark")] == ["extorsiones", "089"]

        shown = page.click("Plática").follow()

        assert shown.request.GET["t"] == "1"
        assert "Hubo dos extorsiones" in shown

    def test_what_was_said_stands_beside_the_player_with_its_captions(self, browser):
        page = browser.get(browser.address)

        assert len(page.html.select("#transcript > li")) == len(SAID)
        track = page.html.find("track", kind="captions")["src"]
        assert "La extorsión telefónica" in browser.get(track)

    def test_a_search_without_hits_says_what_to_try(self, browser):
        page = browser.get("/grabaciones/dicho", params={"q": "astronomía"})

        assert "Nadie lo dijo, o no está transcrito" in page

    def test_a_corrected_transcript_is_handed_in_and_goes_first(self, app, browser):
        form = form_to(browser.get(browser.address), "transcripcion")
        form["transcript"] = Upload("corregida.vtt", cues("Texto corregido"), "text/vtt")

        waits = form.submit().follow()
        read_all(app)
        shown = browser.get(browser.address)

        assert waits.html.find(id="lectura")["hx-get"] == browser.address
        assert "Leyendo…" in waits
        assert "La extorsión telefónica" in waits
        assert "Texto corregido" in shown
        assert "La extorsión telefónica" not in shown

    def test_one_that_a_worker_cannot_read_is_told_by_the_page_and_kept(self, app, browser):
        form = form_to(browser.get(browser.address), "transcripcion")
        content = b"WEBVTT\n\n00:00 --> ayer\n" + b"<" * 150_000
        form["transcript"] = Upload("mala.vtt", content, "text/vtt")

        form.submit()
        read_all(app)
        shown = browser.get(browser.address)

        assert "No se pudo leer" in shown.html.find(id="lectura").get_text()
        assert "hx-get" not in shown.html.find(id="lectura").attrs
        kept = db.session.query(RecordingFile).filter_by(view="handed_in").one()
        with services_of(app).store.open(kept.name) as opened:
            assert opened.read() == content

    def test_what_is_no_transcript_is_refused_and_nothing_kept(self, browser):
        form = form_to(browser.get(browser.address), "transcripcion")
        form["transcript"] = Upload("foto.jpg", b"\xff\xd8\xff", "image/jpeg")

        shown = form.submit().follow()

        assert "no es una transcripción" in shown
        assert "handed_in" not in shown


def test_a_transcript_that_makes_no_sense_says_so_on_the_page(spoken, browser_of):
    number = spoken("WEBVTT\n\nno hay tiempos\n").id
    db.session.rollback()

    page = browser_of(Role.COORDINATOR).get(f"/grabaciones/{number}")

    assert "No se pudo leer" in page
    assert "ninguna línea con su tiempo" in page


def test_a_transcript_of_which_a_part_makes_no_sense_says_which_on_the_page(spoken, browser_of):
    good = "00:00:01.000 --> 00:00:02.000\nMarque al 089\n\n"
    number = spoken(f"WEBVTT\n\n{good}00:xx:03.000 --> 00:00:04.000\nMal\n").id
    db.session.rollback()

    page = browser_of(Role.COORDINATOR).get(f"/grabaciones/{number}")

    assert "Marque al 089" in page
    assert "No se entendió el tiempo de estos renglones" in page
