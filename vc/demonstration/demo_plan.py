"""The demonstration's plan: observances with tasks in different states, posts to repeat."""

from datetime import date, time, timedelta

from sqlalchemy import select

from vc import dates
from vc.demonstration.demo_clips import AUTHOR, REVIEWER
from vc.demonstration.stage import Stage
from vc.editorial_plan import month as months
from vc.editorial_plan import reposts, service
from vc.editorial_plan.models import ObservanceTask, PlanBatch, PlannedPiece
from vc.editorial_plan.reposts import NewRepost
from vc.evidence import KeptFile
from vc.networks.facts import Network
from vc.publishing.models import Publication, PublicationStatus

ENTERED_AGO = timedelta(days=1)
ORIGINAL = "https://x.com/gobslp_example/status/10000000000{number:05d}"
OURS = "https://x.com/secesp_example/status/20000000000{number:05d}"
ALERT = "Recomendaciones por lluvias y bajas temperaturas"
MORNING = time(9)


def add(stage: Stage) -> None:
    """Lay the tasks, close some, and enter two guidelines. The caller commits."""
    stage.session.flush()
    _tasks(stage)
    _reposts(stage)


def _tasks(stage: Stage) -> None:
    """Let one of this month be out, one be done without a piece, one be left out this time."""
    today = stage.at(0, MORNING).date()
    first = today.replace(day=1)
    service.lay(stage.session, stage.at((first - today).days, MORNING), stage.zone)
    stage.session.flush()
    context = stage.request(REVIEWER, stage.now)
    over = months.tasks_between(stage.session, first, today)
    out = stage.session.scalars(
        select(Publication)
        .where(Publication.status == PublicationStatus.PUBLISHED)
        .order_by(Publication.published_at.desc())
        .limit(1)
    )
    row = out.unique().one_or_none()
    if over and row is not None:
        _tie(stage, over.pop(), row)
    for task in over:
        service.finish(context, task, "Se difundió con el material del Gobierno del Estado.")
    coming = months.tasks_between(stage.session, today + timedelta(days=1), _last(stage))
    if len(coming) > 1:
        service.skip(context, coming.pop(), "Lo difunde otra dependencia.")
    if coming:
        coming[0].responsible = stage.people[AUTHOR]
    service.settle(stage.session, stage.now)


def _tie(stage: Stage, task: ObservanceTask, row: Publication) -> None:
    """Let a publication be the piece of a task."""
    batch = PlanBatch(by_id=stage.people[AUTHOR].id, at=row.created_at)
    stage.session.add(batch)
    stage.session.flush()
    stage.session.add(PlannedPiece(publication=row, task_id=task.id, batch_id=batch.id))
    stage.session.flush()


def _reposts(stage: Stage) -> None:
    """Enter a guideline of yesterday, which is proven, and one of today."""
    for number, days in enumerate((-1, 0), start=1):
        entered = stage.request(REVIEWER, stage.at(days, MORNING) - ENTERED_AGO)
        day = stage.at(days, MORNING).date()
        new = NewRepost(
            title=ALERT,
            source_url=ORIGINAL.format(number=number),
            network=Network.X,
            first=day,
            last=day,
        )
        (row,) = reposts.enter(entered, new)
        if days < 0:
            proven = stage.request(AUTHOR, stage.at(days, time(12)))
            reposts.prove(proven, row, OURS.format(number=number), KeptFile())


def _last(stage: Stage) -> date:
    """Return the last day of next month."""
    return dates.months_from(stage.now.astimezone(stage.zone).date(), 2) - timedelta(days=1)
