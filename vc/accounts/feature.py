"""What accounts bring."""

from vc import rate_limit
from vc.accounts import labels
from vc.accounts.cli import create_admin_command
from vc.accounts.people_views import bp
from vc.feature import Feature

FEATURE = Feature(
    name="accounts",
    labels=labels,
    blueprints=(bp,),
    planners=(rate_limit.forget_old,),
    commands=(create_admin_command,),
)
