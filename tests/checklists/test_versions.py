"""A version in use never changes; a coordinator makes a newer one, and clips keep theirs."""

import json

import pytest

from tests.booking.sessions import ZONE
from tests.checklists.working import item_of, signed_in
from tests.people import make_person
from tests.reconciliation.working import form_to
from tests.test_words import FOREIGN, NEVER, offended, words
from tests.words import Said
from vc.accounts.models import Role
from vc.checklists import queries, service, versions
from vc.checklists.checks import CHECKS
from vc.checklists.models import Level, Mode, Template, TemplateItem, TemplateStatus
from vc.checklists.versions import NewItem
from vc.clips.models import ClipKind
from vc.db import db
from vc.errors import RuleError
from vc.schema import MIGRATIONS

KIND = ClipKind.CAPSULE

FIRST_ROWS = MIGRATIONS / "first_rows.json"
POINTS = json.loads(FIRST_ROWS.read_text(encoding="utf-8"))["checklist_item"]


@pytest.fixture
def coordinator(app, context):
    """Who writes versions."""
    return make_person(db.session, Role.COORDINATOR)


@pytest.fixture
def draft(coordinator, clock):
    """A new version of the list of capsules."""
    made = versions.begin_version(db.session(), KIND, now=clock(), by=coordinator)
    db.session.commit()
    return made


def item(template, key):
    """Return a point of a version."""
    return next(one for one in template.items if one.key == key)


def writing(page):
    """Return the form in which a point is written."""
    return next(form for form in page.forms.values() if "label" in form.fields)


def test_each_kind_comes_with_the_twenty_points(app, context):
    found = {kind: queries.published(db.session(), kind) for kind in ClipKind}

    assert [len(one.items) for one in found.values()] == [20] * 5
    assert {one.version for one in found.values()} == {1}
    for template in found.values():
        assert [one.key for one in template.items] == [one["key"] for one in POINTS]


def test_no_point_that_comes_with_the_program_says_what_people_never_read(app, context):
    points = [one for kind in ClipKind for one in queries.published(db.session(), kind).items]
    said = [
        Said("checklist_item", one.id, text) for one in points for text in (one.label, one.help)
    ]

    # A licence is one of music here, a plate one of a car.
    rows = set(NEVER) - {"account that can host", "presets; campaign"}
    held = (*(NEVER[row] for row in rows), FOREIGN["of the machine"], "por confirmar con")
    for pattern in held:
        assert offended(words(pattern), said) == []


def test_each_point_of_the_first_version_fits_its_column_and_names_a_check_that_there_is():
    assert [one["key"] for one in POINTS if len(one["label"]) > 200 or len(one["help"]) > 600] == []
    assert {one["check_key"] for one in POINTS} - {""} == set(CHECKS)
    assert all(one["check_key"] for one in POINTS if one["mode"] == Mode.SYSTEM)


def test_a_new_version_begins_as_a_copy(draft, coordinator, clock):
    before = queries.published(db.session(), KIND)

    assert (draft.version, draft.status) == (2, TemplateStatus.DRAFT)
    assert versions.compared(before, draft) == versions.Comparison((), (), ())
    with pytest.raises(RuleError, match="Ya hay un borrador"):
        versions.begin_version(db.session(), KIND, now=clock(), by=coordinator)


def test_a_draft_is_added_to_changed_put_in_order_and_shortened(draft, coordinator, clock):
    session, stamp = db.session(), {"now": clock(), "by": coordinator}
    before = queries.published(session, KIND)
    own = versions.add_item(session, draft, NewItem(label="Lengua de señas"), **stamp)
    music = item(draft, "music")
    new = NewItem(label="Sin música", level=Level.ADVISORY, help=music.help)
    versions.change_item(session, music, new, **stamp)
    versions.move_item(session, own, -1, **stamp)
    versions.drop_item(session, item(draft, "orange_day"), **stamp)
    db.session.commit()

    comparison = versions.compared(before, draft)

    assert [one.label for one in comparison.added] == ["Lengua de señas"]
    assert [one.key for one in comparison.dropped] == ["orange_day"]
    ((changed),) = comparison.changed
    assert changed.names == ("label", "level", "evidence", "depends_on")
    assert [one.key for one in draft.items][-2:] == [own.key, "complaints"]


def test_moving_past_the_end_changes_nothing(draft, coordinator, clock):
    keys = [one.key for one in draft.items]

    versions.move_item(db.session(), draft.items[0], -1, now=clock(), by=coordinator)
    versions.move_item(db.session(), draft.items[-1], 1, now=clock(), by=coordinator)

    assert [one.key for one in draft.items] == keys


def test_a_published_version_takes_no_change(app, context, coordinator, clock):
    session, stamp = db.session(), {"now": clock(), "by": coordinator}
    template = queries.published(session, KIND)
    one = template.items[0]

    for attempt in (
        lambda: versions.add_item(session, template, NewItem(label="x"), **stamp),
        lambda: versions.change_item(session, one, NewItem(label="x"), **stamp),
        lambda: versions.move_item(session, one, 1, **stamp),
        lambda: versions.drop_item(session, one, **stamp),
        lambda: versions.publish(session, template, **stamp),
    ):
        with pytest.raises(RuleError, match="no cambia"):
            attempt()


def test_the_second_person_s_approval_stays_in_every_version(draft, coordinator, clock):
    approval = item(draft, "approval")

    with pytest.raises(RuleError, match="segunda persona"):
        versions.drop_item(db.session(), approval, now=clock(), by=coordinator)
    with pytest.raises(RuleError, match="segunda persona"):
        versions.change_item(
            db.session(),
            approval,
            NewItem(label="x", level=Level.ADVISORY),
            now=clock(),
            by=coordinator,
        )


def test_a_clip_keeps_the_version_with_which_it_began(clip, coordinator, clock, author):
    session = db.session()
    began = service.ensure(session, clip, clock()).template
    new = versions.begin_version(session, clip.kind, now=clock(), by=coordinator)
    versions.drop_item(session, item(new, "complaints"), now=clock(), by=coordinator)
    versions.publish(session, new, now=clock(), by=coordinator)

    state = service.state(session, clip, now=clock(), zone=ZONE)

    assert (state.version, began.status) == (1, TemplateStatus.REPLACED)
    assert item_of(clip, "complaints") in began.items
    assert queries.published(session, clip.kind) is new
    assert (new.published_at, new.published_by) == (clock(), coordinator)


class TestPages:
    """Through the pages."""

    @pytest.fixture
    def browser(self, app, coordinator, browser_of):
        """The coordinator's browser."""
        return signed_in(browser_of, coordinator)

    def versions(self):
        """Return the versions of the list of capsules, the oldest first."""
        db.session.rollback()
        db.session.expire_all()
        query = db.session.query(Template).filter_by(kind=KIND).order_by(Template.version)
        found = [(one.version, one.status.value, len(one.items)) for one in query]
        db.session.rollback()
        return found

    def test_a_version_is_made_written_compared_and_published(self, browser):
        page = form_to(browser.get("/listas"), "/capsule/nueva-version").submit().follow()
        address = page.request.path
        form = writing(page.click("Agregar un punto"))
        form["label"], form["when"] = "Lengua de señas", "minors"
        page = form.submit().follow()
        assert "Lengua de señas" in page
        page = form_to(page, "/quitar").submit().follow()
        page = form_to(page, "/bajar").submit().follow()

        compared = browser.get(f"{address}/comparar")
        form_to(page, "/publicar").submit()

        assert "Se agregaron" in compared
        assert "Se quitaron" in compared
        assert self.versions() == [(1, "REPLACED", 20), (2, "PUBLISHED", 20)]

    def test_what_a_point_says_is_changed_and_what_is_wrong_stays_typed(self, browser, draft):
        number = draft.items[0].id
        db.session.rollback()
        form = writing(browser.get(f"/listas/puntos/{number}"))
        assert form["evidence"].value == "LINK"
        form["label"], form["help"] = " ", "Mire el aviso"

        shown = form.submit(expect_errors=True)

        assert (shown.status_int, writing(shown)["help"].value) == (422, "Mire el aviso")
        assert "Escriba qué se pide" in shown

    def test_what_somebody_else_wrote_of_a_point_meanwhile_stands_beside_ones_own(
        self, browser, draft
    ):
        number = draft.items[0].id
        db.session.rollback()
        old = writing(browser.get(f"/listas/puntos/{number}"))
        form = writing(browser.get(f"/listas/puntos/{number}"))
        form["help"] = "De la primera"
        form.submit()
        old["help"] = "De la segunda"

        shown = old.submit(status=409)

        again = writing(shown)
        assert again["help"].value == "De la segunda"
        beside = shown.html.find(id="help-beside").get_text()
        assert beside == "Guardado ahora: De la primera"
        assert shown.html.find(id="label-beside") is None
        again.submit(status=303)
        db.session.rollback()
        assert db.session.get_one(TemplateItem, number).help == "De la segunda"

    def test_a_hand_made_request_does_not_change_a_published_version(self, browser, context):
        number = queries.published(db.session(), KIND).items[0].id
        db.session.rollback()
        page = browser.get("/listas")
        token = page.html.select_one("input[name=csrf_token]")["value"]
        body = {"csrf_token": token, "label": "x", "level": "ADVISORY", "evidence": "NONE"}
        body |= {"when": "", "depends_on": "BOTH"}

        changed = browser.post(f"/listas/puntos/{number}", body, expect_errors=True)
        dropped = browser.post(f"/listas/puntos/{number}/quitar", {"csrf_token": token})

        assert (changed.status_int, "no cambia" in changed) == (422, True)
        assert "no cambia" in dropped.follow()
        assert self.versions() == [(1, "PUBLISHED", 20)]

    def test_hosts_read_the_lists_and_change_nothing(self, browser_of):
        host = browser_of(Role.HOST)

        page = host.get("/listas")

        assert "Hacer nueva versión" not in page
        assert host.post("/listas/capsule/nueva-version", {}, expect_errors=True).status_int in (
            400,
            403,
        )
