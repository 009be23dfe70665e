"""A library of approved clips, the office's channels, observances, and who plans."""

from datetime import date

import pytest

from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.checklists.working import made_file
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
from vc.approvals.models import Decision, Review
from vc.approvals.service import files_sha256
from vc.calendars import observances
from vc.calendars.models import ObservanceRule, Recurrence
from vc.calendars.observances import RuleAnswers
from vc.clips import service as clips
from vc.clips.edit import Piece
from vc.clips.models import Clip, ClipKind, ClipStatus
from vc.clips.service import NewClip
from vc.db import db

TITLES = (
    "Qué es el Día Naranja",
    "Señales de violencia: Día Naranja",
    "Fechas de la Semana Santa: cuide su casa",
    "Cuide su contraseña",
    "Llamadas de extorsión",
    "Compras seguras",
    "Cómo llamar al 911",
    "Denuncia anónima 089",
)


@pytest.fixture
def library(app, approved, all_channels, clock, author, reviewer) -> list[Clip]:  # noqa: F811
    """Clips that somebody else approved, each with a title of its own."""
    made = []
    for title in TITLES:
        new = NewClip(ClipKind.FRAGMENT, (Piece(60_000, 120_000),), title)
        one = clips.create(db.session(), approved.file, new, now=clock(), by=author)
        made_file(one, clock())
        one.status = ClipStatus.APPROVED
        db.session.flush()
        review = Review(
            clip=one,
            decision=Decision.APPROVED,
            files_sha256=files_sha256(one),
            text_sha256=one.text_sha256,
            by=reviewer,
            at=clock(),
        )
        db.session.add(review)
        made.append(one)
    db.session.commit()
    return made


@pytest.fixture
def rule_of(app, clock, reviewer):  # noqa: F811
    """Return a function: a rule's answers → the rule, entered; its days are laid, too."""

    def enter(name: str, today: date | None = None, **values: object) -> ObservanceRule:
        usual = {"action": "", "recurrence": Recurrence.DATE, "month": 0, "day": 0, "nth": 0}
        usual |= {"weekday": 0, "length": 1, "is_active": True}
        answers = RuleAnswers(name=name, **(usual | values))
        day = today or clock().date()
        rule = observances.add_rule(db.session(), answers, by=reviewer, now=clock(), today=day)
        db.session.commit()
        return rule

    return enter


@pytest.fixture
def orange(rule_of) -> ObservanceRule:
    """Día Naranja, on the 25th of each month."""
    return rule_of("Día Naranja", day=25, action="Publicar una cápsula")
