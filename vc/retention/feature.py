"""What retention brings."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from vc.booking.hooks import EXPIRING
from vc.feature import Daily, Feature
from vc.forgetting import RECORD_KINDS
from vc.jobs import BackgroundJob
from vc.office.hooks import CURES, OFFICE_ROWS
from vc.recordings.hooks import RECORDING_NEEDED
from vc.retention import cures, day, labels, purge, records, service
from vc.retention.models import Disposal, VendorDeletion
from vc.retention.office_rows import ROWS
from vc.retention.views import bp
from vc.services import services


def plan(session: Session, now: datetime) -> None:
    """Put into the bin what is due, unless another feature still needs it."""
    service.plan(session, now, needs=services().registry.added_to(RECORDING_NEEDED))


FEATURE = Feature(
    name="retention",
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        EXPIRING.adds(day.expiring),
        RECORD_KINDS.adds(records.AUDIT, rank=2),
    ),
    labels=labels,
    blueprints=(bp,),
    planners=(plan,),
    jobs=(
        BackgroundJob("purge_recording", Disposal, purge.purge),
        BackgroundJob("delete_at_vendor", VendorDeletion, purge.delete_at_vendor),
    ),
    daily=(Daily("let_go_of_records", time(10, 17), records.let_go),),
)
