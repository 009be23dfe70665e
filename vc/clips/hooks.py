"""Where features further right show what they know of a clip, on its page."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from vc.clips.models import Clip
from vc.hooks import Hook

Panel = Callable[[Clip], Markup]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of the clips that the public sees."""

    is_out: Callable[[], ColumnElement[bool]]
    """The condition of such a clip."""
    views: Callable[[Session, Collection[int]], Mapping[int, int | None]]
    """Those of some clips, by their ids, with how often they were seen; None when nobody knows."""


PANELS_LEFT: Hook[Panel] = Hook("a clip's page, on the left")
SHOWN: Hook[Shown] = Hook("which clips the public sees")
"""One feature says so."""
PANELS_RIGHT: Hook[Panel] = Hook("a clip's page, on the right")
