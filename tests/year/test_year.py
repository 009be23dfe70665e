"""A virtual year: what its frozen reports say is what an independent recount finds.

A month in every run; `make simulation` has all twelve.
"""

import json
import os
from datetime import date, datetime

from sqlalchemy import select

from tests.booking.sessions import ZONE
from tests.people import may_write
from tests.publishing.working import only
from tests.year.office import Office
from tests.year.plan import EASED, YEAR, Plan
from vc.channels.models import Channel
from vc.db import db
from vc.networks.facts import Network
from vc.publishing.models import Publication
from vc.reports.models import Report

MONTHS = int(os.environ.get("SIMULATED_MONTHS", "1"))
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


def figures_of(report: dict) -> dict[tuple[str, str], float]:
    """Return the figures of a frozen report by part and key."""
    return {
        (part["key"], one["key"]): one["value"]
        for part in report["parts"]
        for one in part["figures"]
    }


def lines_of(report: dict) -> dict[str, dict]:
    """Return the lines of a report's goals by what they ask for."""
    (part,) = (one for one in report["parts"] if one["key"] == "goals")
    return {one["title"].rpartition(" ")[2]: one for one in part["lines"]}


def test_the_frozen_reports_of_a_year_are_what_was_done(office: Office):
    office.promise(YEAR, GOALS)
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
    kept = {key: one.content for key, one in frozen.items()}
    for number in range(1, MONTHS + 1):
        report = json.loads(kept[f"{YEAR}-{number:02}"])
        told, expected = figures_of(report), office.diary.counted(number)
        assert {key: told.get(key) for key in expected} == expected, number
        delivered = office.diary.delivered(number)
        for kind, line in lines_of(report).items():
            assert line["values"][:2] == [delivered[kind], GOALS[kind][0]], (number, kind)
            is_eased = number in EASED and kind in EASED[number]
            assert ("Meta ajustada a 0" in line["note"]) == is_eased, (number, kind)

    # What is changed afterwards changes no report.
    with may_write():
        db.session.rollback()
        for row in db.session.scalars(select(Publication)).unique():
            row.title, row.published_at = "Otro título", None
        db.session.commit()
    for key, content in kept.items():
        told = office.boss_at.get(f"/informes/{key}.csv").text
        assert "Otro título" not in told
        assert db.session.get(Report, frozen[key].id, populate_existing=True).content == content
