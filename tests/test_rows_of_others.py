"""Faults of other programs' trackers, tried here: rows of others by number, in address or body."""

import base64
from datetime import UTC, datetime

from tests.people import may_write
from tests.town import NAMES, TOGETHER
from vc import permissions
from vc.accounts.models import Person
from vc.attendance.models import Registration
from vc.booking.models import Event, Visibility
from vc.calendars import service as calendars
from vc.checklists.models import Answer
from vc.clips.models import Clip
from vc.consents.models import Consent
from vc.db import db, read_only
from vc.licences.models import LicenceBlock
from vc.recordings.models import MaterialKind, Recording

pytestmark = TOGETHER


def test_a_host_without_any_part_in_a_session_does_not_make_its_recording_public(town):
    number = town.number(Recording.id, Recording.event_id.is_not(None))
    decided = {"visibility": "public", "consent": "ON_FILE", "consent_note": "Sí", "keep": "rule"}

    assert town.post("bea", f"/grabaciones/{number}/decidir", **decided) == (403, False)
    assert town.post("production", f"/grabaciones/{number}/decidir", **decided) == (403, False)
    page = town.browser("ana").get(f"/grabaciones/{number}")
    form = next(one for one in page.forms.values() if one.action.endswith("/decidir"))
    decided["seen"] = form["seen"].value
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
    assert hand_in("bea") == (403, permissions.OF_A_SESSION.format(name="Ana Anfitriona"))
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
