"""What is typed and refused stays, with the reason beside its field: over every form there is.

Each field in turn is sent seventy thousand letters, which no field takes; the others hold what an
ordinary person would type.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from tests.hostile.conftest import TOGETHER
from tests.hostile.driver import Driver, GoesOn, multipart, pages_of, urlencoded
from vc.accounts.models import Role

pytestmark = TOGETHER
BOSS = Role.ADMINISTRATOR.value
FORM = "application/x-www-form-urlencoded"
TYPED = ("text", "url", "email", "search", "tel", "number", "date", "time")
TOO_MUCH = "x" * 70_000
UNSEEN = ("website",)
"""Only robots fill it in."""


@dataclass(frozen=True)
class Typing:
    """A form as it stands on a page, and what of it is typed."""

    path: str
    fields: tuple[tuple[str, str], ...]
    has_files: bool
    typed: tuple[str, ...]
    free: frozenset[str]
    """Those that take any words."""


def typings(driver: Driver) -> Iterator[Typing]:
    """Yield each form in which something is typed, once."""
    seen = set()
    for page_path, page in pages_of(driver, BOSS):
        for form in BeautifulSoup(page, "lxml").find_all("form", method="post"):
            path = str(form.get("action") or page_path).partition("#")[0]
            view, _ = driver.app.url_map.bind("localhost").match(path, method="POST")
            if getattr(driver.app.view_functions[view], "only_answers", False):
                # A search keeps nothing, and finds nothing by what is longer than any name.
                continue
            inputs = [one for one in form.find_all(["input", "textarea"]) if _is_typed(one)]
            names = tuple(dict.fromkeys(str(one["name"]) for one in inputs))
            # The tables of checklists and channels have the same field once for each row.
            kind = (view, tuple(name.lstrip("p0123456789") for name in names))
            if names and kind not in seen:
                seen.add(kind)
                free = frozenset(str(one["name"]) for one in inputs if _takes_words(one))
                files = form.find("input", type="file") is not None
                yield Typing(path, tuple(_sent(form)), files, names, free)


def _is_typed(tag: Tag) -> bool:
    """Tell whether somebody types into it."""
    is_kind = tag.name == "textarea" or tag.get("type", "text") in TYPED
    return is_kind and bool(tag.get("name")) and tag["name"] not in UNSEEN


def _takes_words(tag: Tag) -> bool:
    """Tell whether it takes any words."""
    return tag.name == "textarea" or tag.get("type", "text") == "text"


def _sent(form: Tag) -> Iterator[tuple[str, str]]:
    """Yield what a browser would send, everything ticked: what is off is not looked at."""
    for tag in form.find_all(["input", "select", "textarea"]):
        name, kind = str(tag.get("name", "")), tag.get("type", "")
        if not name or name == "csrf_token" or kind == "file":
            continue
        if tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            yield name, str(chosen.get("value", "")) if chosen else ""
        elif tag.name == "textarea":
            yield name, tag.text
        elif kind != "radio" or tag.has_attr("checked"):
            yield name, str(tag.get("value", "y" if kind == "checkbox" else ""))


NOBODY_SEES = "second_sight"
"""A field for programs that fill in everything: whoever is caught is told above the form."""


def wrong_with(driver: Driver, form: Typing, name: str) -> Iterator[str]:
    """Tell what is wrong with how a form is refused, one field of which holds too much."""
    words = {
        one: f"palabras {at}" for at, one in enumerate(sorted(form.free - {name, NOBODY_SEES}))
    }
    pairs = [(one, (words | {name: TOO_MUCH}).get(one, had).encode()) for one, had in form.fields]
    body, kind = multipart(pairs, []) if form.has_files else (urlencoded(pairs), FORM)
    answer = driver.ask(BOSS, "POST", form.path, body=body, kind=kind)
    assert driver.refusal_of(answer) == ""
    if answer.status_code != 422:
        yield f"answered by {answer.status}"
        return
    page = BeautifulSoup(answer.text, "lxml")
    field = page.find(attrs={"name": name, "aria-invalid": "true"})
    said = [page.find(id=one) for one in str(field["aria-describedby"]).split()] if field else []
    if not any(one is not None and "field__error" in one.get("class", ()) for one in said):
        yield "no reason beside the field"
    if TOO_MUCH not in answer.text:
        yield "what was too much is gone"
    for one, typed in words.items():
        if typed not in answer.text:
            yield f"what was typed into {one} is gone"


def test_what_is_refused_stays_and_the_reason_stands_beside_its_field(
    driver: Driver, rewound: GoesOn
):
    forms, wrong = list(typings(driver)), []

    for form in forms:
        for name in form.typed:
            if name == NOBODY_SEES:
                continue
            wrong += [f"{form.path} {name}: {one}" for one in wrong_with(driver, form, name)]
            rewound.rewind()

    assert len(forms) > 30
    assert wrong == []
