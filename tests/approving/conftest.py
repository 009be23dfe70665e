"""A clip that waits for its review, its author, and somebody else."""

from dataclasses import replace

import pytest

from tests.approving.working import settle
from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from vc.approving import service
from vc.clips import queries
from vc.clips import service as clips
from vc.clips.models import Clip, ClipStatus
from vc.db import db
from vc.plates import service as plates
from vc.plates.service import NewPlate


@pytest.fixture
def waiting(clip, author, reviewer, clock) -> Clip:  # noqa: F811
    """The clip with a plate and its text, in review, its list settled."""
    session = db.session()
    new = NewPlate(name="Prevenimos Juntos", logo=b"a logo")
    plate = plates.keep(session, new, now=clock(), by=reviewer)
    edit = replace(
        queries.edit_of(session, clip),
        plate_id=plate.id,
        text="Cuide su contraseña. #PrevenimosJuntos",
        alt_text="Una pantalla con un candado",
    )
    clips.save(session, clip, edit, token="the-page", base=clip.revision, now=clock(), by=author)
    for render in clip.renders:
        render.picture_sha256 = clip.picture_sha256
    clip.status = ClipStatus.READY
    session.flush()
    service.submit(session, clip, now=clock(), by=author)
    session.commit()
    settle(clip, clock(), by=author, reviewer=reviewer)
    return clip
