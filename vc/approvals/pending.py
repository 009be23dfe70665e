"""The clips that wait for somebody: a review, a change, a takedown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vc.accounts.models import Person
from vc.approvals import queries
from vc.approvals.models import Takedown
from vc.booking.pending import PendingKind, PendingRow, Query
from vc.clips.labels import KINDS as CLIP_KINDS
from vc.clips.models import Clip, ClipStatus
from vc.permissions import Capability, may

S = ClipStatus
UNTITLED = "Clip sin título"


def to_review(person: Person, now: datetime) -> Query | None:
    """Return the clips that somebody else cut and that a person may approve."""
    if not may(person, Capability.APPROVE):
        return None
    is_waiting = Clip.status == S.IN_REVIEW, ~queries.cut_by(person)
    return select(Clip.id, Clip.changed_at).where(*is_waiting).order_by(Clip.changed_at, Clip.id)


def own_in(status: ClipStatus) -> Callable[[Person, datetime], Query | None]:
    """Return what queries the clips that a person cut and that stand so."""

    def waiting(person: Person, now: datetime) -> Query | None:
        if not may(person, Capability.CUT):
            return None
        is_waiting = Clip.status == status, queries.cut_by(person)
        order = Clip.changed_at, Clip.id
        return select(Clip.id, Clip.changed_at).where(*is_waiting).order_by(*order)

    return waiting


def to_take_down(person: Person, now: datetime) -> Query | None:
    """Return the open takedowns, the first due first."""
    if not may(person, Capability.APPROVE):
        return None
    query = select(Takedown.id, Takedown.due_at).where(Takedown.done_at.is_(None))
    return query.order_by(Takedown.due_at, Takedown.id)


def rows_to_review(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the clips that are to be reviewed, each with the page beside its film."""
    for one in clip_rows(session, ids, now):
        yield replace(one, url=url_for("approvals.review", clip_id=one.id))


def clip_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the clips, the longest waiting first."""
    query = (
        select(Clip)
        .where(Clip.id.in_(ids))
        .options(joinedload(Clip.author), joinedload(Clip.event).lazyload("*"))
        .order_by(Clip.changed_at, Clip.id)
    )
    for clip in session.scalars(query):
        of = clip.event.summary if clip.event else ""
        known = CLIP_KINDS[clip.kind], f"por {clip.author.name}", of
        yield PendingRow(
            id=clip.id,
            title=clip.title or UNTITLED,
            url=url_for("clips.show", clip_id=clip.id, _anchor="revision"),
            note=" · ".join(filter(None, known)),
            at=clip.changed_at,
        )


def takedown_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[PendingRow]:
    """Yield the takedowns, the first due first."""
    query = select(Takedown).where(Takedown.id.in_(ids)).options(joinedload(Takedown.clip))
    for task in session.scalars(query.order_by(Takedown.due_at, Takedown.id)):
        yield PendingRow(
            id=task.id,
            title=task.clip.title or task.clip.folio,
            url=url_for("clips.show", clip_id=task.clip_id, _anchor="revision"),
            note=task.why,
            at=task.due_at,
            is_late=task.due_at < now,
        )


KINDS = (
    PendingKind(
        key="takedowns",
        one="clip por retirar",
        many="clips por retirar",
        entry="clips.index",
        waiting=to_take_down,
        rows=takedown_rows,
        is_due=True,
        is_deadline=True,
    ),
    PendingKind(
        key="to-review",
        one="clip por aprobar",
        many="clips por aprobar",
        entry="clips.index",
        waiting=to_review,
        rows=rows_to_review,
        is_due=True,
    ),
    PendingKind(
        key="to-change",
        one="clip con cambios pedidos",
        many="clips con cambios pedidos",
        entry="clips.index",
        waiting=own_in(S.CHANGES_REQUESTED),
        rows=clip_rows,
        is_due=True,
    ),
    PendingKind(
        key="clips-failed",
        one="clip que no se pudo preparar",
        many="clips que no se pudieron preparar",
        entry="clips.index",
        waiting=own_in(S.FAILED),
        rows=clip_rows,
        is_due=True,
    ),
    PendingKind(
        key="to-submit",
        one="clip por enviar a revisión",
        many="clips por enviar a revisión",
        entry="clips.index",
        waiting=own_in(S.READY),
        rows=clip_rows,
    ),
)
