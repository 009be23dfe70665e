"""A recording that is safe here and at its vendor."""

import pytest

from tests.recordings.conftest import source, talk  # noqa: F401
from tests.recordings.finding import HOST, take_in, work
from tests.recordings.listed_source import found


@pytest.fixture
def recording(app, clock, request):
    """A recording of an hour's talk, fetched."""
    event, listed = request.getfixturevalue("talk"), request.getfixturevalue("source")
    listed.held = [found("881", HOST, event.starts_at)]
    recording = take_in(clock, *listed.held)
    work(app)
    return recording
