"""Times of publications where clocks change: an hour that is skipped is refused, never moved."""

import pytest

from tests.conftest import make_settings
from tests.publishing.test_pages import opened, rows  # noqa: F401 - a fixture
from tests.publishing.working import HOUR, plan
from tests.reconciliation.working import form_to
from vc.db import db
from vc.publishing.models import Pause

SKIPPED = "Esa hora no existe ese día"
DAY = "2032-03-14"
"""The clocks of Tijuana go from 01:59 to 03:00."""


@pytest.fixture
def settings(tmp_path, network_pages):
    """Settings of an office in Tijuana."""
    return make_settings(
        tmp_path,
        permalink_base=network_pages.url,
        media_reserve_mb=1,
        tzid="America/Tijuana",
    )


def test_an_hour_that_the_clocks_skip_is_refused_beside_its_field(
    opened,  # noqa: F811
    context,
    approved,
    facebook,
    reviewer,
    clock,
):
    row = plan(context(), approved, facebook, clock() + HOUR, insists=True)
    number, clip, channel, at = row.id, approved.id, facebook.id, row.publish_after
    browser = opened(reviewer)

    form = form_to(browser.get(f"/clips/{clip}/publicar"), "/publicar")
    form[f"{channel}-is_wanted"] = True
    form[f"{channel}-day"], form[f"{channel}-clock"] = DAY, "02:30"
    preview = browser.post(f"/clips/{clip}/publicar/{channel}/vista", form.submit_fields())
    planned = form.submit(status=422)
    form = form_to(browser.get(f"/publicaciones/{number}/cambiar"), "/cambiar")
    form["embargo_day"], form["embargo_clock"] = DAY, "02:00"
    changed = form.submit(status=422)
    form = form_to(browser.get("/publicaciones"), "/pausas")
    form["reason"], form["day"], form["clock"] = "Luto", DAY, "02:59"
    paused = form.submit(status=422)
    form = form_to(browser.get(f"/publicaciones/{number}"), "/mover")
    form["day"], form["clock"] = DAY, "02:30"
    moved = form.submit(status=422)

    for page in (planned, changed, paused, moved):
        assert [one.text for one in page.html.select(".field__error") if SKIPPED in one.text]
    assert preview.status_int == 200
    assert [one.publish_after for one in rows()] == [at]
    assert db.session.query(Pause).count() == 0
