"""Every form that somebody is offered is sent by everybody else: only what the table says happens.

`tests/everything.py` fills a database, `tests/crawling.py` walks through it as each role and as two
hosts. What a page offers, its door opens; what a door refuses, no page offers.
"""

import base64
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select
from webtest import TestApp, TestResponse

from app import create_app
from tests.conftest import Clock, browser_at, make_settings
from tests.crawling import Found, Offer, View, crawl, view_of
from tests.everything import PDF, People, make_everything
from tests.people import may_write, sign_in_cookie
from vc import permissions
from vc.access import ANYBODY
from vc.accounts.models import Person
from vc.attending.models import Registration
from vc.booking.models import Event, Visibility
from vc.calendars import service as calendars
from vc.checklists.models import Answer
from vc.clips.models import Clip
from vc.consents.models import Consent
from vc.db import Base, db, read_only
from vc.licences.models import LicenceBlock
from vc.recordings.models import MaterialKind, Recording

NAMES = People.__slots__
WRITES = ("INSERT", "UPDATE", "DELETE")
NUMBERS_IN_FORMS = {"consents.create": ("event_id", Event)}
"""The row that a form names beside its address, which is asked about as well."""
NOT_ALONE = {
    # They need what only their script, a vendor or a person knows.
    *("approving.approve", "approving.request_changes", "booking.change", "booking.create"),
    *("booking.link", "booking.reschedule", "channels.change", "channels.create"),
    *("checklists.name_person", "checklists.note_watched", "clips.bring_cuts", "clips.create"),
    *("clips.describe", "clips.lock", "clips.save", "clips.step", "consents.create"),
    *("keeping.save_rules", "licences.check", "live.edit", "live.link", "live.preview"),
    *("plates.create", "publishing.preview", "publishing.change", "publishing.queue"),
    *("publishing_buttons.keep_figures", "publishing_buttons.move", "recordings.look_now"),
    *("series.change", "series.move", "series.create", "series.resume", "series.suspend"),
    *("transcripts.hand_in", "upkeep.compare", "uploads.create", "vedas.grant"),
}


@dataclass(slots=True)
class Town:
    """The app on its database, its people, and what each of them was offered."""

    app: Flask
    kept: Path
    people: dict[str, Person]
    cookies: dict[str, str]
    found: dict[str, Found] = field(default_factory=dict)
    has_written: bool = False

    def browser(self, name: str) -> TestApp:
        """Return a browser in which somebody is signed in, as they were in the beginning."""
        browser = browser_at(self.app)
        if name in self.cookies:
            browser.set_cookie("vc", self.cookies[name])
        return browser

    def send(self, name: str, offer: Offer) -> tuple[TestResponse, bool]:
        """Send what was offered as somebody; return the answer, and whether any row changed."""
        token = self.found[name].token if name in self.found else ""
        self.has_written = False
        answer = self.browser(name).post(
            offer.path,
            [*offer.fields, ("csrf_token", token)],
            upload_files=[(one, "papel.pdf", PDF) for one in offer.files] or None,
            headers={"X-CSRFToken": token},
            status="*",
        )
        changed = self.has_written
        if changed:
            self.restore()
        return answer, changed

    def restore(self) -> None:
        """Put the database back as it was in the beginning."""
        database = self.app.config["SETTINGS"].instance / "vc.sqlite3"
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{database}{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.kept, database)

    def opens(self, name: str, view: View, fields: dict[str, str] | None = None) -> bool:
        """Tell whether the table lets somebody do this: read here, apart from the guard."""
        person, (endpoint, values) = self.people[name], view
        door = self.app.view_functions[endpoint].access
        if door is ANYBODY:
            return True
        asked = [(door.rows[key], value) for key, value in values if door.rows.get(key)]
        if fields and endpoint in NUMBERS_IN_FORMS:
            key, model = NUMBERS_IN_FORMS[endpoint]
            asked += [(model, fields[key])] if fields[key] else []
        with self.app.app_context():
            read_only(True)
            rows = [db.session.get(model, int(number)) for model, number in asked]
            may = [permissions.may(person, door.capability, row) for row in rows if row is not None]
            db.session.rollback()
        return door.opens(person) and all(may)

    def kind_of(self, view: View) -> tuple[object, ...]:
        """Return what tells it from others in whose it is: its door, and the rows of somebody."""
        endpoint, values = view
        rows = getattr(self.app.view_functions[endpoint].access, "rows", {})
        owned = [item for item in values if _tells_whose(rows.get(item[0]))]
        return (endpoint, *owned)

    def offers_of(self, *names: str) -> list[tuple[View, Offer]]:
        """Return what these people were offered, each kind once for each state of its form."""
        alike = {}
        for name in names:
            for offer in self.found[name].offers.values():
                view = view_of(self.app, "POST", offer.path)
                fields = tuple(one for one, _ in offer.fields if not one.startswith("p"))
                alike.setdefault((self.kind_of(view), fields), (view, offer))
        return list(alike.values())

    def number(self, column: object, *where: object) -> int:
        """Return a column of the first row that a query finds."""
        with self.app.app_context():
            read_only(True)
            found = db.session.scalars(select(column).where(*where)).first()
            db.session.rollback()
        return found

    def get(self, name: str, path: str) -> int:
        """Return how a page answers somebody."""
        return self.browser(name).get(path, status="*").status_int

    def post(self, name: str, path: str, **fields: str) -> tuple[int, bool]:
        """Return how a door answers somebody, and whether any row changed."""
        answer, changed = self.send(name, Offer(path, list(fields.items())))
        return answer.status_int, changed


def _tells_whose(model: type[Base] | None) -> bool:
    """Tell whether a row of a model says whose it is."""
    return hasattr(model, "people_ids") or hasattr(model, "maker_id")


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory,
    empty_database: Path,
    compiled_templates: FileSystemBytecodeCache,
) -> Town:
    """Everything, as everybody walked through it once."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copyfile(empty_database, folder / "vc.sqlite3")
    app = create_app(make_settings(folder))
    app.jinja_env.bytecode_cache = compiled_templates
    app.config["CLOCK"] = Clock(datetime(2031, 3, 4, 16, 0, tzinfo=UTC))
    with app.app_context():
        read_only(False)
        people = dict(zip(NAMES, make_everything(app, folder), strict=True))
        cookies = {name: sign_in_cookie(app, db.session, one) for name, one in people.items()}
        for one in people.values():
            db.session.refresh(one)
            db.session.expunge(one)
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        db.engine.dispose()
        engine = db.engine
    shutil.copyfile(folder / "vc.sqlite3", folder / "kept.sqlite3")
    town = Town(app, folder / "kept.sqlite3", people, cookies)

    @sqlalchemy_event.listens_for(engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        town.has_written |= statement.lstrip().startswith(WRITES)

    for name in NAMES:
        browser = town.browser(name)
        town.found[name] = crawl(app, browser)
        town.cookies[name] = browser.cookies["vc"]
    return town


@pytest.mark.parametrize("name", NAMES)
def test_no_page_leads_to_one_that_is_refused(town, name):
    assert town.found[name].refused == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_offers_its_door_opens(town, name):
    offers = town.offers_of(name)

    assert offers
    closed = [one.path for view, one in offers if not town.opens(name, view, dict(one.fields))]
    assert closed == []


@pytest.mark.parametrize("name", NAMES)
def test_what_others_are_offered_is_refused_where_the_table_says_no(town, name):
    wrong = []

    for view, offer in town.offers_of(*NAMES):
        if not town.opens(name, view, dict(offer.fields)):
            answer, changed = town.send(name, offer)
            if answer.status_int != 403 or changed or "Lo puede hacer" not in answer.text:
                wrong.append((offer.path, answer.status, changed))

    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_what_others_open_is_refused_where_the_table_says_no(town, name):
    opened = {view: path for one in town.found.values() for view, path in one.opened.items()}
    alike = {town.kind_of(view): (view, path) for view, path in opened.items()}

    closed = [path for view, path in alike.values() if not town.opens(name, view)]

    assert [path for path in closed if town.get(name, path) != 403] == []


def test_nobody_sends_anything_that_takes_somebody(town):
    wrong = []

    for view, offer in town.offers_of(*NAMES):
        if town.app.view_functions[view[0]].access is not ANYBODY:
            answer, changed = town.send("nobody", offer)
            if changed or answer.status_int != 303 or "/entrar" not in answer.location:
                wrong.append(offer.path)

    assert wrong == []


def test_what_somebody_is_offered_happens(town):
    done, offered, wrong = set(), set(), []

    for name in ("ana", "production", "coordinator"):
        for view, offer in town.offers_of(name):
            if view[0] in done:
                continue
            answer, changed = town.send(name, offer)
            offered.add(view[0])
            done |= {view[0]} if changed else set()
            if answer.status_int == 403 or answer.status_int >= 500:
                wrong.append((name, offer.path, answer.status))

    assert wrong == []
    assert offered - done <= NOT_ALONE


def test_a_host_without_any_part_in_a_session_does_not_make_its_recording_public(town):
    number = town.number(Recording.id, Recording.event_id.is_not(None))
    decided = {"visibility": "public", "consent": "ON_FILE", "consent_note": "Sí", "keep": "rule"}

    assert town.post("bea", f"/grabaciones/{number}/decidir", **decided) == (403, False)
    assert town.post("production", f"/grabaciones/{number}/decidir", **decided) == (403, False)
    assert town.post("ana", f"/grabaciones/{number}/decidir", **decided) == (303, True)


def test_what_is_nobody_s_is_not_the_first_comer_s(town):
    """As in SandeepVashishtha/Eventra#6504, which gave what had no owner to whoever asked."""
    orphan = town.number(Recording.id, Recording.external_id == "orphan")
    own = town.number(Event.id, Event.host_id == town.people["ana"].id)

    for door in ("decidir", "papelera", "ajena", f"asignar/{own}"):
        assert town.post("ana", f"/grabaciones/{orphan}/{door}") == (403, False)
    assert town.post("coordinator", f"/grabaciones/{orphan}/asignar/{own}") == (303, True)


def test_both_rows_of_an_address_are_asked_about(town):
    """As in pretalx/pretalx#82, which looked at the event of an address but not at its talk."""
    hers = town.number(Recording.id, Recording.event_id.is_not(None))
    of_bea = town.number(Event.id, Event.host_id == town.people["bea"].id)
    clip = town.number(Clip.id, Clip.id != town.number(Clip.id, Clip.status == "APPROVED"))
    answer, block = town.number(Answer.id), town.number(LicenceBlock.id)

    assert town.post("bea", f"/grabaciones/{hers}/asignar/{of_bea}") == (403, False)
    assert town.post("ana", f"/grabaciones/{hers}/asignar/{of_bea}") == (403, False)
    assert town.get("ana", f"/clips/{clip}/lista/evidencia/{answer}") == 404
    quit_block = f"/licencias/1/bloqueos/{block}/quitar"
    assert town.post("coordinator", quit_block) == (404, False)


def test_papers_with_consecutive_numbers_open_only_for_their_session_s_people(town):
    """As in zookeepr/zookeepr#478, whose attachments anybody who was signed in could number."""
    paper = f"/consentimientos/{town.number(Consent.id)}/firmado"

    got = {name: town.get(name, paper) for name in NAMES}

    assert [name for name, status in got.items() if status == 200] == [
        *("administrator", "coordinator", "ana")
    ]
    assert set(got.values()) == {200, 403}


def test_who_registered_is_read_only_by_their_session_s_people(town):
    """As in SandeepVashishtha/Eventra#18723: a role was asked for, the event never."""
    event_id = town.number(Registration.event_id)
    page, listed = f"/sesiones/{event_id}/registro", f"/sesiones/{event_id}/registro.csv"

    for name in ("bea", "production", "viewer"):
        assert town.get(name, page) == 403
        assert town.post(name, listed) == (403, False)
        assert "rosa0@example.org" not in town.browser(name).get(f"/sesiones/{event_id}").text
    assert town.get("ana", page) == 200


def test_a_number_that_a_form_or_a_header_carries_is_asked_about(town):
    """As in MindMatrix/SecurityTracker#142: the address was checked, the number in the body not."""
    past = town.number(Consent.event_id)
    coded = base64.b64encode(str(past).encode()).decode()
    told = f"sesion {coded},filename {base64.b64encode(b'a.mp4').decode()}"
    headers = {"Upload-Length": "9", "Upload-Metadata": told, "Tus-Resumable": "1.0.0"}

    def hand_in(name: str) -> tuple[int, str]:
        token = {"X-CSRFToken": town.found[name].token}
        sent = town.browser(name).post("/grabaciones/subidas", headers=headers | token, status="*")
        return sent.status_int, sent.text

    assert town.post("bea", "/consentimientos", event_id=str(past)) == (403, False)
    assert town.get("bea", f"/consentimientos/nuevo?sesion={past}") == 403
    assert town.get("bea", f"/grabaciones/subir?sesion={past}") == 403
    assert hand_in("bea") == (403, permissions.refusal(permissions.Capability.HAND_IN))
    assert hand_in("ana")[0] == 201
    town.restore()


def test_an_upload_is_gone_on_with_only_by_whoever_began_it(town):
    mine = Recording.material_kind == MaterialKind.INTERVIEW
    number = town.number(Recording.id, mine, Recording.handed_in_by_id == town.people["ana"].id)
    with town.app.app_context():
        read_only(True)
        file_id = db.session.get_one(Recording, number).files[0].id
        db.session.rollback()
    door = f"/grabaciones/subidas/{file_id}"

    for name in ("bea", "production"):
        browser, token = town.browser(name), {"X-CSRFToken": town.found[name].token}
        for method in ("HEAD", "PATCH", "DELETE"):
            headers = token | {"Tus-Resumable": "1.0.0"}
            answer = browser.request(door, method=method, headers=headers, status="*")
            assert (method, answer.status_int) == (method, 403)
    assert town.browser("ana").head(door).status_int == 200


def test_a_feed_closes_for_whoever_lost_access_or_the_role_that_it_needs(town):
    with town.app.app_context(), may_write():
        boss = db.session.get_one(Person, town.people["coordinator"].id)
        scope = calendars.host_scope(town.people["ana"].id)
        _, of_ana = calendars.add_feed(db.session(), scope, by=boss, now=datetime.now(UTC))
        _, of_all = calendars.add_feed(db.session(), "staff", by=boss, now=datetime.now(UTC))
        db.session.commit()

        def stand() -> list[int]:
            return [town.get("nobody", f"/feeds/{token}.ics") for token in (of_ana, of_all)]

        assert stand() == [200, 200]
        boss.role = town.people["viewer"].role
        db.session.commit()
        assert stand() == [404, 200]
        boss.is_active = False
        db.session.commit()
        assert stand() == [404, 404]
    town.restore()


def test_the_session_s_page_stays_readable_for_all_staff(town):
    event_id = town.number(Event.id, Event.visibility == Visibility.PUBLIC)

    assert {town.get(name, f"/sesiones/{event_id}") for name in NAMES} == {200}
