"""A product that is connected to both vendors and hears them, a licence that can stream, people."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.booking.sessions import make_licence
from tests.conftest import make_settings
from tests.live.working import Times
from tests.people import make_person
from tests.processes import answering
from tests.vendor import Vendor, meta_at, zoom_at
from vc.accounts.models import Person, Role
from vc.db import db
from vc.licences.models import Licence

ZOOM_SECRET = "the-secret-of-the-door"


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom and Facebook at the emulator, and open both doors."""
    return make_settings(
        tmp_path,
        zoom_webhook_secret=ZOOM_SECRET,
        media_reserve_mb=1,
        **zoom_at(vendor),
        **meta_at(vendor),
    )


@pytest.fixture
def times(app: Flask, clock, vendor: Vendor, reading) -> Times:
    """The clocks of the app and of the vendors, set to the same instant."""
    vendor.set_clock(clock())
    return Times(app, clock, vendor)


@pytest.fixture
def host() -> Person:
    """Who books."""
    return make_person(db.session, Role.HOST, name="Ana Anfitriona")


@pytest.fixture
def boss() -> Person:
    """Somebody who coordinates, and gets the alarms."""
    return make_person(db.session, Role.COORDINATOR, email="coordinacion@secesp.example")


@pytest.fixture
def licence(reading) -> Licence:
    """One licence that can record and stream, known to the vendor."""
    return make_licence("sala2@secesp.example", has_streaming=True)


@pytest.fixture
def doors(app: Flask, vendor: Vendor) -> Iterator[str]:
    """The app's own doors over HTTP, to which both vendors send their webhooks."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    with answering(server):
        url = f"http://127.0.0.1:{server.port}"
        vendor.subscribe(f"{url}/webhooks/zoom", ZOOM_SECRET)
        vendor.subscribe_meta(f"{url}/webhooks/meta")
        yield url
