"""What registrations and attendance bring."""

from datetime import datetime

from sqlalchemy.orm import Session

from vc.attendance import counting, labels, pages, service
from vc.attendance.models import Attendance
from vc.attendance.views import bp
from vc.booking.hooks import OTHERS_TOLD, PANELS_BESIDE_ROOM
from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.mail.hooks import AUDIENCE, COMPOSERS
from vc.mail.models import Kind


def plan_seats(session: Session, now: datetime) -> None:
    """Give out the seats that became free."""
    service.plan(session, now, pages.own_office())


FEATURE = Feature(
    name="attendance",
    labels=labels,
    blueprints=(bp,),
    planners=(plan_seats, counting.plan),
    adds=(
        PANELS_BESIDE_ROOM.adds(pages.panel, rank=-1),
        AUDIENCE.adds(pages.AUDIENCE),
        OTHERS_TOLD.adds(pages.AUDIENCE.names),
        COMPOSERS.adds((Kind.REGISTRATION, service.write_waiting)),
    ),
    jobs=(BackgroundJob("count_attendance", Attendance, counting.count),),
)
