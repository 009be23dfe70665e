"""What drives the pages: the forms that each person is offered, bodies byte by byte, a reset."""

import ast
import logging
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextvars import Context
from dataclasses import dataclass, field
from itertools import islice, product
from pathlib import Path
from urllib.parse import quote_from_bytes, urlencode, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import BigInteger, Integer, LargeBinary, String, event
from sqlalchemy.engine import Engine
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.people import sign_in_cookie
from vc.accounts.models import Person, Role
from vc.db import db

Pair = tuple[str, bytes]
ROOT = Path(__file__).parents[2]
SENDS = re.compile(r"\.(?:get|getlist)\(\s*\"([\w.-]+)\"")
CSRF = "0" * 40
ASKING = {"hx-post": "POST", "hx-get": "GET"}


@dataclass(frozen=True)
class Form:
    """A form as it was offered: where it goes, and what it would send if it were left alone."""

    endpoint: str
    method: str
    path: str
    fields: tuple[Pair, ...]
    files: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names that it sends, each once."""
        return tuple(dict.fromkeys([name for name, _ in self.fields]))


@dataclass
class Driver:
    """The product with a story in it, asked by one person after the other."""

    app: Flask
    samples: dict[str, tuple[object, ...]]
    people: dict[str, Person | None]
    errors: list[str] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    pages: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """What each may look at, once somebody asked for it."""
    token: str = ""

    def __post_init__(self) -> None:
        """Note every error that is logged, and sign everybody in."""
        handler = logging.Handler(logging.ERROR)
        handler.emit = lambda record: self.errors.append(record.getMessage() + _why(record))
        logging.getLogger().addHandler(handler)
        self.app.logger.addHandler(handler)
        cookies = self.app.session_interface.get_signing_serializer(self.app)
        for name, person in self.people.items():
            told = cookies.loads(sign_in_cookie(self.app, db.session, person)) if person else {}
            self.cookies[name] = cookies.dumps(told | {"csrf_token": CSRF})
        db.session.remove()
        signed = URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token")
        self.token = signed.dumps(CSRF)

    def ask(
        self,
        who: str,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        kind: str = "",
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """Send a request and return the answer, read to its end."""
        client = self.app.test_client(use_cookies=False)
        known = {"Cookie": f"vc={self.cookies[who]}", "X-CSRFToken": self.token}
        sent = known | dict(headers or {})

        def send() -> TestResponse:
            answer = client.open(
                path, method=method, data=body, content_type=kind or None, headers=sent
            )
            answer.get_data()
            answer.close()
            return answer

        return Context().run(send)

    def refusal_of(self, answer: TestResponse) -> str:
        """Return what is wrong with an answer to bad input; empty when nothing is."""
        told, self.errors[:] = list(self.errors), []
        if told or answer.status_code >= 500:
            return f"{answer.request.method} {answer.request.path} → {answer.status}: {told}"
        return ""


def _why(record: logging.LogRecord) -> str:
    """Return which error a line in the log is about."""
    if not record.exc_info or record.exc_info[1] is None:
        return ""
    error, trace = record.exc_info[1], record.exc_info[2]
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return f" {type(error).__name__}: {str(error)[:300]} ({where})"


def paths_of(
    app: Flask, rule: Rule, samples: dict[str, tuple[object, ...]], most: int = 1
) -> list[str]:
    """Return some addresses that lead to a rule, of rows that exist as far as there are any.

    What a feature means by a name of its own stands under both: `surveys.event_id`.
    """
    names, feature = sorted(rule.arguments), rule.endpoint.partition(".")[0]
    known = [samples.get(f"{feature}.{name}", samples.get(name, (1,))) for name in names]
    choices = product(*known)
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            adapter.build(rule.endpoint, dict(zip(names, values, strict=True)))
            for values in islice(choices, most)
        ]


def pages_of(driver: Driver, who: str) -> list[tuple[str, str]]:
    """Return (address, page) of everything that a person may look at, of a row or two each."""
    if who not in driver.pages:
        driver.pages[who] = list(pages_seen_by(driver, who))
    return driver.pages[who]


def pages_seen_by(driver: Driver, who: str) -> Iterator[tuple[str, str]]:
    """Look at everything, as it is now."""
    most = 3 if who == Role.ADMINISTRATOR else 1
    for rule in driver.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        for path in paths_of(driver.app, rule, driver.samples, most):
            answer = driver.ask(who, "GET", path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                yield path, answer.text


def forms_of(driver: Driver, who: str) -> list[Form]:
    """Return every form that a person is offered somewhere, each kind of it once."""
    found: dict[tuple[object, ...], Form] = {}
    adapter = driver.app.url_map.bind("localhost")
    for page_path, page in pages_of(driver, who):
        soup = BeautifulSoup(page, "lxml")
        for tag in soup.find_all(_is_sent):
            fields, files = _fields(soup, tag)
            for method, path in _ways(tag, page_path):
                endpoint, _ = adapter.match(path, method=method)
                form = Form(endpoint, method, path, fields, files)
                found.setdefault((endpoint, method, form.names, files), form)
    return list(found.values())


def _is_sent(tag: Tag) -> bool:
    """Tell whether a part of a page is sent somewhere."""
    return tag.name == "form" or any(tag.has_attr(at) for at in ASKING)


def _ways(tag: Tag, page_path: str) -> Iterator[tuple[str, str]]:
    """Yield (method, path) of each way in which a form, or a part of a page, is sent."""
    method = str(tag.get("method", "get")).upper()
    if tag.name == "form" and method in ("GET", "POST"):
        yield method, urlsplit(str(tag.get("action") or page_path)).path
        for button in tag.find_all(attrs={"formaction": True}):
            yield method, urlsplit(str(button["formaction"])).path
    for at, method in ASKING.items():
        if tag.has_attr(at):
            yield method, urlsplit(str(tag[at])).path


def _fields(soup: BeautifulSoup, form: Tag) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    """Return what a browser would send, buttons too, and the names of its files."""
    pairs: list[Pair] = []
    files: list[str] = []
    away = soup.find_all(attrs={"form": form.get("id")}) if form.get("id") else []
    for tag in [*form.find_all(["input", "select", "textarea", "button"]), *away]:
        name, kind = tag.get("name"), tag.get("type", "")
        if not name or name == "csrf_token":
            continue
        if kind == "file":
            files.append(str(name))
        elif tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            pairs.append((str(name), str(chosen.get("value", "") if chosen else "").encode()))
        elif tag.name == "textarea":
            pairs.append((str(name), tag.text.encode()))
        elif kind not in ("checkbox", "radio") or tag.has_attr("checked"):
            pairs.append((str(name), str(tag.get("value", "")).encode()))
        else:
            pairs.append((str(name), b"")) if kind == "checkbox" else None
    return tuple(pairs), tuple(files)


def known_names() -> list[str]:
    """Return every name that some form has, or that the code asks a request for."""
    names: set[str] = set()
    for path in (ROOT / "vc").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        names |= set(SENDS.findall(source)) if "request" in source or "asked" in source else set()
        if path.name == "forms.py":
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                    names |= {one.id for one in node.targets if isinstance(one, ast.Name)}
    return sorted(names)


def urlencoded(pairs: Iterable[Pair]) -> bytes:
    """Return fields as most forms send them; their bytes need be no text."""
    return b"&".join(
        f"{urlencode({name: ''})[:-1]}={quote_from_bytes(value)}".encode() for name, value in pairs
    )


def multipart(
    pairs: Iterable[Pair], files: Iterable[tuple[str, bytes, bytes]]
) -> tuple[bytes, str]:
    """Return fields and files as one body, and its Content-Type; their bytes need be no text."""
    border = secrets.token_hex(8)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value
        for name, value in pairs
    ]
    parts += [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="'.encode()
        + filename.replace(b"\r", b"").replace(b"\n", b"").replace(b'"', b"")
        + b'"\r\nContent-Type: image/png\r\n\r\n'
        + content
        for name, filename, content in files
    ]
    body = b"\r\n".join([*parts, f"--{border}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={border}"


class GoesOn:
    """A database that every example finds as the one before left it: PostgreSQL."""

    def rewind(self) -> None:
        """Leave it as it is."""

    def close(self) -> None:
        """Leave it as it is."""


class Rewound(GoesOn):
    """A SQLite file that goes back to what it was, whenever somebody wrote to it."""

    def __init__(self, path: Path) -> None:
        self._kept = sqlite3.connect(":memory:")
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.backup(self._kept)
        self._seen = self._version()

    def rewind(self) -> None:
        """Undo what was written since."""
        if self._version() != self._seen:
            self._kept.backup(self._file)
            self._seen = self._version()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        self._kept.close()

    def _version(self) -> int:
        """Return a number that changes when another connection commits."""
        return self._file.execute("PRAGMA data_version").fetchone()[0]


def be_as_strict_as_postgresql(engine: Engine) -> None:
    """Let SQLite refuse what only PostgreSQL would: long texts, large numbers, NUL."""

    @event.listens_for(engine, "before_execute", retval=False)
    def check_rows(connection, clause, many, once, options) -> None:
        if not (getattr(clause, "is_insert", False) or getattr(clause, "is_update", False)):
            return
        columns = clause.table.c if hasattr(clause.table, "c") else {}
        for values in (*many, once):
            for name, value in values.items():
                if name in columns:
                    _check(columns[name].type, f"{clause.table.name}.{name}", value)

    @event.listens_for(engine, "before_cursor_execute")
    def check_texts(connection, cursor, statement, values, context, many) -> None:
        if "\x00" in "".join(_texts_in(values)):
            raise ValueError("PostgreSQL text fields cannot contain NUL (0x00) bytes")


def _texts_in(values: object) -> Iterator[str]:
    """Yield every text among the values of a statement, of one row or of several."""
    if isinstance(values, str):
        yield values
    elif isinstance(values, dict | list | tuple):
        for one in values.values() if isinstance(values, dict) else values:
            yield from _texts_in(one)


def _check(kind: object, name: str, value: object) -> None:
    """Raise ValueError for what a column of PostgreSQL would not take."""
    is_text = isinstance(kind, String) and not isinstance(kind, LargeBinary)
    if is_text and kind.length and isinstance(value, str) and len(value) > kind.length:
        raise ValueError(f"value too long for type character varying({kind.length}): {name}")
    if isinstance(kind, Integer) and isinstance(value, int):
        bits = 63 if isinstance(kind, BigInteger) else 31
        if not -(2**bits) <= value < 2**bits:
            raise ValueError(f"integer out of range: {name}")
