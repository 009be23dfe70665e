"""Where the feature that reviews clips takes over at the end of their lists."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.clips.models import Clip
from vc.hooks import Hook


@dataclass(frozen=True, slots=True)
class Reviewing:
    """How a clip whose list is answered comes to its review."""

    ask: Callable[[Session, Clip, datetime, Person], None]
    """Ask for it as a person. Raises NotAllowedError and RuleError."""
    may_ask: Callable[[Clip], bool]
    """Whether whoever reads the list is offered to."""
    bar: Callable[[Clip], Markup]
    """What stands at the list's end instead, where nobody is to ask for it."""


REVIEWING: Hook[Reviewing] = Hook("what follows a clip's list")
"""One feature says so."""
