"""A recording that is safe here and at its vendor."""

import pytest

from tests.recordings.conftest import shelf, talk  # noqa: F401
from tests.recordings.finding import HOST, take_in, work
from tests.recordings.shelf import found


@pytest.fixture
def recording(app, clock, request):
    """A recording of an hour's talk, fetched."""
    event, source = request.getfixturevalue("talk"), request.getfixturevalue("shelf")
    source.held = [found("881", HOST, event.starts_at)]
    recording = take_in(clock, *source.held)
    work(app)
    return recording
