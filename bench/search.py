"""The search of everything in an office of ten years beside the same search after a few months.

10,000 sessions, 3,000 recordings, 100,000 lines of what was said, 4,000 clips and 12,000
publications, on both databases. What is asked is what the window over every page asks; it is the
least of several, in CPU time of the process that answers, of PostgreSQL in the time that passed.
"""

import time
from dataclasses import replace
from pathlib import Path

from webtest import TestApp

from app import create_app
from bench import growth, office
from bench.office_sizes import FEW_MONTHS, TEN_YEARS, Sizes
from tests.conftest import browser_at
from tests.people import sign_in_cookie
from vc.accounts.models import Person
from vc.config import Settings
from vc.db import db, read_only
from vc.migrations_cli import upgrade
from vc.services import services_of

TRIES = 40
LARGE = replace(TEN_YEARS, lines=100_000, mails=500, registrations=500, audit=500)
ASKED = {
    "a title that was typed whole": "Plática 9812: ciberseguridad",
    "a folio": "VC-2036-00812",
    "a word of a third of all rows": "extorsion",
    "what nobody said": "xilofono",
    "a page": "licencias",
}


def measure(rows: list[tuple[str, str, str]], folder: Path) -> None:
    """Add what each question takes in the large office, and how much more that is."""
    for name in ("sqlite", "postgresql"):
        with growth.databases(name, folder / name) as (one, two):
            small, large = _times_of(one, FEW_MONTHS), _times_of(two, LARGE)
        for what in ASKED:
            told = f"{large[what] * 1000:.1f} ms, {large[what] / small[what]:.2f} ×"
            rows.append((f"search of everything, {name}: {what}", told, "< 50 ms"))


def _times_of(settings: Settings, sizes: Sizes) -> dict[str, float]:
    """Return the seconds that each question takes in an office of a size."""
    app = create_app(settings)
    services_of(app).clock = lambda: growth.NOW
    upgrade(app)
    with app.app_context():
        office.fill(app, sizes, growth.NOW)
        browser = browser_at(app)
        boss = db.session.get_one(Person, 1)
        browser.set_cookie("vc", sign_in_cookie(app, db.session, boss))
        db.session.remove()
        page = browser.get("/buscar").html
        token = page.select_one("#buscar [name=csrf_token]")["value"]
        is_sqlite = db.engine.dialect.name == "sqlite"
        found = {what: _least(browser, words, token, is_sqlite) for what, words in ASKED.items()}
        read_only(False)
        db.session.remove()
        db.engine.dispose()
    return found


def _least(browser: TestApp, words: str, token: str, is_sqlite: bool) -> float:
    """Return the least seconds of several that a question takes."""
    clock = time.process_time if is_sqlite else time.perf_counter
    taken = []
    for _ in range(TRIES):
        began = clock()
        browser.post("/buscar/ventana", {"q": words, "csrf_token": token})
        taken.append(clock() - began)
    return min(taken)
