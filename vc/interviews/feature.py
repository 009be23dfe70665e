"""What interviews bring."""

from vc.booking.hooks import PANELS_BESIDE_FACTS, PENDING
from vc.consents.hooks import CONSENT_REVOKED
from vc.feature import Feature
from vc.forgetting import RECORD_KINDS
from vc.interviews import films, forgetting, labels, letter, pending, service
from vc.interviews.office_rows import ROWS
from vc.interviews.panels import panel
from vc.interviews.staff_views import bp
from vc.mail.hooks import COMPOSERS
from vc.mail.models import Kind
from vc.office.hooks import OFFICE_ROWS, OWN_TEXTS
from vc.recordings.hooks import FILE_STORED

FEATURE = Feature(
    name="interviews",
    labels=labels,
    blueprints=(bp,),
    planners=(service.expire,),
    adds=(
        OFFICE_ROWS.adds(*ROWS),
        RECORD_KINDS.adds(forgetting.PEOPLE, rank=2),
        PANELS_BESIDE_FACTS.adds(panel, rank=1),
        PENDING.adds(*pending.KINDS),
        COMPOSERS.adds((Kind.INTERVIEW, letter.write)),
        OWN_TEXTS.adds(letter.GROUP, rank=2),
        FILE_STORED.adds(films.note_stored),
        CONSENT_REVOKED.adds(films.note_revoked),
    ),
)
