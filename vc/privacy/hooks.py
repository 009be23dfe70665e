"""Where features further right hear that somebody does not want to appear."""

from vc.hooks import Hook
from vc.privacy.refusals import Hearer

APPEARANCE_REFUSED: Hook[Hearer] = Hook("somebody does not want to appear")
