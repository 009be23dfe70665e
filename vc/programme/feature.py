"""What the annual programme brings."""

from vc.accounts.endings import Holding
from vc.accounts.hooks import HOLDINGS
from vc.booking.hooks import GOALS, PENDING
from vc.feature import Feature
from vc.office.hooks import OFFICE_ROWS
from vc.programme import by_hand, day, held, labels, pending, queries, service
from vc.programme.deliverable_views import bp
from vc.programme.hooks import DELIVERABLES, HELD
from vc.programme.office_rows import ROWS

FEATURE = Feature(
    name="programme",
    labels=labels,
    blueprints=(bp,),
    adds=(
        DELIVERABLES.adds(*held.KINDS),
        DELIVERABLES.adds(*by_hand.KINDS, rank=9),
        HELD.adds(held.WAS_OPENED),
        GOALS.adds(day.goals),
        PENDING.adds(*pending.KINDS, rank=8),
        HOLDINGS.adds(Holding(service.hand_over, queries.held_by, "Metas del programa")),
        OFFICE_ROWS.adds(*ROWS),
    ),
)
