"""Two people change one row: the second is shown both, and nothing of the first is overwritten.

Over every form there is that shows what a row holds: it is sent twice as it was first shown, each
time with another word in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from tests.hostile.conftest import TOGETHER
from tests.hostile.driver import Driver, GoesOn, multipart, pages_of, urlencoded
from tests.hostile.test_refused import BOSS, FORM

pytestmark = TOGETHER
FIRST, SECOND = "lo que guarda la primera", "lo que escribe la segunda"


KEPT = (302, 303)
BEGIN_ANOTHER = {"clips.create", "publishing.queue"}
"""They show what is proposed for something new: nothing of anybody is replaced."""

TRIED_ELSEWHERE = {"checklists.change_item", "publishing.change"}
"""They take a draft, and an approval: checklists/test_versions.py, publishing/test_pages.py."""


@dataclass(frozen=True)
class Shown:
    """A form as its page shows it, and the fields whose words a row holds."""

    view: str
    path: str
    fields: tuple[tuple[str, str], ...]
    has_files: bool
    words: tuple[str, ...]
    seen_fields: frozenset[str] = frozenset()
    """Those that a person sees."""


def forms_of_rows(driver: Driver) -> Iterator[Shown]:
    """Yield each form that shows words which a row holds, or says which state of it it shows."""
    routes = driver.app.url_map.bind("localhost")
    for form in forms_of_pages(driver, pages_of(driver, BOSS)):
        had = dict(form.fields)
        _, numbers = routes.match(form.path, method="POST")
        is_of_a_row = any(had[one] for one in form.words) or had.get("version") or had.get("seen")
        if numbers and form.words and is_of_a_row and form.view not in BEGIN_ANOTHER:
            yield form


def forms_of_pages(driver: Driver, pages: Iterable[tuple[str, str]]) -> Iterator[Shown]:
    """Yield each form of some pages, as it would be sent if it were left alone."""
    routes = driver.app.url_map.bind("localhost")
    for page_path, page in pages:
        for form in BeautifulSoup(page, "lxml").find_all("form", method="post"):
            path = str(form.get("action") or page_path)
            view, _ = routes.match(path, method="POST")
            fields = tuple(_as_shown(form))
            words = tuple(name for name in _words_of(form) if name in dict(fields))
            seen = frozenset(
                str(tag["name"])
                for tag in form.find_all(["input", "select", "textarea"])
                if tag.get("name") and tag.get("type") != "hidden"
            )
            has_files = form.find("input", type="file") is not None
            yield Shown(view, path, fields, has_files, words, seen)


def _words_of(form: Tag) -> Iterator[str]:
    """Yield the names of the fields that take any words."""
    for tag in form.find_all(["input", "textarea"]):
        if tag.get("name") and (tag.name == "textarea" or tag.get("type", "text") == "text"):
            yield str(tag["name"])


def _as_shown(form: Tag) -> Iterator[tuple[str, str]]:
    """Yield what a browser sends when nothing is touched."""
    for tag in form.find_all(["input", "select", "textarea"]):
        name, kind = str(tag.get("name", "")), tag.get("type", "")
        if not name or name == "csrf_token" or kind == "file":
            continue
        if tag.name == "select":
            chosen = tag.find_all("option", selected=True) or tag.find_all("option")[:1]
            yield from ((name, str(one.get("value", ""))) for one in chosen)
        elif tag.name == "textarea":
            yield name, tag.text.removeprefix("\n")
        elif kind not in ("radio", "checkbox") or tag.has_attr("checked"):
            yield name, str(tag.get("value", "y" if kind == "checkbox" else ""))


def send(driver: Driver, form: Shown, changes: dict[str, str]) -> TestResponse:
    """Send a form as it was shown, but for some fields."""
    fields = (*form.fields, ("csrf_token", driver.token))
    pairs = [(name, changes.get(name, had).encode()) for name, had in fields]
    body, kind = multipart(pairs, []) if form.has_files else (urlencoded(pairs), FORM)
    return driver.ask(BOSS, "POST", form.path, body=body, kind=kind)


def field_that_is_kept(driver: Driver, form: Shown) -> str:
    """Send the form with another word, and return in which field; empty when none may have it."""
    for name in form.words:
        if send(driver, form, {name: FIRST}).status_code in KEPT:
            return name
    return ""


def wrong_with(driver: Driver, form: Shown, name: str) -> Iterator[str]:
    """Tell what is wrong with how the second of two who change a row is answered."""
    second = send(driver, form, {name: SECOND})
    if second.status_code != 409:
        yield f"the second is answered by {second.status}"
        return
    page = BeautifulSoup(second.text, "lxml")
    shown = page.find("form", action=form.path) or page
    field = shown.find(attrs={"name": name})
    said = [page.find(id=one) for one in str(field.get("aria-describedby")).split()]
    if SECOND not in (field.get("value"), field.text.strip()):
        yield "what was typed is gone"
    if not any(one is not None and FIRST in one.text for one in said):
        yield "what is kept does not stand beside it"
    seen = {
        one: str(shown.find(attrs={"name": one})["value"])
        for one in ("version", "seen")
        if shown.find(attrs={"name": one})
    }
    if send(driver, form, seen | {name: SECOND}).status_code not in KEPT:
        yield "what was typed cannot be kept afterwards"


def test_who_changes_what_somebody_else_changed_meanwhile_is_shown_both(
    driver: Driver, rewound: GoesOn
):
    every, tried, wrong = set(), set(), []

    for form in forms_of_rows(driver):
        every.add(form.view)
        if form.view not in tried and (name := field_that_is_kept(driver, form)):
            tried.add(form.view)
            wrong += [f"{form.view}: {one}" for one in wrong_with(driver, form, name)]
            rewound.rewind()

    assert "\n".join(wrong) == ""
    assert every - tried <= TRIED_ELSEWHERE
    assert len(tried) > 6
