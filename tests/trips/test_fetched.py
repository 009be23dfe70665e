# ruff: noqa: F811 - fixtures of other folders are arguments here
"""Instagram fetches a film from the very pages that say so, in a real browser."""

import socket
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.approvals.conftest import waiting  # noqa: F401
from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.conftest import make_settings
from tests.publishing.conftest import all_channels, approved, context, facebook  # noqa: F401
from tests.publishing.test_by_api import row  # noqa: F401
from tests.publishing.test_fetched import post  # noqa: F401
from tests.publishing.working import work
from tests.trips.conftest import pages_at
from tests.trips.looking import looked_at
from tests.trips.test_clips import enter
from tests.vendor import networks_at
from vc.accounts.models import Role
from vc.db import db

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with the emulated networks, and the address at which these pages are served."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    values = networks_at(vendor) | {"port": port, "public_url": f"http://127.0.0.1:{port}"}
    return make_settings(tmp_path, media_reserve_mb=1, **values)


@pytest.fixture
def url(app: Flask, settings, open_contexts) -> Iterator[str]:
    """The pages, served."""
    yield from pages_at(app, settings, open_contexts)


def test_both_pages_say_which_way_the_film_goes_and_why(
    app, url, post, page: Page, reviewer, vendor, clock
):
    clock.advance(minutes=45)
    number, channel = work(app, post).id, post.channel_id
    reviewer.role = Role.ADMINISTRATOR
    db.session.commit()
    enter(app, url, page, reviewer)

    page.goto(f"{url}/publicaciones/{number}")
    expect(page.get_by_text("El video ya está en Instagram, sin publicar")).to_be_visible()
    expect(page.get_by_text("por enlace: la red lo recoge de este sistema").first).to_be_visible()
    assert looked_at(page) == []

    page.goto(f"{url}/canales/{channel}/conexion")
    expect(page.get_by_text("Autorización para publicar en páginas")).to_be_visible()
    page.get_by_role("button", name="Comprobar").click()
    expect(page.get_by_text("Instagram lo recoge de 127.0.0.1")).to_be_visible()
    assert looked_at(page) == []
