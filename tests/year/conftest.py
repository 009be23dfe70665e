"""An office at the emulated vendors, on the first working day of a year."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.booking.sessions import ZONE, make_licence
from tests.conftest import Clock, make_settings
from tests.live.conftest import ZOOM_SECRET
from tests.people import make_person, may_write
from tests.processes import answering
from tests.publishing.conftest import network_pages  # noqa: F401
from tests.publishing.pages import Pages
from tests.vendor import Vendor, meta_at, zoom_at
from tests.year.office import Office
from tests.year.plan import YEAR
from vc.accounts.models import Role
from vc.channels import service as channels
from vc.db import db


@pytest.fixture
def clock() -> Clock:
    """The first working day of the year, at 9:00 in San Luis Potosí."""
    return Clock(datetime(YEAR, 1, 2, 9, tzinfo=ZONE))


@pytest.fixture
def settings(tmp_path, vendor, network_pages: Pages):  # noqa: F811
    """Settings that point Zoom, Facebook and the networks' own pages at the emulator."""
    return make_settings(
        tmp_path,
        zoom_webhook_secret=ZOOM_SECRET,
        media_reserve_mb=1,
        permalink_base=network_pages.url,
        **zoom_at(vendor),
        **meta_at(vendor),
    )


@pytest.fixture
def doors(app: Flask, vendor: Vendor) -> Iterator[None]:
    """The app's own doors over HTTP, to which both vendors send their webhooks."""
    with answering(make_server("127.0.0.1", 0, app, threaded=True)) as _:
        yield


@pytest.fixture
def office(
    app: Flask,
    vendor: Vendor,
    clock: Clock,
    network_pages: Pages,  # noqa: F811
    browser_of,
    reading,
) -> Office:
    """The office, with its people, a licence that streams, and its channels."""
    vendor.set_clock(clock())
    make_licence("sala2@secesp.example", has_streaming=True)
    boss = make_person(db.session, Role.COORDINATOR, name="Rita Revisora")
    author = make_person(db.session, Role.HOST, name="Ana Autora")
    relief = make_person(db.session, Role.HOST, name="Bea Relevo")
    with may_write():
        channels.add_first(db.session(), now=clock(), by=boss)
        db.session.commit()
    db.session.rollback()
    return Office(
        *(app, vendor, clock, network_pages, boss, author, relief),
        boss_at=browser_of(boss),
        admin_at=browser_of(Role.ADMINISTRATOR),
    )
