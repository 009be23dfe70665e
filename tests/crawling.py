"""What pages offer somebody: where their links lead, and the forms and doors that they hold."""

from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from webtest import TestApp
from werkzeug.exceptions import HTTPException

TYPED = {
    "date": "2031-03-20",
    "email": "alguien@example.org",
    "number": "5",
    "time": "10:00",
    "url": "https://www.facebook.com/reel/1234567890",
}
"""What is typed into a field that is empty, by its type; a reason anywhere else."""
A_REASON = "Un motivo que basta"
LEADS = ("href", "src", "hx-get")

View = tuple[str, tuple[tuple[str, object], ...]]
"""An endpoint, and the arguments of an address that leads to it."""


@dataclass(slots=True)
class Offer:
    """Something that a page offers to send: by a form, or by its script (without fields)."""

    path: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, ...]:
        """Return what tells it from others: two forms for the same door with other fields do."""
        return (self.path, *(name for name, _ in self.fields))


@dataclass(slots=True)
class Found:
    """What somebody came upon; `refused` are pages that are linked and answer 403."""

    offers: dict[tuple[str, ...], Offer] = field(default_factory=dict)
    opened: dict[View, str] = field(default_factory=dict)
    """Every view that was opened, pages and files, and by which address."""
    modules: dict[tuple[str, str], str] = field(default_factory=dict)
    """By which address a view first showed a page with a module: of an endpoint and a script."""
    refused: list[str] = field(default_factory=list)
    token: str = ""
    """Their own, as every form of theirs carries it."""


class Page(HTMLParser):
    """Reads a page once: a tree of it for each of hundreds would be most of the test's time."""

    def __init__(self, text: str, path: str) -> None:
        super().__init__()
        self.path, self.token = path, ""
        self.leads: list[str] = []
        self.offers: list[Offer] = []
        self.modules: list[str] = []
        self.addresses: list[str] = []
        """Whatever else names an address of this site: the doors of scripts."""
        self._form: Offer | None = None
        self._named = ""
        self._chosen: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a tag."""
        has = {name: value or "" for name, value in attrs}
        for name, value in has.items():
            if value.startswith("/") and name != "action":
                (self.leads if name in LEADS else self.addresses).append(value)
        if tag == "script" and has.get("type") == "module":
            self.modules.append(has["src"])
        if tag == "form":
            self._form = None
            if has.get("method", "").lower() == "post":
                self._form = Offer((has.get("action") or self.path).partition("#")[0])
                self.offers.append(self._form)
        elif tag == "option" and self._named:
            if self._chosen is None or "selected" in has:
                self._chosen = has.get("value", "")
        elif "name" in has and self._form is not None:
            self._take(tag, has)

    def handle_endtag(self, tag: str) -> None:
        """Take in the end of a tag."""
        if tag == "form":
            self._form = None
        elif tag in ("select", "textarea") and self._named and self._form is not None:
            self._form.fields.append((self._named, self._chosen or ""))
            self._named = ""

    def handle_data(self, data: str) -> None:
        """Take in what a text area holds."""
        if self._named and self._chosen == A_REASON and data.strip():
            self._chosen = data.strip()

    def _take(self, tag: str, has: dict[str, str]) -> None:
        """Take in a field as it is offered; what is empty is filled in."""
        name, kind = (
            has["name"],
            "url" if has.get("inputmode") == "url" else has.get("type", "text"),
        )
        form = self._form
        if name == "csrf_token":
            self.token = has["value"]
        elif tag in ("select", "textarea"):
            self._named, self._chosen = name, None if tag == "select" else A_REASON
        elif kind == "file":
            form.files.append(name)
        elif tag == "button" or kind == "hidden":
            form.fields.append((name, has.get("value", "")))
        elif kind in ("checkbox", "radio"):
            if "checked" in has:
                form.fields.append((name, has.get("value", "y")))
        else:
            form.fields.append((name, has.get("value") or TYPED.get(kind, A_REASON)))


def crawl(app: Flask, browser: TestApp, start: str = "/hoy") -> Found:
    """Follow every link from a page on; each view is opened once for each row that it names."""
    found, waiting = Found(), deque([start])
    while waiting:
        path = waiting.popleft().partition("#")[0]
        view = view_of(app, "GET", path)
        if view is None or view in found.opened:
            continue
        found.opened[view] = path
        answer = browser.get(path, status="*")
        if answer.status_int == 403:
            found.refused.append(path)
        if answer.content_type != "text/html" or answer.status_int != 200:
            continue
        page = Page(answer.text, path)
        found.token = found.token or page.token
        for script in page.modules:
            found.modules.setdefault((view[0], script), path)
        waiting.extend(page.leads)
        doors = [Offer(one) for one in page.addresses if view_of(app, "POST", one)]
        for offer in (*page.offers, *doors):
            found.offers.setdefault(offer.key, offer)
    return found


def view_of(app: Flask, method: str, path: str) -> View | None:
    """Return the view that answers a path, with its arguments; None where none does."""
    try:
        name, values = app.url_map.bind("localhost").match(path.partition("?")[0], method=method)
    except HTTPException:
        return None
    return name, tuple(sorted(values.items()))
