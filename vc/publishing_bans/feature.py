"""What bans on publishing bring."""

from vc.booking.hooks import DAY_MARKS, DAY_NOTES, PENDING
from vc.calendars.hooks import BANDS
from vc.feature import Feature
from vc.office.hooks import CURES, OFFICE_ROWS
from vc.publishing_bans import cures, day, labels, pending
from vc.publishing_bans.office_rows import ROWS
from vc.publishing_bans.panels import bands, marks
from vc.publishing_bans.views import bp

FEATURE = Feature(
    name="publishing_bans",
    labels=labels,
    blueprints=(bp,),
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        PENDING.adds(*pending.KINDS),
        DAY_MARKS.adds(marks),
        DAY_NOTES.adds(day.notes),
        BANDS.adds(bands),
    ),
)
