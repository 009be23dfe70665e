"""A walk through all pages of an office: each of them once, with what is asked of it, measured."""

import time
from collections import deque
from dataclasses import dataclass, field

from flask import Flask
from webtest import TestApp

from bench.counting import Counted, counting
from tests.crawling import Offer, Page, view_of
from vc.db import db

TIMES = 5
SEARCHES = (
    "/auditoria?desde=2036-05-01&hasta=2036-05-08",
    "/auditoria?desde=2030-05-01&hasta=2030-05-08",
    "/auditoria?accion=person.change",
    "/auditoria?accion=clip.edit",
    "/auditoria?persona=30",
    "/auditoria?persona=5",
    "/correos?estado=SENT",
    "/correos?estado=FAILED",
    "/correos?estado=PENDING",
    "/grabaciones/dicho?q=extorsion",
    "/grabaciones/dicho?q=hipoteca",
    "/grabaciones/dicho?q=murcielago",
    "/grabaciones?q=platica+7",
    "/grabaciones?q=jamas",
    "/clips?q=denuncie",
    "/clips?q=jamas",
    "/clips?ver=revision",
    "/clips?ver=aprobados",
    "/clips?ver=publicados",
    "/publicaciones?q=denuncie",
    "/publicaciones?q=jamas",
    "/publicaciones/plan?mes=2036-05",
    "/publicaciones/cifras?mes=2036-05",
    "/publicaciones/cifras?mes=2036-04",
    "/sesiones?q=jamas",
    "/sesiones?q=platica+7",
    "/sesiones?periodo=past",
    "/sesiones?anfitrion=5&periodo=all",
    "/sesiones?licencia=1&periodo=all",
    "/calendario/datos.json?desde=2036-05-01&hasta=2036-06-01",
    "/agenda?mes=2036-05",
    "/correos?sesion=1",
    "/feeds/publico.ics",
    "/feeds/publico.ics?desde=2036-05-01",
    "/feeds/publico.ics?desde=2036-03-01",
    "/difusion/feed.rss",
    "/difusion/feed.atom",
    "/difusion/feed.json",
    "/healthz",
    "/readyz",
)
"""What no link leads to: searches and their filters, feeds, probes."""
LAST_PAGES = tuple(
    f"/{one}?pagina=9999999"
    for one in ("auditoria", "avisos", "clips", "correos", "grabaciones", "sesiones")
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one address costs."""

    path: str
    status: int
    statements: int
    ms: float
    reads: int
    """What the database did for it: thousands of steps of SQLite's, rows of PostgreSQL's."""


Key = tuple[str, tuple[str, ...]]


@dataclass(slots=True)
class Walked:
    """What was met: what each address costs, and what its page offers to send."""

    costs: dict[Key, Cost] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    token: str = ""

    def take(self, page: Page) -> None:
        """Take in what a page offers."""
        self.token = self.token or page.token
        self.offers.extend(page.offers)


def walk(app: Flask, browser: TestApp, times: int = TIMES) -> Walked:
    """Open one address of each kind: a view, with the questions that are asked of it."""
    walked = Walked()
    waiting = deque(["/hoy", *SEARCHES, *LAST_PAGES])
    with counting() as counted:
        while waiting:
            path = waiting.popleft().partition("#")[0]
            key = _key(app, path)
            if key is None or key in walked.costs:
                continue
            walked.costs[key], page = _visit(browser, path, counted, times)
            # What a last page leads to is of another time in each office.
            if page is not None and path not in LAST_PAGES:
                walked.take(page)
                waiting.extend(page.leads)
    return walked


def _visit(browser: TestApp, path: str, counted: Counted, times: int) -> tuple[Cost, Page | None]:
    """Ask for an address, and several times more; return the least it cost, and its page."""
    is_elsewhere = db.engine.dialect.name == "postgresql"
    clock = time.perf_counter if is_elsewhere else time.process_time
    least = float("inf")
    for _ in range(times):
        began = clock()
        browser.get(path, status="*")
        least = min(least, clock() - began)
    with counted.afresh():
        answer = browser.get(path, status="*")
    cost = Cost(path, answer.status_int, counted.statements, 1000 * least, counted.reads)
    is_page = answer.content_type == "text/html" and answer.status_int == 200
    return cost, Page(answer.text, path) if is_page else None


def _key(app: Flask, path: str) -> Key | None:
    """Return what tells an address from others: its view, and what is asked of it."""
    view = view_of(app, "GET", path)
    if view is None or view[0] in ("static", "accounts.sign_out"):
        return None
    if path in SEARCHES or path in LAST_PAGES:
        return view[0], (path,)
    asked = [one.split("=")[0] for one in path.partition("?")[2].split("&") if one[-1:] != "="]
    return view[0], tuple(sorted(set(asked)))
