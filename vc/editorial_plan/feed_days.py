"""What the plan's feed has: when observances are prepared, when posts are repeated."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from vc.calendars.hooks import PlanDay
from vc.calendars.models import Observance, ObservanceRule
from vc.calendars.service import PLAN, raise_versions
from vc.commits import Notes
from vc.editorial_plan import service
from vc.editorial_plan.models import ObservanceTask, Repost, RepostStatus, TaskStatus
from vc.networks.known import NETWORKS
from vc.services import Services

PREPARE = "Preparar: {name}"
REPEAT = "Repetir en {network}: {title}"


def days(connection: Connection, since: date) -> Iterator[PlanDay]:
    """Yield the open tasks and the guidelines that still wait, from a day on."""
    tasks = (
        select(
            *(ObservanceTask.id, ObservanceTask.observed_on, ObservanceTask.lead_days),
            *(ObservanceTask.modified_at, Observance.name),
        )
        .join(Observance, Observance.id == ObservanceTask.observance_id)
        .where(ObservanceTask.status == TaskStatus.OPEN, ObservanceTask.observed_on >= since)
        .order_by(ObservanceTask.id)
    )
    for number, day, lead, modified_at, name in connection.execute(tasks):
        begins_on = day - timedelta(days=lead)
        yield PlanDay(f"task-{number}", PREPARE.format(name=name), begins_on, modified_at)
    asked = select(Repost.id, Repost.title, Repost.network, Repost.day, Repost.modified_at).where(
        Repost.status == RepostStatus.WAITING, Repost.day >= since
    )
    for number, title, network, day, modified_at in connection.execute(asked.order_by(Repost.id)):
        name = REPEAT.format(network=NETWORKS[network].label, title=title)
        yield PlanDay(f"repost-{number}", name, day, modified_at)


def follow(session: Session, notes: Notes, services: Services) -> None:
    """Let tasks follow the observances and rules that a transaction wrote."""
    touched = notes.touched(session)
    if any(isinstance(one, Observance | ObservanceRule) for one in touched):
        service.lay(session, services.clock(), services.zone)


def raise_version(session: Session, notes: Notes, services: Services) -> None:
    """Have the feed built anew where a transaction changed what it shows."""
    touched = notes.touched(session)
    if any(isinstance(one, ObservanceTask | Repost) for one in touched):
        raise_versions(session, {PLAN}, services.clock())
