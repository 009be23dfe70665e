"""Topics for capsules, and which talks were told as stories."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.clips.conftest import author, browse, clip, event, file, file_of, films, program  # noqa: F401
from tests.people import make_person, may_write
from tests.reconciliation.working import form_to
from tests.series.conftest import form_with
from vc.accounts.models import Role
from vc.booking.models import Event, EventKind
from vc.booking.states import EventStatus
from vc.clips.models import Clip, ClipKind, ClipStatus
from vc.db import db
from vc.recordings.models import Recording
from vc.search.hooks import Asked
from vc.topics.finders import TOPICS
from vc.topics.models import Topic


@pytest.fixture
def desk(browse, author):  # noqa: F811
    """The browser of who cuts."""
    return browse(author)


def added(desk, title="Contraseñas para adultos mayores", source="https://ejemplo.mx/nota"):
    """Write a topic down by the page's form; return the answer."""
    form = form_with(desk.get("/temas"), "source")
    form["title"], form["source"] = title, source
    return form.submit(status="*")


def stands() -> tuple[str, str, int | None]:
    """Return how the only topic stands: its state, reason and clip."""
    db.session.rollback()
    db.session.expire_all()
    one = db.session.scalars(select(Topic)).one()
    return one.status.value, one.why, one.clip_id


def become(changed, **values) -> None:
    """Change a clip's row."""
    with may_write():
        db.session.rollback()
        row = db.session.get(Clip, changed)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def test_the_same_topic_is_written_down_once_however_it_is_typed(desk):
    assert added(desk).status_int == 303

    page = added(desk, "  CONTRASENAS para  adultos mayores")

    assert page.status_int == 422
    assert "ya está en la lista: lo tiene Ana Autora" in page.text
    assert stands() == ("IDEA", "", None)


def test_a_topic_is_discarded_with_a_reason_and_comes_back(desk):
    added(desk)
    form = form_to(desk.get("/temas/1"), "/descartar")
    assert "por qué se descarta" in form.submit(status=422).text
    form["why"] = "Ya lo contó la Policía Cibernética"
    form.submit()
    assert stands() == ("DISCARDED", "Ya lo contó la Policía Cibernética", None)

    form_to(desk.get("/temas/1"), "/retomar").submit()

    assert stands() == ("IDEA", "", None)


def test_a_capsule_gets_its_topic_on_its_page_and_other_clips_none(clip, desk):  # noqa: F811
    added(desk)
    number = clip.id
    assert "/tema" not in [form.action[-5:] for form in desk.get(f"/clips/{number}").forms.values()]
    become(number, kind=ClipKind.CAPSULE)

    form = form_to(desk.get(f"/clips/{number}"), "/tema")
    form["topic"] = "1"
    form.submit()

    assert stands() == ("DONE", "", number)
    assert "Contraseñas para adultos mayores" in desk.get(f"/clips/{number}").text


def test_a_topic_is_found_by_its_words(desk):
    added(desk)
    asked = Asked(words="adultos nota", now=datetime(2031, 3, 4, tzinfo=UTC), size=5)

    db.session.rollback()
    found = TOPICS.find(db.session(), asked)

    assert [one.title for one in found.rows] == ["Contraseñas para adultos mayores"]


def test_a_talk_without_a_story_leads_to_beginning_one(clip, clock, desk):  # noqa: F811
    number, file_id = clip.id, clip.file_id
    db.session.rollback()
    clock.advance(days=3)
    page = desk.get("/historias")
    new = page.click("Empezar")
    assert new.request.path == f"/grabaciones/archivos/{file_id}/clips/nuevo"
    assert form_to(new, "/clips")["kind"].value == "story"

    become(number, kind=ClipKind.STORY)

    page = desk.get("/historias")
    assert "En preparación" in page.text
    assert "Empezar" not in page.text


def test_a_topic_is_whose_takes_it_and_what_is_done_is_not_discarded(clip, desk, browse):  # noqa: F811
    added(desk)
    other = make_person(db.session, Role.COORDINATOR)
    discard = form_to(desk.get("/temas/1"), "/descartar")
    discard["why"] = "Ya no"
    form_to(browse(other).get("/temas/1"), "/tomar").submit(status=303)
    db.session.rollback()
    assert db.session.scalars(select(Topic.owner_id)).one() == other.id
    db.session.rollback()
    become(clip.id, kind=ClipKind.CAPSULE)
    number = clip.id
    form = form_to(desk.get(f"/clips/{number}"), "/tema")
    form["topic"] = "1"
    form.submit(status=303)

    assert "Vea cómo está ahora" in discard.submit().follow().text
    assert stands() == ("DONE", "", number)
    form_to(desk.get("/temas/1"), "/tomar").submit(status=303)
    assert stands() == ("TAKEN", "", None)


def test_a_clip_that_stopped_being_a_capsule_takes_no_topic(clip, desk):  # noqa: F811
    added(desk)
    number = clip.id
    become(number, kind=ClipKind.CAPSULE)
    form = form_to(desk.get(f"/clips/{number}"), "/tema")
    form["topic"] = "1"
    become(number, kind=ClipKind.STORY)

    assert "Solo una cápsula lleva tema" in form.submit().follow().text
    assert stands() == ("IDEA", "", None)


def test_a_withdrawn_story_is_none_and_neither_is_one_of_a_session_that_is_no_talk(
    clip,  # noqa: F811
    clock,
    desk,
):
    number, event_id = clip.id, clip.event_id
    db.session.rollback()
    clock.advance(days=3)

    become(number, kind=ClipKind.STORY, status=ClipStatus.WITHDRAWN)
    assert "Empezar" in desk.get("/historias").text

    for values in ({"kind": EventKind.CMSP}, {"status": EventStatus.CANCELLED}):
        with may_write():
            db.session.rollback()
            event = db.session.get_one(Event, event_id)
            event.kind, event.status = EventKind.TALK, EventStatus.CONFIRMED
            for name, value in values.items():
                setattr(event, name, value)
            db.session.commit()
        assert "Empezar" not in desk.get("/historias").text


def test_of_a_film_in_the_bin_no_story_is_begun(clip, clock, desk):  # noqa: F811
    recording_id = clip.file.recording_id
    db.session.rollback()
    clock.advance(days=3)
    with may_write():
        db.session.get_one(Recording, recording_id).trashed_at = clock()
        db.session.commit()

    assert "Empezar" not in desk.get("/historias").text
