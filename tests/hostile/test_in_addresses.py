"""What a form holds stands in no address: neither its token, nor who is invited, nor notes."""

import re

from bs4 import BeautifulSoup, Tag

from tests.hostile.conftest import TOGETHER, WHO
from tests.hostile.driver import Driver, pages_of

pytestmark = TOGETHER
PRIVATE = {"csrf_token", "guests", "notes", "password", "submission_key"}


def named_in(part: Tag) -> set[str]:
    """Return the names that a part of a page sends."""
    return {str(tag["name"]) for tag in part.find_all(attrs={"name": True})}


def test_what_is_sent_in_an_address_is_neither_a_token_nor_private(driver: Driver):
    wrong = []
    for who in WHO:
        for path, page in pages_of(driver, who):
            soup = BeautifulSoup(page, "lxml")
            forms = [one for one in soup.find_all("form") if one.get("method", "get") == "get"]
            wrong += [f"{path}: {one}" for form in forms for one in named_in(form) & PRIVATE]
            asking = soup.find_all(attrs={"hx-get": True})
            wrong += [f"{path}: {one['hx-get']}" for one in asking if one.has_attr("hx-include")]
            links = [str(one.get("href", "")) for one in soup.find_all("a")]
            wrong += [f"{path}: {one}" for one in links if "csrf_token" in one]

    assert sorted(set(wrong)) == []


def test_no_name_or_e_mail_that_is_looked_for_stands_in_an_address(driver: Driver):
    wrong = []
    for who in WHO:
        for path, page in pages_of(driver, who):
            soup = BeautifulSoup(page, "lxml")
            asking = [one for one in soup.find_all("form") if one.get("method", "get") == "get"]
            for box in (one for form in asking for one in form.find_all("input", type="search")):
                label = soup.find("label", attrs={"for": box.get("id")})
                words = f"{label.text if label else ''} {box.get('placeholder', '')}".lower()
                wrong += [f"{path}: {words}"] if re.search("nombre|correo|persona", words) else []

    assert sorted(set(wrong)) == []


def test_what_is_asked_while_a_form_is_filled_says_so_where_no_answer_comes(driver: Driver):
    asking, wrong = set(), []
    for path, page in pages_of(driver, WHO[0]):
        for part in BeautifulSoup(page, "lxml").find_all(attrs={"hx-post": True}):
            if part.name == "form" or part.find_parent("form") is None:
                continue
            asking.add(str(part["hx-post"]).rpartition("/")[2].partition("?")[0])
            if not part.get("data-unanswered"):
                wrong.append(f"{path}: {part['hx-post']}")
            private = set(str(part.get("data-sends", "")).split()) & (PRIVATE - {"csrf_token"})
            wrong += [f"{path}: {one}" for one in private]

    assert wrong == []
    assert asking == {"disponibilidad", "horas", "propuesta", "vista"}


def test_what_is_asked_while_a_form_is_filled_is_taken_in_a_body_alone(driver: Driver):
    doors = [
        rule
        for rule in driver.app.url_map.iter_rules()
        if getattr(driver.app.view_functions[rule.endpoint], "only_answers", False)
    ]

    # A file of a list: what the list is narrowed to stands in its own address too.
    asking = [rule for rule in doors if "kind" not in rule.arguments]
    assert {rule.endpoint for rule in asking} >= {"booking.availability", "live.proposal"}
    assert [rule.rule for rule in asking if set(rule.methods) - {"POST", "OPTIONS"}] == []
