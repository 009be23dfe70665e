"""What publishing brings."""

from vc.booking.hooks import DAY_PANELS
from vc.clips.hooks import PANELS_RIGHT
from vc.connections.hooks import WAITING, Waiting
from vc.connections.models import Use
from vc.consents.hooks import CONSENT_REVOKED
from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.publishing import labels, steps, takedowns
from vc.publishing.action_views import bp as buttons
from vc.publishing.models import Publication
from vc.publishing.pages import panel, plan, today_panel
from vc.publishing.views import bp

FEATURE = Feature(
    name="publishing",
    labels=labels,
    blueprints=(bp, buttons),
    planners=(plan,),
    adds=(
        DAY_PANELS.adds(today_panel),
        PANELS_RIGHT.adds(panel),
        CONSENT_REVOKED.adds(takedowns.note_revoked),
        WAITING.adds(
            Waiting(
                *(Use.POSTS, "settle_publication", Publication),
                lambda name: Publication.channel.has(network=name),
            )
        ),
    ),
    jobs=(BackgroundJob("settle_publication", Publication, steps.settle),),
)
