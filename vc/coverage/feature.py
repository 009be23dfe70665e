"""What coverage of the CMSP brings."""

from datetime import time

from sqlalchemy.orm import Session

from vc.accounts.hooks import HOLDINGS
from vc.booking.hooks import MUNICIPALITIES, PANELS_BESIDE_FACTS, PENDING
from vc.commits import OnCommit, Stage
from vc.coverage import cures, following, labels, leaving, pending, photographs, queries, zones
from vc.coverage.arrange_views import bp as zones_pages
from vc.coverage.arrange_views import turns_bp
from vc.coverage.finders import MUNICIPALITIES as FOUND
from vc.coverage.office_rows import ROWS
from vc.coverage.panels import panel
from vc.coverage.photo_views import bp as photographs_pages
from vc.coverage.views import bp
from vc.feature import Daily, Feature
from vc.forgetting import RECORD_KINDS
from vc.office.hooks import CURES, OFFICE_ROWS
from vc.programme.hooks import DELIVERABLES
from vc.search.hooks import FINDERS
from vc.services import Services


def let_go(session: Session, services: Services) -> None:
    """Delete the photographs that were taken out long enough ago."""
    photographs.let_go(session, services.store, services.clock())


FEATURE = Feature(
    name="coverage",
    labels=labels,
    blueprints=(bp, photographs_pages, zones_pages, turns_bp),
    daily=(Daily("let_go_of_photographs", time(10, 27), let_go),),
    on_commit=(OnCommit(Stage.FOLLOW, following.follow_touched),),
    adds=(
        CURES.adds(*cures.OWN),
        HOLDINGS.adds(leaving.TO_COVER),
        RECORD_KINDS.adds(leaving.PHOTOGRAPHS, rank=1),
        OFFICE_ROWS.adds(*ROWS),
        PANELS_BESIDE_FACTS.adds(panel),
        PENDING.adds(*pending.KINDS, rank=3),
        DELIVERABLES.adds(queries.DELIVERED),
        FINDERS.adds(FOUND, rank=9),
        MUNICIPALITIES.adds(zones.names),
    ),
)
