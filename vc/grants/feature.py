"""What accounts that are connected here bring: they serve without any setting."""

from vc.connections.hooks import ALARMS
from vc.connections.models import Use
from vc.feature import Feature
from vc.grants import labels
from vc.grants.cli import connect_command
from vc.grants.models import AccountGrant
from vc.grants.pages import cards, init_grants, panel, plan
from vc.grants.renewal import renew
from vc.grants.service import tell_of_refusal
from vc.grants.views import bp
from vc.jobs import BackgroundJob
from vc.licences.hooks import CONNECTION_CARDS, CONNECTION_PANELS
from vc.licences.models import Platform

FEATURE = Feature(
    name="grants",
    labels=labels,
    blueprints=(bp,),
    jobs=(BackgroundJob("renew_grant", AccountGrant, renew),),
    planners=(plan,),
    commands=(connect_command,),
    adds=(
        ALARMS.adds((Use.POSTS, tell_of_refusal)),
        CONNECTION_CARDS.adds(cards),
        CONNECTION_PANELS.adds((Platform.GOOGLE_MEET, panel)),
    ),
    set_up=init_grants,
)
