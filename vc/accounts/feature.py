"""What accounts bring."""

from vc import rate_limit
from vc.accounts import cures, labels, queries
from vc.accounts.cli import create_admin_command, first_admin_command
from vc.accounts.finders import PEOPLE
from vc.accounts.office_rows import ROWS
from vc.accounts.people_views import bp
from vc.feature import Feature
from vc.office.hooks import AREA_RENAMED, CURES, OFFICE_ROWS
from vc.search.hooks import FINDERS

FEATURE = Feature(
    name="accounts",
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        AREA_RENAMED.adds(queries.rename_area),
        FINDERS.adds(PEOPLE, rank=6),
    ),
    labels=labels,
    blueprints=(bp,),
    planners=(rate_limit.forget_old,),
    commands=(create_admin_command, first_admin_command),
)
