"""Sessions, and who and what they belong to, found by what somebody remembers of them."""

from contextvars import Context
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.booking.sessions import book, make_licence
from tests.people import make_person, may_write
from tests.search.asking import counted, follow, in_window, titles
from vc.accounts.models import Role
from vc.booking.models import Campaign, Event
from vc.db import db

HOST = "Núria Peñaloza Ibáñez"
EXTORTION = "Plática: prevención de la EXTORSIÓN telefónica"


@pytest.fixture
def host(app, context):
    """Who holds every session here."""
    return make_person(db.session, Role.HOST, name=HOST)


@pytest.fixture
def boss(browser_of):
    """A browser of Coordinación."""
    return browser_of(Role.COORDINATOR)


@pytest.fixture
def talks(app, host, clock):
    """Two sessions that differ in everything."""
    make_licence()
    campaign = Campaign(name="Cuelgue y verifique")
    with may_write():
        db.session.add(campaign)
        db.session.commit()
    where = {"institution": "Cámara de Comercio", "municipality": "Ciudad Fernández"}
    first = book(
        *(app, host, clock() + timedelta(days=3)),
        **where | {"summary": EXTORTION, "campaign_id": campaign.id},
    )
    second = book(app, host, clock() + timedelta(days=9), summary="Foro: #AquíEstoy, 24/7")
    return first, second


@pytest.mark.parametrize(
    "words",
    [
        "extorsion",
        "EXTORSIÓN prevencion",
        "extors prev",
        "telefonica camara",
        "fernandez",
        "nuria extors",
        "peñaloza camara",
        "cuelgue",
        "plática:",
    ],
)
def test_a_session_is_found_by_title_place_host_and_campaign_however_it_is_typed(
    talks, boss, words
):
    assert EXTORTION in titles(boss, words)["Sesiones"]


@pytest.mark.parametrize("words", ["extorsion foro", "xtorsion", "telefonicas camara", "%", "_"])
def test_all_of_the_words_have_to_be_there_each_from_its_beginning(talks, boss, words):
    assert "Sesiones" not in titles(boss, words)


@pytest.mark.parametrize("words", ["aquiestoy", "#aqui", "24/7", "24 7"])
def test_signs_beside_a_word_are_no_part_of_it(talks, boss, words):
    assert titles(boss, words)["Sesiones"] == ["Foro: #AquíEstoy, 24/7"]


def test_while_a_word_is_being_typed_its_beginnings_find_the_same(talks, boss):
    typed = "prevención extorsión telef"

    found = [titles(boss, typed[:end]).get("Sesiones") for end in range(3, len(typed) + 1)]

    assert found == [[EXTORTION]] * len(found)


def test_a_folio_that_is_typed_whole_comes_first(app, talks, host, clock, boss):
    second = talks[1]
    book(app, host, clock() + timedelta(days=1), summary=f"Sigue de {second.folio}")

    found = titles(boss, second.folio.lower())

    assert next(iter(found)) == "Sesiones"
    assert found["Sesiones"] == [second.summary, f"Sigue de {second.folio}"]


def test_what_comes_is_shown_before_what_was_and_the_nearest_first(app, host, clock, boss):
    make_licence()
    for days in (2, 5, 30, 40):
        book(app, host, clock() + timedelta(days=days), summary=f"Reunión {days}")

    clock.advance(days=10)

    assert titles(boss, "reunion")["Sesiones"] == [f"Reunión {days}" for days in (30, 40, 5, 2)]


def test_all_of_a_kind_are_reached_page_by_page_and_the_count_is_theirs(
    app, host, clock, browser_of
):
    make_licence()
    for number in range(9):
        book(app, host, clock() + timedelta(days=number + 1), summary=f"Reunión {number}")
    boss = browser_of(Role.COORDINATOR)

    assert counted(boss, "reunion", "sesiones") == "9"
    assert len(titles(boss, "reunion")["Sesiones"]) == 6
    assert len(titles(boss, "reunion", en="sesiones")["Sesiones"]) == 9
    assert "Ver todo: 9" in in_window(boss, "reunion")


def test_another_name_and_a_deletion_are_known_at_once_whatever_door_they_come_by(
    talks, boss, browser_of
):
    first, second = talks
    with may_write():
        first.summary = "Plática: ciberacoso"
        db.session.commit()
        # Past the unit of work, as a migration or a repair would.
        db.session.execute(
            Event.__table__.update().where(Event.id == second.id).values(folded="otra cosa")
        )
        db.session.commit()

    assert titles(boss, "ciberacoso")["Sesiones"] == ["Plática: ciberacoso"]
    assert "Sesiones" not in titles(boss, "extorsion")
    assert "Sesiones" not in titles(boss, "aquiestoy")
    assert titles(boss, "otra")["Sesiones"] == [second.summary]


def test_a_person_that_goes_by_another_name_is_found_by_that_one(talks, host, boss):
    with may_write():
        host.name = "Ximena Arriaga"
        db.session.commit()

    assert len(titles(boss, "ximena")["Sesiones"]) == 2
    assert "Sesiones" not in titles(boss, "nuria")


def test_nobody_finds_people_that_only_administrators_open_nor_how_many_there_are(
    app, context, browser_of
):
    make_person(db.session, Role.VIEWER, name="Zacarías Quiñones")

    others = [
        titles(browser_of(role), "zacarias") for role in Role if role is not Role.ADMINISTRATOR
    ]
    window = in_window(browser_of(Role.COORDINATOR), "zacarias")

    assert others == [{}] * 4
    assert "Zacar" not in window.replace("«zacarias»", "")
    assert titles(browser_of(Role.ADMINISTRATOR), "zacarias")["Personas"] == ["Zacarías Quiñones"]


def test_a_host_leads_to_what_they_hold_for_everybody(talks, browser_of):
    viewer = browser_of(Role.VIEWER)

    listed = follow(viewer, "nuria", "anfitriones")

    assert EXTORTION in listed.text


def test_a_campaign_leads_to_its_sessions(talks, boss):
    listed = follow(boss, "cuelgue", "campanas")

    names = [one.get_text() for one in listed.html.select("main a[href^='/sesiones/']")]
    assert EXTORTION in names
    assert "Foro: #AquíEstoy, 24/7" not in names


def test_a_rebuild_folds_what_is_wrong_and_writes_the_index_anew(app, talks, boss):
    with may_write():
        # A folding of long ago, and an index that lost all of it.
        db.session.execute(Event.__table__.update().values(folded="viejo"))
        db.session.execute(text("INSERT INTO event_search(event_search) VALUES ('delete-all')"))
        db.session.commit()

    done = Context().run(app.test_cli_runner().invoke, args=["rebuild-search"])

    assert "Se corrigieron 2 filas" in done.output
    assert titles(boss, "extorsion")["Sesiones"] == [EXTORTION]
    assert "Sesiones" not in titles(boss, "viejo")
