"""The rules of tasks: one for each observance, so many days ahead, done when its piece is out."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, lazyload

from vc import audit
from vc.accounts.endings import Ending
from vc.accounts.models import Person
from vc.accounts.request_context import RequestContext
from vc.calendars.models import LEAD_DAYS, Observance, ObservanceRule
from vc.db import insert_many_once
from vc.editorial_plan.models import ObservanceTask, PlannedPiece, Repost, RepostStatus, TaskStatus
from vc.errors import RuleError
from vc.inputs import is_blank
from vc.publishing.models import Publication, PublicationStatus
from vc.states import advance, can_advance

SAY_WHY = "Escriba por qué no se hace esta vez."
CLOSED = "Esta tarea ya estaba cerrada."
NOT_CLOSED = "Esta tarea sigue abierta."


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which an office's day begins."""
    return datetime.combine(day, time(), zone)


def lay(session: Session, now: datetime, zone: ZoneInfo) -> None:
    """Give each observance that is not over its task, and let tasks follow days and rules.

    The caller commits.
    """
    today = now.astimezone(zone).date()
    lead = func.coalesce(ObservanceRule.lead_days, LEAD_DAYS)
    query = (
        select(Observance, lead, ObservanceRule.responsible_id, ObservanceTask)
        .outerjoin(ObservanceRule, ObservanceRule.id == Observance.rule_id)
        .outerjoin(ObservanceTask, ObservanceTask.observance_id == Observance.id)
        # Its eager join would leave out the observances that have none yet.
        .options(lazyload(ObservanceTask.observance))
        .where(
            Observance.ends_on >= today,
            or_(
                ObservanceTask.id.is_(None),
                ObservanceTask.observed_on != Observance.observed_on,
                ObservanceTask.lead_days != lead,
            ),
        )
    )
    added: list[dict[str, object]] = []
    for observance, lead_days, responsible_id, found in session.execute(query).all():
        values = {
            "observed_on": observance.observed_on,
            "lead_days": lead_days,
            "due_at": midnight(observance.observed_on, zone),
            "begins_at": midnight(observance.observed_on - timedelta(days=lead_days), zone),
            "modified_at": now,
        }
        if found is None:
            own = {"observance_id": observance.id, "responsible_id": responsible_id}
            added.append(values | own)
            continue
        for name, value in values.items():
            setattr(found, name, value)
    # A rule has up to two years of days: in one statement.
    if added:
        insert_many_once(session, ObservanceTask, "observance_id", added)


def settle(session: Session, now: datetime) -> None:
    """Close the tasks whose piece is out with proof. The caller commits."""
    is_out = Publication.status == PublicationStatus.PUBLISHED
    query = (
        select(ObservanceTask)
        .join(PlannedPiece, PlannedPiece.task_id == ObservanceTask.id)
        .join(Publication, Publication.id == PlannedPiece.publication_id)
        .where(ObservanceTask.status == TaskStatus.OPEN, is_out)
    )
    for task in session.scalars(query).unique():
        advance(task, TaskStatus.DONE, now=now, closed_at=now, modified_at=now)


def finish(context: RequestContext, task: ObservanceTask, note: str = "") -> None:
    """Note that what the observance asks was done. The caller commits; raises RuleError."""
    _close(context, task, TaskStatus.DONE, note.strip())


def skip(context: RequestContext, task: ObservanceTask, reason: str) -> None:
    """Note that it is not done this time, and why. The caller commits; raises RuleError."""
    if is_blank(reason):
        raise RuleError(SAY_WHY, field="reason")
    _close(context, task, TaskStatus.SKIPPED, reason.strip())


def reopen(context: RequestContext, task: ObservanceTask) -> None:
    """Open a task again. The caller commits; raises RuleError."""
    if not can_advance(task, TaskStatus.OPEN):
        raise RuleError(NOT_CLOSED)
    nothing: dict[str, object] = {"why": "", "closed_at": None, "closed_by_id": None}
    nothing["modified_at"] = context.now
    advance(task, TaskStatus.OPEN, now=context.now, by=context.by, reason="", **nothing)


def give(context: RequestContext, task: ObservanceTask, person: Person | None) -> None:
    """Ask somebody else, or nobody in particular. The caller commits."""
    if task.responsible is person:
        return
    before = str(task.responsible or "")
    task.responsible = person
    task.modified_at = context.now
    audit.record(
        *(context.session, task, "observancetask.give"),
        now=context.now,
        by=context.by,
        before={"responsible": before},
        after={"responsible": str(person or "")},
    )


def end_tasks(ending: Ending) -> None:
    """Ask anybody for what an account that ends was asked for."""
    number = ending.person.id
    tasks = select(ObservanceTask).where(ObservanceTask.status == TaskStatus.OPEN)
    for task in ending.session.scalars(tasks.filter_by(responsible_id=number)).unique():
        task.responsible_id, task.modified_at = None, ending.now
    reposts = select(Repost).where(Repost.status == RepostStatus.WAITING)
    for repost in ending.session.scalars(reposts.filter_by(responsible_id=number)).unique():
        repost.responsible_id, repost.modified_at = None, ending.now
    for rule in ending.session.scalars(select(ObservanceRule).filter_by(responsible_id=number)):
        rule.responsible_id = None


def _close(context: RequestContext, task: ObservanceTask, to: TaskStatus, note: str) -> None:
    """Close a task."""
    if not can_advance(task, to):
        raise RuleError(CLOSED)
    now, by = context.now, context.by
    closed: dict[str, object] = {
        "why": note,
        "closed_at": now,
        "closed_by_id": by.id,
        "modified_at": now,
    }
    advance(task, to, now=now, by=by, reason=note, **closed)
