"""A clip whose files are made, as far as its rows tell, and people who answer its list."""

import pytest
from flask import Flask

from tests.stories import Story
from vc.accounts.models import Person
from vc.clips.models import Clip
from vc.recordings.hooks import FILE_STORED
from vc.services import services_of


@pytest.fixture
def author(clip_story: Story, context: None) -> Person:
    """Who cut the clip."""
    return clip_story.row("author")


@pytest.fixture
def reviewer(clip_story: Story, context: None) -> Person:
    """Somebody else, who reviews it."""
    return clip_story.row("reviewer")


@pytest.fixture
def clip(app: Flask, clip_story: Story, context: None) -> Clip:
    """A clip of a minute, with one file."""
    services_of(app).registry.added[FILE_STORED] = ()
    return clip_story.row("clip")
