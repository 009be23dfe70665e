"""What approvals bring."""

from vc.approvals import labels, pending
from vc.approvals.panels import panel
from vc.approvals.service import note_refused, note_revoked
from vc.approvals.views import bp
from vc.booking.hooks import PENDING
from vc.clips.hooks import PANELS_RIGHT
from vc.consents.hooks import CONSENT_REVOKED
from vc.feature import Feature
from vc.privacy.hooks import APPEARANCE_REFUSED

FEATURE = Feature(
    name="approvals",
    labels=labels,
    blueprints=(bp,),
    adds=(
        PENDING.adds(*pending.KINDS),
        PANELS_RIGHT.adds(panel),
        APPEARANCE_REFUSED.adds(note_refused),
        CONSENT_REVOKED.adds(note_revoked),
    ),
)
