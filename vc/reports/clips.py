"""The parts about clips: made, approved, published by kind; and approvals in an emergency.

*Made*: begun in the period (`created_at`), with its files made, which is READY, IN_REVIEW,
CHANGES_REQUESTED or APPROVED at the instant of counting. *Approved*: clips with a review APPROVED
in the period, each once. *Published*: clips of which a publication went out in the period
(`published_at`), each once, also where it was taken down since. The kind is the clip's present one.

An *emergency approval* is a review `is_emergency` in the period: the author approved alone.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from vc.approvals.models import Decision
from vc.clips.labels import KINDS
from vc.clips.models import ClipKind, ClipStatus
from vc.reports.facts import Facts, Plain
from vc.reports.parts import Column, Figure, Line, Part, Row, with_shares
from vc.reports.rows import clip_name

S = ClipStatus
HAS_FILES = (S.READY, S.IN_REVIEW, S.CHANGES_REQUESTED, S.APPROVED)


def clips(facts: Facts) -> Part:
    """Return the clips by kind."""
    made = [one for one in facts.clips if one.status in HAS_FILES]
    approved = _first_of_each(one for one in facts.reviews if one.decision is Decision.APPROVED)
    published = _first_of_each(facts.publications)
    lines = (
        Line(kind.value, KINDS[kind], counts)
        for kind in ClipKind
        if any(counts := tuple(_of(kind, rows) for rows in (published, made, approved)))
    )
    return Part(
        key="clips",
        title="Clips",
        note="Hechos, aprobados y publicados en el periodo; cada clip cuenta una vez por columna.",
        figures=(
            Figure("made", "Clips hechos", len(made), is_good=True),
            Figure("approved", "Clips aprobados", len(approved), is_good=True),
            Figure("published", "Clips publicados", len(published), is_good=True),
        ),
        line_title="Tipo de clip",
        columns=(
            Column("Publicados", figure="published"),
            Column("Hechos", figure="made"),
            Column("Aprobados", figure="approved"),
        ),
        lines=with_shares(facts.lines(lines)),
        rows=facts.rows(
            chain(
                (_row(one, one.id, one.title, one.created_at, "made") for one in made),
                (_row(one, one.clip_id, one.title, one.at, "approved") for one in approved),
                (
                    _row(one, one.clip_id, one.clip_title, one.published_at, "published")
                    for one in published
                ),
            )
        ),
    )


def emergencies(facts: Facts) -> Part:
    """Return the approvals without a second person."""
    found = [one for one in facts.reviews if one.is_emergency]
    return Part(
        key="emergencies",
        title="Aprobaciones de emergencia",
        note="Clips que aprobó quien los hizo, porque no había otra persona.",
        figures=(Figure("approved", "Aprobaciones de emergencia", len(found), is_good=False),),
        rows=facts.rows(
            Row(
                f"clip:{one.clip_id}",
                _name(one, one.clip_id, one.title),
                one.at,
                ("approved",),
                note=KINDS[one.kind],
            )
            for one in found
        ),
    )


def _first_of_each(rows: Iterable[Plain]) -> list[Plain]:
    """Return the first row of each clip."""
    found: dict[int, Plain] = {}
    for one in rows:
        found.setdefault(one.clip_id, one)
    return list(found.values())


def _of(kind: ClipKind, rows: Iterable[Plain]) -> int:
    """Return how many are of a kind."""
    return sum(one.kind is kind for one in rows)


def _row(one: Plain, clip_id: int, title: str, at: datetime, figure: str) -> Row:
    """Return a clip as a row behind a number."""
    name, kind = _name(one, clip_id, title), one.kind
    return Row(f"clip:{clip_id}", name, at, (figure,), kind.value, KINDS[kind])


def _name(one: Plain, clip_id: int, title: str) -> str:
    """Return what a clip is called."""
    return clip_name(clip_id, one.created_at, one.kind, title)
