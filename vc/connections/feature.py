"""What accounts that are connected here bring: they serve without any setting."""

from vc.connections import checking, labels
from vc.connections.cli import connect_command
from vc.connections.models import AccountGrant
from vc.connections.pages import init_connections, panel, plan, youtube_card
from vc.connections.views import bp
from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.licences.hooks import CONNECTION_CARDS, CONNECTION_PANELS
from vc.licences.models import Platform

FEATURE = Feature(
    name="connections",
    labels=labels,
    blueprints=(bp,),
    planners=(plan,),
    commands=(connect_command,),
    adds=(
        CONNECTION_CARDS.adds(youtube_card),
        CONNECTION_PANELS.adds((Platform.GOOGLE_MEET, panel)),
    ),
    set_up=init_connections,
    jobs=(BackgroundJob("check_grant", AccountGrant, checking.check),),
)
