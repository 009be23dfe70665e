"""What broadcasts bring."""

from datetime import datetime

from sqlalchemy.orm import Session

from vc.accounts.endings import Holding
from vc.accounts.hooks import HOLDINGS
from vc.booking.hooks import (
    BOOKING_FIELDS,
    CHAIN_STOPS,
    NEXT_OFFERS,
    ON_AIR,
    PANELS_BESIDE_ROOM,
    PANELS_ON_TOP,
    PENDING,
    READINESS,
    TIMELINE,
    TOUCHED,
)
from vc.commits import OnCommit, Stage
from vc.connections import service as connections
from vc.connections.hooks import ALARMS, VENDORS, WAITING, Waiting
from vc.connections.models import Use
from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.licences.hooks import CONNECTION_CARDS
from vc.live import (
    alarms,
    booking_fields,
    cures,
    day,
    deliverables,
    labels,
    panels,
    pending,
    queries,
    service,
    session_life,
    steps,
    sync,
)
from vc.live.action_views import bp
from vc.live.models import Broadcast
from vc.live.office_rows import ROWS
from vc.live.webhooks import note_stored
from vc.office.hooks import CURES, OFFICE_ROWS
from vc.programme.hooks import DELIVERABLES, FIGURES, HELD
from vc.recordings.hooks import FILE_STORED
from vc.services import services


def plan(session: Session, now: datetime) -> None:
    """Make due what the clock alone makes due; the sweep calls it and commits."""
    sync.plan(session, now, follow_settings=sync.follow_settings_of(services()))
    connections.schedule_first_check(session, Use.LIVES, services().broadcaster.channel, now)


FEATURE = Feature(
    name="live",
    labels=labels,
    blueprints=(bp,),
    planners=(plan,),
    adds=(
        CURES.adds(*cures.OWN),
        CHAIN_STOPS.adds(session_life.stop),
        TIMELINE.adds(session_life.entries),
        NEXT_OFFERS.adds(session_life.offers),
        TOUCHED.adds(session_life.touches),
        OFFICE_ROWS.adds(*ROWS),
        # Above all others beside the room: it is what people wait for.
        PANELS_BESIDE_ROOM.adds(panels.panel, rank=-3),
        PANELS_ON_TOP.adds(panels.sheet_panel),
        PENDING.adds(*pending.KINDS),
        READINESS.adds(day.steps),
        ON_AIR.adds(day.on_air),
        FIGURES.adds(day.goals),
        DELIVERABLES.adds(*deliverables.KINDS),
        HELD.adds(deliverables.WAS_BROADCAST),
        BOOKING_FIELDS.adds(booking_fields),
        CONNECTION_CARDS.adds(panels.channel_card),
        HOLDINGS.adds(Holding(service.hand_over, queries.moderated_by, "Transmisiones que modera")),
        FILE_STORED.adds(note_stored),
        VENDORS.adds((Use.LIVES, lambda services, name: services.broadcaster)),
        ALARMS.adds((Use.LIVES, alarms.tell_of_channel)),
        WAITING.adds(
            Waiting(Use.LIVES, "settle_broadcast", Broadcast, lambda at: Broadcast.channel == at)
        ),
    ),
    jobs=(BackgroundJob("settle_broadcast", Broadcast, steps.settle),),
    on_commit=(OnCommit(Stage.FOLLOW, sync.follow_touched),),
)
