"""Moments are marked with one key, during the session and in its recording, and found again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.reconciliation.working import form_to
from tests.recordings.conftest import source, talk  # noqa: F401
from tests.recordings.finding import HOST, end, take_in, work
from tests.recordings.listed_source import found, video_file
from vc.accounts.models import Role
from vc.booking.models import Visibility
from vc.db import db
from vc.errors import RuleError
from vc.player import queries, recording_page, service, tracks
from vc.player.models import Moment


@pytest.fixture
def event(request):
    """A session that is to be recorded."""
    return request.getfixturevalue("talk")


@pytest.fixture
def file(app, clock, event, request):
    """The video of the session, safe here; it began two minutes late."""
    listed = request.getfixturevalue("source")
    begins = event.starts_at + timedelta(minutes=2)
    listed.held = [found("881", HOST, begins, video_file(started_at=begins))]
    recording = take_in(clock, *listed.held)
    work(app)
    return recording.files[0]


def moments():
    """Return the marks that are there, the earliest first."""
    db.session.rollback()
    db.session.expire_all()
    query = select(Moment).where(Moment.removed_at.is_(None)).order_by(Moment.at)
    found = list(db.session.scalars(query))
    db.session.expunge_all()
    db.session.rollback()
    return found


def test_a_mark_during_the_session_is_found_in_its_recording(clock, event, file):
    at = event.starts_at + timedelta(minutes=10)
    service.mark_now(db.session(), event, note="Pregunta", now=at, by=event.host)
    db.session.commit()

    (mark,) = recording_page.marks(event, file)

    assert (mark.second, mark.moment.note) == (480.0, "Pregunta")


def test_a_mark_from_before_the_recording_began_has_no_second(event, file):
    service.mark_now(db.session(), event, now=event.starts_at, by=event.host)
    db.session.commit()

    assert [mark.second for mark in recording_page.marks(event, file)] == [None]


def test_a_mark_in_the_recording_is_an_instant_of_the_session(clock, event, file):
    moment = service.mark_in(db.session(), file, 90.5, now=clock(), by=event.host)

    assert moment.at == event.starts_at + timedelta(minutes=2, seconds=90.5)


@pytest.mark.parametrize("minutes", [-31, 60 + 121])
def test_outside_the_session_the_clock_marks_nothing(event, minutes):
    now = event.starts_at + timedelta(minutes=minutes)

    with pytest.raises(RuleError):
        service.mark_now(db.session(), event, now=now, by=event.host)


def test_chapters_follow_one_another_and_hold_no_markup():
    text = tracks.chapters([(61.5, "<b>Ana</b> &\n--> fin"), (5, "Inicio")], 90.0)

    assert text == (
        "WEBVTT\n\n00:00:05.000 --> 00:01:01.500\nInicio\n\n"
        "00:01:01.500 --> 00:01:30.000\n&lt;b&gt;Ana&lt;/b&gt; &amp; --&gt; fin\n"
    )


def test_without_marks_the_track_of_chapters_is_empty():
    assert tracks.chapters([], None) == "WEBVTT\n"


class TestPages:
    """Through the pages."""

    @pytest.fixture
    def browser(self, file, browser_of):
        """A coordinator's browser, and the address of the recording."""
        number = file.recording_id
        db.session.rollback()
        browser = browser_of(Role.COORDINATOR)
        browser.address = f"/grabaciones/{number}"
        return browser

    def test_a_mark_is_kept_with_the_second_of_the_player(self, browser):
        form = form_to(browser.get(browser.address), "momentos")
        form["second"], form["note"] = "30.25", "Dato clave"

        shown = form.submit().follow()

        assert "0:30" in shown
        assert [one.note for one in moments()] == ["Dato clave"]

    def test_a_mark_is_renamed_taken_away_and_brought_back(self, browser):
        shown = form_to(browser.get(browser.address), "momentos").submit().follow()
        rename = form_to(shown, "nota")
        rename["note"] = "Cierre"
        shown = rename.submit().follow()
        assert [one.note for one in moments()] == ["Cierre"]

        removal = form_to(shown, "quitar")
        part = browser.post(removal.action, removal.submit_fields(), headers={"HX-Request": "true"})
        assert "Se quitó «Cierre»" in part
        assert moments() == []
        form_to(part, "recuperar").submit()

        assert [one.note for one in moments()] == ["Cierre"]

    def test_the_page_shows_the_player_with_its_tracks(self, browser, file):
        page = browser.get(browser.address)

        assert page.html.find("video")["src"] == f"/grabaciones/archivos/{file.id}"
        assert page.html.find("track", kind="chapters")
        assert file.sha256 in page

    def test_a_page_that_waited_offers_what_is_ready_and_reloads_nothing_by_itself(self, browser):
        part = browser.get(browser.address, headers={"HX-Request": "true"})

        assert "Ver la grabación" in part.html.find(id="estado").text
        assert "Ver la grabación" not in browser.get(browser.address)

    def test_a_video_without_a_poster_yet_has_none(self, browser, file):
        address = f"/grabaciones/archivos/{file.id}/portada.jpg"
        db.session.rollback()

        assert browser.get(address, expect_errors=True).status_int == 404

    def test_the_chapters_are_given_as_a_track(self, browser, file):
        form = form_to(browser.get(browser.address), "momentos")
        form["second"], form["note"] = "4", "Uno"
        form.submit()

        answer = browser.get(f"/grabaciones/archivos/{file.id}/capitulos.vtt")

        assert answer.content_type == "text/vtt"
        assert "00:00:04.000 -->" in answer

    def test_during_the_session_one_press_marks(self, browser, event, clock):
        clock.now = event.starts_at + timedelta(minutes=5)
        number = event.id
        db.session.rollback()
        page = browser.get(f"/sesiones/{number}/momentos")

        shown = form_to(page, "momentos").submit().follow()

        assert "Todavía no hay momentos" not in shown
        assert [one.at for one in moments()] == [clock()]

    def test_a_note_that_is_too_long_is_refused(self, browser):
        form = form_to(browser.get(browser.address), "momentos")
        form["note"] = "x" * 301

        assert form.submit(expect_errors=True).status_int == 422
        assert moments() == []

    def test_who_only_looks_sees_the_recording_and_changes_nothing(self, file, browser_of):
        number = file.recording_id
        db.session.rollback()

        page = browser_of(Role.VIEWER).get(f"/grabaciones/{number}")

        assert "Lo decidido" in page
        assert "Mandar a papelera" not in page


def test_the_session_page_leads_to_its_recording(app, clock, event, file, browser_of):
    number, recording = event.id, file.recording_id
    db.session.rollback()

    page = browser_of(Role.HOST).get(f"/sesiones/{number}")

    assert f"/grabaciones/{recording}" in page
    assert queries.moments_of(db.session(), None) == []


def test_a_session_whose_recording_is_awaited_says_so(clock, event, browser_of):
    number = event.id
    db.session.rollback()
    clock.now = event.ends_at
    db.session.rollback()

    page = browser_of(Role.COORDINATOR).get(f"/sesiones/{number}")

    assert "Todavía no aparece" in page


def test_the_page_of_an_awaited_recording_says_when_it_is_looked_for(clock, event, browser_of):
    end(clock, event)
    db.session.rollback()
    browser = browser_of(Role.COORDINATOR)

    page = browser.get("/grabaciones").click(event.summary)

    assert "Se busca a diario" in page


@pytest.fixture
def public(file):
    """The addresses of a session whose recording a person made public."""
    slug, number = file.recording.event.slug, file.id
    file.recording.visibility = Visibility.PUBLIC
    file.recording.event.visibility = Visibility.PUBLIC
    db.session.commit()
    return f"/s/{slug}", f"/s/{slug}/grabacion/{number}"


def test_everybody_watches_what_was_made_public(app, public, file, anyone, clock, event):
    page, address = public
    clock.now = event.ends_at
    db.session.rollback()

    shown = anyone.get(page).click("Ver la grabación")

    assert shown.html.find("video")["src"] == address
    assert anyone.get(address, headers={"Range": "bytes=0-9"}).status_int == 206


@pytest.mark.parametrize(("where", "value"), [("visibility", "internal"), ("trashed_at", "now")])
def test_nobody_watches_what_is_internal_or_in_the_bin(public, file, anyone, clock, where, value):
    setattr(file.recording, where, clock() if value == "now" else Visibility(value))
    db.session.commit()

    assert anyone.get(public[1], expect_errors=True).status_int == 404
    assert anyone.get(f"{public[0]}/grabacion", expect_errors=True).status_int == 404


def test_a_published_file_is_not_given_under_another_sessions_address(public, anyone):
    wrong = public[1].replace(public[0], "/s/aaaaaaaaaaaaaaaa")

    assert anyone.get(wrong, expect_errors=True).status_int == 404
