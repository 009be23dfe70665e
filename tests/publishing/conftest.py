"""An approved clip, the office's channels, and who plans."""

from collections.abc import Iterator

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.conftest import make_settings
from tests.publishing.pages import Pages, served
from tests.publishing.working import ZONE, only
from tests.stories import Story
from vc.accounts.request_context import RequestContext
from vc.channels import service as channels
from vc.channels.models import Channel
from vc.clips.models import Clip
from vc.db import db
from vc.networks.facts import Network


@pytest.fixture
def approved(approved_story: Story, waiting: Clip) -> Clip:  # noqa: F811
    """A clip that somebody else approved, one minute, 16:9."""
    return waiting


@pytest.fixture
def all_channels(approved, reviewer, clock) -> list[Channel]:  # noqa: F811
    """The channels that most offices have."""
    made = channels.add_first(db.session(), now=clock(), by=reviewer)
    db.session.commit()
    return made


@pytest.fixture
def facebook(all_channels) -> Channel:
    """Facebook, where a person publishes."""
    return only(all_channels, Network.FACEBOOK)


@pytest.fixture
def site(all_channels) -> Channel:
    """The office's own page."""
    return only(all_channels, Network.WEBSITE)


@pytest.fixture
def context(author, clock):  # noqa: F811
    """Return a function: who plans, now, as the author unless somebody else is given."""

    def at(by=None) -> RequestContext:
        return RequestContext(session=db.session(), by=by or author, now=clock(), zone=ZONE)

    return at


@pytest.fixture
def network_pages() -> Iterator[Pages]:
    """The networks' own pages."""
    with served() as pages:
        yield pages


@pytest.fixture
def settings(tmp_path, network_pages):
    """Settings in which the networks' own pages are those of the test."""
    return make_settings(tmp_path, permalink_base=network_pages.url, media_reserve_mb=1)
