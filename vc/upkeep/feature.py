"""What keeping our copy and the vendors together brings."""

from datetime import time

from vc.booking.hooks import PANELS_BESIDE_FACTS
from vc.feature import Daily, Feature
from vc.jobs import BackgroundJob
from vc.licences.models import VendorState
from vc.upkeep import deliveries, labels, looking, probing, service
from vc.upkeep.cli import reconcile_command
from vc.upkeep.models import Delivery, Watch
from vc.upkeep.pages import panel
from vc.upkeep.views import bp
from vc.webhooks import bp as webhooks

FEATURE = Feature(
    name="upkeep",
    labels=labels,
    blueprints=(bp, webhooks),
    planners=(service.plan,),
    commands=(reconcile_command,),
    adds=(PANELS_BESIDE_FACTS.adds(panel),),
    jobs=(
        BackgroundJob(
            "take_delivery",
            Delivery,
            deliveries.take,
            in_one=True,
            on_failure=deliveries.note_failure,
        ),
        BackgroundJob("look_at_room", Watch, looking.look),
        BackgroundJob("probe_vendor", VendorState, probing.probe),
    ),
    # Before the office opens.
    daily=(Daily("look_at_accounts", time(12, 17), probing.look_through_accounts),),
)
