"""Where features further right hear that a consent was revoked."""

from vc.consents.service import Hearer
from vc.hooks import Hook

CONSENT_REVOKED: Hook[Hearer] = Hook("a consent was revoked")
"""In the transaction of the revocation."""
