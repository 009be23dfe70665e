"""A virtual year: what its frozen reports say is what an independent recount finds.

Two months in every run; `make simulation` has all twelve.
"""

import json
import os
from datetime import date, datetime

from sqlalchemy import select

from tests.booking.sessions import ZONE
from tests.publishing.working import only
from tests.year.office import Office, form_with
from tests.year.plan import YEAR, Plan
from vc.channels.models import Channel
from vc.db import db
from vc.networks.facts import Network
from vc.reports.models import Report

MONTHS = int(os.environ.get("SIMULATED_MONTHS", "2"))
GOALS = {
    "live": (1, 2),
    "clip.fragment": (3, 3),
    "clip.capsule": (1, 4),
    "clip.interview": (1, None),
    "event.cmsp": (1, 1),
    "bulletin": (2, None),
    "observance": (1, 1),
    "publication": (None, None),
}


def promise(office: Office) -> None:
    """Begin the year's programme with its goals, through the forms."""
    page = office.boss_at.get(f"/programa?mes={YEAR}-01")
    form_with(page, "like").submit()
    for kind, (least, most) in GOALS.items():
        form = form_with(office.boss_at.get(f"/programa/{YEAR}/metas/nueva"), "kind")
        form["name"], form["kind"] = f"Meta de {kind}", kind
        form["least"], form["most"] = str(least or ""), str(most or "")
        assert form.submit().status_int == 303


def figures_of(report: dict) -> dict[tuple[str, str], float]:
    """Return the figures of a frozen report by part and key."""
    return {
        (part["key"], one["key"]): one["value"]
        for part in report["parts"]
        for one in part["figures"]
    }


def test_the_frozen_reports_of_a_year_are_what_was_done(office: Office):
    promise(office)
    plan = Plan(only(list(db.session.scalars(select(Channel))), Network.FACEBOOK))
    month = 1
    for moment, act in plan.of_months(MONTHS):
        while moment.astimezone(ZONE).month > month:
            office.move_to(datetime(YEAR, month + 1, 1, 8, tzinfo=ZONE))
            office.freeze(f"{YEAR}-{month:02}")
            month += 1
        office.move_to(moment)
        act(office)
    following = date(YEAR + month // 12, month % 12 + 1, 1)
    office.move_to(datetime(following.year, following.month, 1, 8, tzinfo=ZONE))
    office.freeze(f"{YEAR}-{month:02}")

    frozen = {one.period: one for one in db.session.scalars(select(Report)) if one.is_frozen}
    assert len(frozen) == MONTHS
    for number in range(1, MONTHS + 1):
        report = json.loads(frozen[f"{YEAR}-{number:02}"].content)
        told = figures_of(report)
        expected = office.diary.counted(number)
        assert {key: told.get(key) for key in expected} == expected, number
