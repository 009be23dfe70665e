"""What registrations and attendance bring."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from vc.attendance import (
    cures,
    forgetting,
    headcount,
    labels,
    panels,
    queries,
    registration_mail,
    seats,
    session_life,
    unregistered,
)
from vc.attendance.models import Attendance
from vc.attendance.staff_views import bp
from vc.booking.hooks import (
    NEXT_OFFERS,
    OTHERS_TOLD,
    PANELS_ASIDE,
    PANELS_BESIDE_ROOM,
    SHARED,
    TIMELINE,
    TOUCHED,
)
from vc.calendars.hooks import SEATS_LEFT
from vc.feature import Daily, Feature
from vc.forgetting import RECORD_KINDS
from vc.jobs import BackgroundJob
from vc.mail.hooks import AUDIENCE, COMPOSERS
from vc.mail.models import Kind
from vc.mail.service import office_of
from vc.office.hooks import CURES
from vc.programme.hooks import HELD
from vc.services import services

REGISTERED = registration_mail.RegisteredPeople(lambda: office_of(services()).head)
"""Who is told of a session because they registered."""


def plan_seats(session: Session, now: datetime) -> None:
    """Give out the seats that became free."""
    seats.plan(session, now, office_of(services()))


FEATURE = Feature(
    name="attendance",
    labels=labels,
    blueprints=(bp,),
    planners=(plan_seats, headcount.plan),
    daily=(Daily("forget_names_of_rooms", time(9, 33), unregistered.forget_names),),
    adds=(
        CURES.adds(*cures.OWN),
        RECORD_KINDS.adds(forgetting.PEOPLE, rank=1),
        SEATS_LEFT.adds(seats.left),
        SHARED.adds(session_life.is_shared),
        TIMELINE.adds(session_life.entries),
        NEXT_OFFERS.adds(session_life.offers),
        TOUCHED.adds(session_life.touches),
        PANELS_BESIDE_ROOM.adds(panels.panel, rank=-1),
        PANELS_ASIDE.adds(panels.present_panel, panels.stayed_panel),
        AUDIENCE.adds(REGISTERED),
        OTHERS_TOLD.adds(REGISTERED.names),
        HELD.adds(queries.SOMEBODY_CAME),
        COMPOSERS.adds((Kind.REGISTRATION, registration_mail.write_waiting)),
    ),
    jobs=(BackgroundJob("count_attendance", Attendance, headcount.count),),
)
