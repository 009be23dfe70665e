"""The search over one of everything, by everybody: what it finds opens, nothing else is told."""

import logging

import pytest
from sqlalchemy import text

from tests.search.asking import in_window, titles
from tests.town import NAMES, TOGETHER
from vc.access import ANYBODY
from vc.db import db, read_only
from vc.fulltext import INDEXED, refold
from vc.office.hooks import OFFICE_ROWS
from vc.services import services_of

pytestmark = TOGETHER

WORDS = ("plática", "a", "clip", "con-00001", "vc-2031", "licencias", "extors", "e", "19 20")
ODD = (
    "%",
    "_",
    '"',
    '""',
    "'",
    "*",
    "a*",
    "-",
    "NEAR(a b)",
    "a AND",
    "OR NOT",
    "folded:a",
    "a & | !",
    "a:*",
    "<->",
    "\\",
    "\x00",
    "a\x00b",
    "🌵",
    "a🌵b",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "ß ﬁ ﷺ",
    "中文",
    "a " * 100,
    "x" * 10_000,
    "{{ 7 * 7 }}",
    "<script>alert(1)</script>",
    "); DROP TABLE event; --",
    "﷽" * 200,
)
NO_PLACE = {
    # Answers that are no pages.
    *("static", "health.healthz", "health.readyz", "calendars.entries", "calendars.public_feed"),
    *("calendars.card_picture", "public_clips.card_picture", "sitemap.index", "sitemap.robots"),
    # They lead on, or are what leads there.
    *("accounts.home", "accounts.resume", "accounts.sign_in", "accounts.first_account"),
    *("search.index", "office.index", "talk_requests.sent"),
    "evidence_bundles.key",
    # The rows behind a number: without one they are all of a month.
    "publishing.result_rows",
}


@pytest.mark.parametrize("name", NAMES)
def test_whatever_somebody_finds_opens(town, name):
    browser, closed = town.browser(name), []

    for words in WORDS:
        page = browser.get("/buscar", params={"q": words}).html
        links = {one["href"] for one in page.select(".found > a")}
        answers = {link: browser.get(link, status="*").status_int for link in links}
        closed += [item for item in answers.items() if item[1] not in (200, 302, 303)]

    assert closed == []


@pytest.mark.parametrize("typed", ODD)
def test_nothing_that_is_typed_is_an_operator_or_an_error(town, typed):
    boss = town.browser("administrator")

    page = boss.get("/buscar", params={"q": typed})
    window = in_window(boss, typed)

    assert page.html.select_one("main h1").get_text() == "Buscar en todo"
    assert "<script>alert" not in page.text + window
    assert "49" not in page.html.select_one("main").get_text()


def test_what_is_searched_stands_in_no_log(town, caplog):
    caplog.set_level(logging.DEBUG)

    in_window(town.browser("administrator"), "sunombreentero")
    town.browser("administrator").get("/buscar", params={"q": "sunombreentero"})

    assert "sunombreentero" not in caplog.text


def test_nobody_searches_without_having_signed_in(town):
    answer = town.browser("nobody").get("/buscar", params={"q": "clip"})

    assert answer.status_int == 303
    assert "/entrar" in answer.location


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("agendar", "Agendar sesión"),
        ("licencias", "Cuentas de Zoom y Meet"),
        ("cambiar mi contraseña", "Cambiar mi contraseña"),
        ("hoy", "Hoy"),
        ("auditoria", "Historia de cambios"),
        ("pendient", "Mis pendientes"),
    ],
)
def test_pages_and_actions_are_found_by_what_people_call_them(town, words, title):
    assert titles(town.browser("administrator"), words)["Ir a"][0] == title


def test_a_page_that_is_named_whole_comes_before_everything_else(town):
    found = titles(town.browser("administrator"), "clips")

    assert next(iter(found)) == "Ir a"


def test_every_page_that_needs_nothing_else_has_words_to_be_found_by(town):
    registry = services_of(town.app).registry
    named = {one.endpoint for one in registry.added_to(OFFICE_ROWS)}
    for feature in registry.features:
        named |= set(getattr(feature.labels, "PAGES", {}))
    pages = {
        rule.endpoint
        for rule in town.app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments
    }

    assert pages - named - NO_PLACE == set()
    assert named - pages == set()
    doors = {one: town.app.view_functions[one].access for one in named}
    assert all(door is ANYBODY or door.rows == {} for door in doors.values())


def test_the_index_is_what_a_rebuild_would_write(town):
    with town.app.app_context():
        read_only(False)
        for index in INDEXED:
            # SQLite compares the index with the rows, and raises where they differ.
            check = (
                f"INSERT INTO {index}_search({index}_search, rank) VALUES ('integrity-check', 1)"
            )
            db.session.execute(text(check))
        stale = refold(db.session())
        triggers = set(
            db.session.scalars(text("SELECT name FROM sqlite_master WHERE type='trigger'"))
        )
        db.session.rollback()

    assert stale == 0
    ours = {
        f"{table}_words_{what}" for table in INDEXED for what in ("added", "changed", "deleted")
    }
    assert ours <= triggers
