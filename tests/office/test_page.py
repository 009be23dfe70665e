"""The page «Oficina»: what is arranged once, with how it stands today."""

import pytest

from tests.booking.sessions import make_licence
from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.db import db
from vc.office.hooks import OFFICE_ROWS, Group
from vc.services import services_of

ADMINISTERED = (
    "accounts.people",
    "accounts.audit",
    "branding.index",
    "channels.index",
    "checklists.index",
    "consents.index",
    "diagnosis.index",
    "licences.index",
    "licences.integrations",
    "mail.index",
    "privacy.index",
    "publishing_bans.index",
    "reconciliation.divergences",
    "reconciliation.notices",
)
"""What the menu held under «Administración», and beside the daily work."""


def rows_of(page) -> dict[str, str]:
    """Return the values of a page's rows, by their titles; the telephone's part apart."""
    rows = page.html.select("#grupos li")
    return {
        row.select_one(".rows__title").text.strip(): row.select_one(".rows__end").text.strip()
        for row in rows
    }


def test_everything_that_was_administered_by_the_menu_has_a_row(app):
    rows = services_of(app).registry.added_to(OFFICE_ROWS)

    assert set(ADMINISTERED) <= {one.endpoint for one in rows}
    assert [one.endpoint for one in rows if one.endpoint not in app.view_functions] == []
    assert len({one.title for one in rows}) == len(rows)


def test_the_values_are_those_of_today(browser_of, reading):
    boss = make_person(db.session, Role.ADMINISTRATOR)
    office = browser_of(boss)
    before = rows_of(office.get("/oficina"))
    with may_write():
        make_licence()

    after = rows_of(office.get("/oficina"))

    assert before["Personas y permisos"] == "1 persona"
    assert before["Cuentas de Zoom y Meet"] == "Ninguna todavía"
    assert after["Cuentas de Zoom y Meet"] == "1 cuenta"


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_the_rows_that_open_for_them(app, browser_of, reading, role):
    office = browser_of(make_person(db.session, role))

    links = [one["href"] for one in office.get("/oficina").html.select("main a")]

    assert "/cuenta" in links
    assert ("/personas" in links) == (role is Role.ADMINISTRATOR)
    assert [one for one in links if office.get(one, status="*").status_int not in (200, 302)] == []


def test_a_telephone_begins_with_the_rest_of_the_daily_work(app):
    rows = services_of(app).registry.added_to(OFFICE_ROWS)

    daily = [one for one in rows if one.group is Group.DAILY]

    assert [one.title for one in daily] == [
        *("Calendario", "Grabaciones", "En vivo", "Clips", "Publicaciones", "Cifras"),
    ]
    assert all(one.icon for one in daily)
