"""A recording that is safe here, with its transcript."""

from collections.abc import Callable

import pytest

from integrations.contracts.recordings import FoundFile
from tests.recordings.conftest import source, talk  # noqa: F401
from tests.recordings.finding import HOST, take_in, work
from tests.recordings.listed_source import found, video_file
from vc.db import db
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import Recording
from vc.services import services_of
from vc.transcripts import service
from vc.transcripts.models import Transcript


@pytest.fixture
def spoken(app, clock, request) -> Callable[[str], Recording]:
    """Return a function: a transcript's text → the recording whose transcript was read."""
    event, listed = request.getfixturevalue("talk"), request.getfixturevalue("source")

    def say(text: str, extension: str = "vtt", number: int = 1) -> Recording:
        begins = event.starts_at
        files = (
            video_file(f"v-{number}", started_at=begins),
            FoundFile(f"t-{number}", "transcript", extension, view="audio_transcript"),
        )
        listed.contents[f"t-{number}"] = text.encode()
        held = found("881", HOST, begins, *files, uuid=f"u-{number}")
        listed.held.append(held)
        recording = take_in(clock, held)
        services_of(app).registry.added[FILE_STORED] = (service.want,)
        work(app)
        read_all(app)
        return recording

    return say


def read_all(app) -> None:
    """Let the worker read what is due."""
    numbers = [one.id for one in db.session.query(Transcript) if one.due_at is not None]
    db.session.commit()
    for number in numbers:
        services_of(app).registry.tasks["read_transcript"].call_local(number)
    db.session.rollback()
    db.session.expire_all()
