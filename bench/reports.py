"""The report of a year in an office of ten: as a page, counted and frozen, and as each file.

10,000 sessions, 3,000 recordings, 4,000 clips, 12,000 publications and 500,000 lines of the audit,
on both databases; a year has a tenth of that and is compared with the one before. Told is the
least of several: CPU time of the process that answers, of PostgreSQL the time that passed.
"""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from webtest import TestApp

from app import create_app
from bench import growth, office
from bench.office_sizes import TEN_YEARS
from tests.conftest import browser_at
from tests.people import sign_in_cookie
from vc.accounts.models import Person
from vc.config import Settings
from vc.db import db, read_only
from vc.migrations_cli import upgrade
from vc.services import services_of

TRIES = 10
SIZES = replace(TEN_YEARS, lines=3_000, mails=500, registrations=500)
"""Nothing of a report reads what people said, letters or who registered."""
YEAR = (growth.NOW - timedelta(days=365)).year
PATH = f"/informes/{YEAR}"
BOUNDS = {
    "as a page, counted": (PATH, "≤ 300 ms"),
    "as a page, of a month": (f"{PATH}-11", "≤ 300 ms"),
    "its rows": (f"{PATH}/filas/sessions?cifra=held", "≤ 300 ms"),
    "as PDF": (f"{PATH}.pdf", "≤ 2 s"),
    "as XLSX": (f"{PATH}.xlsx", "≤ 2 s"),
    "as CSV": (f"{PATH}.csv", "≤ 2 s"),
}
FROZEN = {
    "as a page, frozen": (PATH, "≤ 300 ms"),
    "as PDF, frozen": (f"{PATH}.pdf", "≤ 2 s"),
    "as XLSX, frozen": (f"{PATH}.xlsx", "≤ 2 s"),
}


def measure(rows: list[tuple[str, str, str]], folder: Path) -> None:
    """Add what each form of the report takes on both databases."""
    for name in ("sqlite", "postgresql"):
        with growth.databases(name, folder / name) as (settings, _):
            taken = _times_of(settings)
        for what, (_, bound) in (BOUNDS | FROZEN).items():
            told = f"{taken[what] * 1000:.0f} ms"
            rows.append((f"report of a year, {name}: {what}", told, bound))


def _times_of(settings: Settings) -> dict[str, float]:
    """Return the seconds that each form takes."""
    app = create_app(settings)
    services_of(app).clock = lambda: growth.NOW
    upgrade(app)
    with app.app_context():
        office.fill(app, SIZES, growth.NOW)
        browser = browser_at(app)
        boss = db.session.get_one(Person, 1)
        browser.set_cookie("vc", sign_in_cookie(app, db.session, boss))
        is_sqlite = db.engine.dialect.name == "sqlite"
        db.session.remove()
        taken = {what: _least(browser, path, is_sqlite) for what, (path, _) in BOUNDS.items()}
        form = next(
            one for one in browser.get(PATH).forms.values() if one.action.endswith("/congelar")
        )
        form.submit()
        taken |= {what: _least(browser, path, is_sqlite) for what, (path, _) in FROZEN.items()}
        read_only(False)
        db.session.remove()
        db.engine.dispose()
    return taken


def _least(browser: TestApp, path: str, is_sqlite: bool) -> float:
    """Return the least seconds of several that an address takes."""
    clock = time.process_time if is_sqlite else time.perf_counter
    taken = []
    for _ in range(TRIES):
        began = clock()
        browser.get(path)
        taken.append(clock() - began)
    return min(taken)
