"""A publication that is out, with somebody who appears in it by consent."""

import pytest

from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.publishing.conftest import (  # noqa: F401
    all_channels,
    approved,
    context,
    facebook,
    network_pages,
    settings,
    site,
    waiting,
)
from tests.publishing.working import HOUR, REEL, plan, work
from vc.db import db
from vc.publishing import proof
from vc.publishing.models import Publication


@pytest.fixture
def published(app, approved, facebook, context, clock, network_pages) -> Publication:  # noqa: F811
    """A clip on Facebook, by hand, whose address answers."""
    row = plan(context(), approved, facebook, clock() + HOUR)
    clock.advance(hours=1)
    row = work(app, row)
    network_pages.answers["/reel/1234567890"] = 200
    proof.report(context(), row, REEL)
    db.session.commit()
    return work(app, row)
