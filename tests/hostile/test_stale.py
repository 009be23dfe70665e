"""Two people change one row: the second is shown both, and nothing of the first is overwritten.

Over every form there is that shows what a row holds: it is sent twice as it was first shown, each
time with another word, or another number, in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from tests.hostile.conftest import TOGETHER
from tests.hostile.driver import Driver, GoesOn, multipart, pages_of, urlencoded
from tests.hostile.test_refused import BOSS, FORM
from vc.forms import SEEN

pytestmark = TOGETHER
TYPED = (("lo que guarda la primera", "lo que escribe la segunda"), ("740", "741"))
"""What the first and the second type, into a field of words or of a number."""


KEPT = (302, 303)
BEGIN_ANOTHER = {"clips.create", "publishing.queue"}
"""They show what is proposed for something new: nothing of anybody is replaced."""
LINE_BY_LINE = {"retention.save_rules", "retention.save_record_rules"}
"""Tables whose lines each say what they show: only those that both changed are refused."""

HELD = {
    *("attendance.correct", "checklists.answer", "publishing_buttons.keep_figures", "live.tick"),
    *("live.figures", "privacy.publish", *LINE_BY_LINE),
}
"""Where people type at once what each of them found, or decided."""
TRIED_ELSEWHERE = {
    *("checklists.change_item", "publishing.change", "live.link", "booking.link"),
    *("office.mail_server", "office.zoom", "talk_requests.settings", "surveys.usual"),
    *("connections.google", "connections.meta", "connections.x", "connections.tiktok"),
    *("coverage.keep_address", "zone_turns.swap"),
}
"""They take a draft, an approval, an address, another zone, an answer of a vendor:
checklists/test_versions.py, publishing/test_pages.py, live/test_by_hand.py,
booking/test_pasted_links.py, office/test_settings.py, connections/test_vendor_pages.py,
coverage/test_refusals.py.
"""
ENDS_WHAT_IT_SHOWS = {"certificates.correct"}
"""The second finds that what it showed is no more, and is told so: certificates/test_giving.py."""


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
    choices: tuple[tuple[str, str], ...] = ()
    """The first of each."""


def forms_of_rows(driver: Driver) -> Iterator[Shown]:
    """Yield each form that shows words which a row holds, or says which state of it it shows."""
    of_something_new = BEGIN_ANOTHER | {
        *("booking.create", "channels.create", "licences.new", "branding.create"),
        *("session_templates.new_type", "observances.new_rule", "forums.arrange"),
    }
    for form in forms_of_pages(driver, pages_of(driver, BOSS)):
        had = dict(form.fields)
        is_of_a_row = any(had[one] for one in form.words) or any(had[one] for one in seen_of(form))
        if form.words and is_of_a_row and form.view not in of_something_new:
            yield form


def seen_of(form: Shown) -> tuple[str, ...]:
    """Return the names of the fields that say which state of its row a form shows."""
    names = (name for name, _ in form.fields)
    return tuple(one for one in names if one.rpartition("-")[2] in SEEN)


def forms_of_pages(driver: Driver, pages: Iterable[tuple[str, str]]) -> Iterator[Shown]:
    """Yield each form of some pages, as it would be sent if it were left alone."""
    routes = driver.app.url_map.bind("localhost")
    for page_path, page in pages:
        for form in BeautifulSoup(page, "lxml").find_all("form", method="post"):
            path = str(form.get("action") or page_path).partition("#")[0]
            view, _ = routes.match(path, method="POST")
            fields = tuple(_as_shown(form))
            words = tuple(name for name in _words_of(form) if name in dict(fields))
            seen = frozenset(
                str(tag["name"])
                for tag in form.find_all(["input", "select", "textarea"])
                if tag.get("name") and tag.get("type") != "hidden"
            )
            has_files = form.find("input", type="file") is not None
            choices = tuple(_choices_of(form))
            yield Shown(view, path, fields, has_files, words, seen, choices)


def _words_of(form: Tag) -> Iterator[str]:
    """Yield the names of the fields that take any words, or a number."""
    for tag in form.find_all(["input", "textarea"]):
        is_typed = tag.name == "textarea" or tag.get("type", "text") in ("text", "number")
        if tag.get("name") and is_typed:
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


def _choices_of(form: Tag) -> Iterator[tuple[str, str]]:
    """Yield the first of each of its choices."""
    names = set()
    for tag in form.find_all("input", type="radio"):
        if tag["name"] not in names:
            names.add(tag["name"])
            yield str(tag["name"]), str(tag["value"])


def send(driver: Driver, form: Shown, changes: dict[str, str]) -> TestResponse:
    """Send a form as it was shown, but for some fields."""
    fields = (*form.fields, ("csrf_token", driver.token))
    pairs = [(name, changes.get(name, had).encode()) for name, had in fields]
    body, kind = multipart(pairs, []) if form.has_files else (urlencoded(pairs), FORM)
    return driver.ask(BOSS, "POST", form.path, body=body, kind=kind)


def field_that_is_kept(driver: Driver, form: Shown) -> tuple[str, str, str]:
    """Send the form with something else, and return in which field, what, and what is sent next.

    All three are empty when no field may have it.
    """
    for name, (first, second) in product(form.words, TYPED):
        if send(driver, form, {name: first}).status_code in KEPT:
            return name, first, second
    return "", "", ""


def without_blanks(form: Shown) -> Shown:
    """Return a form with something in each field of words, and chosen: some may not be empty."""
    words = {name for name, had in form.fields if name in form.words and not had}
    filled = tuple((name, "algo" if name in words else had) for name, had in form.fields)
    chosen = tuple(one for one in form.choices if one[0] not in dict(form.fields))
    return replace(form, fields=(*filled, *chosen))


def wrong_with(driver: Driver, form: Shown, name: str, first: str, typed: str) -> Iterator[str]:
    """Tell what is wrong with how the second of two who change a row is answered."""
    second = send(driver, form, {name: typed})
    if second.status_code != (422 if form.view in LINE_BY_LINE else 409):
        yield f"the second is answered by {second.status}"
        return
    page = BeautifulSoup(second.text, "lxml")
    shown = page.find("form", action=form.path) or page
    field = shown.find(attrs={"name": name})
    said = [page.find(id=one) for one in str(field.get("aria-describedby")).split()]
    if typed not in (field.get("value"), field.text.strip()):
        yield "what was typed is gone"
    if not any(one is not None and first in one.text for one in said):
        yield "what is kept does not stand beside it"
    hidden = shown.find_all("input", type="hidden")
    seen = {str(one["name"]): str(one["value"]) for one in hidden if one["name"] != "csrf_token"}
    if send(driver, form, seen | {name: typed}).status_code not in KEPT:
        yield "what was typed cannot be kept afterwards"


def test_who_changes_what_somebody_else_changed_meanwhile_is_shown_both(
    driver: Driver, rewound: GoesOn
):
    every, tried, wrong = set(), set(), []

    for form in forms_of_rows(driver):
        every.add(form.view)
        if form.view in tried | ENDS_WHAT_IT_SHOWS:
            continue
        name, first, second = field_that_is_kept(driver, form)
        if not name:
            form = without_blanks(form)
            name, first, second = field_that_is_kept(driver, form)
        if name:
            tried.add(form.view)
            wrong += [
                f"{form.view}: {one}" for one in wrong_with(driver, form, name, first, second)
            ]
            rewound.rewind()

    assert "\n".join(wrong) == ""
    assert every - tried <= TRIED_ELSEWHERE | ENDS_WHAT_IT_SHOWS
    assert tried >= HELD
