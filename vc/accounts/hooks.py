"""Where features further right say what people hold there, which ends with their account."""

from collections.abc import Callable

from markupsafe import Markup

from vc.accounts.endings import Holding
from vc.hooks import Hook

ACCOUNT_PANELS: Hook[Callable[[], Markup]] = Hook("the page of the own account")
HOLDINGS: Hook[Holding] = Hook("what a person holds")
