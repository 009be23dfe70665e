"""What bans on publishing bring."""

from vc.booking.hooks import DAY_PANELS, PENDING
from vc.calendars.hooks import BANDS
from vc.feature import Feature
from vc.office.hooks import OFFICE_ROWS
from vc.publishing_bans import labels, pending
from vc.publishing_bans.office_rows import ROWS
from vc.publishing_bans.panels import bands, today_panel
from vc.publishing_bans.views import bp

FEATURE = Feature(
    name="publishing_bans",
    labels=labels,
    blueprints=(bp,),
    adds=(
        OFFICE_ROWS.adds(*ROWS),
        DAY_PANELS.adds(today_panel),
        PENDING.adds(*pending.KINDS),
        BANDS.adds(bands),
    ),
)
