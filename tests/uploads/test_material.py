"""Material that was no session is handed in, watched, kept and thrown away like a recording."""

import base64
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.booking.sessions import book, make_licence
from tests.people import make_person
from tests.reconciliation.working import form_to
from tests.recordings.depot import video
from tests.transcripts.conftest import read_all
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.booking.models import Visibility
from vc.db import db
from vc.player import queries as player
from vc.recordings import queries
from vc.recordings.models import MaterialKind, Recording, RecordingStatus
from vc.retention import queries as retention
from vc.retention import service as retention_service
from vc.retention.service import Wanted
from vc.services import services_of
from vc.transcripts import queries as transcripts
from vc.uploads import material

CONTENT = video(20_000)
TITLE = "Entrevista: asistente a la plática"
DOOR = "/grabaciones/subidas"
ZONE = ZoneInfo("America/Mexico_City")
SAID = b"WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nMe gust\xc3\xb3 la pl\xc3\xa1tica\n"


class Door:
    """What the page does, step by step: the form's fields go with the file."""

    def __init__(self, browser):
        self.browser = browser
        page = browser.get("/grabaciones/material/nuevo")
        self.form = page.forms["upload"]
        self.form["title"] = TITLE
        self.token = page.html.find(id="upload")["data-token"]

    def begin(self, name="telefono.mp4"):
        """Announce the file, as the form stands."""
        told = dict(self.form.submit_fields()) | {"filename": name}
        coded = [f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in told.items()]
        headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.token}
        headers |= {"Upload-Length": str(len(CONTENT)), "Upload-Metadata": ",".join(coded)}
        return self.browser.post(DOOR, headers=headers, expect_errors=True)

    def send(self, address):
        """Send all of it."""
        headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.token, "Upload-Offset": "0"}
        headers["Content-Type"] = "application/offset+octet-stream"
        return self.browser.patch(address, params=CONTENT, headers=headers)


@pytest.fixture
def door(app, context, browser_of):
    """A host at the page for material."""
    return Door(browser_of(Role.HOST))


@pytest.fixture
def kept(app, door):
    """Return the number of material that is safe here."""
    door.send(door.begin().headers["Location"])
    recording = the_recording()
    number, file_id = recording.id, recording.files[0].id
    db.session.rollback()
    services_of(app).registry.tasks["fetch_file"].call_local(file_id)
    return number


def the_recording() -> Recording:
    """Return the one recording there is, as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Recording)).one()


def actions() -> list[str]:
    """Return what was written down, the latest last."""
    query = select(AuditLine.action).where(AuditLine.subject_kind == "Recording")
    return list(db.session.scalars(query.order_by(AuditLine.id)))


def shown(listed: str) -> list[int]:
    """Return what a list holds."""
    page = queries.search(db.session(), queries.Search(shown=listed))
    return [one.id for one in page.rows]


def test_material_is_kept_with_what_was_said_of_it(door, clock):
    day = clock().astimezone(ZONE).date() - timedelta(days=3)
    door.form["material_kind"] = "story"
    door.form["recorded_on"] = day.isoformat()
    door.form["recorded_time"] = "17:30"
    door.form["has_minors"] = True
    door.form["note"] = "Con el teléfono de guardia"
    door.form["keep_on"] = (day + timedelta(days=30)).isoformat()

    door.begin()

    found = the_recording()
    assert (found.topic, found.material_kind, found.event_id) == (TITLE, MaterialKind.STORY, None)
    assert (found.shows_minors, found.note) == (True, "Con el teléfono de guardia")
    assert f"{found.recorded_at.astimezone(ZONE):%Y-%m-%d %H:%M}" == f"{day} 17:30"
    assert found.keep_until.astimezone(ZONE).date() == day + timedelta(days=31)
    assert actions()[-1] == "recording.begin_material"


def test_material_is_verified_and_kept(kept):
    assert the_recording().status is RecordingStatus.STORED


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("title", "", "Escriba un título, y luego continúe."),
        ("recorded_on", "", "Escriba la fecha en que se grabó."),
        ("title", "a" * 201, "Acórtelo a 200 caracteres; ahora tiene 201."),
    ],
)
def test_a_wrong_field_is_told_before_anything_is_taken(door, name, value, told):
    door.form[name] = value

    answer = door.begin()

    assert (answer.status_int, answer.text) == (422, told)
    assert db.session.scalar(select(Recording.id)) is None


def test_material_of_tomorrow_is_refused(door, clock):
    tomorrow = clock().astimezone(ZONE).date() + timedelta(days=1)
    door.form["recorded_on"] = tomorrow.isoformat()

    assert door.begin().text == material.NOT_YET


def test_material_is_no_orphan(kept):
    assert (shown("material"), shown("all"), shown("orphans")) == ([kept], [kept], [])
    assert queries.counts(db.session()) == {"attend": 0, "orphans": 0, "bin": 0}


def test_the_list_of_material_names_it(kept, browser_of):
    page = browser_of(Role.VIEWER).get("/grabaciones?ver=material")

    row = page.html.find(id=f"grabacion-{kept}")
    assert row.find("a").get_text() == TITLE
    assert row.select_one(".agenda__who").get_text().split(" · ")[0] == "Entrevista"


def test_who_only_looks_cannot_hand_in_material(browser_of):
    answer = browser_of(Role.VIEWER).get("/grabaciones/material/nuevo", expect_errors=True)

    assert answer.status_int == 403


def test_moments_are_marked_on_its_own_time_line(kept, door):
    page = door.browser.get(f"/grabaciones/{kept}")
    form = form_to(page, "/momentos")
    form["second"], form["note"] = "4", "Se puede usar"

    form.submit().follow()

    recording = the_recording()
    file = recording.files[0]
    (moment,) = player.moments_of(db.session, None, recording)
    assert (moment.note, moment.at - recording.recorded_at) == (
        "Se puede usar",
        timedelta(seconds=4),
    )
    chapters = door.browser.get(f"/grabaciones/archivos/{file.id}/capitulos.vtt").text
    assert chapters.splitlines()[2:4] == ["00:00:04.000 --> 00:01:04.000", "Se puede usar"]


def test_a_moment_of_material_is_taken_away_without_a_session(kept, door):
    form = form_to(door.browser.get(f"/grabaciones/{kept}"), "/momentos")
    form["note"] = "Sobra"
    page = form.submit().follow()

    answer = form_to(page, "/quitar").submit()

    assert answer.location.endswith(f"/grabaciones/{kept}?archivo={the_recording().files[0].id}")
    assert player.moments_of(db.session, None, the_recording()) == []


def test_a_transcript_is_handed_in_for_material(app, kept, door):
    form = form_to(door.browser.get(f"/grabaciones/{kept}"), "/transcripcion")
    form["transcript"] = ("dicho.vtt", SAID, "text/vtt")

    form.submit().follow()
    read_all(app)

    (found,) = transcripts.transcripts_of(db.session, the_recording())
    assert [one.text for one in transcripts.lines_of(db.session, found)] == ["Me gustó la plática"]


def test_material_has_no_public_page(kept, door):
    form = form_to(door.browser.get(f"/grabaciones/{kept}"), "/decidir")
    form["visibility"], form["consent"], form["consent_note"] = "public", "ON_FILE", "Oficio 4"

    page = form.submit(status=422)

    assert retention_service.NO_PUBLIC_PAGE in page.html.get_text()
    assert the_recording().visibility is Visibility.INTERNAL


def test_the_rule_of_material_says_how_long_it_is_kept(kept, clock):
    by = make_person(db.session, Role.COORDINATOR)
    db.session.commit()
    rule = Wanted(None, Visibility.INTERNAL, 30, is_automatic=True)
    retention_service.set_rules(db.session, [rule], now=clock(), by=by)
    recording = db.session.scalars(select(Recording)).one()

    assert retention.kept_until(db.session, recording) == recording.recorded_at + timedelta(days=30)
    assert retention.due(db.session, recording.recorded_at + timedelta(days=29)) == []
    retention_service.plan(db.session, recording.recorded_at + timedelta(days=30))
    assert recording.trashed_at == recording.recorded_at + timedelta(days=30)


def test_what_is_due_by_its_own_date_is_listed_without_a_session(kept, browser_of, clock):
    recording = the_recording()
    recording.keep_until, recording.keep_reason = clock() - timedelta(days=1), "Es de un menor"
    db.session.commit()

    page = browser_of(Role.COORDINATOR).get("/grabaciones/conservacion")

    section = page.html.find(id="vencidas")
    assert section.find("th", scope="row").get_text() == f"{TITLE} Entrevista"


def test_material_goes_into_the_bin_and_comes_back(kept, door):
    form = form_to(door.browser.get(f"/grabaciones/{kept}"), "/papelera")
    form["reason"] = "Se grabó dos veces"
    page = form.submit().follow()
    assert (shown("material"), shown("bin")) == ([], [kept])
    db.session.rollback()

    form_to(page, "/restaurar").submit()

    assert shown("material") == [kept]


def test_its_title_is_corrected_by_who_handed_it_in(kept, door):
    form = form_to(door.browser.get(f"/grabaciones/{kept}"), "/datos")
    form["title"], form["has_minors"] = "Entrevista: madre de familia", True

    page = form.submit().follow()

    assert page.html.find("h1").get_text() == "Entrevista: madre de familia"
    assert the_recording().has_minors is True
    assert actions()[-1] == "recording.describe"


def test_what_is_said_of_it_in_another_window_meanwhile_stands_beside_ones_own(kept, door):
    first, second = (form_to(door.browser.get(f"/grabaciones/{kept}"), "/datos") for _ in "ab")
    first["note"], second["note"] = "De la primera", "De la segunda"
    first.submit()

    page = second.submit(status=409)

    again = form_to(page, "/datos")
    assert again["note"].value == "De la segunda"
    assert page.html.find(id="note-beside").get_text() == "Guardado ahora: De la primera"
    assert the_recording().note == "De la primera"
    db.session.rollback()
    again.submit(status=303)
    assert the_recording().note == "De la segunda"


def test_another_host_cannot_correct_it(kept, browser_of):
    other = browser_of(Role.HOST)
    page = other.get("/grabaciones/material/nuevo")
    token = page.html.find(id="upload")["data-token"]
    sent = {"csrf_token": token, "title": "Cambiado", "material_kind": "other"}

    answer = other.post(f"/grabaciones/{kept}/datos", sent, expect_errors=True)

    assert answer.status_int == 403
    assert "Lo puede hacer quien lo hizo o Comunicación Social." in answer.text
    assert the_recording().topic == TITLE


def test_another_host_cannot_throw_it_away(kept, browser_of):
    other = browser_of(Role.HOST)
    token = other.get("/grabaciones/material/nuevo").html.find(id="upload")["data-token"]
    sent = {"csrf_token": token, "reason": "No es mía"}

    answer = other.post(f"/grabaciones/{kept}/papelera", sent, expect_errors=True)

    assert answer.status_int == 403
    assert the_recording().trashed_at is None


def test_material_is_given_to_a_session_later(app, kept, browser_of, clock):
    make_licence()
    event = book(app, make_person(db.session, Role.HOST, name="Eva"), clock() + timedelta(hours=1))
    number = event.id
    db.session.commit()
    browser = browser_of(Role.COORDINATOR)

    form_to(browser.get(f"/grabaciones/{kept}/asignar"), f"/asignar/{number}").submit()

    assert the_recording().event_id == number
    assert (shown("material"), shown("orphans")) == ([kept], [])
