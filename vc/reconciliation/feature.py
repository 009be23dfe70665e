"""What keeping our copy and the vendors together brings."""

from datetime import time

from vc.booking.hooks import IN_ROOM, NEXT_OFFERS, PANELS_BESIDE_FACTS
from vc.connections.hooks import ALARMS, VENDORS, WAITING, Waiting
from vc.connections.models import Use
from vc.feature import Daily, Feature
from vc.jobs import BackgroundJob
from vc.office.hooks import OFFICE_ROWS
from vc.reconciliation import accounts, alarms, compare, deliveries, labels, service, session_life
from vc.reconciliation.cli import reconcile_command
from vc.reconciliation.models import Delivery, Watch
from vc.reconciliation.office_rows import ROWS
from vc.reconciliation.panels import panel
from vc.reconciliation.present import in_rooms
from vc.reconciliation.views import bp
from vc.webhooks import bp as webhooks

FEATURE = Feature(
    name="reconciliation",
    labels=labels,
    blueprints=(bp, webhooks),
    planners=(service.plan,),
    commands=(reconcile_command,),
    adds=(
        NEXT_OFFERS.adds(session_life.offers),
        OFFICE_ROWS.adds(*ROWS),
        PANELS_BESIDE_FACTS.adds(panel),
        IN_ROOM.adds(in_rooms),
        VENDORS.adds((Use.MEETINGS, lambda services, name: services.providers.get(name))),
        ALARMS.adds((Use.MEETINGS, alarms.tell_of_vendor)),
        WAITING.adds(
            Waiting(
                Use.MEETINGS, "look_at_room", Watch, lambda name: Watch.meeting.has(platform=name)
            )
        ),
    ),
    jobs=(
        BackgroundJob(
            "take_delivery",
            Delivery,
            deliveries.take,
            in_one=True,
            on_failure=deliveries.note_failure,
        ),
        BackgroundJob("look_at_room", Watch, compare.look),
    ),
    # Before the office opens.
    daily=(Daily("look_at_accounts", time(12, 17), accounts.look_through_accounts),),
)
