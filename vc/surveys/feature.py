"""What surveys bring."""

from vc.attendance.hooks import PEOPLE_FORGOTTEN, PUBLIC_PANELS
from vc.booking.hooks import PANELS_BESIDE_ROOM
from vc.feature import Feature
from vc.office.hooks import CURES, OFFICE_ROWS, OWN_TEXTS
from vc.surveys import cures, labels, questions, service
from vc.surveys.office_rows import ROWS
from vc.surveys.panels import panel, public_panel
from vc.surveys.staff_views import bp
from vc.surveys.views import bp as public_bp

FEATURE = Feature(
    name="surveys",
    labels=labels,
    blueprints=(bp, public_bp),
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        OWN_TEXTS.adds(questions.GROUP),
        PANELS_BESIDE_ROOM.adds(panel, rank=-1),
        PUBLIC_PANELS.adds(public_panel),
        PEOPLE_FORGOTTEN.adds(service.forget_words),
    ),
)
