"""Publications tied to the observance that they are for, wherever they were planned."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select

from vc import audit, dates
from vc.accounts.request_context import RequestContext
from vc.calendars.models import Observance
from vc.editorial_plan import service
from vc.editorial_plan.models import ObservanceTask, PlannedPiece, TaskStatus
from vc.editorial_plan.month import LIVING
from vc.errors import NotFoundError, RuleError
from vc.publishing.hooks import Purpose
from vc.publishing.models import Publication, PublicationStatus
from vc.states import advance

NEAR = timedelta(days=15)
"""So far from an observance a publication may go out and still be for it."""
MOST_OFFERED = 40
FAR = "{name} es el {day}: elija una hora a 15 días o menos de esa fecha."
TAKEN = "Esa publicación ya es para otra efeméride."
NOT_THIS_TIME = "Esta vez no se hace esa efeméride. Ábrala otra vez en su página."
NOT_TIED = "Esa publicación no es para esta efeméride."
AT = func.coalesce(Publication.published_at, Publication.publish_after)


def tie(context: RequestContext, rows: Sequence[Publication], task: ObservanceTask) -> None:
    """Note that publications are for an observance; what is out serves it at once.

    The caller commits. Raises RuleError.
    """
    if task.status is TaskStatus.SKIPPED:
        raise RuleError(NOT_THIS_TIME)
    own = [one.id for one in rows]
    # Who ties one of them to another observance at the same time waits here.
    locked = select(Publication.id).where(Publication.id.in_(own)).with_for_update()
    context.session.execute(locked)
    for row in rows:
        if not _is_near(context, row, task.observance):
            day = dates.plain_day(task.observance.observed_on, context.now)
            raise RuleError(FAR.format(name=task.observance.name, day=day))
        _give(context, row, task)
    _line(context, task, "tie", rows)
    context.session.flush()
    service.settle(context.session, context.now)


def untie(context: RequestContext, task: ObservanceTask, publication_id: int) -> None:
    """Note that a publication is not for an observance, which may be open again by that.

    The caller commits. Raises NotFoundError.
    """
    piece = context.session.get(PlannedPiece, publication_id)
    if piece is None or piece.task_id != task.id:
        raise NotFoundError(NOT_TIED)
    row = piece.publication
    if piece.batch_id is None:
        context.session.delete(piece)
    else:
        piece.task_id = None
    _line(context, task, "untie", [row])
    context.session.flush()
    was_closed_by_piece = task.status is TaskStatus.DONE and task.closed_by_id is None
    if was_closed_by_piece and not _is_out(context, task):
        now = context.now
        advance(task, TaskStatus.OPEN, now=now, by=context.by, closed_at=None, modified_at=now)


def to_tie(context: RequestContext, task: ObservanceTask) -> list[Publication]:
    """Return the publications near an observance that are for none, in the order of time."""
    query = (
        select(Publication)
        .outerjoin(PlannedPiece, PlannedPiece.publication_id == Publication.id)
        .where(
            PlannedPiece.task_id.is_(None),
            Publication.status.in_(LIVING),
            _near(context, task.observance),
        )
        .order_by(AT, Publication.id)
    )
    return list(context.session.scalars(query.limit(MOST_OFFERED)).unique())


def task_of(context: RequestContext, publication: Publication) -> ObservanceTask | None:
    """Return the task of the observance that a publication is for; None for none."""
    piece = context.session.get(PlannedPiece, publication.id)
    return piece.task if piece else None


def _tasks(context: RequestContext) -> list[ObservanceTask]:
    """Return the tasks that something can be planned for, the next day first."""
    today = context.now.astimezone(context.zone).date()
    query = (
        select(ObservanceTask)
        .join(Observance, Observance.id == ObservanceTask.observance_id)
        .where(Observance.ends_on >= today - NEAR, ObservanceTask.status != TaskStatus.SKIPPED)
        .order_by(Observance.observed_on, Observance.id)
    )
    return list(context.session.scalars(query.limit(MOST_OFFERED)).unique())


def _offered(context: RequestContext) -> list[tuple[str, str]]:
    """Return the observances that something can be planned for, with their days."""
    return [
        (_key(one), f"{one.observance.name} ({dates.short_day(one.observance.observed_on)})")
        for one in _tasks(context)
    ]


def _tie_chosen(context: RequestContext, rows: Sequence[Publication], key: str) -> None:
    """Tie what was just planned to the observance that was chosen, if one was."""
    for task in _tasks(context) if key else ():
        if _key(task) == key:
            tie(context, rows, task)


def _key(task: ObservanceTask) -> str:
    """Return what a task is called in a form."""
    return f"observance-{task.id}"


def _bounds(context: RequestContext, observance: Observance) -> tuple[datetime, datetime]:
    """Return the first instant that is near an observance, and the first one after."""
    end = observance.ends_on + NEAR + timedelta(days=1)
    first = service.midnight(observance.observed_on - NEAR, context.zone)
    return first, service.midnight(end, context.zone)


def _near(context: RequestContext, observance: Observance) -> ColumnElement[bool]:
    """Return the condition that a publication goes out near an observance."""
    begin, end = _bounds(context, observance)
    return and_(begin <= AT, end > AT)


def _is_near(context: RequestContext, row: Publication, observance: Observance) -> bool:
    """Tell whether a publication goes out near an observance."""
    begin, end = _bounds(context, observance)
    return begin <= (row.published_at or row.publish_after) < end


def _give(context: RequestContext, row: Publication, task: ObservanceTask) -> None:
    """Tie one publication, which is for no other observance. Raises RuleError."""
    piece = context.session.get(PlannedPiece, row.id, populate_existing=True)
    if piece is None:
        context.session.add(PlannedPiece(publication=row, task_id=task.id))
    elif piece.task_id in (None, task.id):
        piece.task_id = task.id
    else:
        raise RuleError(TAKEN)


def _is_out(context: RequestContext, task: ObservanceTask) -> bool:
    """Tell whether a piece of a task is out."""
    query = (
        select(PlannedPiece.publication_id)
        .join(Publication, Publication.id == PlannedPiece.publication_id)
        .where(PlannedPiece.task_id == task.id, Publication.status == PublicationStatus.PUBLISHED)
    )
    return context.session.scalars(query.limit(1)).first() is not None


def _line(
    context: RequestContext, task: ObservanceTask, verb: str, rows: Sequence[Publication]
) -> None:
    """Note in the history which publications are for an observance, or no longer."""
    told: dict[str, object] = {"publications": ", ".join(str(one) for one in rows)}
    is_tied = verb == "tie"
    audit.record(
        *(context.session, task, f"observancetask.{verb}"),
        now=context.now,
        by=context.by,
        before={} if is_tied else told,
        after=told if is_tied else {},
    )


PURPOSE = Purpose(offered=_offered, tie=_tie_chosen)
