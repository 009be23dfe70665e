"""A clip that waits for its review, its author, and somebody else."""

import pytest

from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.stories import Story
from vc.clips.models import Clip


@pytest.fixture
def waiting(waiting_story: Story, clip: Clip) -> Clip:  # noqa: F811
    """The clip with a plate and its text, in review, its list settled."""
    return clip
