"""What certificates bring."""

from vc.attendance.hooks import PEOPLE_FORGOTTEN
from vc.booking.hooks import PANELS_BESIDE_ROOM, PENDING
from vc.certificates import cures, giving, labels, letters, pending, service
from vc.certificates.models import CertificateRun
from vc.certificates.office_rows import ROWS
from vc.certificates.panels import panel
from vc.certificates.staff_views import bp
from vc.certificates.views import bp as public_bp
from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.mail.hooks import COMPOSERS
from vc.mail.models import Kind
from vc.office.hooks import CURES, OFFICE_ROWS, OWN_TEXTS

FEATURE = Feature(
    name="certificates",
    labels=labels,
    blueprints=(bp, public_bp),
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        OWN_TEXTS.adds(letters.GROUP),
        COMPOSERS.adds((Kind.AFTERWARDS, letters.write)),
        PANELS_BESIDE_ROOM.adds(panel, rank=-1),
        PENDING.adds(pending.KIND),
        PEOPLE_FORGOTTEN.adds(service.forget_names),
    ),
    jobs=(BackgroundJob("give_certificates", CertificateRun, giving.give),),
)
