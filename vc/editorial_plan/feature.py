"""What the month's plan brings."""

from datetime import datetime

from sqlalchemy.orm import Session

from vc.access import office_zone
from vc.accounts.endings import Holding
from vc.accounts.hooks import HOLDINGS
from vc.booking.hooks import PENDING
from vc.calendars.hooks import PLAN_DAYS
from vc.commits import OnCommit, Stage
from vc.editorial_plan import (
    cures,
    deliverables,
    feed_days,
    labels,
    office_rows,
    panels,
    pending,
    reposts,
    service,
    ties,
)
from vc.editorial_plan.repost_views import bp as reposts_pages
from vc.editorial_plan.views import bp
from vc.feature import Feature
from vc.office.hooks import CURES, OFFICE_ROWS
from vc.programme.hooks import DELIVERABLES
from vc.publishing.hooks import PANELS_OF_PUBLICATION, PURPOSES


def plan(session: Session, now: datetime) -> None:
    """Give observances their tasks, close what is out, note what was missed; the sweep commits."""
    service.lay(session, now, office_zone())
    service.settle(session, now)
    reposts.mark_missed(session, now)


FEATURE = Feature(
    name="editorial_plan",
    labels=labels,
    blueprints=(bp, reposts_pages),
    planners=(plan,),
    on_commit=(
        OnCommit(Stage.FOLLOW, feed_days.follow),
        OnCommit(Stage.RENDER, feed_days.raise_version),
    ),
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*office_rows.ROWS),
        PENDING.adds(*pending.KINDS),
        HOLDINGS.adds(Holding(service.end_tasks)),
        DELIVERABLES.adds(*deliverables.KINDS),
        PLAN_DAYS.adds(feed_days.days),
        PURPOSES.adds(ties.PURPOSE),
        PANELS_OF_PUBLICATION.adds(panels.panel),
    ),
)
