"""Where features further right show a session to the public, and forget who registered."""

from collections.abc import Callable

from markupsafe import Markup
from sqlalchemy.orm import Session

from vc.booking.models import Event
from vc.hooks import Hook

PUBLIC_PANELS: Hook[Callable[[Event], Markup]] = Hook("a session's public page")
Forget = Callable[[Session, list[int]], None]
PEOPLE_FORGOTTEN: Hook[Forget] = Hook("the rule of keeping took who registered")
"""By the numbers of registrations, in the transaction that forgets them."""
