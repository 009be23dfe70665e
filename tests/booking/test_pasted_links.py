"""The link of a room that somebody made by hand, as it is pasted on the session's page."""

from datetime import timedelta

import pytest

from tests.booking.sessions import book, make_licence, work
from tests.people import make_person
from tests.reconciliation.working import form_to
from tests.test_address_field import INVITATION, MEET, ZOOM
from vc.accounts.models import Role
from vc.booking.models import Meeting
from vc.db import db


@pytest.fixture
def opened(app, context, browser_of, clock):
    """Return the form of a session's link as its page shows it; Zoom is not connected."""
    make_licence()
    host = make_person(db.session, Role.HOST)
    number = book(app, host, clock() + timedelta(days=3)).id
    work(app)
    db.session.rollback()
    browser = browser_of(Role.COORDINATOR)
    return lambda: form_to(browser.get(f"/sesiones/{number}"), "/enlace")


def kept() -> str:
    """Return the link that is kept."""
    db.session.rollback()
    link = db.session.query(Meeting).one().pasted_url
    db.session.rollback()
    return link


def test_a_whole_invitation_is_pasted_and_its_link_kept(opened):
    form = opened()
    form["pasted_url"] = " ".join(INVITATION.split())

    form.submit(status=303)

    assert kept() == ZOOM


def test_a_link_of_another_platform_is_told_beside_its_field_and_stays(opened):
    form = opened()
    form["pasted_url"] = "meet.google.com/abc-defg-hij"

    page = form.submit(status=422)

    assert "El enlace no es de Zoom" in page.html.find(id="pasted_url-error").text
    assert form_to(page, "/enlace")["pasted_url"].value == MEET
    assert kept() == ""


def test_who_pastes_another_link_over_somebody_else_s_is_shown_both(opened):
    form, late = opened(), opened()
    form["pasted_url"], late["pasted_url"] = ZOOM, "zoom.us/j/99999999999"
    form.submit(status=303)

    page = late.submit(status=409)

    assert ZOOM in page.html.find(id="pasted_url-beside").text
    assert kept() == ZOOM
    form_to(page, "/enlace").submit(status=303)
    assert kept() == "https://zoom.us/j/99999999999"
