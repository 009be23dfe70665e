"""A month as a plan: what has a piece, what lacks one, and what could fill it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import dates
from vc.accounts.request_context import RequestContext
from vc.calendars.models import Observance
from vc.channels.models import Channel
from vc.clips.models import Clip
from vc.editorial_plan import proposals, reposts
from vc.editorial_plan.models import ObservanceTask, PlannedPiece, RepostStatus, TaskStatus
from vc.editorial_plan.proposals import Choice, Library, Refused
from vc.publishing import queries as publications
from vc.publishing.models import Publication, PublicationStatus
from vc.publishing_bans.models import Ban
from vc.publishing_bans.queries import bans_between

S = PublicationStatus
DAY = timedelta(days=1)
MOST_LOOKED_AT = 12
GAP_DAYS = 7
"""So many days in a row without anything are a gap."""
LIVING = (S.QUEUED, S.PAUSED, S.PUBLISHING, S.PROCESSING, S.UNKNOWN, S.PUBLISHED)
"""A publication in one of these is the piece of its task."""
BANNED = "Veda: requiere excepción o versión informativa."
FILLS = "Nada entre {gap}"


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row, both included, without anything that goes out."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return «el 8 y el 15 de marzo»."""
        return f"el {self.first.day} y el {dates.plain_day(self.last).rpartition(' de ')[0]}"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for one observance or gap; without a choice, why there is none."""

    name: str
    day: date
    task: ObservanceTask | None
    choice: Choice | None
    why_not: str = ""

    @property
    def key(self) -> str:
        """Return what it is, to the minute: another proposal has another key."""
        if self.choice is None:
            return ""
        hours = ",".join(f"{one.id}@{at:%Y%m%d%H%M}" for one, at in self.choice.times)
        return f"{self.task.id if self.task else 0}:{self.choice.clip.id}:{hours}"


@dataclass(frozen=True, slots=True)
class Month:
    """Everything of one month that its plan shows."""

    first: date
    last: date
    tasks: list[ObservanceTask]
    observances: list[Observance]
    publications: list[Publication]
    reposts: list[reposts.Repost]
    bans: list[Ban]
    pieces: dict[int, list[Publication]]
    """By task, the publications that were planned for it."""

    def ban_on(self, first: date, last: date | None = None) -> Ban | None:
        """Return a ban that holds on one of some days."""
        until = last or first
        return next((b for b in self.bans if b.starts_on <= until and b.ends_on >= first), None)

    def has_piece(self, task: ObservanceTask) -> bool:
        """Tell whether something is or will be out for a task."""
        return any(one.status in LIVING for one in self.pieces.get(task.id, ()))


def of_month(context: RequestContext, day: date) -> Month:
    """Return the plan of the month of a day."""
    session, zone = context.session, context.zone
    first = day.replace(day=1)
    last = dates.months_from(day, 1) - DAY
    start, end = dates.month_bounds(day, zone)
    tasks = tasks_between(session, first, last)
    return Month(
        first=first,
        last=last,
        tasks=tasks,
        observances=_observances(session, first, last),
        publications=publications.between(session, start, end, publications.Search()),
        reposts=reposts.between(session, first, last),
        bans=bans_between(session, first, last),
        pieces=pieces_of(session, tasks),
    )


def gaps(month: Month, today: date, zone: ZoneInfo, more: Iterable[date] = ()) -> list[Gap]:
    """Return the days still to come of a month on which nothing goes out for a week or longer."""
    busy = {
        one.publish_after.astimezone(zone).date()
        for one in month.publications
        if one.status in LIVING
    }
    busy |= {one.day for one in month.reposts if one.status is not RepostStatus.DROPPED}
    busy |= set(more)
    found: list[Gap] = []
    begin: date | None = None
    day = max(month.first, today)
    while day <= month.last + DAY:
        is_free = day <= month.last and day not in busy and month.ban_on(day) is None
        if is_free:
            begin = begin or day
        elif begin is not None:
            if (day - begin).days >= GAP_DAYS:
                found.append(Gap(begin, day - DAY))
            begin = None
        day += DAY
    return found


def propose(context: RequestContext, month: Month, channels: Sequence[Channel]) -> list[Proposed]:
    """Return a piece for each observance without one, and for each gap, in order of days."""
    shelf = proposals.library(context, channels)
    today = context.now.astimezone(context.zone).date()
    found: list[Proposed] = []
    for task in month.tasks:
        is_over = task.observance.ends_on < today
        if task.status is TaskStatus.OPEN and not is_over and not month.has_piece(task):
            found.append(for_task(shelf, task, today, until=month.last))
            _keep(shelf, found[-1])
    chosen = [one.day for one in found if one.choice]
    for gap in gaps(month, today, context.zone, chosen):
        for one in _for_gap(shelf, gap):
            found.append(one)
            _keep(shelf, one)
    return sorted(found, key=lambda one: one.day)


def for_task(
    shelf: Library,
    task: ObservanceTask,
    today: date,
    *,
    until: date | None = None,
    only: Clip | None = None,
) -> Proposed:
    """Return what is proposed for one observance; `only` of one clip."""
    observance = task.observance
    days = _days(observance, today, until)
    suits = [only] if only is not None else proposals.suiting(shelf, observance)
    cooldown = proposals.cooldown_of(observance)
    choice, refused = proposals.first_of(shelf, suits, days, cooldown)
    why_not = "" if choice else _why_not(refused)
    day = choice.day if choice else max(observance.observed_on, today)
    return Proposed(observance.name, day, task, choice, why_not)


def offered_for(
    shelf: Library, task: ObservanceTask, today: date
) -> tuple[list[Choice], list[Refused]]:
    """Return the clips that could go out for one observance, and those that suit and may not."""
    observance = task.observance
    days, cooldown = _days(observance, today, None), proposals.cooldown_of(observance)
    choices, refused = [], []
    for clip in proposals.suiting(shelf, observance)[:MOST_LOOKED_AT] if days else ():
        choice, against = proposals.first_of(shelf, [clip], days, cooldown)
        choices += [choice] if choice else []
        refused += against if choice is None else []
    return choices, refused


def tasks_between(session: Session, first: date, last: date) -> list[ObservanceTask]:
    """Return the tasks of the observances that touch the days [first, last], in order."""
    query = (
        select(ObservanceTask)
        .join(Observance, Observance.id == ObservanceTask.observance_id)
        .where(Observance.observed_on <= last, Observance.ends_on >= first)
        .order_by(Observance.observed_on, Observance.id)
    )
    return list(session.scalars(query).unique())


def pieces_of(session: Session, tasks: Iterable[ObservanceTask]) -> dict[int, list[Publication]]:
    """Return the publications of tasks, by task, the first to go out first."""
    query = select(PlannedPiece).where(PlannedPiece.task_id.in_([one.id for one in tasks]))
    found: dict[int, list[Publication]] = {}
    for piece in session.scalars(query).unique():
        if piece.task_id is not None:
            found.setdefault(piece.task_id, []).append(piece.publication)
    for rows in found.values():
        rows.sort(key=lambda one: one.publish_after)
    return found


def last_times(session: Session, task: ObservanceTask) -> list[Publication]:
    """Return what went out for the last observance before this one that is called so."""
    own = task.observance
    is_same = Observance.rule_id == own.rule_id if own.rule_id else Observance.name == own.name
    query = (
        select(PlannedPiece)
        .join(ObservanceTask, ObservanceTask.id == PlannedPiece.task_id)
        .join(Observance, Observance.id == ObservanceTask.observance_id)
        .join(Publication, Publication.id == PlannedPiece.publication_id)
        .where(is_same, Observance.observed_on < own.observed_on)
        .where(Publication.status.in_((S.PUBLISHED, S.RETRACTED)))
        .order_by(Observance.observed_on.desc(), Publication.publish_after)
    )
    found = list(session.scalars(query).unique())
    return [one.publication for one in found if one.task_id == found[0].task_id]


def _observances(session: Session, first: date, last: date) -> list[Observance]:
    """Return the observances that touch the days [first, last], in order."""
    query = select(Observance).where(Observance.observed_on <= last, Observance.ends_on >= first)
    return list(session.scalars(query.order_by(Observance.observed_on, Observance.id)))


def _for_gap(shelf: Library, gap: Gap) -> list[Proposed]:
    """Return a piece for each week of a gap, on days that leave no gap before them."""
    found, name = [], FILLS.format(gap=gap)
    day = gap.first + DAY * (GAP_DAYS - 1)
    while day <= gap.last:
        cooldown = proposals.cooldown_of(None)
        choice, _ = proposals.first_of(shelf, shelf.clips, [day], cooldown)
        why_not = "" if choice else proposals.NO_RESTED
        found.append(Proposed(name, day, None, choice, why_not))
        if choice is None:
            break
        shelf.keep(choice)
        day += DAY * GAP_DAYS
    return found


def _keep(shelf: Library, proposed: Proposed) -> None:
    """Count what is proposed for an observance; that of a gap is counted already."""
    if proposed.choice is not None and proposed.task is not None:
        shelf.keep(proposed.choice)


def _days(observance: Observance, today: date, until: date | None) -> list[date]:
    """Return the days of an observance that are not over."""
    first = max(observance.observed_on, today)
    last = min(observance.ends_on, until or observance.ends_on)
    return [first + DAY * number for number in range((last - first).days + 1)]


def _why_not(refused: Sequence[Refused]) -> str:
    """Return why nothing can be proposed: what hinders the first clip that would suit."""
    if not refused:
        return proposals.NO_CLIP
    return " ".join(refused[0].reasons)
