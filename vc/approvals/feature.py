"""What approvals bring."""

from vc.approvals import cures, labels, pending, session_life
from vc.approvals.panels import bar, may_ask, panel
from vc.approvals.postpone_views import bp
from vc.approvals.service import ask, note_refused, note_revoked
from vc.booking.hooks import NEXT_OFFERS, PENDING
from vc.checklists.hooks import REVIEWING, Reviewing
from vc.clips.hooks import PANELS_RIGHT
from vc.consents.hooks import CONSENT_REVOKED
from vc.feature import Feature
from vc.office.hooks import CURES
from vc.privacy.hooks import APPEARANCE_REFUSED

FEATURE = Feature(
    name="approvals",
    labels=labels,
    blueprints=(bp,),
    adds=(
        CURES.adds(*cures.OWN),
        NEXT_OFFERS.adds(session_life.offers, rank=-2),
        PENDING.adds(*pending.KINDS),
        PANELS_RIGHT.adds(panel),
        REVIEWING.adds(Reviewing(ask, may_ask, bar)),
        APPEARANCE_REFUSED.adds(note_refused),
        CONSENT_REVOKED.adds(note_revoked),
    ),
)
