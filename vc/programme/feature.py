"""What the annual programme brings."""

from vc.feature import Feature
from vc.programme import by_hand, held, labels
from vc.programme.hooks import DELIVERABLES, HELD

FEATURE = Feature(
    name="programme",
    labels=labels,
    adds=(
        DELIVERABLES.adds(*held.KINDS),
        DELIVERABLES.adds(*by_hand.KINDS, rank=9),
        HELD.adds(held.opened),
    ),
)
