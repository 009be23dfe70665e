"""What booking brings: the waiting list hears of licences, sessions end with an account."""

from flask import Flask

from vc.accounts.endings import Holding
from vc.accounts.hooks import HOLDINGS
from vc.booking import (
    availability,
    cures,
    exposure,
    finders,
    labels,
    queries,
    readiness,
    service,
    waiting,
)
from vc.booking.change_views import bp
from vc.booking.context import waiting_counts
from vc.booking.hooks import PENDING, READINESS
from vc.booking.models import Meeting
from vc.booking.office_rows import ROWS
from vc.booking.programme_views import bp as campaigns
from vc.booking.programme_views import types_bp
from vc.booking.whatsapp import GROUP as WHATSAPP
from vc.booking.worker import settle
from vc.connections.hooks import WAITING, Waiting
from vc.connections.models import Use
from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.licences.hooks import LICENCE_TAKEN, LICENCES_CHANGED
from vc.lists.hooks import LISTS, Listing, Part
from vc.office.hooks import AREA_RENAMED, AREAS_USED, CURES, OFFICE_ROWS, OWN_TEXTS
from vc.search.hooks import FINDERS, OFFERS


def set_up(app: Flask) -> None:
    """Let every page say in the same words that a session is recorded, and count what waits."""
    app.jinja_env.globals.update(exposure=exposure, waiting_counts=waiting_counts)


FEATURE = Feature(
    name="booking",
    labels=labels,
    blueprints=(bp, campaigns, types_bp),
    adds=(
        LISTS.adds(
            Listing(
                "booking.index",
                (
                    *(Part("periodo"), Part("q"), Part("tipo"), Part("area")),
                    Part("anfitrion", "anfitrión", lambda session: dict(queries.hosts(session))),
                    Part("licencia", "cuenta", lambda session: dict(queries.licences(session))),
                    Part("campana", "campaña", lambda session: dict(queries.campaigns(session))),
                ),
            )
        ),
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        OWN_TEXTS.adds(WHATSAPP, rank=2),
        AREAS_USED.adds(queries.areas),
        AREA_RENAMED.adds(queries.rename_area),
        LICENCES_CHANGED.adds(service.wake_waiting),
        LICENCE_TAKEN.adds(availability.left_without),
        WAITING.adds(
            Waiting(Use.MEETINGS, "settle_meeting", Meeting, lambda name: Meeting.platform == name)
        ),
        PENDING.adds(*waiting.KINDS, rank=-1),
        READINESS.adds(readiness.steps, rank=-1),
        HOLDINGS.adds(Holding(service.hand_over, queries.held_by, "Sesiones por venir")),
        FINDERS.adds(finders.SESSIONS),
        OFFERS.adds(finders.BOOK),
        FINDERS.adds(finders.HOSTS, finders.CAMPAIGNS, rank=5),
    ),
    set_up=set_up,
    jobs=(BackgroundJob("settle_meeting", Meeting, settle),),
)
