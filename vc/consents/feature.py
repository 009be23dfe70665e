"""What consents bring."""

from vc.booking.hooks import EXPIRING, PANELS_BESIDE_FACTS
from vc.consents import day, labels
from vc.consents.finders import CONSENTS
from vc.consents.office_rows import ROWS
from vc.consents.panels import panel
from vc.consents.views import bp
from vc.feature import Feature
from vc.office.hooks import OFFICE_ROWS
from vc.search.hooks import FINDERS

FEATURE = Feature(
    name="consents",
    labels=labels,
    blueprints=(bp,),
    adds=(
        OFFICE_ROWS.adds(*ROWS),
        PANELS_BESIDE_FACTS.adds(panel),
        EXPIRING.adds(day.expiring),
        FINDERS.adds(CONSENTS, rank=8),
    ),
)
