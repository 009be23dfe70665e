"""A clip whose files are made, as far as its rows tell, and people who answer its list."""

import pytest
from flask import Flask

from tests.stories import Story
from vc.accounts.models import Person
from vc.clips.models import Clip


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
    app.extensions["file_stored"] = ()
    return clip_story.row("clip")
