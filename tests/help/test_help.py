"""Help: each page has some, in a few sentences with one picture; the guide has all of it."""

import re

import pytest
from bs4 import BeautifulSoup

from vc.accounts.models import Role
from vc.help.topics import CHAPTERS, topic_of
from vc.help.views import text_of

TOPICS = [(chapter, topic) for chapter in CHAPTERS for topic in chapter.topics]
MOST_WORDS = 75


def read(app, chapter, topic) -> BeautifulSoup:
    """Return what a topic says."""
    with app.test_request_context():
        return BeautifulSoup(text_of(chapter, topic), "lxml")


def doors(app) -> set[str]:
    """Return the endpoints of what people open who sign in."""
    rules = [one for one in app.url_map.iter_rules() if "GET" in one.methods]
    views = {one.endpoint: app.view_functions[one.endpoint] for one in rules}
    return {name for name, view in views.items() if hasattr(getattr(view, "access", 0), "opens")}


def test_every_page_has_its_help(app):
    assert sorted(one for one in doors(app) if topic_of(one) is None) == []


def test_every_topic_is_of_a_page_that_there_is(app):
    named = [name for _, topic in TOPICS for name in (topic.page, *topic.also)]
    endpoints = set(app.view_functions) | {one.partition(".")[0] for one in app.view_functions}

    assert sorted(set(named) - endpoints) == []
    assert len(named) == len(set(named))


@pytest.mark.parametrize(("chapter", "topic"), TOPICS, ids=lambda one: getattr(one, "page", ""))
def test_a_topic_is_a_few_sentences_with_one_picture(app, chapter, topic):
    said = read(app, chapter, topic)
    text = " ".join(one.get_text() for one in said.find_all("p"))

    assert len(said.select(".way, .marks")) == 1
    assert 1 <= len(re.findall(r"[.?](?:\s|$)", text)) <= 5
    assert len(text.split()) <= MOST_WORDS
    assert len(said.select(".way__here")) == len(said.select(".way"))


def test_the_guide_shows_each_what_they_may_open(browser_of):
    all_of_it, some = (
        {one["id"] for one in browser_of(role).get("/ayuda").html.select("article h3")}
        for role in (Role.ADMINISTRATOR, Role.VIEWER)
    )

    assert all_of_it == {topic.macro for _, topic in TOPICS}
    assert "booking_index" in some
    assert {"accounts_people", "diagnosis_index", "booking_new"} & some == set()


def test_a_page_says_its_own_help_and_leads_to_its_place_in_the_guide(browser_of):
    page = browser_of(Role.COORDINATOR).get("/grabaciones").html

    assert page.select_one("dialog#ayuda h2").get_text() == "Grabaciones"
    assert page.select_one(".tool--help")["href"] == "/ayuda#recordings_index"
    assert "llegan solas" in page.select_one("dialog#ayuda").get_text()


def test_a_host_is_told_of_what_she_does_with_her_own_sessions(browser_of):
    guide = browser_of(Role.HOST).get("/ayuda").html

    shown = {one["id"] for one in guide.select("article h3")}
    assert {"booking_move", "attendance_registrations", "certificates_index"} <= shown
