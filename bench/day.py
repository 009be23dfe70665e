"""«Hoy» of an office with a programme: ten thousand sessions beside a hundred.

The month is the same in both, so that whatever the large one costs more is read of the past. Time
is CPU time of the process that answers, the least of several. SQLite.
"""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import create_app
from bench import office
from bench.office_sizes import FEW_MONTHS, TEN_YEARS, Sizes
from tests.conftest import browser_at, make_settings
from tests.people import sign_in_cookie
from vc.accounts.models import Person
from vc.accounts.request_context import RequestContext
from vc.db import db, read_only
from vc.migrations_cli import upgrade
from vc.programme import service
from vc.programme.promise import Period
from vc.programme.service import NewGoal, NewTerms
from vc.services import services_of

NOW = datetime(2036, 5, 31, 16, 0, tzinfo=UTC)
"""A month's last day: everything is due."""
TIMES = 15
MOST_RATIO = 1.2
GOALS = (
    ("live", Period.MONTH),
    ("clip.fragment", Period.MONTH),
    ("publication", Period.PERMANENT),
    ("event.talk", Period.WEEK),
    ("event.forum", Period.MONTH),
    ("event.cmsp", Period.MONTH),
    ("bulletin", Period.MONTH),
)


def measure(rows: list[tuple[str, str, str]], folder: Path) -> None:
    """Measure both offices, and add the ratio."""
    few = replace(FEW_MONTHS, sessions=100)
    small = _cost_of(folder / "small", few)
    large = _cost_of(folder / "large", replace(few, sessions=TEN_YEARS.sessions))
    told = f"{large / small:.2f} × ({1000 * large:.1f} ms)"
    rows.append(("«Hoy» with a programme, 10,000 sessions ÷ 100", told, f"≤ {MOST_RATIO} ×"))


def _cost_of(folder: Path, sizes: Sizes) -> float:
    """Fill a database; return the seconds of CPU that the day's page takes in it."""
    folder.mkdir(parents=True)
    app = create_app(make_settings(folder))
    services_of(app).clock = lambda: NOW
    upgrade(app)
    with app.app_context():
        office.fill(app, sizes, NOW)
        person = db.session.get_one(Person, 1)
        _promise(app, person)
        browser = browser_at(app)
        browser.set_cookie("vc", sign_in_cookie(app, db.session, person))
        least = min(_taken(browser) for _ in range(TIMES))
        db.session.remove()
        db.engine.dispose()
    return least


def _taken(browser) -> float:
    """Return the CPU time that one look takes."""
    began = time.process_time()
    browser.get("/hoy")
    return time.process_time() - began


def _promise(app, person: Person) -> None:
    """Begin the year's programme, with goals of every kind."""
    read_only(False)
    zone = services_of(app).zone
    context = RequestContext(db.session(), person, NOW - timedelta(days=90), zone)
    programme = service.begin(context, NOW.year)
    for kind, period in GOALS:
        least = None if period is Period.PERMANENT else 2
        terms = NewTerms(name=kind, least=least)
        since = datetime(NOW.year, 1, 1, tzinfo=zone).date()
        service.add_goal(
            context, programme, NewGoal(kind=kind, period=period, since=since, terms=terms)
        )
    db.session.commit()
