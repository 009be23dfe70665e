"""Where features further right say what people hold there, which ends with their account."""

from vc.accounts.endings import Holding
from vc.hooks import Hook

HOLDINGS: Hook[Holding] = Hook("what a person holds")
