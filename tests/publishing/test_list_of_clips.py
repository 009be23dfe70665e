"""The list of clips: its parts with their counts, and what published clips were seen."""

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.checklists.working import signed_in
from tests.publishing.working import HOUR, REEL, plan, work
from vc.db import db
from vc.publishing import metrics, proof
from vc.publishing.models import Moment


@pytest.fixture
def out(app, context, approved, facebook, site, clock, network_pages):
    """Publications of one clip that are out, on Facebook and on our own page."""
    network_pages.answers["/reel/1234567890"] = 200
    rows = [plan(context(), approved, one, clock() + HOUR) for one in (facebook, site)]
    proof.report(context(), rows[0], REEL)
    db.session.commit()
    clock.advance(hours=1)
    return [work(app, row) for row in rows]


def tabs(page) -> dict[str, str]:
    """Return the counts of the list's parts by their names."""
    found = [one.get_text(" ", strip=True).rpartition(" ") for one in page.html.select(".tabs a")]
    return {name: count for name, _, count in found if count.isdigit()}


def said(page) -> list[str]:
    """Return what the list says of its clips."""
    return [one.get_text() for one in page.html.select(".gallery .quiet")]


def test_an_approved_clip_is_counted_in_its_part_and_listed_there(approved, author, browser_of):
    page = signed_in(browser_of, author).get("/clips")

    counts = {"Todos": "1", "En edición": "0", "En revisión": "0", "Aprobados": "1"}
    assert tabs(page) == counts | {"Publicados": "0"}
    assert said(page.click("Aprobados"))[0].startswith("Aprobado · ")
    assert said(page.click("Publicados")) == []


def test_a_published_clip_tells_the_latest_views_of_all_its_channels(
    out, author, context, clock, browser_of
):
    browser = signed_in(browser_of, author)
    page = browser.get("/clips?ver=publicados")
    assert (tabs(page)["Publicados"], tabs(page)["Aprobados"]) == ("1", "0")
    assert said(page)[0].startswith("Publicado · ")

    clock.advance(days=8)
    context_now = context()
    for row, moment, views in ((0, Moment.HOUR, 5), (0, Moment.WEEK, 1200), (1, Moment.DAY, 40)):
        metrics.keep(context_now, db.session.merge(out[row]), moment, {"views": views})
    db.session.commit()

    assert said(browser.get("/clips"))[0].startswith("1,240 vistas · ")
